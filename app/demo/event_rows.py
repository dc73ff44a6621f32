"""Writing thousands of events with their numbers in a few statements."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.demo.event_words import AUDIENCES
from app.demo.world import World
from app.domain.age_bands import DEFAULT_BANDS, UNSTATED
from app.domain.events import AttendanceMode, CountMethod, EventStatus, EventType, Mark, Place
from app.domain.money import apportion
from app.domain.text import sort_key
from models.branches import Branch
from models.events import AttendanceCount, AttendanceMark, Event, event_partners, event_volunteers
from models.partner_spans import refresh_partners
from models.search import search_row, upsert_entries
from models.volunteers import Volunteer

MARK_SHARES = {
    Mark.IDPS: (0.4, 0.14),
    Mark.VETERANS: (0.12, 0.08),
    Mark.DISABILITIES: (0.2, 0.09),
    Mark.MILITARY: (0.06, 0.07),
}
BAND_CODES = tuple(rule.code for rule in DEFAULT_BANDS if rule.code != UNSTATED)


@dataclass
class Draft:
    """An event before it is written; `people` came, `size` is what their number is drawn from."""

    branch: Branch
    day: date
    hour: int
    minutes: int
    title: str
    event_type: EventType
    status: EventStatus
    place: Place
    venue: str
    creative: bool
    development: bool
    audience: str
    size: float = 0.0
    people: int = 0
    expected: int | None = None
    about: str = ""
    news: bool = False
    grant: str = ""
    partner_ids: Sequence[int] = ()
    volunteers: Sequence[Volunteer] = field(default_factory=tuple)
    event_id: int = 0


def insert_events(world: World, rng: random.Random, drafts: list[Draft]) -> None:
    """Write the events, their participants, marks, links and search entries; each draft gets its id."""
    drafts.sort(key=lambda draft: (draft.day, draft.hour, draft.branch.id, draft.title))
    ids = insert_rows(world, [_row(world, number, draft) for number, draft in enumerate(drafts)])
    for event_id, draft in zip(ids, drafts, strict=True):
        draft.event_id = event_id
    counted = [draft for draft in drafts if draft.people]
    counts = [row for draft in counted for row in _counts(world, rng, draft)]
    marks = [row for draft in counted for row in _marks(rng, draft)]
    partners = [
        {"event_id": draft.event_id, "organisation_id": partner} for draft in drafts for partner in draft.partner_ids
    ]
    helpers = [
        {"event_id": draft.event_id, "volunteer_id": volunteer.id} for draft in drafts for volunteer in draft.volunteers
    ]
    world.session.execute(sa.insert(AttendanceCount), counts)
    world.session.execute(sa.insert(AttendanceMark), marks)
    world.session.execute(sa.insert(event_partners), partners)
    world.session.execute(sa.insert(event_volunteers), helpers)
    refresh_partners(world.session, {row["organisation_id"] for row in partners})


def insert_rows(world: World, rows: list[dict[str, Any]]) -> list[int]:
    """Write event rows with their search entries; return their ids in the same order."""
    statement = sa.insert(Event).returning(Event.id, sort_by_parameter_order=True)
    ids = list(world.session.scalars(statement, rows))
    entries = [search_row(Event(id=event_id, **row)) for event_id, row in zip(ids, rows, strict=True)]
    upsert_entries(world.session, entries)
    return ids


def _row(world: World, number: int, draft: Draft) -> dict[str, Any]:
    starts_at = world.moment(draft.day, draft.hour, 30 if number % 4 == 0 else 0)
    made = min(starts_at - timedelta(days=6), world.moment(world.ago(1), 16))
    return {
        "title": draft.title,
        "sort_key": sort_key(draft.title),
        "event_type": draft.event_type,
        "status": draft.status,
        "place": draft.place,
        "branch_id": draft.branch.id,
        "venue": draft.venue,
        "starts_on": draft.day,
        "ends_before": draft.day + timedelta(days=1),
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=draft.minutes),
        "is_creative": draft.creative,
        "is_personal_development": draft.development,
        "is_summary": False,
        "events_count": 1,
        "planned_participants": draft.expected,
        "description": draft.about,
        "publication_url": f"https://news.example.org/{draft.day:%Y/%m/%d}/{number}" if draft.news else "",
        "application_id": world.applications[draft.grant].id if draft.grant else None,
        "created_at": made,
        "updated_at": made,
    }


def _counts(world: World, rng: random.Random, draft: Draft) -> Iterator[dict[str, Any]]:
    mode = AttendanceMode.ONLINE if draft.place is Place.ONLINE else AttendanceMode.ON_SITE
    method = rng.choices((CountMethod.COUNTED, CountMethod.REGISTERED, CountMethod.ESTIMATED), (80, 14, 6))[0]
    joined = round(draft.people * 0.15) if mode is AttendanceMode.ON_SITE and rng.random() < 0.03 else 0
    if rng.random() < 0.015:
        yield _count(world, draft, UNSTATED, draft.people, (mode, CountMethod.ESTIMATED))
        return
    shares = [share * rng.randint(6, 14) for share in AUDIENCES[draft.audience]]
    for code, people in zip(BAND_CODES, apportion(draft.people - joined, shares), strict=True):
        if people:
            yield _count(world, draft, code, people, (mode, method))
    if joined:
        yield _count(world, draft, "a18_35", joined, (AttendanceMode.ONLINE, CountMethod.REGISTERED))


def _count(
    world: World, draft: Draft, code: str, people: int, how: tuple[AttendanceMode, CountMethod]
) -> dict[str, Any]:
    return {
        "event_id": draft.event_id,
        "age_band_id": world.bands[code].id,
        "mode": how[0],
        "count": people,
        "method": how[1],
    }


def _marks(rng: random.Random, draft: Draft) -> Iterator[dict[str, Any]]:
    for mark, (likely, share) in MARK_SHARES.items():
        if rng.random() < (0.9 if draft.grant else likely):
            people = round(draft.people * share * rng.uniform(0.5, 1.5))
            if people:
                yield {"event_id": draft.event_id, "mark": mark, "count": min(people, draft.people)}
