"""Sessions of accounts: they begin, are seen, end and are forgotten."""

from contextlib import suppress
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.database import briefly
from app.domain.sign_ins import device_name
from app.passwords import new_token
from models.accounts import SignIn, User


def begin_sign_in(session: Session, user: User, *, user_agent: str, at: datetime) -> str:
    """Begin a session of an account; return the secret for its cookie, which cannot be found again."""
    token, token_hash = new_token()
    device = device_name(user_agent)
    session.add(SignIn(user_id=user.id, token_hash=token_hash, device=device, began_at=at, last_seen_at=at))
    session.flush()
    return token


def end_sign_in(session: Session, sign_in_id: int, *, at: datetime) -> None:
    """End one session; one that has ended stays as it is."""
    _end(session, SignIn.id == sign_in_id, at=at)


def end_sign_ins(session: Session, user_id: int, *, at: datetime, but: int = 0) -> int:
    """End the sessions that an account has anywhere, but for one of them; return how many there were."""
    return _end(session, SignIn.user_id == user_id, SignIn.id != but, at=at)


def _end(session: Session, *which: sa.ColumnElement[bool], at: datetime) -> int:
    ended = sa.update(SignIn).where(*which, SignIn.ended_at.is_(None)).values(ended_at=at).returning(SignIn.id)
    return len(session.execute(ended).all())


def note_seen(session: Session, sign_in_id: int, *, at: datetime) -> None:
    """Note that a session is in use. Nobody waits for it: where SQLite is busy, a later request notes it."""
    seen = sa.update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None)).values(last_seen_at=at)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(seen)
        return
    with suppress(OperationalError), briefly(session):
        session.execute(seen)


def forget_sign_ins(session: Session, *, seen_before: datetime) -> int:
    """Forget the sessions that have ended or are too old to go on; return how many there were."""
    gone = sa.delete(SignIn).where(sa.or_(SignIn.ended_at.is_not(None), SignIn.last_seen_at < seen_before))
    return len(session.execute(gone.returning(SignIn.id)).all())
