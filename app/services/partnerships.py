"""Verbs of partnerships: begin, change, move to another stage, archive, restore."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import ContactKind
from app.domain.errors import RuleError
from app.domain.partnerships import BranchScope, PartnershipStage, PartnerType, allowed_moves, check_move
from app.queries.partnerships import partnership_of
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
    memorandum_number: str = ""
    memorandum_from: date | None = None
    memorandum_until: date | None = None
    partner_gives: str = ""
    library_gives: str = ""


def first_stages() -> tuple[PartnershipStage, ...]:
    """List the stages in which a partnership may be entered."""
    return (PartnershipStage.IDENTIFIED, *allowed_moves(PartnershipStage.IDENTIFIED))


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
            one), `stage_cannot_begin`, `partnership_branch_needed` or `memorandum_dates`.
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
    begins, ends = data.memorandum_from, data.memorandum_until
    if begins is not None and ends is not None and ends < begins:
        raise RuleError("memorandum_dates", field="memorandum_until")
    partnership.partner_type = data.partner_type
    partnership.scope = data.scope
    partnership.branch_id = data.branch_id if data.scope is BranchScope.ONE else None
    partnership.owner_id = data.owner_id
    partnership.memorandum_number = data.memorandum_number
    partnership.memorandum_from = begins
    partnership.memorandum_until = ends
    partnership.partner_gives = data.partner_gives
    partnership.library_gives = data.library_gives


def move_partnership(
    session: Session,
    partnership: Partnership,
    stage: PartnershipStage,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
) -> PartnershipStageChange:
    """Move a partnership to another stage and keep the move in its history.

    Raises:
        RuleError: `archived`, or what `app.domain.partnerships.check_move` refuses.
    """
    if partnership.archived_at is not None:
        raise RuleError("archived")
    check_move(partnership.stage, stage)
    change = PartnershipStageChange(
        partnership_id=partnership.id,
        from_stage=partnership.stage,
        to_stage=stage,
        at=at,
        by_id=by.id if by else None,
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
