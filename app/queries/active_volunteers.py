"""Volunteers who helped in a period: the figure, and the condition that opens it to its rows."""

from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.periods import Period, year
from app.queries.hours import CONFIRMED
from app.queries.places import PERIOD, SCOPES_KEPT, PeriodPlaces, asked
from app.queries.recognition import how_many, of_present
from app.scope import Scope
from models.hours import VolunteerActivity, VolunteerMonth, VolunteerYear
from models.volunteers import HoursEntry, Volunteer

# Of a longer period those who helped are too many to be gathered before the first of them are shown.
GATHERED_DAYS = 100


def helped_in(period: Period) -> sa.ColumnElement[bool]:
    """Return the condition that a volunteer has confirmed hours in a period, anywhere.

    It is about a `Volunteer` outer joined to its `VolunteerActivity`.
    """
    row = VolunteerActivity
    volunteer_id, worked = _fewest_rows(period)
    if period.days <= GATHERED_DAYS or period == year(period.start.year):
        return Volunteer.id.in_(sa.select(volunteer_id).where(*worked))
    # Whose last day lies in it surely has; only of those who came again later is it looked at when else.
    within = sa.exists().where(volunteer_id == row.volunteer_id, *worked).correlate(row)
    later = sa.and_(row.last_on >= period.end, row.first_on < period.end, within)
    # Asked so, SQLite looks at one volunteer after the other and stops where it has enough.
    return sa.or_(_came_last_in(period), later).is_(sa.literal_column("TRUE"))


def active_volunteers(session: Session, period: Period, scope: Scope) -> int:
    """Return how many volunteers have confirmed hours in a period (active_volunteers, unit: people).

    A volunteer belongs to one branch, wherever the hours were worked. The archive is not counted.
    """
    return session.scalar(_active(is_of_months(period), scope), asked(period)) or 0


@lru_cache(maxsize=SCOPES_KEPT)
def _active(of_months: bool, scope: Scope) -> Any:
    return sa.select(helpers(of_months, scope))


def is_of_months(period: Period) -> bool:
    """Tell whether a period consists of whole months."""
    return period.start.day == 1 and period.end.day == 1


def helpers(of_months: bool, scope: Scope | None = None) -> Any:
    """Return how many volunteers have confirmed hours in `PERIOD`, of whole months or not, anywhere.

    With a scope only those whom the reader sees count; without one all of the system do, and the archive too.
    """
    volunteer_id, worked = _worked_in(PERIOD, of_months)
    counted = sa.select(sa.func.count(volunteer_id.distinct())).where(*worked)
    if scope is not None:
        counted = counted.where(of_present(scope, volunteer_id))
    # Where nobody has come since the period, as in one that is not over, everybody's last day tells it.
    is_latest = ~sa.exists().where(VolunteerActivity.last_on >= PERIOD.end)
    return sa.case((is_latest, how_many(_came_last_in(PERIOD), scope)), else_=counted.scalar_subquery())


def _came_last_in(period: Period | PeriodPlaces) -> sa.ColumnElement[bool]:
    row = VolunteerActivity
    return sa.and_(row.last_on >= period.start, row.last_on < period.end)


def _fewest_rows(period: Period) -> tuple[Any, tuple[sa.ColumnElement[bool], ...]]:
    """Return the same as `_worked_in`, of whole years from the sums of years."""
    if all((day.month, day.day) == (1, 1) for day in (period.start, period.end)):
        row = VolunteerYear
        return row.volunteer_id, (row.year >= period.start.year, row.year < period.end.year)
    return _worked_in(period, is_of_months(period))


def _worked_in(period: Period | PeriodPlaces, of_months: bool) -> tuple[Any, tuple[sa.ColumnElement[bool], ...]]:
    """Return whose rows tell who worked when, and the conditions that a row lies in the period."""
    if of_months:
        row = VolunteerMonth
        return row.volunteer_id, (row.month >= period.start, row.month < period.end)
    entry = HoursEntry
    return entry.volunteer_id, (CONFIRMED, entry.worked_on >= period.start, entry.worked_on < period.end)
