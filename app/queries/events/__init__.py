"""Questions about events: the list, the calendar, one record, menus of forms, and the metrics."""

from app.queries.events.calendar import Month, month_of_events
from app.queries.events.lists import (
    EVENT_ARCHIVE,
    EVENT_LIST,
    EventLine,
    awaiting_counts,
    partly_inside,
    upcoming_events,
)
from app.queries.events.metrics import (
    BandModeCount,
    MonthBranch,
    events_count,
    participants,
    participants_by_band_mode,
    participants_by_month_branch,
    participants_in_both,
)
from app.queries.events.records import (
    EventRecord,
    Helper,
    event,
    event_record,
    grid_bands,
    linked_partners,
    linked_volunteers,
    lookup,
    recent_titles,
    running_applications,
    volunteer_names,
    volunteers_named,
)
from app.queries.events.splits import with_splits

__all__ = [
    "EVENT_ARCHIVE",
    "EVENT_LIST",
    "BandModeCount",
    "EventLine",
    "EventRecord",
    "Helper",
    "Month",
    "MonthBranch",
    "awaiting_counts",
    "event",
    "event_record",
    "events_count",
    "grid_bands",
    "linked_partners",
    "linked_volunteers",
    "lookup",
    "month_of_events",
    "participants",
    "participants_by_band_mode",
    "participants_by_month_branch",
    "participants_in_both",
    "partly_inside",
    "recent_titles",
    "running_applications",
    "upcoming_events",
    "volunteer_names",
    "volunteers_named",
    "with_splits",
]
