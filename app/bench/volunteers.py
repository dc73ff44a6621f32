"""Volunteers and their hours over ten years: some come for years, many came once."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain.volunteer_documents import DocumentKind
from models.hours import refresh_activity
from models.hours_days import refill_days
from models.volunteer_documents import VolunteerDocument
from models.volunteers import HoursEntry, Volunteer

Rows = Iterator[dict[str, Any]]
Insert = Callable[[Session, type[Any], Rows], None]
DAYS = 3_650
REFRESHED = 2_000


def insert_volunteers(
    session: Session, rng: random.Random, size: Any, now: datetime, user_id: int, places: list[int], insert: Insert
) -> None:
    """Write volunteers of the first people and their hours, and reckon what they come to."""
    homes = [rng.choice(places) for _number in range(size.volunteers)]
    insert(session, Volunteer, volunteers(size, now, homes))
    insert(session, VolunteerDocument, documents(size, now))
    insert(session, HoursEntry, hours(rng, size, now, user_id, homes))
    for first in range(1, size.volunteers + 1, REFRESHED):
        refresh_activity(session, range(first, min(first + REFRESHED, size.volunteers + 1)))
        session.commit()
    refill_days(session)


def volunteers(size: Any, now: datetime, homes: list[int]) -> Rows:
    """Yield volunteers with the ids of their people; six of seven know the place and the rules of safety."""
    for number in range(1, size.volunteers + 1):
        started = (now - timedelta(days=DAYS + number % 365)).date()
        yield {
            "id": number,
            "person_id": number,
            "branch_id": homes[number - 1],
            "status": "active" if number % 5 else "left",
            "started_on": started,
            "oriented_on": started if number % 7 else None,
            "briefed_on": started if number % 7 else None,
            "version": 1,
            "created_at": now,
            "updated_at": now,
        }


def documents(size: Any, now: datetime) -> Rows:
    """Yield a document of each volunteer; one in four does not run out."""
    kinds = list(DocumentKind)
    for number in range(1, size.volunteers + 1):
        ends = (now + timedelta(days=number * 7 % 1_500 - 365)).date()
        yield {
            "volunteer_id": number,
            "kind": kinds[number % len(kinds)],
            "number": f"{number:05}",
            "expires_on": ends if number % 4 else None,
            "version": 1,
            "created_at": now,
            "updated_at": now,
        }


def hours(rng: random.Random, size: Any, now: datetime, user_id: int, homes: list[int]) -> Rows:
    """Yield entries of hours; one in a hundred waits and one was turned down."""
    for number in range(1, size.hours + 1):
        volunteer = rng.randrange(1, size.volunteers + 1)
        status = {0: "logged", 1: "rejected"}.get(number % 100, "confirmed")
        yield {
            "id": number,
            "volunteer_id": volunteer,
            "branch_id": homes[volunteer - 1],
            "worked_on": (now - timedelta(days=rng.randrange(DAYS))).date(),
            "minutes": 30 * rng.randrange(1, 9),
            "activity": f"Справа № {number % 97}",
            "event_id": 1 + number % size.events if number % 4 == 0 else None,
            "application_id": 1 + number % size.applications if number % 10 == 0 else None,
            "source": "volunteer" if number % 20 == 3 else "staff",
            "status": status,
            "logged_by_id": user_id,
            "decided_by_id": None if status == "logged" else user_id,
            "decided_at": None if status == "logged" else now,
            "version": 1,
            "created_at": now,
            "updated_at": now,
        }
