"""Merges of contacts in the timeline of the one that stayed."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from app.i18n import _
from app.permissions import Permission
from app.queries.timeline.entries import MOST, RECORD, Entry, Reader, Source, View
from models.accounts import User
from models.merging import Merge


def _merges(rows: Sequence[Any], _subject: str, _record_id: int, reader: Reader) -> Iterable[Entry]:
    link: tuple[str, dict[str, Any]] | None = ("contacts.merges", {}) if reader.may(Permission.CONTACTS_MERGE) else None
    for row in rows:
        title = _("“%(name)s” was merged into this contact", name=row.other_name)
        yield Entry(row.at, "intersect", "accent", title, who=row.name or "", link=link)


def _newest_merges(_view: View) -> Any:
    return (
        sa.select(Merge.at, Merge.other_name, User.name)
        .outerjoin(User, User.id == Merge.by_id)
        .where(Merge.survivor_id == RECORD, Merge.undone_at.is_(None))
        .order_by(Merge.at.desc())
        .limit(MOST)
    )


# What was merged into the contact; a merge that was undone left nothing behind.
merges = Source(_newest_merges, _merges)
