"""Partnerships: from a name on a list to a working relation, and when a partner counts as active."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

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


def check_move(from_stage: PartnershipStage, to_stage: PartnershipStage) -> None:
    """Let a move pass, or raise `MoveRefused` with `same_stage` or `not_allowed`."""
    if from_stage is to_stage:
        raise MoveRefused("same_stage", to_stage)
    if to_stage not in allowed_moves(from_stage):
        raise MoveRefused("not_allowed", f"{from_stage} → {to_stage}")


def joint_activity_since(on: date) -> date:
    """Give the first day of the twelve months that end with `on`."""
    return add_months(on, -12) + timedelta(days=1)


def is_active_partner(
    memorandum_from: date | None,
    memorandum_until: date | None,
    last_joint_activity_on: date | None,
    on: date,
) -> bool:
    """Tell whether a partner counts as active on a day.

    It does with a valid memorandum (both ends included; an open end lasts) or a joint activity in the twelve
    months that end with the day.
    """
    if memorandum_from is not None or memorandum_until is not None:
        begun = memorandum_from is None or memorandum_from <= on
        if begun and (memorandum_until is None or on <= memorandum_until):
            return True
    return last_joint_activity_on is not None and joint_activity_since(on) <= last_joint_activity_on <= on
