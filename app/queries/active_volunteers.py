"""Volunteers who helped in a period: the figure, and the condition that opens it to its rows."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.periods import Period
from app.queries.hours import CONFIRMED
from app.queries.recognition import of_present
from app.scope import Scope
from models.hours import VolunteerActivity, VolunteerMonth
from models.volunteers import HoursEntry, Volunteer


def helped_in(period: Period) -> sa.ColumnElement[bool]:
    """Return the condition that the volunteer of a `Volunteer` row has confirmed hours in a period, anywhere."""
    return Volunteer.id.in_(sa.select(VolunteerActivity.volunteer_id).where(has_helped(period)))


def has_helped(period: Period) -> sa.ColumnElement[bool]:
    """Return the condition that the volunteer of a `VolunteerActivity` row has confirmed hours in a period.

    Whose last day lies in it surely has; only of those who came again later are the months or the days looked at.
    """
    row = VolunteerActivity
    if period.start.day == 1 and period.end.day == 1:
        month = VolunteerMonth.month
        within = sa.exists().where(
            VolunteerMonth.volunteer_id == row.volunteer_id, month >= period.start, month < period.end
        )
    else:
        worked = HoursEntry.worked_on
        within = sa.exists().where(
            HoursEntry.volunteer_id == row.volunteer_id, CONFIRMED, worked >= period.start, worked < period.end
        )
    later = sa.and_(row.last_on >= period.end, row.first_on < period.end, within.correlate(row))
    return sa.or_(sa.and_(row.last_on >= period.start, row.last_on < period.end), later)


def active_volunteers(session: Session, period: Period, scope: Scope) -> int:
    """Return how many volunteers have confirmed hours in a period (active_volunteers, unit: people).

    A volunteer belongs to one branch, wherever the hours were worked. The archive is not counted.
    """
    statement = sa.select(sa.func.count()).select_from(VolunteerActivity)
    return session.scalar(statement.where(has_helped(period), of_present(scope))) or 0
