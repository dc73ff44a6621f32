"""Forms that are sent twice: without a script nothing keeps a second press from arriving."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.sent_forms import SentForm

KEPT = timedelta(days=1)


def led_to(session: Session, digest: str) -> str | None:
    """Return the address that a form led to when it was sent before, or None."""
    return session.scalar(sa.select(SentForm.led_to).where(SentForm.digest == digest))


def note_sent(session: Session, digest: str, address: str, *, now: datetime) -> str | None:
    """Note where a form led; return the address that it led to before when it was sent twice at the same moment.

    The second waits until the first is saved: called last, once all that the form makes is written.
    """
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = dialect.insert(SentForm).values(digest=digest, led_to=address, sent_at=now)
    if session.execute(row.on_conflict_do_nothing().returning(SentForm.digest)).first() is not None:
        return None
    return led_to(session, digest)


def forget_sent(session: Session, *, now: datetime) -> None:
    """Forget the forms that nobody sends again any more."""
    session.execute(sa.delete(SentForm).where(SentForm.sent_at < now - KEPT))
