"""The year before the last 365 days, so that trends show: a thinner one, in monthly figures of each library."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.demo.event_rows import BAND_CODES, insert_rows
from app.demo.event_words import AUDIENCES, MONTHS
from app.demo.world import World
from app.domain.events import AttendanceMode, CountMethod, EventStatus, EventType, Place
from app.domain.money import apportion
from app.domain.periods import Period
from app.domain.text import sort_key
from models.events import AttendanceCount, BranchFigure, Measure

EVENTS = 3_420
PARTICIPANTS = 66_300
NAMES = (
    "січень", "лютий", "березень", "квітень", "травень", "червень",
    "липень", "серпень", "вересень", "жовтень", "листопад", "грудень",
)  # fmt: skip
# What the libraries count themselves, over a year, in the whole system.
FIGURES = {Measure.VISITS: 280_000, Measure.LOANS: 720_000}
USERS = 41_200


def add_former_year(world: World) -> None:
    """Write the events of the year before as monthly figures of each library."""
    pieces = Period(world.ago(730), world.year_start).months()
    pairs = [(place, piece) for place in range(len(world.branches)) for piece in pieces]
    shares = [world.weights[place] * MONTHS[piece.start.month - 1] * piece.days for place, piece in pairs]
    events = apportion(EVENTS, shares)
    people = apportion(
        PARTICIPANTS, [share * (0.9 + 0.05 * (place % 5)) for share, (place, _) in zip(shares, pairs, strict=True)]
    )
    rows = [_row(world, place, piece, count) for (place, piece), count in zip(pairs, events, strict=True)]
    counts = []
    for event_id, (place, _), total in zip(insert_rows(world, rows), pairs, people, strict=True):
        for code, count in zip(BAND_CODES, apportion(total, AUDIENCES[world.audiences[place]]), strict=True):
            if count:
                counts.append(
                    {
                        "event_id": event_id,
                        "age_band_id": world.bands[code].id,
                        "mode": AttendanceMode.ON_SITE,
                        "count": count,
                        "method": CountMethod.REGISTERED,
                    }
                )
    world.session.execute(sa.insert(AttendanceCount), counts)


def _row(world: World, place: int, piece: Period, count: int) -> dict[str, Any]:
    title = f"Зведені дані: {NAMES[piece.start.month - 1]} {piece.start.year}"
    made = world.moment(piece.end, 9)
    return {
        "title": title,
        "sort_key": sort_key(title),
        "event_type": EventType.OTHER,
        "status": EventStatus.HELD,
        "place": Place.ON_SITE,
        "branch_id": world.branches[place].id,
        "venue": "",
        "starts_on": piece.start,
        "ends_before": piece.end,
        "starts_at": None,
        "ends_at": None,
        "is_creative": False,
        "is_personal_development": False,
        "is_summary": True,
        "events_count": count,
        "planned_participants": None,
        "description": "Перенесено зі щоденників філій.",
        "publication_url": "",
        "application_id": None,
        "created_at": made,
        "updated_at": made,
    }


def add_figures(world: World) -> None:
    """Write visits and loans of the twelve whole months behind us, and the readers of the last whole year."""
    this_month = world.today.replace(day=1)
    months = Period(this_month.replace(year=this_month.year - 1), this_month).months()
    people = [
        float(branch.population or 0) ** 0.5 * weight
        for branch, weight in zip(world.branches, world.weights, strict=True)
    ]
    pairs = [(place, month) for place in range(len(world.branches)) for month in months]
    rows: list[dict[str, Any]] = []
    for measure, total in FIGURES.items():
        shares = apportion(total, [people[place] * MONTHS[month.start.month - 1] for place, month in pairs])
        rows += [
            _figure(world, place, measure, month, value) for (place, month), value in zip(pairs, shares, strict=True)
        ]
    year = world.today.year - 1
    for place, value in enumerate(apportion(USERS, people)):
        rows.append(_figure(world, place, Measure.USERS, Period(date(year, 1, 1), date(year + 1, 1, 1)), value))
    world.session.execute(sa.insert(BranchFigure), rows)


def _figure(world: World, place: int, measure: Measure, period: Period, value: int) -> dict[str, Any]:
    return {
        "branch_id": world.branches[place].id,
        "measure": measure,
        "starts_on": period.start,
        "ends_before": period.end,
        "detail": "",
        "value": value,
    }
