"""The daily care of the database, as periodic work."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.services.sent_forms import forget_sent
from models.planner import refresh_statistics


def count_tables(session: Session, _now: datetime) -> None:
    """Count the tables anew for the planner, in a transaction each."""
    refresh_statistics(session, after_each=session.commit)


def forget_forms(session: Session, now: datetime) -> None:
    """Forget the forms that were sent long ago."""
    forget_sent(session, now=now)
