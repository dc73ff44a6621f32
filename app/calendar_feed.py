"""The calendar of an account as a file that calendar programs read (RFC 5545).

It holds the account's tasks with a date, the reports that are due to funders, the dates of calls for those who
apply, the ends and reviews of agreements for those who look after partners, and, if wished, coming events. Times are
in UTC; what has no time lasts the whole day. An entry keeps its UID, and its SEQUENCE grows with every change, so that
a program replaces it instead of adding another.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy.orm import Session

from app.clock import zone
from app.domain.tasks import TaskState
from app.i18n import _
from app.labels import label
from app.permissions import Permission, may
from app.queries.call_calendar import dates_to_remind
from app.queries.deliverables import due_deliverables
from app.queries.partnerships import agreement_days
from app.queries.reminders import changes_of_deliverables, events_for_calendar
from app.queries.tasks import dated
from app.scope import scope_of
from models.accounts import User

if TYPE_CHECKING:
    from icalendar import Event

PAST = timedelta(days=92)
TASK_LENGTH = timedelta(minutes=30)
AHEAD = 366


def calendar_of(session: Session, user: User, *, with_events: bool, today: date) -> bytes:
    """Return the calendar file of an account as it stands now, in the present language.

    The same data give the same bytes, so that a program that asks again can be told that nothing changed.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Mistok//Mistok//UK")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", _("Mistok: %(name)s", name=user.name))
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for entry in _entries(session, user, with_events, today):
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _entries(session: Session, user: User, with_events: bool, today: date) -> Iterator[Event]:
    scope = scope_of(user.role, user.branch_id)
    for row in dated(session, user.id, today - PAST):
        yield _task(row)
    if may(user.role, Permission.GRANTS_EDIT) or may(user.role, Permission.GRANTS_MONEY):
        due = due_deliverables(session, scope, today, AHEAD)
        changes = changes_of_deliverables(session, [item.id for item in due])
        for item in due:
            title = _("Due to the funder: %(kind)s, %(title)s", kind=label(item.kind), title=item.title)
            version, changed = changes[item.id]
            entry = new_entry("deliverable", item.id, title, changed, f"/grants/{item.application_id}", version)
            entry.add("description", item.funder)
            _whole_day(entry, item.due_on, item.due_on + timedelta(days=1))
            yield entry
    if may(user.role, Permission.GRANTS_EDIT):
        for row in dates_to_remind(session, today - PAST, today + timedelta(days=AHEAD)):
            yield _call_date(row)
    if may(user.role, Permission.PARTNERSHIPS_EDIT):
        for row in agreement_days(session, scope, today - PAST, today + timedelta(days=AHEAD)):
            yield _agreement_day(row)
    if with_events and may(user.role, Permission.EVENTS_VIEW):
        for row in events_for_calendar(session, scope, today):
            yield _library_event(row)


def _task(row: Any) -> Event:
    title = f"✓ {row.title}" if row.state is TaskState.DONE else row.title
    entry = new_entry("task", row.id, title, row.updated_at, f"/tasks/{row.id}", row.version)
    about = "\n".join(text for text in (row.record_name, row.note) if text)
    if about:
        entry.add("description", about)
    if row.due_at is None:
        _whole_day(entry, row.due_on, row.due_on + timedelta(days=1))
    else:
        begins = datetime.combine(row.due_on, row.due_at, zone()).astimezone(ZoneInfo("UTC"))
        entry.add("dtstart", begins)
        entry.add("dtend", begins + TASK_LENGTH)
    entry.add("transp", "TRANSPARENT")
    return entry


def _call_date(row: Any) -> Event:
    title = f"{label(row.kind)}: {row.title}"
    entry = new_entry(
        f"call-{row.kind}", row.call_id, title, row.updated_at, f"/grants/calls/{row.call_id}", row.version
    )
    entry.add("description", "\n".join(text for text in (row.funder, row.note) if text))
    _whole_day(entry, row.on_day, row.on_day + timedelta(days=1))
    entry.add("transp", "TRANSPARENT")
    return entry


def _agreement_day(row: Any) -> Event:
    about = {"kind": label(row.kind), "organisation": row.organisation}
    if row.is_end:
        kind, title = "agreement-end", _("Last day of the agreement: %(kind)s, %(organisation)s", **about)
    else:
        kind, title = "agreement-review", _("Review the agreement: %(kind)s, %(organisation)s", **about)
    path = f"/partnerships/{row.partnership_id}#agreements"
    entry = new_entry(kind, row.id, title, row.updated_at, path, row.version)
    if row.number:
        entry.add("description", _("No. %(number)s", number=row.number))
    _whole_day(entry, row.on_day, row.on_day + timedelta(days=1))
    entry.add("transp", "TRANSPARENT")
    return entry


def _library_event(row: Any) -> Event:
    entry = new_entry("event", row.id, row.title, row.updated_at, f"/events/{row.id}", row.version)
    entry.add("location", ", ".join(text for text in (row.venue, row.branch_name) if text))
    if row.starts_at is not None and row.ends_at is not None:
        entry.add("dtstart", row.starts_at.astimezone(ZoneInfo("UTC")))
        entry.add("dtend", row.ends_at.astimezone(ZoneInfo("UTC")))
    else:
        _whole_day(entry, row.starts_on, row.ends_before)
    return entry


def new_entry(kind: str, number: int, title: str, changed: datetime, path: str, version: int = 1) -> Event:
    """Return an entry with what every one has: the kind and number of its record give the UID, `path` the page."""
    from icalendar import Event

    base = current_app.config["BASE_URL"].rstrip("/")
    entry = Event()
    entry.add("uid", f"{kind}-{number}@{urlsplit(base).hostname or 'mistok'}")
    stamp = changed.astimezone(ZoneInfo("UTC")).replace(microsecond=0)
    entry.add("dtstamp", stamp)
    entry.add("last-modified", stamp)
    entry.add("sequence", version - 1)
    entry.add("summary", title)
    if path:
        entry.add("url", base + path)
    return entry


def _whole_day(entry: Event, first: date, end: date) -> None:
    entry.add("dtstart", first)
    entry.add("dtend", end)
