"""Questions about funders' calls: one call, its years, its applications, menus."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from models.calls import Call
from models.contacts import Contact
from models.grants import Application

_NEVER = sa.literal(date(9999, 12, 31), sa.Date)


def call(session: Session, call_id: int) -> Call | None:
    """Return one call with its funder, its kinds and the call of the year before: three statements."""
    return session.scalar(
        sa.select(Call)
        .where(Call.id == call_id)
        .options(
            joinedload(Call.funder),
            joinedload(Call.copied_from),
            selectinload(Call.cofinancing_rows),
            selectinload(Call.applicant_rows),
        )
    )


def years_of(session: Session, call: Call) -> list[tuple[int, str, date | None]]:
    """Return (id, title, deadline) of the calls that were copied from one another around this one, this one too.

    The former years come first. A call that was copied twice has both as its next years.
    """
    former = sa.select(Call.id, Call.copied_from_id).where(Call.id == call.id).cte("former", recursive=True)
    older = sa.select(Call.id, Call.copied_from_id).join(former, Call.id == former.c.copied_from_id)
    former = former.union(older)
    later = sa.select(Call.id).where(Call.id == call.id).cte("later", recursive=True)
    newer = sa.select(Call.id).join(later, Call.copied_from_id == later.c.id)
    later = later.union(newer)
    chain = sa.union(sa.select(former.c.id), sa.select(later.c.id))
    rows = session.execute(
        sa.select(Call.id, Call.title, Call.deadline_on)
        .where(Call.id.in_(chain), Call.archived_at.is_(None))
        .order_by(sa.func.coalesce(Call.deadline_on, _NEVER), Call.id)
    )
    return [(row.id, row.title, row.deadline_on) for row in rows]


def applications_of(session: Session, call_id: int) -> Sequence[Any]:
    """Return id, title, stage, requested amount and currency of the applications to a call, by title."""
    return session.execute(
        sa.select(
            Application.id,
            Application.title,
            Application.stage,
            Application.requested_amount,
            Application.currency,
        )
        .where(Application.call_id == call_id, Application.archived_at.is_(None))
        .order_by(Application.sort_key, Application.id)
    ).all()


def call_choices(session: Session, today: date, *, keep: int | None = None) -> list[tuple[int, str, str, Any]]:
    """Return (id, title, funder, deadline) of the calls that may still be applied to, the nearest first.

    Args:
        today: calls whose deadline has passed are left out.
        keep: the id of a call that stays in the menu whatever its deadline.
    """
    open_still = sa.and_(Call.archived_at.is_(None), sa.or_(Call.deadline_on.is_(None), Call.deadline_on >= today))
    statement = (
        sa.select(Call.id, Call.title, Contact.display_name, Call.deadline_on)
        .join(Contact, Call.funder_id == Contact.id)
        .where(sa.or_(open_still, Call.id == keep) if keep else open_still)
        .order_by(sa.func.coalesce(Call.deadline_on, _NEVER), Call.id)
    )
    return [(row.id, row.title, row.display_name, row.deadline_on) for row in session.execute(statement)]
