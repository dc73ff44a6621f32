"""Verbs of partnerships: begin, change, move to another stage, archive, restore."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import ContactKind
from app.domain.errors import RuleError
from app.domain.partnerships import (
    STOPPED,
    BranchScope,
    CommitmentLevel,
    PartnershipStage,
    PartnerType,
    StopReason,
    allowed_moves,
    check_move,
)
from app.queries.partnerships import partnership_of
from app.services.base import refuse_archived
from models.accounts import User
from models.contacts import Contact
from models.partnerships import Partnership, PartnershipStageChange


@dataclass(frozen=True)
class PartnershipData:
    """What a person types about a partnership; `branch_id` belongs to the scope «one branch» only."""

    partner_type: PartnerType
    scope: BranchScope = BranchScope.ALL
    branch_id: int | None = None
    owner_id: int | None = None
    commitment: CommitmentLevel | None = None
    partner_gives: str = ""
    library_gives: str = ""


def first_stages() -> tuple[PartnershipStage, ...]:
    """List the stages in which a partnership may be entered: those that need no reason."""
    following = allowed_moves(PartnershipStage.IDENTIFIED)
    return (PartnershipStage.IDENTIFIED, *(stage for stage in following if stage not in STOPPED))


def begin_partnership(
    session: Session,
    organisation_id: int,
    data: PartnershipData,
    *,
    stage: PartnershipStage = PartnershipStage.IDENTIFIED,
    by: User | None,
    at: datetime,
) -> Partnership:
    """Begin cooperating with an organisation; a stage after the first is written down as a move.

    Raises:
        RuleError: `not_an_organisation`, `partnership_exists` (its `details["partnership_id"]` is the first
            one), `stage_cannot_begin` or `partnership_branch_needed`.
    """
    kind = session.scalar(sa.select(Contact.kind).where(Contact.id == organisation_id))
    if kind is not ContactKind.ORGANISATION:
        raise RuleError("not_an_organisation", field="organisation")
    existing = partnership_of(session, organisation_id)
    if existing is not None:
        raise RuleError("partnership_exists", field="organisation", partnership_id=existing.id)
    if stage not in first_stages():
        raise RuleError("stage_cannot_begin", stage, field="stage")
    partnership = Partnership(organisation_id=organisation_id, stage=PartnershipStage.IDENTIFIED)
    _fill(partnership, data)
    session.add(partnership)
    session.flush()
    if stage is not PartnershipStage.IDENTIFIED:
        move_partnership(session, partnership, stage, by=by, at=at)
    return partnership


def change_partnership(session: Session, partnership: Partnership, data: PartnershipData) -> None:
    """Save what was typed about a partnership. Raises `RuleError` as `begin_partnership` does."""
    _fill(partnership, data)
    session.flush()


def _fill(partnership: Partnership, data: PartnershipData) -> None:
    if data.scope is BranchScope.ONE and data.branch_id is None:
        raise RuleError("partnership_branch_needed", field="branch_id")
    partnership.partner_type = data.partner_type
    partnership.scope = data.scope
    partnership.branch_id = data.branch_id if data.scope is BranchScope.ONE else None
    partnership.owner_id = data.owner_id
    partnership.commitment = data.commitment
    partnership.partner_gives = data.partner_gives
    partnership.library_gives = data.library_gives


def move_partnership(
    session: Session,
    partnership: Partnership,
    stage: PartnershipStage,
    *,
    by: User | None,
    at: datetime,
    reason_code: str | None = None,
    reason: str = "",
) -> PartnershipStageChange:
    """Move a partnership to another stage and keep the move in its history.

    Args:
        reason_code: why it is paused or ended, a `StopReason`; ignored for other moves.
        reason: the same in words.

    Raises:
        RuleError: `archived`, or what `app.domain.partnerships.check_move` refuses.
    """
    refuse_archived(partnership)
    check_move(partnership.stage, stage, reason_code, reason)
    change = PartnershipStageChange(
        partnership_id=partnership.id,
        from_stage=partnership.stage,
        to_stage=stage,
        at=at,
        by_id=by.id if by else None,
        reason_code=StopReason(reason_code) if stage in STOPPED and reason_code else None,
        reason=reason,
    )
    session.add(change)
    session.flush()
    partnership.stage = stage
    partnership.current_change_id = change.id
    session.flush()
    return change


def archive_partnership(session: Session, partnership: Partnership, *, now: datetime) -> None:
    """Put a partnership into the archive: it leaves the list and the count, its history stays."""
    partnership.archived_at = now
    session.flush()


def restore_partnership(session: Session, partnership: Partnership) -> None:
    """Bring a partnership back from the archive."""
    partnership.archived_at = None
    session.flush()
