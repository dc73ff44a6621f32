"""Since when and until when a contact was connected with others."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.i18n import _
from app.queries.relationship_links import Share, links
from app.queries.relationships import as_connection, described
from app.queries.timeline.entries import MOST, RECORD, Entry, Reader, Source, View, noon


def _ties(rows: Sequence[Any], _subject: str, _record_id: int, reader: Reader) -> Iterable[Entry]:
    for row in rows:
        item = as_connection(row)
        words = f"{item.wording} – {item.name}"
        link = ("contacts.show", {"contact_id": item.contact_id})
        if item.starts_on:
            title = _("Since this day: %(what)s", what=words)
            yield Entry(noon(item.starts_on, reader), "link-45deg", "info", title, item.note, link=link, day_only=True)
        if item.ends_on:
            title = _("Until this day: %(what)s", what=words)
            yield Entry(noon(item.ends_on, reader), "link-45deg", "neutral", title, item.note, link=link, day_only=True)


def _begun(table: Any) -> Share:
    # Unlike IS NOT NULL, a comparison is looked up in an index.
    return sa.and_(table.ends_on.is_(None), table.starts_on >= date.min), (table.starts_on.desc(), table.id.desc())


def _ended(table: Any) -> Share:
    return table.ends_on >= date.min, (table.ends_on.desc(), table.id.desc())


def _newest_ties(view: View) -> Any:
    dated = links(RECORD, most=MOST, shares=(_begun, _ended)).subquery()
    newest = sa.func.coalesce(dated.c.ends_on, dated.c.starts_on)
    return described(dated, view.locale).order_by(newest.desc(), dated.c.other_id).limit(MOST)


# The first and the last day of each place of work and relationship, on both contacts' timelines. A day that lies
# ahead is an entry too: it says until when something will hold.
ties = Source(_newest_ties, _ties)
