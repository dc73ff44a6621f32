"""Verbs of places in shifts: give one, take it back, move the waiting list up."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.assignments import NEVER, Objection, overridable
from app.domain.errors import RuleError
from app.domain.opportunities import AssignmentSource, AssignmentStatus, OpportunityStatus
from app.labels import label
from app.permissions import Permission, may
from app.queries.assignments import next_in_line, objections_to, place_of
from app.services.base import refuse_archived
from app.services.shift_places import free_place, hold_shifts, hold_volunteers, hold_waiting, take_place
from models.accounts import User
from models.opportunities import Assignment, Shift


def give_place(
    session: Session,
    shift: Shift,
    volunteer_id: int,
    *,
    now: datetime,
    by: User | None = None,
    source: AssignmentSource = AssignmentSource.STAFF,
    override: str = "",
) -> Assignment:
    """Give a volunteer a place in a shift; somebody on the waiting list keeps the same row.

    Nothing has been written when this is refused.

    Args:
        by: who of the staff does it; None when the volunteer does.
        override: why the place is given in spite of what speaks against it.

    Raises:
        RuleError: `shift_cancelled`, `shift_over`, `opportunity_closed`, `archived`, `already_in_shift`,
            `not_suitable` with `details["objections"]`, `not_overridable`, `override_not_allowed`, `shift_full`.
    """
    hold_shifts(session, [shift.id])
    hold_volunteers(session, [volunteer_id])
    check_shift(shift, now)
    present = place_of(session, shift.id, volunteer_id)
    if present is not None and present.status is AssignmentStatus.CONFIRMED:
        raise RuleError("already_in_shift")
    found = objections_to(session, [volunteer_id], shift).get(volunteer_id, [])
    _refuse(found, override, by)
    if not take_place(session, shift.id):
        raise RuleError("shift_full")
    place = present or Assignment(shift_id=shift.id, volunteer_id=volunteer_id, source=source)
    place.status = AssignmentStatus.CONFIRMED
    place.assigned_by_id = by.id if by else None
    if found:
        place.override_reason, place.overridden_by_id = override, by.id if by else None
    session.add(place)
    session.flush()
    return place


def check_shift(shift: Shift, now: datetime) -> None:
    """Make sure that places of a shift can still be given.

    Raises:
        RuleError: `shift_cancelled`, `shift_over`, `opportunity_closed` or `archived`.
    """
    if shift.cancelled_at is not None:
        raise RuleError("shift_cancelled")
    refuse_archived(shift.opportunity)
    if shift.opportunity.status is OpportunityStatus.CLOSED:
        raise RuleError("opportunity_closed")
    if shift.starts_at <= now:
        raise RuleError("shift_over")


def _refuse(found: Sequence[Objection], override: str, by: User | None) -> None:
    if not found:
        return
    if not override or by is None:
        raise unsuitable(found)
    if not may(by.role, Permission.SHIFTS_OVERRIDE):
        raise RuleError("override_not_allowed", field="override")
    if not overridable(found):
        reasons = " ".join(label(item) for item in found if item in NEVER)
        raise RuleError("not_overridable", reasons, objections=list(found), field="override")


def unsuitable(found: Sequence[Objection]) -> RuleError:
    """Return the refusal that says in words what speaks against a place."""
    return RuleError("not_suitable", " ".join(label(item) for item in found), objections=list(found))


def cancel_place(session: Session, assignment: Assignment, reason: str, *, now: datetime) -> list[Assignment]:
    """Take a place, or the wait for one, back, and return who moved up from the waiting list: the first who may.

    Raises:
        RuleError: `place_given_up`, when it was given up before.
    """
    hold_shifts(session, [assignment.shift_id])
    if assignment.status is AssignmentStatus.CANCELLED:
        raise RuleError("place_given_up")
    hold_waiting(session, [assignment.shift_id])
    had_place = assignment.status is AssignmentStatus.CONFIRMED
    assignment.status, assignment.cancelled_at = AssignmentStatus.CANCELLED, now
    assignment.cancel_reason, assignment.swap_offered_at = reason[:300], None
    session.flush()
    if not had_place:
        return []
    free_place(session, assignment.shift_id)
    return _move_up(session, assignment.shift, now)


def fill_places(session: Session, shifts: Iterable[Shift], *, now: datetime) -> list[Assignment]:
    """Give the free places of shifts to those who wait for them, and return who got one."""
    shifts = list(shifts)
    hold_shifts(session, [shift.id for shift in shifts])
    hold_waiting(session, [shift.id for shift in shifts])
    return [place for shift in shifts for place in _move_up(session, shift, now)]


def _move_up(session: Session, shift: Shift, now: datetime) -> list[Assignment]:
    """Move the waiting list up as far as there are places; who may not have one now keeps waiting."""
    if shift.cancelled_at is not None or shift.starts_at <= now:
        return []
    waiting = next_in_line(session, shift.id)
    found = objections_to(session, [item.volunteer_id for item in waiting], shift) if waiting else {}
    promoted = []
    for item in waiting:
        if found.get(item.volunteer_id):
            continue
        if not take_place(session, shift.id):
            break
        item.status = AssignmentStatus.CONFIRMED
        session.flush()
        promoted.append(item)
    return promoted
