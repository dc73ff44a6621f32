"""Questions about volunteers' hours: entries, what their forms offer, and the metrics.

Volunteers' hours (volunteer_minutes, unit: minutes, period: days worked) counts confirmed entries only: what
waits for confirmation or was not confirmed is never part of a figure. An entry belongs to the branch where
the work was done.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.grants import WON_STAGES
from app.domain.periods import Period
from app.domain.volunteers import HoursStatus
from app.formats import day_of_year
from app.queries.months import MonthBranch, asked_months, month_rows
from app.queries.places import EARLIER, PERIOD, SCOPES_KEPT, PeriodPlaces, asked, asked_both, both
from app.scope import Scope
from models.branches import Branch
from models.events import Event
from models.grants import Application
from models.hours_days import HoursDay
from models.opportunities import Opportunity
from models.volunteers import HoursEntry, Volunteer

RECENT = timedelta(days=60)
MOST_ROLES = 300

CONFIRMED = HoursEntry.status == HoursStatus.CONFIRMED


def in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    """Return the condition that a reader sees the entry."""
    return sa.true() if scope.branch_id is None else HoursEntry.branch_id == scope.branch_id


def hours_entry(session: Session, entry_id: int, scope: Scope) -> HoursEntry | None:
    """Return an entry that the reader sees, with what its page shows, or None."""
    return session.scalar(
        sa.select(HoursEntry)
        .where(HoursEntry.id == entry_id, in_scope(scope))
        .options(
            joinedload(HoursEntry.volunteer).joinedload(Volunteer.person),
            joinedload(HoursEntry.branch),
            joinedload(HoursEntry.event),
            joinedload(HoursEntry.application),
            joinedload(HoursEntry.opportunity),
            joinedload(HoursEntry.shift),
            joinedload(HoursEntry.logged_by),
            joinedload(HoursEntry.decided_by),
        )
    )


def hours_entries(session: Session, ids: Sequence[int], scope: Scope) -> list[HoursEntry]:
    """Return those of the entries that the reader sees."""
    statement = sa.select(HoursEntry).where(HoursEntry.id.in_(ids), in_scope(scope)).order_by(HoursEntry.id)
    return list(session.scalars(statement))


def entries_with_names(session: Session, ids: Sequence[int]) -> list[HoursEntry]:
    """Return entries with their volunteers' names, the oldest day first."""
    statement = sa.select(HoursEntry).where(HoursEntry.id.in_(ids)).order_by(HoursEntry.worked_on, HoursEntry.id)
    return list(session.scalars(statement.options(joinedload(HoursEntry.volunteer).joinedload(Volunteer.person))))


def entries_of_day(session: Session, volunteer_id: int, day: date) -> list[HoursEntry]:
    """Return the entries of a volunteer on a day, apart from those that were not confirmed."""
    return list(
        session.scalars(
            sa.select(HoursEntry).where(
                HoursEntry.volunteer_id == volunteer_id,
                HoursEntry.worked_on == day,
                HoursEntry.status != HoursStatus.REJECTED,
            )
        )
    )


def recent_events(
    session: Session, on: date, scope: Scope, *, also: int | None = None, limit: int = 100
) -> list[tuple[str, str]]:
    """Return (id, date and title) of the events of the last sixty days that the reader sees, newest first.

    Args:
        also: an event to offer whatever its date, such as the one that an entry already names.
    """
    statement = sa.select(Event.id, Event.title, Event.starts_on).where(
        Event.archived_at.is_(None), Event.is_summary.is_(False), Event.starts_on.between(on - RECENT, on)
    )
    if also is not None:
        statement = sa.select(Event.id, Event.title, Event.starts_on).where(
            sa.or_(Event.id == also, statement.whereclause)  # type: ignore[arg-type]
        )
    if scope.branch_id is not None:
        statement = statement.where(Event.branch_id == scope.branch_id)
    first = sa.case((Event.id == (also or 0), 0), else_=1)
    found = session.execute(statement.order_by(first, Event.starts_on.desc(), Event.id.desc()).limit(limit))
    return [(str(row.id), f"{day_of_year(row.starts_on)} – {row.title}") for row in found]


def role_choices(session: Session, scope: Scope, *, also: int | None = None) -> list[tuple[str, str]]:
    """Return (id, title) of the opportunities of the reader's branch that are not in the archive, and of `also`."""
    condition: Any = Opportunity.archived_at.is_(None)
    if scope.branch_id is not None:
        condition = sa.and_(condition, Opportunity.branch_id == scope.branch_id)
    if also is not None:
        condition = sa.or_(condition, Opportunity.id == also)
    statement = sa.select(Opportunity.id, Opportunity.title).where(condition).order_by(Opportunity.sort_key)
    return [(str(row.id), row.title) for row in session.execute(statement.limit(MOST_ROLES))]


def grant_choices(session: Session, scope: Scope, *, also: int | None = None) -> list[tuple[str, str]]:
    """Return (id, title) of the grants that are being carried out, and of the one that an entry names.

    A branch is offered its own grants and those of all branches.
    """
    condition = sa.and_(Application.stage.in_(WON_STAGES), Application.archived_at.is_(None))
    if scope.branch_id is not None:
        own = sa.or_(Application.branch_id.is_(None), Application.branch_id == scope.branch_id)
        condition = sa.and_(condition, own)
    if also is not None:
        condition = sa.or_(Application.id == also, condition)
    statement = sa.select(Application.id, Application.title).where(condition).order_by(Application.sort_key)
    return [(str(row.id), row.title) for row in session.execute(statement)]


def volunteer_minutes(session: Session, period: Period, scope: Scope, application_id: int | None = None) -> int:
    """Return the confirmed minutes of volunteers in a period, of one grant only when it is given."""
    if application_id is None:
        return int(session.scalar(_minutes(scope, PERIOD), asked(period)) or 0)
    statement = sa.select(sa.func.sum(HoursEntry.minutes)).where(
        CONFIRMED,
        HoursEntry.worked_on >= period.start,
        HoursEntry.worked_on < period.end,
        in_scope(scope),
        HoursEntry.application_id == application_id,
    )
    return int(session.scalar(statement) or 0)


def minutes_in_both(session: Session, period: Period, earlier: Period, scope: Scope) -> tuple[int, int]:
    """Return `volunteer_minutes` of two periods; one statement."""
    now, before = session.execute(_minutes_in_both(scope), asked_both(period, earlier)).one()
    return int(now or 0), int(before or 0)


@lru_cache(maxsize=SCOPES_KEPT)
def _minutes(scope: Scope, period: PeriodPlaces) -> Any:
    return sa.select(sa.func.sum(HoursDay.minutes)).where(*days_in(period, scope))


@lru_cache(maxsize=SCOPES_KEPT)
def _minutes_in_both(scope: Scope) -> Any:
    return both(_minutes(scope, PERIOD), _minutes(scope, EARLIER))


def days_in(period: Period | PeriodPlaces, scope: Scope) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions that a row of `HoursDay` lies in the period and at a branch that the reader sees."""
    own = sa.true() if scope.branch_id is None else HoursDay.branch_id == scope.branch_id
    return (HoursDay.day >= period.start, HoursDay.day < period.end, own)


def minutes_by_month_branch(session: Session, period: Period, scope: Scope) -> list[MonthBranch]:
    """Return the confirmed minutes by month and branch, months without hours left out; one statement."""
    months = period.months()
    starts = [month.start.replace(day=1) for month in months]
    rows = session.execute(_by_month_branch(scope, len(months)), asked_months(months))
    return [MonthBranch(starts[place], branch_id, minutes) for place, branch_id, minutes in rows]


@lru_cache(maxsize=SCOPES_KEPT)
def _by_month_branch(scope: Scope, count: int) -> Any:
    months = month_rows(count)
    own = sa.true() if scope.branch_id is None else Branch.id == scope.branch_id
    summed = sa.select(sa.func.sum(HoursDay.minutes)).where(
        HoursDay.branch_id == Branch.id, HoursDay.day.between(months.c.first, months.c.last)
    )
    by_branch = sa.select(months.c.place, Branch.id, summed.scalar_subquery().label("minutes"))
    sums = by_branch.join_from(months, Branch, own).subquery()
    return sa.select(sums).where(sums.c.minutes > 0).order_by(sums.c.place, sums.c.id)
