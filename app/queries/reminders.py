"""Questions about calendar addresses and the letter of the day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.events import EventStatus
from app.domain.roles import Role
from app.permissions import Permission, may
from app.scope import Scope
from models.accounts import User
from models.branches import Branch
from models.events import Event
from models.grants import Deliverable
from models.tasks import CalendarAddress, Digest, DigestRefusal

MOST_EVENTS = 1_000
# A calendar is read for what comes: a busy month behind must not crowd out the end of the coming one.
EVENTS_BACK = timedelta(days=7)


def address_of(session: Session, user_id: int) -> CalendarAddress | None:
    """Return the calendar address of an account that works now."""
    return session.scalar(
        sa.select(CalendarAddress)
        .where(CalendarAddress.user_id == user_id, CalendarAddress.revoked_at.is_(None))
        .order_by(CalendarAddress.id.desc())
        .limit(1)
    )


def address_by_hash(session: Session, token_hash: str) -> CalendarAddress | None:
    """Return the calendar address whose token has this hash, a revoked one too."""
    return session.scalar(
        sa.select(CalendarAddress)
        .where(CalendarAddress.token_hash == token_hash)
        .options(joinedload(CalendarAddress.user))
    )


def changes_of_deliverables(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, datetime]]:
    """Return the version and the moment of the last change of what must be handed in, by id."""
    statement = sa.select(Deliverable.id, Deliverable.version, Deliverable.updated_at)
    found = session.execute(statement.where(Deliverable.id.in_(ids)))
    return {row.id: (row.version, row.updated_at) for row in found}


def events_for_calendar(session: Session, scope: Scope, today: date) -> list[Any]:
    """Return the events from a week ago to a year ahead that the reader's branch holds, or all of them."""
    statement = (
        sa.select(
            Event.id,
            Event.title,
            Event.status,
            Event.starts_on,
            Event.ends_before,
            Event.starts_at,
            Event.ends_at,
            Event.venue,
            Event.version,
            Event.updated_at,
            Branch.name.label("branch_name"),
        )
        .join(Branch, Branch.id == Event.branch_id)
        .where(
            Event.archived_at.is_(None),
            Event.is_summary.is_(False),
            Event.status != EventStatus.CANCELLED,
            Event.starts_on.between(today - EVENTS_BACK, today + timedelta(days=366)),
        )
        .order_by(Event.starts_on, Event.id)
        .limit(MOST_EVENTS)
    )
    if scope.branch_id is not None:
        statement = statement.where(Event.branch_id == scope.branch_id)
    return list(session.execute(statement))


def wants_digest(session: Session, user_id: int) -> bool:
    """Say whether an account gets the letter of the day; it does unless it said no."""
    return session.get(DigestRefusal, user_id) is None


def digest_readers(session: Session) -> list[int]:
    """Return the open accounts that may have tasks and have not refused the letter of the day."""
    roles = [role for role in Role if may(role, Permission.TASKS_OWN)]
    statement = (
        sa.select(User.id)
        .where(
            User.is_active,
            User.role.in_(roles),
            ~sa.exists().where(DigestRefusal.user_id == User.id),
        )
        .order_by(User.id)
    )
    return list(session.scalars(statement))


def failed_digests(session: Session, day: date) -> list[Digest]:
    """Return the letters of a day that did not leave and may be tried once more."""
    statement = sa.select(Digest).where(
        Digest.day == day, Digest.sent_at.is_(None), Digest.failed_at.is_not(None), Digest.attempts == 1
    )
    return list(session.scalars(statement.order_by(Digest.id)))


def looked_before(session: Session, user_id: int, day: date) -> date:
    """Return the last day before this one whose letter was written for an account, or had nothing to say.

    A letter that could not be sent was not read; without any, the day before.
    """
    statement = sa.select(sa.func.max(Digest.day)).where(
        Digest.user_id == user_id, Digest.day < day, Digest.failed_at.is_(None)
    )
    return session.scalar(statement) or day - timedelta(days=1)


def last_digest(session: Session, user_id: int) -> Digest | None:
    """Return the last letter of the day of an account, sent or not."""
    statement = sa.select(Digest).where(Digest.user_id == user_id)
    return session.scalar(statement.order_by(Digest.day.desc()).limit(1))
