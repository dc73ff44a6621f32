"""Questions about places in shifts: what the checks need, who is in, who waits, who could be asked."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.assignments import Candidate, Objection, Slot, objections
from app.domain.opportunities import AssignmentStatus
from app.domain.volunteer_documents import DocumentFacts
from app.queries.readiness import documents_held
from app.scope import Scope
from models.contacts import Contact
from models.opportunities import Assignment, Shift
from models.volunteers import Volunteer

CONFIRMED = Assignment.status == AssignmentStatus.CONFIRMED
WAITING = Assignment.status == AssignmentStatus.WAITING
PRESENT = Assignment.status != AssignmentStatus.CANCELLED

CANDIDATE_COLUMNS = (
    Volunteer.id,
    Volunteer.status,
    Volunteer.archived_at,
    Volunteer.briefed_on,
    Volunteer.left_on,
    Volunteer.guardian_name,
    Volunteer.guardian_phone,
    Contact.birth_date,
)


def candidate_of(row: Any, documents: Sequence[DocumentFacts] = ()) -> Candidate:
    """Return what the checks need of a row that has `CANDIDATE_COLUMNS`, and of the volunteer's documents."""
    return Candidate(
        status=row.status,
        archived=row.archived_at is not None,
        birth_date=row.birth_date,
        has_guardian=bool(row.guardian_name and row.guardian_phone),
        briefed_on=row.briefed_on,
        left_on=row.left_on,
        documents=documents,
    )


def slot_of(shift: Any) -> Slot:
    """Return when a shift, or a row with its times, takes place."""
    return Slot(shift.starts_at, shift.ends_at, shift.day)


def slots_around(session: Session, volunteer_ids: Iterable[int], shift: Shift, day: date) -> dict[int, list[Slot]]:
    """Return the other shifts around a day in which volunteers have a place; one statement."""
    rows = session.execute(
        sa.select(Assignment.volunteer_id, Shift.starts_at, Shift.ends_at, Shift.day)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            Assignment.volunteer_id.in_(list(volunteer_ids)),
            CONFIRMED,
            Shift.id != shift.id,
            Shift.cancelled_at.is_(None),
            Shift.day.between(day - timedelta(days=1), day + timedelta(days=1)),
        )
    )
    found: dict[int, list[Slot]] = {}
    for row in rows:
        found.setdefault(row.volunteer_id, []).append(slot_of(row))
    return found


def objections_to(
    session: Session, volunteer_ids: Sequence[int], shift: Shift, slot: Slot | None = None
) -> dict[int, list[Objection]]:
    """Return what speaks against a place in the shift for each of the volunteers; three statements.

    Args:
        slot: other times at which the shift might take place.
    """
    slot = slot or slot_of(shift)
    others = slots_around(session, volunteer_ids, shift, slot.day)
    rows = session.execute(
        sa.select(*CANDIDATE_COLUMNS)
        .join(Contact, Contact.id == Volunteer.person_id)
        .where(Volunteer.id.in_(volunteer_ids))
    )
    min_age = shift.opportunity.min_age
    papers = documents_held(session, volunteer_ids)
    return {
        row.id: objections(candidate_of(row, papers.get(row.id, ())), slot, min_age, others.get(row.id, ()))
        for row in rows
    }


def place_of(session: Session, shift_id: int, volunteer_id: int) -> Assignment | None:
    """Return the place of a volunteer in a shift or in its waiting list, unless it was given up."""
    return session.scalar(
        sa.select(Assignment).where(Assignment.shift_id == shift_id, Assignment.volunteer_id == volunteer_id, PRESENT)
    )


def next_in_line(session: Session, shift_id: int) -> list[Assignment]:
    """Return the waiting list of a shift in its order."""
    return list(
        session.scalars(sa.select(Assignment).where(Assignment.shift_id == shift_id, WAITING).order_by(Assignment.id))
    )


def waiting_count(session: Session, shift_id: int) -> int:
    """Return how many wait for a place in a shift."""
    return int(session.scalar(sa.select(sa.func.count()).where(Assignment.shift_id == shift_id, WAITING)) or 0)


def assignment(session: Session, assignment_id: int, scope: Scope) -> Assignment | None:
    """Return a place in a shift of a branch that the reader sees, with its shift and its volunteer, or None."""
    found = session.scalar(
        sa.select(Assignment)
        .where(Assignment.id == assignment_id)
        .options(
            joinedload(Assignment.shift).joinedload(Shift.opportunity),
            joinedload(Assignment.volunteer).joinedload(Volunteer.person),
        )
    )
    return found if found is not None and scope.allows(found.shift.branch_id) else None


def places_of_shift(session: Session, shift_id: int) -> list[Assignment]:
    """Return every place of a shift, given up ones too, those who are in first; one statement."""
    order = sa.case((CONFIRMED, 0), (WAITING, 1), else_=2)
    return list(
        session.scalars(
            sa.select(Assignment)
            .where(Assignment.shift_id == shift_id)
            .options(
                joinedload(Assignment.volunteer).joinedload(Volunteer.person),
                joinedload(Assignment.assigned_by),
                joinedload(Assignment.overridden_by),
            )
            .order_by(order, Assignment.id)
        )
    )


def due_reminders(session: Session, day: date) -> list[int]:
    """Return the ids of the places in shifts of a day about which nobody has been reminded, in their order."""
    return list(
        session.scalars(
            sa.select(Assignment.id)
            .join(Shift, Shift.id == Assignment.shift_id)
            .where(Shift.day == day, Shift.cancelled_at.is_(None), CONFIRMED, Assignment.reminded_at.is_(None))
            .order_by(Shift.starts_at, Assignment.id)
        )
    )
