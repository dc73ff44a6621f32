"""Verbs of shifts: add one or a series, change, cancel."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo

from sqlalchemy.orm import Session

from app.domain.assignments import Objection, Slot
from app.domain.errors import RuleError
from app.domain.opportunities import AssignmentStatus
from app.domain.shifts import Series, days_of, shift_times
from app.queries.assignments import objections_to, places_of_shift
from app.queries.shifts import later_in_series, same_times
from app.scope import Scope
from app.services.assignments import fill_places
from app.services.base import refuse_archived
from app.services.shift_places import hold_shifts, set_needed
from models.events import Event
from models.opportunities import Assignment, Opportunity, Shift

# A move may not put anybody into two places at once; their age and papers are no matter of the hour.
OF_TIME = frozenset({Objection.CLASH, Objection.TOO_LONG_DAY})


@dataclass(frozen=True)
class ShiftData:
    """What a person types about a shift: local hours of a day."""

    day: date
    begins: time
    ends: time
    needed: int
    note: str = ""
    event_id: int | None = None


@dataclass(frozen=True)
class Changed:
    """What changing or cancelling shifts did: who is to be told, and who moved up from a waiting list."""

    shifts: int
    told: list[Assignment] = field(default_factory=list)
    promoted: list[Assignment] = field(default_factory=list)


def add_shift(
    session: Session, opportunity: Opportunity, data: ShiftData, *, now: datetime, zone: tzinfo, scope: Scope
) -> Shift:
    """Add one shift.

    Raises:
        RuleError: `archived`, `shift_backwards`, `shift_in_past`, `shift_twice`, `not_found` (event).
    """
    shifts = _add(session, opportunity, [data.day], data, now=now, zone=zone, scope=scope)
    if not shifts:
        raise RuleError("shift_twice", field="day")
    return shifts[0]


def add_series(
    session: Session,
    opportunity: Opportunity,
    series: Series,
    data: ShiftData,
    *,
    now: datetime,
    zone: tzinfo,
    scope: Scope,
) -> list[Shift]:
    """Add a series of shifts; one that is there already at the same hours is left as it is.

    Raises:
        RuleError: `shift_twice` when all are there already, what `days_of` refuses, or as `add_shift`.
    """
    shifts = _add(session, opportunity, days_of(series), data, now=now, zone=zone, scope=scope)
    if not shifts:
        raise RuleError("shift_twice", field="day")
    return shifts


def _add(
    session: Session,
    opportunity: Opportunity,
    days: Sequence[date],
    data: ShiftData,
    *,
    now: datetime,
    zone: tzinfo,
    scope: Scope,
) -> list[Shift]:
    refuse_archived(opportunity)
    event_id = _event(session, data.event_id or opportunity.event_id, scope)
    times = [(day, *shift_times(day, data.begins, data.ends, zone)) for day in days]
    if times[0][1] <= now:
        raise RuleError("shift_in_past", field="day")
    there = same_times(session, opportunity.id, [starts_at for _day, starts_at, _ends_at in times])
    series = secrets.token_hex(8) if len(days) > 1 else ""
    shifts = [
        Shift(
            opportunity_id=opportunity.id,
            branch_id=opportunity.branch_id,
            event_id=event_id,
            day=day,
            starts_at=starts_at,
            ends_at=ends_at,
            needed=data.needed,
            note=data.note,
            series=series,
        )
        for day, starts_at, ends_at in times
        if starts_at not in there
    ]
    session.add_all(shifts)
    session.flush()
    return shifts


def _event(session: Session, event_id: int | None, scope: Scope) -> int | None:
    event = session.get(Event, event_id) if event_id else None
    if event_id and (event is None or not scope.allows(event.branch_id)):
        raise RuleError("not_found", field="event_id")
    return event_id


def change_shifts(
    session: Session,
    shift: Shift,
    data: ShiftData,
    *,
    with_later: bool,
    now: datetime,
    zone: tzinfo,
    scope: Scope,
) -> Changed:
    """Change a shift, or the hours, places and note of it and of all later ones of its series.

    Nothing has been written when this is refused. Those whose shift moves are to be told.

    Raises:
        RuleError: `shift_cancelled`, `shift_over`, `shift_backwards`, `shift_in_past`, `needed_below_taken`,
            `move_clashes` with the names of those who would be in two places at once, `not_found` (event).
    """
    if shift.cancelled_at is not None:
        raise RuleError("shift_cancelled")
    if shift.starts_at <= now:
        raise RuleError("shift_over")
    event_id = _event(session, data.event_id, scope)
    shifts = [shift, *(later_in_series(session, shift) if with_later else ())]
    hold_shifts(session, [item.id for item in shifts])
    moves: list[tuple[Shift, Slot]] = []
    for item in shifts:
        day = data.day if item is shift else item.day
        starts_at, ends_at = shift_times(day, data.begins, data.ends, zone)
        if starts_at <= now:
            raise RuleError("shift_in_past", field="day")
        if item.taken > data.needed:
            raise RuleError("needed_below_taken", item.taken, field="needed", day=item.day)
        if (starts_at, ends_at) != (item.starts_at, item.ends_at):
            moves.append((item, Slot(starts_at, ends_at, day)))
    told = [place for item, slot in moves for place in _movable(session, item, slot)]
    for item, slot in moves:
        item.starts_at, item.ends_at, item.day = slot.starts_at, slot.ends_at, slot.day
    for item in shifts:
        item.note, item.event_id = data.note, event_id
    session.flush()
    for item in shifts:
        set_needed(session, item.id, data.needed)
    for place in told:
        place.reminded_at = None
    session.flush()
    return Changed(len(shifts), told, fill_places(session, shifts, now=now))


def _movable(session: Session, shift: Shift, slot: Slot) -> list[Assignment]:
    """Return who has a place in a shift that is to move, after making sure that the new time suits them."""
    places = [place for place in places_of_shift(session, shift.id) if place.status is AssignmentStatus.CONFIRMED]
    found = objections_to(session, [place.volunteer_id for place in places], shift, slot) if places else {}
    clashing = [place for place in places if OF_TIME & set(found.get(place.volunteer_id, ()))]
    if clashing:
        names = ", ".join(place.volunteer.person.display_name for place in clashing)
        raise RuleError("move_clashes", names, field="begins")
    return places


def cancel_shifts(session: Session, shift: Shift, reason: str, *, with_later: bool, now: datetime) -> Changed:
    """Cancel a shift, or it and all later ones of its series; everybody's place or wait in them ends.

    Raises:
        RuleError: `shift_cancelled`, `shift_over`, `cancelling_needs_reason`.
    """
    if not reason.strip():
        raise RuleError("cancelling_needs_reason", field="reason")
    if shift.starts_at <= now:
        raise RuleError("shift_over")
    shifts = [shift, *(later_in_series(session, shift) if with_later else ())]
    hold_shifts(session, [item.id for item in shifts])
    if shift.cancelled_at is not None:
        raise RuleError("shift_cancelled")
    told = []
    for item in shifts:
        item.cancelled_at, item.cancel_reason, item.taken = now, reason[:300], 0
        for place in places_of_shift(session, item.id):
            if place.status is not AssignmentStatus.CANCELLED:
                place.status, place.cancelled_at = AssignmentStatus.CANCELLED, now
                place.cancel_reason, place.swap_offered_at = reason[:300], None
                told.append(place)
    session.flush()
    return Changed(len(shifts), told)
