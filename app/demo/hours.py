"""The hours log: about 2,900 confirmed hours in the last 365 days, some waiting, some turned down."""

import random
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.demo.world import World
from app.domain.events import EventStatus
from app.domain.volunteers import HoursStatus, VolunteerStatus
from models.events import Event, event_volunteers
from models.volunteers import HoursEntry, Volunteer

YEAR_MINUTES = 2_900 * 60
FORMER_MINUTES = 2_250 * 60
DAYS = 365
WAITING = 24
REJECTED = 12
ACTIVITIES = (
    "Допомога дітям з уроками",
    "Голосні читання для малечі",
    "Сортування подарованих книжок",
    "Ремонт книжок",
    "Чергування в читальній залі",
    "Навчання старших людей користуватися смартфоном",
    "Плетіння маскувальних сіток",
    "Розмовний клуб: ведення зустрічі",
    "Прибирання подвір’я філії",
    "Доставка книжок додому",
    "Оформлення виставки",
    "Фотозйомка події",
)
AT_EVENTS = ("Допомога учасникам", "Реєстрація гостей", "Фотозйомка події", "Підготовка зали", "Ведення майстерні")


def add_hours(world: World) -> None:
    """Write the log of two years: hours at events first, then the usual work until the year is full."""
    rng = world.rng("hours")
    taken: set[tuple[int, date]] = set()
    rows = _at_events(world, rng, taken)
    new = sum(row["minutes"] for row in rows if row["worked_on"] >= world.year_start)
    rows += _usual(world, rng, taken, world.year_start, YEAR_MINUTES - new)
    rows += _usual(world, rng, taken, world.ago(730), FORMER_MINUTES)
    rows += _undecided(world, rng, taken)
    rows.sort(key=lambda row: (row["worked_on"], row["volunteer_id"]))
    world.session.execute(sa.insert(HoursEntry), rows)


def _at_events(world: World, rng: random.Random, taken: set[tuple[int, date]]) -> list[dict[str, Any]]:
    links = world.session.execute(
        sa.select(event_volunteers.c.volunteer_id, Event.id, Event.starts_on, Event.branch_id, Event.application_id)
        .join(Event, Event.id == event_volunteers.c.event_id)
        .where(Event.status == EventStatus.HELD, Event.starts_on < world.today)
        .order_by(Event.id, event_volunteers.c.volunteer_id)
    )
    known = {volunteer.id: volunteer for volunteer in world.volunteers}
    rows = []
    for volunteer_id, event_id, day, branch_id, application_id in links:
        if (volunteer_id, day) in taken:
            continue
        row = _entry(world, rng, known[volunteer_id], day, taken)
        minutes = rng.choice((120, 180)) if application_id else row["minutes"]
        row |= {"event_id": event_id, "branch_id": branch_id, "application_id": application_id, "minutes": minutes}
        rows.append(row | {"activity": rng.choice(AT_EVENTS)})
    return rows


def _usual(
    world: World, rng: random.Random, taken: set[tuple[int, date]], start: date, minutes: int
) -> list[dict[str, Any]]:
    end = start + timedelta(days=DAYS)
    helpers = [row for row in world.volunteers if row.started_on is not None and row.started_on < end]
    eager = [rng.uniform(0.3, 3) * (0.4 if row.status is VolunteerStatus.PAUSED else 1) for row in helpers]
    rows = []
    while minutes > 0:
        volunteer = rng.choices(helpers, eager)[0]
        day = start + timedelta(days=rng.randrange(DAYS))
        if not _may_help(volunteer, day) or (volunteer.id, day) in taken:
            continue
        row = _entry(world, rng, volunteer, day, taken)
        row["minutes"] = min(row["minutes"], minutes)
        minutes -= row["minutes"]
        rows.append(row)
    return rows


def _undecided(world: World, rng: random.Random, taken: set[tuple[int, date]]) -> list[dict[str, Any]]:
    """Make entries that wait for confirmation and entries that were turned down."""
    working = [row for row in world.volunteers if row.status is VolunteerStatus.ACTIVE]
    here = [row for row in working if row.branch_id == world.branch("F06").id]
    rows: list[dict[str, Any]] = []
    while len(rows) < WAITING + REJECTED:
        waits = len(rows) < WAITING
        volunteer = rng.choice(here) if len(rows) < 5 and here else rng.choice(working)
        day = world.ago(rng.randint(1, 13) if waits else rng.randint(20, 200))
        if not _may_help(volunteer, day) or (volunteer.id, day) in taken:
            continue
        row = _entry(world, rng, volunteer, day, taken)
        if waits:
            row |= {"status": HoursStatus.LOGGED, "decided_by_id": None, "decided_at": None}
        else:
            row |= {"status": HoursStatus.REJECTED}
        rows.append(row)
    return rows


def _may_help(volunteer: Volunteer, day: date) -> bool:
    return (
        volunteer.started_on is not None
        and volunteer.started_on <= day
        and (volunteer.left_on is None or day <= volunteer.left_on)
    )


def _entry(
    world: World, rng: random.Random, volunteer: Volunteer, day: date, taken: set[tuple[int, date]]
) -> dict[str, Any]:
    taken.add((volunteer.id, day))
    logged, decided = world.moment(day, 18), world.moment(min(day + timedelta(days=3), world.ago(1)), 18, 30)
    return {
        "volunteer_id": volunteer.id,
        "branch_id": volunteer.branch_id,
        "worked_on": day,
        "minutes": rng.choice((60, 90, 120, 120, 150, 180, 180, 240)),
        "activity": rng.choice(ACTIVITIES),
        "event_id": None,
        "application_id": None,
        "status": HoursStatus.CONFIRMED,
        "logged_by_id": world.users["staff"].id
        if volunteer.branch_id == world.branch("F06").id
        else world.coordinator.id,
        "decided_by_id": world.coordinator.id,
        "decided_at": decided,
        "created_at": logged,
        "updated_at": decided,
    }
