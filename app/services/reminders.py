"""Verbs of calendar addresses and of the letter of the day."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.passwords import hash_token, new_token
from app.queries.reminders import address_by_hash
from models.accounts import User
from models.tasks import CalendarAddress, Digest, DigestRefusal


def new_address(session: Session, user: User, *, with_events: bool, now: datetime) -> str:
    """Make a calendar address for an account and return its token; the former address stops working.

    Only the token's hash is stored, so it cannot be shown again.
    """
    revoke_addresses(session, user, now=now)
    token, token_hash = new_token()
    session.add(CalendarAddress(user_id=user.id, token_hash=token_hash, with_events=with_events, created_at=now))
    session.flush()
    return token


def revoke_addresses(session: Session, user: User, *, now: datetime) -> int:
    """Make every calendar address of an account stop working; return how many did."""
    working = session.scalars(
        sa.select(CalendarAddress).where(CalendarAddress.user_id == user.id, CalendarAddress.revoked_at.is_(None))
    ).all()
    for address in working:
        address.revoked_at = now
    session.flush()
    return len(working)


def find_address(session: Session, token: str) -> CalendarAddress | None:
    """Return the calendar address of a token, a revoked one too, or None."""
    return address_by_hash(session, hash_token(token))


def set_digest(session: Session, user: User, *, wanted: bool, now: datetime) -> None:
    """Say whether an account gets the letter of the day."""
    refusal = session.get(DigestRefusal, user.id)
    if wanted and refusal is not None:
        session.delete(refusal)
    elif not wanted and refusal is None:
        session.add(DigestRefusal(user_id=user.id, at=now))
    session.flush()


def claim_digest(session: Session, user_id: int, day: date) -> bool:
    """Write down that the letter of an account and day is about to leave; False when somebody has done so.

    The caller commits before the letter leaves, so that a second worker, or the same one after a restart, finds
    the row.
    """
    insert = _insert(session).values(user_id=user_id, day=day, attempts=1, error="")
    claimed = insert.on_conflict_do_nothing(index_elements=["user_id", "day"]).returning(Digest.id)
    return session.scalar(claimed) is not None


def claim_retry(session: Session, digest_id: int) -> bool:
    """Write down that a letter is tried for the second and last time; False when somebody has done so."""
    outcome: Any = session.execute(
        sa.update(Digest)
        .where(Digest.id == digest_id, Digest.attempts == 1, Digest.sent_at.is_(None))
        .values(attempts=2, failed_at=None)
    )
    return bool(outcome.rowcount == 1)


def note_digest(session: Session, user_id: int, day: date, *, sent_at: datetime) -> None:
    """Write down that the letter of an account and day left."""
    digest = session.scalar(sa.select(Digest).where(Digest.user_id == user_id, Digest.day == day))
    if digest is not None:
        digest.sent_at, digest.error = sent_at, ""
        session.flush()


def note_digest_failure(session: Session, user_id: int, day: date, *, at: datetime, error: str) -> None:
    """Write down why the letter of an account and day did not leave."""
    digest = session.scalar(sa.select(Digest).where(Digest.user_id == user_id, Digest.day == day))
    if digest is not None:
        digest.failed_at, digest.error = at, error[:300]
        session.flush()


def _insert(session: Session) -> Any:
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as pg_insert

        return pg_insert(Digest)
    from sqlalchemy.dialects.sqlite import insert as lite_insert

    return lite_insert(Digest)
