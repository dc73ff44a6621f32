"""The daily care of the database, as periodic work."""

from datetime import datetime

from sqlalchemy.orm import Session

from models.planner import refresh_statistics


def count_tables(session: Session, _now: datetime) -> None:
    """Count the tables anew for the planner, in a transaction each."""
    refresh_statistics(session, after_each=session.commit)
