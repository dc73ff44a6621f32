"""What tests of events read back from the database."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.events import Event


def only_event(session: Session) -> Event:
    """Return the one event there is, as it is saved now."""
    session.expire_all()
    return session.scalars(sa.select(Event)).one()


def counts_of(event: Event) -> dict[tuple[str, str], int]:
    """Return the participants of an event by age band and way of taking part."""
    return {(row.age_band.code, row.mode.value): row.count for row in event.counts}
