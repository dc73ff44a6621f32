"""The award of a grant: its agreement, what holds a tranche back, what an amendment changes.

Everything here follows from dates and sums; no state is stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)


class AgreementStanding(StrEnum):
    """How the agreement of a grant stands on a day."""

    NOT_SIGNED = "not_signed"
    IN_FORCE = "in_force"
    REPORTS_OPEN = "reports_open"
    ENDED = "ended"


class GateKind(StrEnum):
    """What must have happened before a tranche comes."""

    AGREEMENT = "agreement"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    SPENT = "spent"
    CONDITION = "condition"


class TrancheState(StrEnum):
    """How a tranche stands on a day."""

    RECEIVED = "received"
    PARTLY = "partly"
    LATE = "late"
    HELD = "held"
    EXPECTED = "expected"


class AmendmentKind(StrEnum):
    """What an amendment of the agreement changes."""

    END_DATE = "end_date"
    AWARD = "award"
    BUDGET = "budget"
    ACTIVITIES = "activities"
    TEAM = "team"


# These stand in the record, so that applying an amendment changes them; the others are agreed in words.
RECORDED = (AmendmentKind.END_DATE, AmendmentKind.AWARD)


def agreement_standing(
    signed_on: date | None, ends_on: date | None, today: date, *, open_reports: int
) -> AgreementStanding:
    """Tell how an agreement stands; on its last day it is still in force.

    Args:
        open_reports: how many reports to the funder have not been accepted.
    """
    if signed_on is None or signed_on > today:
        return AgreementStanding.NOT_SIGNED
    if ends_on is None or ends_on >= today:
        return AgreementStanding.IN_FORCE
    return AgreementStanding.REPORTS_OPEN if open_reports else AgreementStanding.ENDED


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing that must have happened: `since` is the day on which it did, as far as the records know.

    For a share of the former tranche, `percent` is wanted, and `needed` and `spent` are the amounts.
    """

    kind: GateKind
    since: date | None = None
    text: str = ""
    percent: int | None = None
    needed: Decimal = ZERO
    spent: Decimal = ZERO

    def is_open(self, on: date) -> bool:
        """Say whether the gate lets the money through on a day; `spent` must be what was spent by then."""
        if self.kind is GateKind.SPENT:
            return self.spent >= self.needed
        return self.since is not None and self.since <= on


def closed(gates: Iterable[Gate], on: date) -> list[Gate]:
    """Return the gates that hold the money on a day."""
    return [gate for gate in gates if not gate.is_open(on)]


def spent_of(total: Decimal, before: Decimal, amount: Decimal) -> Decimal:
    """Return how much of a tranche is spent when money is spent in the order in which it comes.

    Args:
        total: what was spent of the grant.
        before: the sum of the tranches before this one.
        amount: of this one.
    """
    return min(max(total - before, ZERO), amount)


def tranche_state(amount: Decimal, received: Decimal, due_on: date | None, today: date, *, held: bool) -> TrancheState:
    """Tell how a tranche stands: what came first, then how late it is, then whether something holds it."""
    if received >= amount:
        return TrancheState.RECEIVED
    if due_on is not None and due_on < today:
        return TrancheState.LATE
    if received:
        return TrancheState.PARTLY
    return TrancheState.HELD if held else TrancheState.EXPECTED
