"""What volunteers do about shifts themselves: sign up, wait, give a place up, hand it over."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.opportunities import AssignmentSource, AssignmentStatus, OpportunityStatus, Visibility
from app.queries.assignments import objections_to, place_of, waiting_count
from app.services.assignments import cancel_place, check_shift, give_place, unsuitable
from app.services.shift_places import free_place, hold_shifts, hold_volunteers, take_place
from models.opportunities import Assignment, Shift
from models.volunteers import Volunteer


def sign_up(session: Session, shift: Shift, volunteer: Volunteer, *, now: datetime) -> Assignment:
    """Take a place in a shift.

    Raises:
        RuleError: `not_offered`, `shift_full` with `details["position"]` that the volunteer would have on the waiting
            list, or what `give_place` refuses.
    """
    check_offered(shift)
    try:
        return give_place(session, shift, volunteer.id, now=now, source=AssignmentSource.VOLUNTEER)
    except RuleError as error:
        if error.code == "shift_full":
            raise RuleError("shift_full", position=waiting_count(session, shift.id) + 1) from error
        raise


def join_waiting(session: Session, shift: Shift, volunteer: Volunteer, *, now: datetime) -> Assignment:
    """Wait for a place in a shift, or take it when there is one after all.

    Raises:
        RuleError: `not_offered`, `already_waiting`, `already_in_shift`, or what `give_place` refuses.
    """
    check_offered(shift)
    hold_shifts(session, [shift.id])
    hold_volunteers(session, [volunteer.id])
    check_shift(shift, now)
    present = place_of(session, shift.id, volunteer.id)
    if present is not None and present.status is AssignmentStatus.WAITING:
        raise RuleError("already_waiting")
    if present is not None:
        raise RuleError("already_in_shift")
    found = objections_to(session, [volunteer.id], shift).get(volunteer.id, [])
    if found:
        raise unsuitable(found)
    status = AssignmentStatus.CONFIRMED if take_place(session, shift.id) else AssignmentStatus.WAITING
    place = Assignment(shift_id=shift.id, volunteer_id=volunteer.id, status=status, source=AssignmentSource.VOLUNTEER)
    session.add(place)
    session.flush()
    return place


def check_offered(shift: Shift) -> None:
    """Make sure that volunteers may take places in a shift without asking.

    Raises:
        RuleError: `not_offered`.
    """
    work = shift.opportunity
    seen = work.visibility is not Visibility.STAFF and work.status is OpportunityStatus.OPEN
    if not seen or not work.self_signup or work.archived_at is not None:
        raise RuleError("not_offered")


def give_up(session: Session, assignment: Assignment, reason: str, *, now: datetime) -> list[Assignment]:
    """Give the own place up, as long as the shift has not begun, and return who moved up from the waiting list.

    Raises:
        RuleError: `shift_begun`, or what `cancel_place` refuses.
    """
    if assignment.shift.starts_at <= now:
        raise RuleError("shift_begun")
    return cancel_place(session, assignment, reason, now=now)


def offer_place(session: Session, assignment: Assignment, *, now: datetime) -> None:
    """Offer the own place to others; it stays one's own until somebody takes it over.

    Raises:
        RuleError: `no_place_to_offer`, `shift_begun`.
    """
    hold_shifts(session, [assignment.shift_id])
    if assignment.status is not AssignmentStatus.CONFIRMED:
        raise RuleError("no_place_to_offer")
    if assignment.shift.starts_at <= now:
        raise RuleError("shift_begun")
    assignment.swap_offered_at = assignment.swap_offered_at or now
    session.flush()


def keep_place(session: Session, assignment: Assignment) -> None:
    """Take an offer back and keep the own place.

    Raises:
        RuleError: `place_given_up`, when somebody has taken it over meanwhile.
    """
    hold_shifts(session, [assignment.shift_id])
    if assignment.status is not AssignmentStatus.CONFIRMED:
        raise RuleError("place_given_up")
    assignment.swap_offered_at = None
    session.flush()


def take_over(session: Session, offered: Assignment, volunteer: Volunteer, *, now: datetime) -> Assignment:
    """Take over the place that somebody else offers: theirs ends and mine begins at the same moment.

    Raises:
        RuleError: `offer_gone`, `already_in_shift`, `not_offered`, or what `give_place` refuses.
    """
    shift = offered.shift
    check_offered(shift)
    hold_shifts(session, [shift.id])
    hold_volunteers(session, [volunteer.id])
    if offered.status is not AssignmentStatus.CONFIRMED or offered.swap_offered_at is None:
        raise RuleError("offer_gone")
    check_shift(shift, now)
    present = place_of(session, shift.id, volunteer.id)
    if present is not None and present.status is AssignmentStatus.CONFIRMED:
        raise RuleError("already_in_shift")
    found = objections_to(session, [volunteer.id], shift).get(volunteer.id, [])
    if found:
        raise unsuitable(found)
    offered.status, offered.cancelled_at, offered.swap_offered_at = AssignmentStatus.CANCELLED, now, None
    session.flush()
    free_place(session, shift.id)
    return give_place(session, shift, volunteer.id, now=now, source=AssignmentSource.VOLUNTEER)
