"""One timeline of everything that happened to a record, newest first.

Each source is one statement with its own limit, so the number of statements is fixed by the kind of record.
"""

from sqlalchemy.orm import Session

from app.queries.timeline.agreements import agreements, given
from app.queries.timeline.approvals import approvals
from app.queries.timeline.awards import amendments, receipts
from app.queries.timeline.changes import changes
from app.queries.timeline.deeds import donations, events, hours
from app.queries.timeline.entries import LIMIT, LONG, Entry, Reader, Source
from app.queries.timeline.mailings import mailings
from app.queries.timeline.merges import merges
from app.queries.timeline.moves import (
    application_moves,
    deliverables,
    partnership_moves,
    volunteer_moves,
)
from app.queries.timeline.shifts import places
from app.queries.timeline.talk import comments, interactions
from app.queries.timeline.tasks import tasks
from app.queries.timeline.ties import ties

__all__ = ["LIMIT", "LONG", "Entry", "Reader", "timeline"]

SOURCES: dict[str, tuple[Source, ...]] = {
    "contact": (
        interactions,
        comments,
        ties,
        partnership_moves,
        application_moves,
        volunteer_moves,
        donations,
        events,
        merges,
        changes,
        mailings,
        tasks,
    ),
    "application": (
        interactions,
        comments,
        application_moves,
        approvals,
        deliverables,
        receipts,
        amendments,
        events,
        changes,
        tasks,
    ),
    "event": (interactions, comments, hours, changes, tasks),
    "partnership": (interactions, comments, partnership_moves, agreements, given, events, changes, tasks),
    "volunteer": (comments, volunteer_moves, hours, events, places, changes, tasks),
    "donation": (comments, changes, tasks),
    "opportunity": (comments, places, changes, tasks),
}


def timeline(session: Session, subject: str, record_id: int, reader: Reader) -> list[Entry]:
    """Return the newest entries of a record that the reader may see.

    Args:
        subject: contact, application, event, partnership, volunteer, donation or opportunity.
    """
    found = [entry for source in SOURCES[subject] for entry in source(session, subject, record_id, reader)]
    return sorted(found, key=lambda entry: entry.at, reverse=True)[: reader.limit]
