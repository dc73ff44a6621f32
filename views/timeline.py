"""The timeline of a record, ready for the template."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from app.clock import zone
from app.queries.timeline import LIMIT, LONG, Reader, timeline
from app.security import current_scope
from app.stage_names import present_stages
from app.templating import can, day, moment
from models import db


@dataclass(frozen=True)
class EntryView:
    """One entry as `components/timeline.html` draws it."""

    icon: str
    tone: str
    title: str
    body: str
    at: str
    who: str
    url: str | None


class TimelineView(list[EntryView]):
    """Entries, the newest first, and the address that shows earlier ones too, if there may be any."""

    earlier_url: str | None = None


class Addresses(dict[str, str]):
    """Addresses of records, by endpoint, up to their number: most entries of a timeline lead to one kind of record."""

    def of(self, endpoint: str, values: Mapping[str, Any]) -> str:
        """Return the address of a page; of one that ends with its only value, all but this is built once."""
        if len(values) != 1:
            return url_for(endpoint, **values)
        if endpoint not in self:
            zero: dict[str, Any] = dict.fromkeys(values, 0)
            self[endpoint] = url_for(endpoint, **zero)
        address = self[endpoint]
        (value,) = values.values()
        return f"{address[:-1]}{value}" if address.endswith("/0") else url_for(endpoint, **values)


def entries_for(subject: str, record_id: int) -> TimelineView:
    """Return what happened to a record, as far as the present account may see it.

    `?timeline=all` in the address asks for more than the newest.
    """
    limit = LONG if request.args.get("timeline") == "all" else LIMIT
    reader = Reader(current_scope(), can, zone(), limit)
    if subject in ("contact", "application"):
        present_stages()  # Asked for once, whether or not a stage is shown.
    addresses = Addresses()
    shown = TimelineView(
        EntryView(
            entry.icon,
            entry.tone,
            entry.title,
            entry.body,
            day(entry.at) if entry.day_only else moment(entry.at),
            entry.who,
            addresses.of(*entry.link) if entry.link else None,
        )
        for entry in timeline(db.session(), subject, record_id, reader)
    )
    if limit == LIMIT and len(shown) == LIMIT:
        shown.earlier_url = f"{request.path}?timeline=all#timeline"
    return shown
