"""The hours of one volunteer, as the record shows them."""

from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.volunteers import HoursStatus
from models.volunteers import HoursEntry


class HoursSummary(NamedTuple):
    """The hours of one volunteer in minutes: confirmed this year and ever, waiting; the last day."""

    this_year: int
    ever: int
    waiting: int
    last_came: date | None


def hours_summary(session: Session, volunteer_id: int, on: date) -> HoursSummary:
    """Return the hours of one volunteer as they stand on a day; one statement."""
    minutes, status, day = HoursEntry.minutes, HoursEntry.status, HoursEntry.worked_on
    confirmed = status == HoursStatus.CONFIRMED
    this_year = sa.and_(confirmed, day >= date(on.year, 1, 1), day < date(on.year + 1, 1, 1))

    def total(condition: Any) -> Any:
        return sa.func.coalesce(sa.func.sum(sa.case((condition, minutes), else_=0)), 0)

    row = session.execute(
        sa.select(
            total(this_year),
            total(confirmed),
            total(status == HoursStatus.LOGGED),
            sa.func.max(sa.case((status != HoursStatus.REJECTED, day))),
        ).where(HoursEntry.volunteer_id == volunteer_id)
    ).one()
    return HoursSummary(int(row[0]), int(row[1]), int(row[2]), row[3])
