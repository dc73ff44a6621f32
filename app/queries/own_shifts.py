"""What a volunteer sees of shifts behind the personal link: what is on offer, and the own places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from app.domain.assignments import Objection, objections
from app.domain.opportunities import AssignmentStatus
from app.domain.volunteer_documents import DocumentFacts, run_out
from app.queries.assignments import CANDIDATE_COLUMNS, CONFIRMED, PRESENT, WAITING, candidate_of, slot_of
from app.queries.opportunities import OFFERED
from app.queries.readiness import documents_held
from models.contacts import Contact
from models.opportunities import Assignment, Opportunity, Shift
from models.volunteers import Volunteer

AHEAD = timedelta(days=28)
MOST = 60


@dataclass(frozen=True)
class Offer:
    """A shift on offer, as one volunteer sees it.

    Attributes:
        own: the volunteer's place or wait, if there is one.
        waiting: how many wait for a place.
        handed_over: the place that somebody offers to hand over, if somebody does.
        against: why this volunteer may not have a place.
        run_out: the documents that do not hold on the day of the shift.
    """

    shift: Shift
    own: Assignment | None
    waiting: int
    handed_over: int | None
    against: list[Objection]
    run_out: list[DocumentFacts]

    @property
    def free(self) -> int:
        """Return how many places are free."""
        return self.shift.needed - self.shift.taken


def offers(session: Session, volunteer: Volunteer, now: datetime) -> list[Offer]:
    """Return the coming shifts on offer, the next one first; seven statements, however many there are."""
    shifts = list(
        session.scalars(
            sa.select(Shift)
            .join(Opportunity, Opportunity.id == Shift.opportunity_id)
            .where(
                OFFERED,
                Shift.cancelled_at.is_(None),
                Shift.starts_at > now,
                Shift.starts_at < now + AHEAD,
            )
            .options(
                joinedload(Shift.opportunity),
                selectinload(Shift.opportunity, Opportunity.skills),
                joinedload(Shift.branch),
            )
            .order_by(Shift.starts_at, Shift.id)
            .limit(MOST)
        )
    )
    own = own_places(session, volunteer.id, now)
    by_shift = {place.shift_id: place for place in own}
    places = [place for place in own if place.status is AssignmentStatus.CONFIRMED]
    candidate = candidate_of(
        session.execute(
            sa.select(*CANDIDATE_COLUMNS)
            .join(Contact, Contact.id == Volunteer.person_id)
            .where(Volunteer.id == volunteer.id)
        ).one(),
        documents_held(session, [volunteer.id]).get(volunteer.id, ()),
    )
    waiting, handed_over = _around(session, volunteer.id, [shift.id for shift in shifts])
    found = []
    for shift in shifts:
        others = [slot_of(place.shift) for place in places if place.shift_id != shift.id]
        against = objections(candidate, slot_of(shift), shift.opportunity.min_age, others)
        found.append(
            Offer(
                shift,
                by_shift.get(shift.id),
                waiting.get(shift.id, 0),
                handed_over.get(shift.id),
                against,
                run_out(candidate.documents, shift.day),
            )
        )
    return found


def own_places(session: Session, volunteer_id: int, now: datetime) -> list[Assignment]:
    """Return the volunteer's places and waits in shifts that have not ended, the next one first; one statement."""
    return list(
        session.scalars(
            sa.select(Assignment)
            .join(Shift, Shift.id == Assignment.shift_id)
            .where(Assignment.volunteer_id == volunteer_id, PRESENT, Shift.cancelled_at.is_(None), Shift.ends_at > now)
            .options(
                joinedload(Assignment.shift).joinedload(Shift.opportunity),
                joinedload(Assignment.shift).joinedload(Shift.branch),
            )
            .order_by(Shift.starts_at, Assignment.id)
        )
    )


def _around(session: Session, volunteer_id: int, shift_ids: Sequence[int]) -> tuple[dict[int, int], dict[int, int]]:
    """Return how many wait for a place in each shift, and the place that somebody else offers to hand over."""
    counted = session.execute(
        sa.select(Assignment.shift_id, sa.func.count())
        .where(Assignment.shift_id.in_(shift_ids), WAITING)
        .group_by(Assignment.shift_id)
    )
    offered = session.execute(
        sa.select(Assignment.shift_id, Assignment.id)
        .where(
            Assignment.shift_id.in_(shift_ids),
            Assignment.volunteer_id != volunteer_id,
            CONFIRMED,
            Assignment.swap_offered_at.is_not(None),
        )
        .order_by(Assignment.swap_offered_at.desc(), Assignment.id.desc())
    )
    return {row[0]: int(row[1]) for row in counted}, {row.shift_id: row.id for row in offered}


def own_place(session: Session, assignment_id: int, volunteer_id: int) -> Assignment | None:
    """Return a place when it is this volunteer's, with its shift, or None."""
    return _place(session, Assignment.id == assignment_id, Assignment.volunteer_id == volunteer_id)


def offered_place(session: Session, assignment_id: int) -> Assignment | None:
    """Return a place with its shift, whoever has it."""
    return _place(session, Assignment.id == assignment_id)


def _place(session: Session, *conditions: Any) -> Assignment | None:
    return session.scalar(
        sa.select(Assignment).where(*conditions).options(joinedload(Assignment.shift).joinedload(Shift.opportunity))
    )


def offered_shift(session: Session, shift_id: int) -> Shift | None:
    """Return a shift with its opportunity, or None."""
    return session.scalar(sa.select(Shift).where(Shift.id == shift_id).options(joinedload(Shift.opportunity)))


def places_in_line(session: Session, places: Sequence[Assignment]) -> dict[int, int]:
    """Return how far down the waiting list each of the waiting places stands, by its id; one statement."""
    ids = [place.id for place in places if place.status is AssignmentStatus.WAITING]
    if not ids:
        return {}
    other = aliased(Assignment)
    rows = session.execute(
        sa.select(Assignment.id, sa.func.count())
        .join(
            other,
            sa.and_(
                other.shift_id == Assignment.shift_id,
                other.status == AssignmentStatus.WAITING,
                other.id <= Assignment.id,
            ),
        )
        .where(Assignment.id.in_(ids))
        .group_by(Assignment.id)
    )
    return {row[0]: int(row[1]) for row in rows}
