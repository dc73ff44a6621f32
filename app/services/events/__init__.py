"""Verbs of events: plan, change, log, count, cancel, archive."""

from app.services.events.changes import (
    EventDraft,
    archive_event,
    cancel_event,
    create_event,
    edit_event,
    reopen_event,
    restore_event,
)
from app.services.events.counting import Counts, CountsRefused, log_event, record_counts

__all__ = [
    "Counts",
    "CountsRefused",
    "EventDraft",
    "archive_event",
    "cancel_event",
    "create_event",
    "edit_event",
    "log_event",
    "record_counts",
    "reopen_event",
    "restore_event",
]
