"""Questions about hours of shifts: who had a place, what is logged, which past shifts wait for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.opportunities import AssignmentStatus
from app.domain.volunteers import HoursStatus
from app.scope import Scope
from models.branches import Branch
from models.contacts import Contact
from models.events import Event, event_volunteers
from models.opportunities import Assignment, Opportunity, Shift
from models.volunteers import HoursEntry, Volunteer

LOOK_BACK = timedelta(days=60)
MOST_SHIFTS = 20

_LOGGED = sa.exists().where(HoursEntry.shift_id == Shift.id, HoursEntry.status != HoursStatus.REJECTED).correlate(Shift)
_PLACES = (
    sa.exists().where(Assignment.shift_id == Shift.id, Assignment.status == AssignmentStatus.CONFIRMED).correlate(Shift)
)


@dataclass(frozen=True)
class Present:
    """Somebody of a shift: the entry of this shift if there is one, and the other minutes of that day."""

    volunteer_id: int
    name: str
    minutes_logged: int | None
    entry_id: int | None
    other_minutes: int


def in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    """Return the condition that a reader sees the shift."""
    return sa.true() if scope.branch_id is None else Shift.branch_id == scope.branch_id


def shift(session: Session, shift_id: int, scope: Scope) -> Shift | None:
    """Return a shift that the reader sees, with its opportunity, branch and event."""
    return session.scalar(
        sa.select(Shift)
        .where(Shift.id == shift_id, in_scope(scope))
        .options(joinedload(Shift.opportunity), joinedload(Shift.branch), joinedload(Shift.event))
    )


def present(session: Session, found: Shift, also: Collection[int] = ()) -> list[Present]:
    """Return everybody with a place in a shift or hours of it, and `also` these volunteers, by name; two statements."""
    placed = sa.select(Assignment.volunteer_id).where(
        Assignment.shift_id == found.id, Assignment.status == AssignmentStatus.CONFIRMED
    )
    logged = sa.select(HoursEntry.volunteer_id).where(
        HoursEntry.shift_id == found.id, HoursEntry.status != HoursStatus.REJECTED
    )
    wanted = sa.or_(Volunteer.id.in_(placed), Volunteer.id.in_(logged), Volunteer.id.in_(also))
    people = session.execute(
        sa.select(Volunteer.id, Contact.display_name)
        .join(Contact, Contact.id == Volunteer.person_id)
        .where(wanted)
        .order_by(Contact.sort_key, Volunteer.id)
    ).all()
    own: dict[int, tuple[int, int]] = {}
    others: dict[int, int] = {}
    entries = session.execute(
        sa.select(HoursEntry.id, HoursEntry.volunteer_id, HoursEntry.minutes, HoursEntry.shift_id).where(
            HoursEntry.volunteer_id.in_([row.id for row in people]),
            HoursEntry.worked_on == found.day,
            HoursEntry.status != HoursStatus.REJECTED,
        )
    )
    for row in entries:
        if row.shift_id == found.id:
            own[row.volunteer_id] = (row.id, row.minutes)
        else:
            others[row.volunteer_id] = others.get(row.volunteer_id, 0) + row.minutes
    return [
        Present(
            row.id,
            row.display_name,
            own[row.id][1] if row.id in own else None,
            own[row.id][0] if row.id in own else None,
            others.get(row.id, 0),
        )
        for row in people
    ]


def shifts_without_hours(session: Session, scope: Scope, today: date, now: datetime) -> list[sa.Row[Any]]:
    """Return the shifts of the last sixty days that had people but have no hours, the newest first; one statement.

    Rows of (id, day, starts_at, ends_at, title, branch_name, taken).
    """
    return list(
        session.execute(
            sa.select(
                Shift.id,
                Shift.day,
                Shift.starts_at,
                Shift.ends_at,
                Shift.taken,
                Opportunity.title,
                Branch.name.label("branch_name"),
            )
            .join(Opportunity, Opportunity.id == Shift.opportunity_id)
            .join(Branch, Branch.id == Shift.branch_id)
            .where(
                Shift.day.between(today - LOOK_BACK, today),
                Shift.ends_at <= now,
                Shift.cancelled_at.is_(None),
                in_scope(scope),
                _PLACES,
                ~_LOGGED,
            )
            .order_by(Shift.day.desc(), Shift.id.desc())
            .limit(MOST_SHIFTS)
        )
    )


def own_past_shifts(session: Session, volunteer_id: int, today: date, now: datetime) -> list[sa.Row[Any]]:
    """Return the shifts of the last sixty days in which the volunteer had a place and has no hours; newest first.

    Rows of (id, day, starts_at, ends_at, title).
    """
    mine = (
        sa.exists()
        .where(
            HoursEntry.shift_id == Shift.id,
            HoursEntry.volunteer_id == volunteer_id,
            HoursEntry.status != HoursStatus.REJECTED,
        )
        .correlate(Shift)
    )
    return list(
        session.execute(
            sa.select(Shift.id, Shift.day, Shift.starts_at, Shift.ends_at, Opportunity.title)
            .join(Opportunity, Opportunity.id == Shift.opportunity_id)
            .join(Assignment, Assignment.shift_id == Shift.id)
            .where(
                Assignment.volunteer_id == volunteer_id,
                Assignment.status == AssignmentStatus.CONFIRMED,
                Shift.cancelled_at.is_(None),
                Shift.day.between(today - LOOK_BACK, today),
                Shift.starts_at <= now,
                ~mine,
            )
            .order_by(Shift.starts_at.desc(), Shift.id.desc())
            .limit(MOST_SHIFTS)
        )
    )


def own_events(session: Session, volunteer_id: int, today: date) -> list[sa.Row[Any]]:
    """Return the events of the last sixty days at which the volunteer helped: rows of (id, title, starts_on)."""
    return list(
        session.execute(
            sa.select(Event.id, Event.title, Event.starts_on)
            .join(event_volunteers, event_volunteers.c.event_id == Event.id)
            .where(
                event_volunteers.c.volunteer_id == volunteer_id,
                Event.archived_at.is_(None),
                Event.is_summary.is_(False),
                Event.starts_on.between(today - LOOK_BACK, today),
            )
            .order_by(Event.starts_on.desc(), Event.id.desc())
            .limit(MOST_SHIFTS)
        )
    )


def own_waiting_entry(session: Session, entry_id: int, volunteer_id: int) -> HoursEntry | None:
    """Return an entry when it is one of this volunteer, or None."""
    return session.scalar(
        sa.select(HoursEntry).where(HoursEntry.id == entry_id, HoursEntry.volunteer_id == volunteer_id)
    )
