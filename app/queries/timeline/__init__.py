"""One timeline of everything that happened to a record, newest first.

Each source has its own limit, and all of them are asked in one statement.
"""

from functools import lru_cache

from sqlalchemy.orm import Session

from app.i18n import locale_code
from app.queries.timeline.agreements import agreements, given
from app.queries.timeline.approvals import approvals
from app.queries.timeline.awards import amendments, receipts
from app.queries.timeline.changes import changes
from app.queries.timeline.deeds import donations, events, hours
from app.queries.timeline.entries import LIMIT, LONG, Entry, Reader, Source, View
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
from app.queries.together import Together

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
    sources = tuple(source for source in SOURCES[subject] if source.needs is None or reader.may(source.needs))
    questions = _questions(sources, View(subject, reader.scope, locale_code()))
    answers = questions.ask(session, {"record": record_id, "most": reader.limit})
    found = [
        entry
        for source, rows in zip(sources, answers, strict=True)
        for entry in source.tell(rows, subject, record_id, reader)
    ]
    return sorted(found, key=lambda entry: entry.at, reverse=True)[: reader.limit]


@lru_cache(maxsize=128)
def _questions(sources: tuple[Source, ...], view: View) -> Together:
    """Return the statement for what somebody may see: writing it costs more than answering it."""
    return Together([source.ask(view) for source in sources])
