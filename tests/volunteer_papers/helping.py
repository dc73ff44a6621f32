"""Volunteers with confirmed hours, for the tests of papers."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.clock import today
from app.domain.periods import Period
from app.domain.volunteer_papers import PaperKind
from app.domain.volunteers import HoursStatus
from app.services.volunteer_papers import PaperOrder
from models.volunteers import Volunteer
from tests.support import factories as make


def helper(
    session: Session, last: str = "Коваль", first: str = "Олена", minutes: int = 150, **fields: Any
) -> Volunteer:
    """A volunteer who has helped for so long in the last days, on one day."""
    person = make.make_person(session, last, first, middle_name="Петрівна")
    started = {"started_on": today() - timedelta(days=300), **fields}
    volunteer = make.make_volunteer(session, person, **started)
    if minutes:
        make.make_hours(session, volunteer, worked_on=day(5), minutes=minutes, status=HoursStatus.CONFIRMED)
    return volunteer


def day(ago: int) -> date:
    """Return the day so many days before today."""
    return today() - timedelta(days=ago)


def order(kind: PaperKind = PaperKind.CERTIFICATE, locale: str = "uk", **fields: Any) -> PaperOrder:
    """A paper for the last thirty days, issued today."""
    period = Period(day(30), day(0))
    return PaperOrder(kind, locale, **{"period": period, "issued_on": today(), **fields})
