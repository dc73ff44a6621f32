"""Questions about funders' calls: the list by deadline, one call, menus."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.i18n import _l
from app.queries.filters import flag_filter, period_filter
from app.queries.grant_list import due_tone, funder_choices
from app.queries.listing import Column, Filter, Kind, ListSpec
from app.scope import Scope
from models.contacts import Contact
from models.grants import Application, Call

APPLICATIONS = (
    sa.select(sa.func.count())
    .select_from(Application)
    .where(Application.call_id == Call.id, Application.archived_at.is_(None))
    .correlate(Call)
    .scalar_subquery()
)
_NEVER = sa.literal(date(9999, 12, 31), sa.Date)


def _urgency(today: date) -> sa.ColumnElement[str]:
    """Return what puts the nearest deadline first, then calls without one, then those that are over."""
    day = sa.cast(Call.deadline_on, sa.String(10))
    return sa.case(
        (Call.deadline_on.is_(None), sa.literal("1", sa.String)),
        (Call.deadline_on >= today, sa.literal("0", sa.String).concat(day)),
        else_=sa.literal("2", sa.String).concat(day),
    )


def _select(_scope: Scope) -> sa.Select[Any]:
    return (
        sa.select(
            Call.id,
            Call.title,
            Call.opens_on,
            Call.deadline_on,
            Call.min_amount,
            Call.max_amount,
            Call.currency,
            Call.cofinancing_percent,
            Contact.display_name.label("funder"),
            APPLICATIONS.label("applications"),
        )
        .join(Contact, Call.funder_id == Contact.id)
        .where(Call.archived_at.is_(None))
    )


def _by_funder(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    return statement.where(Call.funder_id == int(value))


def call_list(today: date) -> ListSpec:
    """Return the list of calls, the most urgent first."""
    return ListSpec(
        name="calls",
        title=_l("Calls"),
        select=_select,
        id_column=Call.id,
        columns=(
            Column(
                "title",
                _l("Call"),
                lambda row: row.title,
                Kind.LINK,
                sort=Call.title,
                url=lambda row: ("grants.call", {"call_id": row.id}),
                primary=True,
            ),
            Column("funder", _l("Funder"), lambda row: row.funder, sort=Contact.sort_key, secondary=True),
            Column(
                "deadline",
                _l("Deadline"),
                lambda row: row.deadline_on,
                Kind.DATE,
                sort=_urgency(today),
                secondary=True,
                tone=lambda row, _day: "warning" if due_tone(row.deadline_on, today) == "warning" else "",
            ),
            Column(
                "amount",
                _l("Largest amount"),
                lambda row: row.max_amount,
                Kind.MONEY,
                currency=lambda row: str(row.currency),
            ),
            Column("cofinancing", _l("Co-financing, %"), lambda row: row.cofinancing_percent, Kind.NUMBER),
            Column("applications", _l("Applications"), lambda row: row.applications, Kind.NUMBER, sort=APPLICATIONS),
        ),
        default_sort="deadline",
        filters=(
            Filter("funder", _l("Funder"), _by_funder, options=funder_choices),
            flag_filter("applied", _l("With applications"), sa.exists().where(Application.call_id == Call.id)),
            period_filter(_l("Deadline in"), Call.deadline_on, key="deadline"),
        ),
        search_kind="call",
    )


def call(session: Session, call_id: int) -> Call | None:
    """Return one call with its funder."""
    return session.scalar(sa.select(Call).where(Call.id == call_id).options(joinedload(Call.funder)))


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
