"""What the database already knows about the branches of an attendance file."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.attendance_values import Ages
from app.domain.events import AttendanceMode, EventStatus
from app.domain.periods import Period
from app.domain.text import search_text
from app.queries.imports.portions import portions
from models.branches import Branch
from models.events import AgeBand, AttendanceCount, BranchFigure, Event, Measure

KEY_PREFIX = "attendance"


@dataclass(frozen=True, slots=True)
class Tally:
    """An imported summary of events: how many they were and how many people came; None is unknown."""

    event_id: int
    branch_id: int
    mode: AttendanceMode
    ages: str
    period: Period
    events: int | None
    count_id: int | None
    attendances: int | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A stored figure of a branch."""

    figure_id: int
    branch_id: int
    measure: Measure
    detail: str
    period: Period
    value: int


def tally_key(branch_id: int, mode: AttendanceMode, ages: Ages, period: Period) -> str:
    """Return the import key of a summary event, the same whichever file brings it."""
    return f"{KEY_PREFIX}:{branch_id}:{mode}:{ages.code}:{period.start}:{period.end}"


def branches(session: Session) -> list[Branch]:
    """Return every branch, archived ones too: a file may tell of the past."""
    return list(session.scalars(sa.select(Branch).order_by(Branch.id)))


def ages_by_name(bands: Collection[AgeBand]) -> dict[str, Ages]:
    """Return the ages of the institution's bands by each of their folded names."""
    found: dict[str, Ages] = {}
    for band in bands:
        for name in (band.code, band.name_uk, band.name_en):
            if search_text(name):
                found.setdefault(search_text(name), ages_of(band))
    return found


def ages_of(band: AgeBand) -> Ages:
    """Return the ages of a band; «up to 13» begins at 0."""
    if band.min_age is None and band.max_age is None:
        return Ages()
    return Ages(band.min_age or 0, -1 if band.max_age is None else band.max_age)


def tallies(session: Session, branch_ids: Collection[int]) -> list[Tally]:
    """Return the imported summaries of these branches."""
    found = []
    for ids in portions(branch_ids):
        statement = (
            sa.select(
                Event.id,
                Event.branch_id,
                Event.import_key,
                Event.starts_on,
                Event.ends_before,
                Event.events_count,
                AttendanceCount.id,
                AttendanceCount.count,
            )
            .outerjoin(AttendanceCount, AttendanceCount.event_id == Event.id)
            .where(Event.branch_id.in_(ids), Event.import_key.startswith(f"{KEY_PREFIX}:"))
        )
        for event_id, branch_id, key, starts_on, ends_before, events, count_id, count in session.execute(statement):
            mode, ages = str(key).split(":")[2:4]
            period = Period(starts_on, ends_before)
            found.append(Tally(event_id, branch_id, AttendanceMode(mode), ages, period, events, count_id, count))
    return found


def figures(session: Session, branch_ids: Collection[int]) -> list[Figure]:
    """Return the stored figures of these branches."""
    found = []
    for ids in portions(branch_ids):
        statement = sa.select(
            BranchFigure.id,
            BranchFigure.branch_id,
            BranchFigure.measure,
            BranchFigure.detail,
            BranchFigure.starts_on,
            BranchFigure.ends_before,
            BranchFigure.value,
        ).where(BranchFigure.branch_id.in_(ids))
        for figure_id, branch_id, measure, detail, starts_on, ends_before, value in session.execute(statement):
            found.append(Figure(figure_id, branch_id, measure, detail, Period(starts_on, ends_before), value))
    return found


def logged_one_by_one(session: Session, branch_ids: Collection[int], period: Period) -> int:
    """Return how many events of these branches and days were logged singly: a summary would count them again."""
    found = 0
    for ids in portions(branch_ids):
        statement = sa.select(sa.func.count(Event.id)).where(
            Event.branch_id.in_(ids),
            Event.is_summary.is_(False),
            Event.status == EventStatus.HELD,
            Event.archived_at.is_(None),
            Event.starts_on >= period.start,
            Event.starts_on < period.end,
        )
        found += session.scalar(statement) or 0
    return found
