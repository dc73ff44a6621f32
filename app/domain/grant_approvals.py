"""Whose word an application needs before it may leave a stage, and for what money the word was given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from app.domain.grants import LOST_STAGES, OPEN_STAGES, WON_STAGES, Stage
from app.domain.money import Currency
from app.domain.roles import Approver, Role

# What may be approved: an application on its way, before it is closed, lost or on hold.
GATED_STAGES = (*OPEN_STAGES, *WON_STAGES)


class Decision(StrEnum):
    """What an approver said."""

    APPROVED = "approved"
    RETURNED = "returned"


_OFFICES: Mapping[Role, Approver] = MappingProxyType(
    {Role.DIRECTOR: Approver.DIRECTOR, Role.ACCOUNTANT: Approver.ACCOUNTANT}
)


@dataclass(frozen=True, slots=True)
class Figures:
    """The money that an approval speaks of, in the application's currency; `budget` is the sum of its lines."""

    currency: Currency
    requested: Decimal
    cofinancing: Decimal
    budget: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """One office at one stage: its last word, if it said one since the application came, and whether it still holds."""

    approver: Approver
    decision: Decision | None = None
    figures: Figures | None = None
    is_stale: bool = False

    @property
    def holds(self) -> bool:
        """Say whether the office has approved the application as it is now."""
        return self.decision is Decision.APPROVED and not self.is_stale


def office_of(role: Role) -> Approver | None:
    """Return the office in which a role approves; most have none, the coordinator and the administrator among them."""
    return _OFFICES.get(role)


def goes_on(from_stage: Stage, to_stage: Stage, order: Collection[Stage] = OPEN_STAGES) -> bool:
    """Tell whether a move leaves a stage forwards, which is what an approval is needed for.

    A step back, a loss, and putting it on hold need nobody's word; so does the way back from a hold.
    """
    if to_stage in LOST_STAGES or Stage.SUSPENDED in (from_stage, to_stage):
        return False
    way = [*order, *WON_STAGES, Stage.CLOSED]
    return from_stage in way and way.index(to_stage) > way.index(from_stage)


def lacking(needed: Iterable[Approver], standings: Iterable[Standing]) -> tuple[Approver, ...]:
    """Return the offices whose word is missing or no longer holds, in the order of the offices."""
    given = {item.approver for item in standings if item.holds}
    asked = set(needed)
    return tuple(office for office in Approver if office in asked and office not in given)
