"""Donations in money and in kind."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from app.domain.errors import MoveRefused


class DonationKind(StrEnum):
    """What was given."""

    MONEY = "money"
    IN_KIND = "in_kind"


class InKindStatus(StrEnum):
    """How far a gift in kind has come on its way into the accounts."""

    PLEDGED = "pledged"
    RECEIVED = "received"
    VALUED = "valued"
    BOOKED = "booked"
    DECLINED = "declined"
    PASSED_ON = "passed_on"


# A pledge is only a promise, and what was declined or passed on is not the library's: neither was raised.
COUNTED_IN_KIND = (InKindStatus.RECEIVED, InKindStatus.VALUED, InKindStatus.BOOKED)

_MOVES: Mapping[InKindStatus, tuple[InKindStatus, ...]] = MappingProxyType(
    {
        InKindStatus.PLEDGED: (InKindStatus.RECEIVED, InKindStatus.DECLINED),
        InKindStatus.RECEIVED: (
            InKindStatus.VALUED,
            InKindStatus.PLEDGED,
            InKindStatus.DECLINED,
            InKindStatus.PASSED_ON,
        ),
        InKindStatus.VALUED: (
            InKindStatus.BOOKED,
            InKindStatus.RECEIVED,
            InKindStatus.DECLINED,
            InKindStatus.PASSED_ON,
        ),
        InKindStatus.BOOKED: (InKindStatus.VALUED,),
        InKindStatus.DECLINED: (InKindStatus.PLEDGED,),
        InKindStatus.PASSED_ON: (InKindStatus.RECEIVED,),
    }
)


def allowed_moves(status: InKindStatus) -> tuple[InKindStatus, ...]:
    """List the statuses that may follow: one step forward first, then the steps that correct a mistake."""
    return _MOVES[status]


def check_move(from_status: InKindStatus, to_status: InKindStatus, *, has_value: bool) -> None:
    """Let a move pass, or raise `MoveRefused`.

    Codes: `same_stage`, `not_allowed`, `value_required` (a valued or booked gift has its value in money).
    """
    if from_status is to_status:
        raise MoveRefused("same_stage", to_status)
    if to_status not in allowed_moves(from_status):
        raise MoveRefused("not_allowed", f"{from_status} → {to_status}")
    if to_status in (InKindStatus.VALUED, InKindStatus.BOOKED) and not has_value:
        raise MoveRefused("value_required", to_status)
