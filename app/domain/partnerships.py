"""Partnerships: from a name on a list to a working relation, and when a partner counts as active."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from app.domain.agreements import Terms, any_valid
from app.domain.errors import MoveRefused
from app.domain.periods import add_months


class PartnershipStage(StrEnum):
    """How far the relation with a partner has come."""

    IDENTIFIED = "identified"
    CONTACTED = "contacted"
    NEGOTIATING = "negotiating"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class PartnerType(StrEnum):
    """What kind of body the partner is."""

    NGO = "ngo"
    SOCIETY = "society"
    SCHOOL = "school"
    BUSINESS = "business"
    MEDIA = "media"
    AUTHORITY = "authority"
    INSTITUTION = "institution"
    OTHER = "other"


class CommitmentLevel(StrEnum):
    """How closely the two sides work together."""

    OCCASIONAL = "occasional"
    REGULAR = "regular"
    STRATEGIC = "strategic"


class StopReason(StrEnum):
    """Why cooperation was paused or ended."""

    GOALS_REACHED = "goals_reached"
    AGREEMENT_NOT_RENEWED = "agreement_not_renewed"
    CONTACT_LEFT = "contact_left"
    NO_RESOURCES = "no_resources"
    NO_ANSWER = "no_answer"
    PROMISES_BROKEN = "promises_broken"
    PARTNER_CLOSED = "partner_closed"
    OTHER = "other"


class BranchScope(StrEnum):
    """Whom a record concerns: one branch, every branch, or the central library."""

    ONE = "one"
    ALL = "all"
    CENTRAL = "central"


_MOVES: Mapping[PartnershipStage, tuple[PartnershipStage, ...]] = MappingProxyType(
    {
        PartnershipStage.IDENTIFIED: (
            PartnershipStage.CONTACTED,
            PartnershipStage.NEGOTIATING,
            PartnershipStage.ACTIVE,
            PartnershipStage.ENDED,
        ),
        PartnershipStage.CONTACTED: (
            PartnershipStage.NEGOTIATING,
            PartnershipStage.ACTIVE,
            PartnershipStage.IDENTIFIED,
            PartnershipStage.ENDED,
        ),
        PartnershipStage.NEGOTIATING: (
            PartnershipStage.ACTIVE,
            PartnershipStage.CONTACTED,
            PartnershipStage.PAUSED,
            PartnershipStage.ENDED,
        ),
        PartnershipStage.ACTIVE: (
            PartnershipStage.PAUSED,
            PartnershipStage.NEGOTIATING,
            PartnershipStage.ENDED,
        ),
        PartnershipStage.PAUSED: (
            PartnershipStage.ACTIVE,
            PartnershipStage.NEGOTIATING,
            PartnershipStage.ENDED,
        ),
        PartnershipStage.ENDED: (PartnershipStage.NEGOTIATING, PartnershipStage.ACTIVE),
    }
)


def allowed_moves(stage: PartnershipStage) -> tuple[PartnershipStage, ...]:
    """List the stages that may follow; an ended partnership may be taken up again."""
    return _MOVES[stage]


STOPPED = frozenset({PartnershipStage.PAUSED, PartnershipStage.ENDED})


def check_move(
    from_stage: PartnershipStage, to_stage: PartnershipStage, reason_code: str | None = None, reason: str = ""
) -> None:
    """Let a move pass, or raise `MoveRefused` with the first thing that is wrong.

    Codes: `same_stage`, `not_allowed`, `stop_reason_required` (a pause or an end needs its reason),
    `unknown_reason`, `stop_reason_in_words` (another reason is told in words).
    """
    if from_stage is to_stage:
        raise MoveRefused("same_stage", to_stage)
    if to_stage not in allowed_moves(from_stage):
        raise MoveRefused("not_allowed", f"{from_stage} → {to_stage}")
    if to_stage not in STOPPED:
        return
    if not reason_code:
        raise MoveRefused("stop_reason_required", to_stage, field="reason_code")
    if reason_code not in frozenset(StopReason):
        raise MoveRefused("unknown_reason", reason_code, field="reason_code")
    if reason_code == StopReason.OTHER and not reason.strip():
        raise MoveRefused("stop_reason_in_words", field="reason")


def joint_activity_since(on: date) -> date:
    """Give the first day of the twelve months that end with `on`."""
    return add_months(on, -12) + timedelta(days=1)


def is_active_partner(agreements: Iterable[Terms], last_joint_activity_on: date | None, on: date) -> bool:
    """Tell whether a partner counts as active on a day.

    It does with a valid memorandum or cooperation agreement, or a joint activity in the twelve months that end
    with the day.

    Args:
        agreements: the dates of the memoranda and cooperation agreements; other papers make nobody active.
        last_joint_activity_on: the last joint activity up to the day.
        on: the day.
    """
    if any_valid(agreements, on):
        return True
    return last_joint_activity_on is not None and joint_activity_since(on) <= last_joint_activity_on <= on
