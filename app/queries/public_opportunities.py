"""What a visitor without an account sees of the opportunities to help."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.opportunities import OpportunityKind, OpportunityStatus, Visibility
from models.branches import Branch
from models.opportunities import Opportunity, Shift

MOST = 200


def offered(on: date) -> sa.ColumnElement[bool]:
    """Return the condition that everybody may see an `Opportunity` on a day: open, public and not over."""
    return sa.and_(
        Opportunity.status == OpportunityStatus.OPEN,
        Opportunity.visibility == Visibility.PUBLIC,
        Opportunity.archived_at.is_(None),
        sa.or_(Opportunity.ends_on.is_(None), Opportunity.ends_on >= on),
    )


def open_opportunities(
    session: Session, on: date, *, branch_id: int | None = None, kind: OpportunityKind | None = None
) -> Sequence[Opportunity]:
    """Return what is offered to everybody, with branches and skills, the soonest first; two statements."""
    statement = (
        sa.select(Opportunity)
        .where(offered(on))
        .options(joinedload(Opportunity.branch), selectinload(Opportunity.skills))
        .order_by(sa.func.coalesce(Opportunity.starts_on, date.max), Opportunity.sort_key, Opportunity.id)
        .limit(MOST)
    )
    if branch_id is not None:
        statement = statement.where(Opportunity.branch_id == branch_id)
    if kind is not None:
        statement = statement.where(Opportunity.kind == kind)
    return session.scalars(statement).all()


def open_opportunity(session: Session, token: str, on: date) -> Opportunity | None:
    """Return the opportunity with this public address if everybody may see it on the day."""
    return session.scalar(
        sa.select(Opportunity)
        .where(Opportunity.token == token[:64], offered(on))
        .options(joinedload(Opportunity.branch), selectinload(Opportunity.skills))
    )


def coming_shifts(session: Session, opportunity_id: int, now: datetime, *, limit: int = 20) -> Sequence[Shift]:
    """Return the shifts of an opportunity that have not begun and were not called off, with their branches."""
    return session.scalars(
        sa.select(Shift)
        .where(Shift.opportunity_id == opportunity_id, Shift.starts_at > now, Shift.cancelled_at.is_(None))
        .options(joinedload(Shift.branch))
        .order_by(Shift.starts_at, Shift.id)
        .limit(limit)
    ).all()


def branches_that_offer(session: Session, on: date) -> list[tuple[str, str]]:
    """Return (id, name) of the branches that offer something to everybody."""
    rows: Any = session.execute(
        sa.select(Branch.id, Branch.name)
        .where(sa.exists().where(Opportunity.branch_id == Branch.id, offered(on)))
        .order_by(Branch.sort_key)
    )
    return [(str(row.id), row.name) for row in rows]
