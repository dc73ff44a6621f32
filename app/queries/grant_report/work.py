"""What was promised and done: activities, indicators, the course of the project month by month."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.event_times import shares_by_month
from app.domain.events import EventStatus
from app.domain.periods import Period
from app.domain.report_rows import ActivityRow, IndicatorRow, MonthRow
from app.domain.volunteers import HoursStatus
from app.i18n import _
from app.queries.grant_counts import DEFINITIONS, grant_counts
from models.branches import Branch
from models.events import AttendanceCount, Event
from models.grant_money import Expenditure
from models.grant_work import GrantIndicator, PlannedActivity
from models.volunteers import HoursEntry

MINUTES = Decimal(60)
ZERO = Decimal(0)
# An event that names no place of its own was in its branch.
PLACE: sa.ColumnElement[str] = sa.func.coalesce(sa.func.nullif(Event.venue, ""), Branch.name)


def held(application_id: int, period: Period | None = None) -> sa.ColumnElement[bool]:
    """Return the condition that an event belongs to the grant and counts, and touches the period if one is given."""
    counts = sa.and_(
        Event.application_id == application_id, Event.status == EventStatus.HELD, Event.archived_at.is_(None)
    )
    if period is None:
        return counts
    return sa.and_(counts, Event.starts_on < period.end, Event.ends_before > period.start)


def activities(session: Session, application_id: int, period: Period | None = None) -> tuple[ActivityRow, ...]:
    """Return the planned activities and what fulfilled them, then held events that no plan named.

    With a period those are left out that were planned and done at another time.
    """
    fulfilled = sa.and_(
        Event.id == PlannedActivity.event_id, Event.status == EventStatus.HELD, Event.archived_at.is_(None)
    )
    planned = session.execute(
        sa.select(PlannedActivity, Event.starts_on, PLACE, Event.participants)
        .outerjoin(Event, fulfilled)
        .outerjoin(Branch, Branch.id == Event.branch_id)
        .where(PlannedActivity.application_id == application_id)
        .order_by(PlannedActivity.planned_from, PlannedActivity.id)
    )
    rows = [
        ActivityRow(
            title=plan.title,
            planned_from=plan.planned_from,
            planned_to=plan.planned_to,
            done_on=plan.done_on or held_on,
            place=plan.place or place or "",
            responsible=plan.responsible,
            participants=count,
            note=plan.note,
        )
        for plan, held_on, place, count in planned
    ]
    if period is not None:
        rows = [row for row in rows if _touches(row, period)]
    named = sa.select(PlannedActivity.event_id).where(
        PlannedActivity.application_id == application_id, PlannedActivity.event_id.is_not(None)
    )
    others = session.execute(
        sa.select(Event.title, Event.starts_on, PLACE.label("place"), Event.participants)
        .join(Branch, Branch.id == Event.branch_id)
        .where(held(application_id, period), Event.id.not_in(named))
        .order_by(Event.starts_on, Event.id)
    )
    rows += [
        ActivityRow(
            title=row.title,
            planned_from=row.starts_on,
            done_on=row.starts_on,
            place=row.place,
            participants=row.participants,
            note=_("Beyond the plan"),
        )
        for row in others
    ]
    return tuple(rows)


def _touches(row: ActivityRow, period: Period) -> bool:
    planned = row.planned_from < period.end and (row.planned_to or row.planned_from) >= period.start
    return planned or (row.done_on is not None and period.start <= row.done_on < period.end)


def indicators(
    session: Session, application_id: int, as_of: date, covers: Period | None = None
) -> tuple[IndicatorRow, ...]:
    """Return the indicators in their order.

    What is bound to a figure is counted now, as on the grant's page; for a report of a part of the project it is
    counted from the start to the last day of that part, like the money.
    """
    statement = (
        sa.select(GrantIndicator)
        .where(GrantIndicator.application_id == application_id)
        .order_by(GrantIndicator.position, GrantIndicator.id)
    )
    rows = session.scalars(statement).all()
    counts = {}
    if any(row.counted for row in rows):
        last = min(as_of, covers.last_day) if covers else as_of
        counts = grant_counts(session, application_id, last, covers.end if covers else None)
    return tuple(
        IndicatorRow(
            name=row.name,
            unit=row.unit,
            baseline=row.baseline,
            target=row.target,
            achieved=counts[row.counted] if row.counted else row.achieved,
            source=row.source or (str(DEFINITIONS[row.counted].definition) if row.counted else ""),
        )
        for row in rows
    )


def months(
    session: Session, application_id: int, period: Period | None, spent: Iterable[Expenditure]
) -> tuple[MonthRow, ...]:
    """Return spending, participants and hours by calendar month over the project's days.

    A tally over several months gives each its share, as in `app.queries.events`.
    """
    if period is None:
        return ()
    money: defaultdict[date, Decimal] = defaultdict(Decimal)
    for row in spent:
        money[row.spent_on.replace(day=1)] += row.grant_amount
    came: defaultdict[date, int] = defaultdict(int)
    for start, until, is_summary, count in session.execute(_attendance(application_id)):
        whole = Period(start, until)
        for month, share in shares_by_month(whole, count, whole) if is_summary else [(start.replace(day=1), count)]:
            came[month] += share
    hours: defaultdict[date, Decimal] = defaultdict(Decimal)
    given = sa.select(HoursEntry.worked_on, HoursEntry.minutes).where(
        HoursEntry.application_id == application_id, HoursEntry.status == HoursStatus.CONFIRMED
    )
    for day, minutes in session.execute(given):
        hours[day.replace(day=1)] += Decimal(minutes) / MINUTES
    starts = [piece.start.replace(day=1) for piece in period.months()]
    return tuple(
        MonthRow(start, money.get(start, ZERO), came.get(start, 0), hours.get(start, ZERO)) for start in starts
    )


def _attendance(application_id: int) -> Any:
    return (
        sa.select(Event.starts_on, Event.ends_before, Event.is_summary, AttendanceCount.count)
        .join(AttendanceCount, AttendanceCount.event_id == Event.id)
        .where(held(application_id))
    )
