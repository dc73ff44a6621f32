"""The timeline of a record, ready for the template."""

from dataclasses import dataclass

from flask import request

from app.clock import zone
from app.queries.timeline import LIMIT, LONG, Reader, timeline
from app.security import current_scope
from app.stage_names import present_stages
from app.templating import can, day, moment
from models import db
from views.addresses import Addresses


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
