"""What the tests of shifts share: coming times, volunteers who may have a place, the letters that left."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain.opportunities import AssignmentStatus
from models.base import utc_now
from models.opportunities import Assignment, Opportunity, Shift
from models.volunteers import Volunteer
from tests.support import factories as make

ADULT = date(1990, 5, 5)


def coming(days: int = 7, hour: int = 10) -> datetime:
    """Return an hour, in UTC, of a day that lies ahead."""
    return datetime.combine(utc_now().date() + timedelta(days=days), time(hour), UTC)


def able(session: Session, name: str = "Ґудзь", **fields: Any) -> Volunteer:
    """A volunteer against whom nothing speaks, with an e-mail address."""
    born = fields.pop("birth_date", ADULT)
    email = fields.pop("email", f"volunteer{make.number()}@demo.example")
    person = make.make_person(session, name, birth_date=born, email=email)
    return make.make_volunteer(session, person, **{"briefed_on": date(2026, 1, 5), **fields})


def coming_shift(session: Session, opportunity: Opportunity | None = None, **fields: Any) -> Shift:
    """A shift in a week; `starts_at` and `needed` may be given."""
    return make.make_shift(session, opportunity, **{"starts_at": coming(), **fields})


def states(session: Session, shift: Shift) -> dict[AssignmentStatus, int]:
    """Return how many places of a shift are in each state, and check that the shift counts the same."""
    session.expire_all()
    found: dict[AssignmentStatus, int] = {}
    for place in session.query(Assignment).filter_by(shift_id=shift.id):
        found[place.status] = found.get(place.status, 0) + 1
    assert shift.taken == found.get(AssignmentStatus.CONFIRMED, 0)
    return found


def text_of(letter: Any) -> str:
    """Return the plain text of a letter."""
    return str(letter.get_body(("plain",)).get_content())
