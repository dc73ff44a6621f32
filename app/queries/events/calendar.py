"""A month of events, day by day."""

import calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.periods import Period
from app.queries.listing import ListSpec, ListState, narrowed
from app.scope import Scope
from models.events import Event

MOST = 2000


@dataclass(frozen=True)
class Day:
    """A day and the events that begin on it."""

    day: date
    events: list[Any]
    in_month: bool


@dataclass(frozen=True)
class Month:
    """Weeks from Monday to Sunday; events of several days stand apart, summary rows are only counted."""

    weeks: list[list[Day]]
    lasting: list[Any]
    count: int
    summaries: int


def month_of_events(session: Session, spec: ListSpec, state: ListState, scope: Scope, period: Period) -> Month:
    """Return the events of a calendar month under the list's search and filters: two statements."""
    base = narrowed(session, spec, state, scope).where(Event.starts_on < period.end, Event.ends_before > period.start)
    rows = session.execute(
        base.where(Event.is_summary.is_(False)).order_by(Event.starts_on, Event.starts_at, Event.id).limit(MOST)
    ).all()
    inner = base.where(Event.is_summary).with_only_columns(Event.id).order_by(None).subquery()
    summaries = session.scalar(sa.select(sa.func.count()).select_from(inner)) or 0
    by_day: dict[date, list[Any]] = defaultdict(list)
    lasting = []
    for row in rows:
        if (row.ends_before - row.starts_on).days > 1:
            lasting.append(row)
        else:
            by_day[row.starts_on].append(row)
    weeks = [
        [Day(day, by_day[day] if period.contains(day) else [], period.contains(day)) for day in week]
        for week in calendar.Calendar().monthdatescalendar(period.start.year, period.start.month)
    ]
    return Month(weeks, lasting, len(rows), summaries)
