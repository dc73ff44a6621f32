"""Since when and until when a contact was connected with others."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.i18n import _, locale_code
from app.queries.relationships import as_connection, described, links
from app.queries.timeline.entries import MOST, RECORD, Entry, Reader, asked, noon


def ties(session: Session, _subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    """Yield the first and the last day of each place of work and relationship, on both contacts' timelines.

    A day that lies ahead is an entry too: it says until when something will hold.
    """
    for row in session.execute(_dated(locale_code()), asked(record_id, reader)):
        item = as_connection(row)
        words = f"{item.wording} – {item.name}"
        link = ("contacts.show", {"contact_id": item.contact_id})
        if item.starts_on:
            title = _("Since this day: %(what)s", what=words)
            yield Entry(noon(item.starts_on, reader), "link-45deg", "info", title, item.note, link=link, day_only=True)
        if item.ends_on:
            title = _("Until this day: %(what)s", what=words)
            yield Entry(noon(item.ends_on, reader), "link-45deg", "neutral", title, item.note, link=link, day_only=True)


@cache
def _dated(locale: str) -> sa.Select[Any]:
    dated = links(
        [RECORD],
        lambda table: sa.or_(table.starts_on.is_not(None), table.ends_on.is_not(None)),
        most=MOST,
        order=lambda table: (sa.func.coalesce(table.ends_on, table.starts_on).desc(), table.id),
    ).subquery()
    newest = sa.func.coalesce(dated.c.ends_on, dated.c.starts_on)
    return described(dated, locale).order_by(newest.desc(), dated.c.other_id).limit(MOST)
