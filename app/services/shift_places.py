"""The places of a shift: who gets the last one is decided by one conditional UPDATE.

Everything that changes places first holds the shifts, in the order of their ids, then the volunteers. An UPDATE that
changes nothing holds a row on PostgreSQL and the whole database on SQLite until the transaction ends, so that what is
read afterwards stays true, and two transactions never wait for each other.
"""

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.opportunities import AssignmentStatus
from app.queries.assignments import next_in_line
from models.opportunities import Assignment, Shift
from models.volunteers import Volunteer

SHIFTS: Any = Shift.__table__


def hold_shifts(session: Session, shift_ids: Iterable[int]) -> None:
    """Make everybody else who wants to change places in these shifts wait until the transaction ends."""
    for shift_id in sorted(set(shift_ids)):
        session.execute(sa.update(SHIFTS).where(SHIFTS.c.id == shift_id).values(taken=SHIFTS.c.taken))
    _forget(session)


def hold_volunteers(session: Session, volunteer_ids: Iterable[int]) -> None:
    """Make everybody else who wants to give these volunteers a place wait; to be called after `hold_shifts`."""
    wanted = sa.select(Volunteer.id).where(Volunteer.id.in_(set(volunteer_ids))).order_by(Volunteer.id)
    session.execute(wanted.with_for_update(key_share=True))


def take_place(session: Session, shift_id: int) -> bool:
    """Take one place of a shift; return False when there is none left or the shift is cancelled."""
    wanted = sa.update(SHIFTS).where(
        SHIFTS.c.id == shift_id, SHIFTS.c.taken < SHIFTS.c.needed, SHIFTS.c.cancelled_at.is_(None)
    )
    done: Any = session.execute(wanted.values(taken=SHIFTS.c.taken + 1))
    _forget(session)
    return bool(done.rowcount)


def free_place(session: Session, shift_id: int) -> None:
    """Give one place of a shift back."""
    wanted = sa.update(SHIFTS).where(SHIFTS.c.id == shift_id, SHIFTS.c.taken > 0)
    session.execute(wanted.values(taken=SHIFTS.c.taken - 1))
    _forget(session)


def set_needed(session: Session, shift_id: int, needed: int) -> bool:
    """Change how many are wanted; return False when more places than that are taken."""
    wanted = sa.update(SHIFTS).where(SHIFTS.c.id == shift_id, SHIFTS.c.taken <= needed)
    done: Any = session.execute(wanted.values(needed=needed))
    _forget(session)
    return bool(done.rowcount)


def recount_places(session: Session, person_ids: Collection[int]) -> None:
    """Count anew the taken places of every shift of these people, after their places moved past the session.

    A shift whose freed place was given to somebody else before a merge was undone gets one place more.
    """
    touched = (
        sa.select(Assignment.shift_id)
        .join(Volunteer, Volunteer.id == Assignment.volunteer_id)
        .where(Volunteer.person_id.in_(person_ids))
    )
    taken = (
        sa.select(sa.func.count())
        .where(Assignment.shift_id == SHIFTS.c.id, Assignment.status == AssignmentStatus.CONFIRMED)
        .scalar_subquery()
    )
    needed = sa.case((SHIFTS.c.needed < taken, taken), else_=SHIFTS.c.needed)
    session.execute(sa.update(SHIFTS).where(SHIFTS.c.id.in_(touched)).values(taken=taken, needed=needed))
    _forget(session)


def hold_waiting(session: Session, shift_ids: Iterable[int]) -> None:
    """Hold the volunteers on the waiting lists of shifts, all of them in one order."""
    waiting = [row.volunteer_id for shift_id in shift_ids for row in next_in_line(session, shift_id)]
    if waiting:
        hold_volunteers(session, waiting)


def _forget(session: Session) -> None:
    """Let the shifts and places of this session be read anew: what was loaded before may be old."""
    for record in session.identity_map.values():
        if isinstance(record, Shift):
            session.expire(record, ["taken", "needed", "cancelled_at"])
        elif isinstance(record, Assignment) and record not in session.dirty:
            session.expire(record)
