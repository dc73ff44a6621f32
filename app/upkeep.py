"""The daily care of the database and of stored files, as periodic work."""

from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from app.domain.sign_ins import open_since
from app.queries.files import stored_tokens
from app.services.sent_forms import forget_sent
from app.services.sign_ins import forget_sign_ins
from app.uploads import upload_store
from models.planner import refresh_statistics


def count_tables(session: Session, _now: datetime) -> None:
    """Count the tables anew for the planner, in a transaction each."""
    refresh_statistics(session, after_each=session.commit)


def forget_forms(session: Session, now: datetime) -> None:
    """Forget the forms that were sent long ago."""
    forget_sent(session, now=now)


def forget_old_sign_ins(session: Session, now: datetime) -> None:
    """Forget the sessions of accounts that have ended or that are too old to go on."""
    forget_sign_ins(session, seen_before=open_since(now, current_app.permanent_session_lifetime))


def sweep_files(session: Session, _now: datetime) -> dict[str, Any]:
    """Delete the stored files that no record names and that are older than a day; return how many there were.

    Such are letters and contact cards that somebody looked at without saving them: they hold people's data.
    """
    return {"forgotten": upload_store().sweep(set(stored_tokens(session)), older_than=timedelta(days=1))}
