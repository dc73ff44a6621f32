"""Questions about shifts: those of an opportunity, one, the later ones of a series, those of an event."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.events import EventStatus
from app.domain.opportunities import AssignmentStatus
from app.domain.shifts import Cover, cover_of
from app.formats import day_of_year
from app.scope import Scope
from models.branches import Branch
from models.contacts import Contact
from models.events import Event
from models.opportunities import Assignment, Opportunity, Shift
from models.volunteers import Volunteer

MOST_COMING, MOST_PAST = 60, 20


def shift(session: Session, shift_id: int, scope: Scope) -> Shift | None:
    """Return a shift of a branch that the reader sees, with its opportunity, its skills and its event, or None."""
    found = session.scalar(
        sa.select(Shift)
        .where(Shift.id == shift_id)
        .options(
            joinedload(Shift.opportunity).selectinload(Opportunity.skills),
            joinedload(Shift.branch),
            joinedload(Shift.event),
        )
    )
    return found if found is not None and scope.allows(found.branch_id) else None


def coming_shifts(session: Session, opportunity_id: int, today: date) -> list[Shift]:
    """Return the shifts of an opportunity from today on that are not cancelled."""
    return list(
        session.scalars(
            sa.select(Shift)
            .where(Shift.opportunity_id == opportunity_id, Shift.day >= today, Shift.cancelled_at.is_(None))
            .order_by(Shift.starts_at, Shift.id)
        )
    )


def coming_with_people(session: Session, opportunity_id: int, today: date) -> bool:
    """Say whether somebody has a place in a coming shift of an opportunity."""
    return bool(
        session.scalar(
            sa.select(
                sa.exists().where(
                    Shift.opportunity_id == opportunity_id,
                    Shift.day >= today,
                    Shift.cancelled_at.is_(None),
                    Shift.taken > 0,
                )
            )
        )
    )


def later_in_series(session: Session, first: Shift) -> list[Shift]:
    """Return the shifts of a series that come after one of them and are not cancelled."""
    if not first.series:
        return []
    return list(
        session.scalars(
            sa.select(Shift)
            .where(Shift.series == first.series, Shift.starts_at > first.starts_at, Shift.cancelled_at.is_(None))
            .options(joinedload(Shift.opportunity))
            .order_by(Shift.starts_at, Shift.id)
        )
    )


def same_times(session: Session, opportunity_id: int, starts: Iterable[datetime]) -> set[datetime]:
    """Return those of the moments at which a shift of the opportunity begins already."""
    return set(
        session.scalars(
            sa.select(Shift.starts_at).where(
                Shift.opportunity_id == opportunity_id, Shift.cancelled_at.is_(None), Shift.starts_at.in_(list(starts))
            )
        )
    )


@dataclass(frozen=True)
class ShiftRow:
    """A shift with the names of those who are in, and how many wait."""

    id: int
    day: date
    starts_at: datetime
    ends_at: datetime
    needed: int
    taken: int
    note: str
    cancelled_at: datetime | None
    cancel_reason: str
    names: list[tuple[int, str]]
    waiting: int

    @property
    def cover(self) -> Cover:
        """Say how far the places are taken."""
        return cover_of(self.taken, self.needed)


def with_people(session: Session, shifts: Sequence[Shift]) -> list[ShiftRow]:
    """Return shifts with those who are in them; one statement."""
    people: dict[int, list[tuple[int, str]]] = {}
    waiting: dict[int, int] = {}
    rows = session.execute(_people(), {"shifts": [item.id for item in shifts]})
    for row in rows:
        if row.status is AssignmentStatus.WAITING:
            waiting[row.shift_id] = waiting.get(row.shift_id, 0) + 1
        else:
            people.setdefault(row.shift_id, []).append((row.id, row.display_name))
    return [
        ShiftRow(
            item.id,
            item.day,
            item.starts_at,
            item.ends_at,
            item.needed,
            item.taken,
            item.note,
            item.cancelled_at,
            item.cancel_reason,
            people.get(item.id, []),
            waiting.get(item.id, 0),
        )
        for item in shifts
    ]


@cache
def _people() -> Any:
    shifts = sa.bindparam("shifts", expanding=True, type_=sa.Integer)
    return (
        sa.select(Assignment.shift_id, Assignment.status, Volunteer.id, Contact.display_name)
        .join(Volunteer, Volunteer.id == Assignment.volunteer_id)
        .join(Contact, Contact.id == Volunteer.person_id)
        .where(Assignment.shift_id.in_(shifts), Assignment.status != AssignmentStatus.CANCELLED)
        .order_by(Contact.sort_key, Assignment.id)
    )


@dataclass(frozen=True)
class ShiftsOf:
    """The shifts of an opportunity: the next ones, the last past ones, and how many there are of each."""

    coming: list[ShiftRow]
    past: list[ShiftRow]
    coming_count: int
    past_count: int


def shifts_of_opportunity(session: Session, opportunity_id: int, today: date) -> ShiftsOf:
    """Return the shifts of an opportunity with those who are in; four statements."""
    mine = Shift.opportunity_id == opportunity_id
    coming = sa.select(Shift).where(mine, Shift.day >= today).order_by(Shift.starts_at, Shift.id)
    past = sa.select(Shift).where(mine, Shift.day < today).order_by(Shift.starts_at.desc(), Shift.id.desc())
    ahead = sa.func.coalesce(sa.func.sum(sa.case((Shift.day >= today, 1), else_=0)), 0)
    counts = session.execute(sa.select(ahead, sa.func.count()).select_from(Shift).where(mine)).one()
    next_ones = list(session.scalars(coming.limit(MOST_COMING)))
    last_ones = list(session.scalars(past.limit(MOST_PAST)))
    rows = with_people(session, [*next_ones, *last_ones])
    return ShiftsOf(rows[: len(next_ones)], rows[len(next_ones) :], int(counts[0]), int(counts[1] - counts[0]))


def shifts_of_event(session: Session, event_id: int) -> list[tuple[Any, ShiftRow]]:
    """Return the shifts of an event that are not cancelled, each with its opportunity; two statements."""
    shifts = list(session.scalars(_of_event(), {"event": event_id}))
    rows = with_people(session, shifts)
    return [(item.opportunity, row) for item, row in zip(shifts, rows, strict=True)]


@cache
def _of_event() -> Any:
    return (
        sa.select(Shift)
        .where(Shift.event_id == sa.bindparam("event", type_=sa.Integer), Shift.cancelled_at.is_(None))
        .options(joinedload(Shift.opportunity))
        .order_by(Shift.starts_at, Shift.id)
    )


def volunteers_expected(session: Session, event_id: int, now: datetime) -> bool:
    """Say whether an event has shifts that have not begun and are not cancelled."""
    wanted = sa.select(Shift.id).where(Shift.event_id == event_id, Shift.cancelled_at.is_(None), Shift.starts_at > now)
    return session.scalar(wanted.limit(1)) is not None


def event_choices(session: Session, today: date, scope: Scope, *, also: int | None = None) -> list[tuple[str, str]]:
    """Return (id, date and title) of the coming events that the reader sees, and of one that is named already."""
    coming = sa.and_(
        Event.archived_at.is_(None),
        Event.is_summary.is_(False),
        Event.status == EventStatus.PLANNED,
        Event.starts_on >= today,
        sa.true() if scope.branch_id is None else Event.branch_id == scope.branch_id,
    )
    wanted = coming if also is None else sa.or_(Event.id == also, coming)
    statement = sa.select(Event.id, Event.title, Event.starts_on).where(wanted).order_by(Event.starts_on, Event.id)
    found = session.execute(statement.limit(100))
    return [(str(row.id), f"{day_of_year(row.starts_on)} – {row.title}") for row in found]


def uncovered(session: Session, first: date, last: date, scope: Scope) -> list[Any]:
    """Return the shifts from one day to another that lack people.

    Rows of (id, starts_at, needed, taken, title, branch_name).
    """
    statement = (
        sa.select(
            Shift.id, Shift.starts_at, Shift.needed, Shift.taken, Opportunity.title, Branch.name.label("branch_name")
        )
        .join(Opportunity, Opportunity.id == Shift.opportunity_id)
        .join(Branch, Branch.id == Shift.branch_id)
        .where(
            Shift.day.between(first, last),
            Shift.cancelled_at.is_(None),
            Shift.taken < Shift.needed,
            Opportunity.archived_at.is_(None),
            sa.true() if scope.branch_id is None else Shift.branch_id == scope.branch_id,
        )
        .order_by(Shift.starts_at, Shift.id)
    )
    return list(session.execute(statement))
