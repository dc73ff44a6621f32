"""Synthetic data of a size, written in bulk; the same size makes the same data every time."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.bench.grants import insert_applications
from app.bench.partnerships import insert_partnerships
from app.bench.people import COLLEAGUES, insert_around_people
from app.bench.volunteers import insert_volunteers
from app.domain.roles import Role
from app.domain.text import index_text, sort_key
from app.passwords import hash_password
from app.services.age_bands import ensure_default_bands
from models.accounts import User
from models.branches import Branch, BranchKind, Institution
from models.contacts import Affiliation, Contact, ContactEmail, ContactPhone
from models.events import AgeBand, AttendanceCount, Event
from models.grants import Application
from models.interactions import Interaction
from models.search import SearchEntry
from models.tasks import Task

EMAIL, PASSWORD = "bench@example.org", "bench-Mistok-2026"
PORTION = 5_000
LAST = ["Шевченко", "Коваленко", "Бондаренко", "Ткаченко", "Кравченко", "Олійник", "Мельник", "Гнатюк", "Савчук"]
FIRST = ["Олена", "Іван", "Марія", "Андрій", "Наталія", "Петро", "Ірина", "Юрій", "Ганна", "Василь", "Тарас"]
WORDS = ["Читання", "Громада", "Спадщина", "Майстерня", "Місто", "Простір", "Культура", "Освіта", "Розвиток", "Книга"]


@dataclass(frozen=True)
class Size:
    """How many rows of each kind."""

    people: int = 100_000
    organisations: int = 20_000
    interactions: int = 100_000
    events: int = 5_000
    applications: int = 2_000
    tasks: int = 100_000
    volunteers: int = 20_000
    hours: int = 1_000_000
    partnerships: int = 5_000

    def words(self) -> str:
        """Return the size as one line."""
        return (
            f"{self.people:,} people, {self.organisations:,} organisations, {self.interactions:,} interactions, "
            f"{self.events:,} events, {self.applications:,} applications, {self.tasks:,} tasks, "
            f"{self.volunteers:,} volunteers with {self.hours:,} hours entries, "
            f"{self.partnerships:,} partnerships"
        )


SMALL = Size(10_000, 2_000, 10_000, 500, 200, 10_000, 2_000, 100_000, 500)
LARGE = Size(900_000, 100_000, 10_000_000, 5_000, 2_000)


def build(session: Session, size: Size) -> None:
    """Write the data of a size into an empty, migrated database."""
    rng = random.Random(20_261_122)
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    branches = [Branch(code=f"B{n:02}", kind=BranchKind.CENTRAL if n == 0 else BranchKind.BRANCH) for n in range(25)]
    for number, branch in enumerate(branches):
        branch.rename(f"Філія № {number}" if number else "Центральна бібліотека")
    user = User(
        email=EMAIL,
        name="Олена Міст",
        password_hash=hash_password(PASSWORD),
        role=Role.COORDINATOR,
    )
    session.add(user)
    session.flush()
    colleagues = [
        User(
            email=f"colleague-{number}@bench.example",
            name=f"Колега № {number}",
            password_hash="",
            role=Role.STAFF,
            branch=branches[number],
        )
        for number in range(1, COLLEAGUES + 1)
    ]
    session.add_all([*branches, *colleagues, Institution(id=1, name_uk="Бібліотеки", name_en="Libraries")])
    ensure_default_bands(session)
    session.flush()
    bands = list(session.scalars(sa.select(AgeBand.id)))
    places = [branch.id for branch in branches]
    insert(session, Contact, contacts(rng, size, now))
    insert(
        session,
        ContactEmail,
        (
            {"contact_id": n, "email": f"p{n}@example.org", "label": "work", "position": 0}
            for n in range(1, size.people + 1)
        ),
    )
    insert(
        session,
        ContactPhone,
        (
            {"contact_id": n, "number": f"+38050{n:07}", "label": "work", "position": 0}
            for n in range(1, size.people + 1, 2)
        ),
    )
    insert(
        session,
        Affiliation,
        (
            {"person_id": n, "organisation_id": size.people + 1 + rng.randrange(size.organisations), "role": "директор"}
            for n in range(1, size.people + 1, 3)
        ),
    )
    insert(session, Interaction, interactions(rng, size, now, user.id))
    insert(session, Event, events(rng, size, places))
    insert(
        session,
        AttendanceCount,
        (
            {"event_id": n, "age_band_id": band, "mode": "on_site", "count": rng.randrange(1, 30), "method": "counted"}
            for n in range(1, size.events + 1)
            for band in bands[:4]
        ),
    )
    insert_applications(session, rng, size, now, user.id)
    session.commit()
    insert_around_people(session, rng, size, now, user.id, places, insert)
    insert_volunteers(session, random.Random(20_261_128), size, now, user.id, places, insert)
    insert_partnerships(session, random.Random(20_261_129), size, now, places, insert)


def insert(session: Session, model: type[Any], rows: Iterator[dict[str, Any]]) -> None:
    """Insert rows in portions, each kept at once: one transaction of ten million rows would fill the disk twice."""
    portion: list[dict[str, Any]] = []
    for row in rows:
        portion.append(row)
        if len(portion) == PORTION:
            session.execute(sa.insert(model), portion)
            session.commit()
            portion = []
    if portion:
        session.execute(sa.insert(model), portion)
        session.commit()


def contacts(rng: random.Random, size: Size, now: datetime) -> Iterator[dict[str, Any]]:
    """Yield people, then organisations, with the ids 1, 2, 3…"""
    for number in range(1, size.people + size.organisations + 1):
        is_person = number <= size.people
        last, first = rng.choice(LAST), rng.choice(FIRST)
        if is_person:
            name = f"{last}{number % 997} {first}"
        else:
            name = f"ГО «{rng.choice(WORDS)} {rng.choice(WORDS)} {number}»"
        yield {
            "id": number,
            "kind": "person" if is_person else "organisation",
            "display_name": name,
            "sort_key": sort_key(name),
            "last_name": f"{last}{number % 997}" if is_person else "",
            "first_name": first if is_person else "",
            "middle_name": "",
            "legal_name": "",
            "organisation_type": None if is_person else "ngo",
            "website": "",
            "city": "Луцьк",
            "is_public_funder": False,
            "version": 1,
            "created_at": now - timedelta(minutes=number),
            "updated_at": now,
        }


def interactions(rng: random.Random, size: Size, now: datetime, user_id: int) -> Iterator[dict[str, Any]]:
    """Yield interactions spread over the people; the first contact has many."""
    for number in range(size.interactions):
        yield {
            "contact_id": 1 if number < 200 else rng.randrange(1, size.people + 1),
            "kind": "call",
            "occurred_at": now - timedelta(minutes=number),
            "subject": f"Розмова № {number}",
            "body": "Домовилися про зустріч.",
            "author_id": user_id,
            "created_at": now,
            "updated_at": now,
        }


def events(rng: random.Random, size: Size, places: list[int]) -> Iterator[dict[str, Any]]:
    """Yield events over three years."""
    first = date(2024, 1, 1)
    for number in range(1, size.events + 1):
        day = first + timedelta(days=number % 1050)
        title = f"{rng.choice(WORDS)}: зустріч № {number}"
        yield {
            "id": number,
            "title": title,
            "sort_key": sort_key(title),
            "event_type": "club",
            "status": "held",
            "place": "on_site",
            "branch_id": rng.choice(places),
            "venue": "",
            "starts_on": day,
            "ends_before": day + timedelta(days=1),
            "starts_at": datetime(day.year, day.month, day.day, 10, tzinfo=UTC),
            "is_creative": number % 3 == 0,
            "is_personal_development": number % 4 == 0,
            "is_summary": False,
            "events_count": 1,
            "description": "",
            "publication_url": "",
            "version": 1,
            "created_at": datetime(2026, 1, 1, tzinfo=UTC),
            "updated_at": datetime(2026, 1, 1, tzinfo=UTC),
        }


def index_words(session: Session) -> None:
    """Write the search entries of everything that was made."""
    sources = (
        ("contact", Contact.id, Contact.display_name),
        ("event", Event.id, Event.title),
        ("application", Application.id, Application.title),
        ("interaction", Interaction.id, Interaction.subject),
        ("task", Task.id, Task.title),
    )
    for kind, key, title in sources:
        insert(
            session,
            SearchEntry,
            (
                {"kind": kind, "record_id": row[0], "title": row[1], "note": "", "search_text": index_text(row[1])}
                for row in in_portions(session, key, title)
            ),
        )


def in_portions(session: Session, key: Any, title: Any) -> Iterator[Any]:
    """Yield the id and the title of every record, read in portions: those before are committed meanwhile."""
    last = 0
    while rows := session.execute(sa.select(key, title).where(key > last).order_by(key).limit(PORTION)).all():
        yield from rows
        last = rows[-1][0]
