"""Changes of a record and of its parts, as the audit log keeps them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from app.i18n import _
from app.labels.audit import changed_fields, table_text
from app.queries.timeline.entries import MOST, RECORD, Entry, Reader, Source, View
from models.accounts import User
from models.audit import AuditEntry
from models.contacts import Affiliation, ContactAddress, ContactEmail, ContactPhone

TABLES = {
    "contact": "contacts",
    "application": "applications",
    "event": "events",
    "partnership": "partnerships",
    "volunteer": "volunteers",
    "donation": "donations",
    "opportunity": "opportunities",
}
# A move has an entry of its own, with its reason.
OWN_ENTRIES = frozenset({"stage", "current_change_id"})
# Parts of a record that a person sees as its fields: the table and the column that names the record.
PARTS: dict[str, tuple[tuple[Any, Any], ...]] = {
    "contact": (
        (ContactEmail, ContactEmail.contact_id),
        (ContactPhone, ContactPhone.contact_id),
        (ContactAddress, ContactAddress.contact_id),
        (Affiliation, Affiliation.person_id),
    )
}
_COLUMNS = (
    AuditEntry.id,
    AuditEntry.at,
    AuditEntry.action,
    AuditEntry.after,
    AuditEntry.table_name,
    AuditEntry.request_id,
    AuditEntry.actor_id,
)


def _changes(rows: Sequence[Any], subject: str, _record_id: int, _reader: Reader) -> Iterable[Entry]:
    for saved in _saves(rows):
        first = saved[0]
        if any(row.action == "create" and row.table_name == TABLES[subject] for row in saved):
            yield Entry(first.at, "plus-lg", "neutral", _("Record created"), who=first.name or "")
            continue
        names = ", ".join(dict.fromkeys(name for row in saved if (name := _changed(row, TABLES[subject]))))
        if names:
            title = _("Changed: %(fields)s", fields=names)
            yield Entry(first.at, "pencil", "neutral", title, who=first.name or "")


def _saves(rows: Sequence[Any]) -> Iterator[list[Any]]:
    """Yield the rows of each request together, the newest first; what no request wrote goes by its moment."""
    for _key, group in groupby(rows, key=lambda row: row.request_id or row.at):
        yield list(group)


def _newest_changes(view: View) -> Any:
    subject = view.subject
    own = sa.select(*_COLUMNS).where(AuditEntry.table_name == TABLES[subject], AuditEntry.record_id == RECORD)
    parts = [
        sa.select(*_COLUMNS)
        .join(part, part.id == AuditEntry.record_id)
        .where(AuditEntry.table_name == part.__tablename__, owner == RECORD)
        for part, owner in PARTS.get(subject, ())
    ]
    removed = sa.select(*_COLUMNS).where(
        AuditEntry.owner_id == RECORD,
        AuditEntry.table_name.in_([part.__tablename__ for part, _owner in PARTS.get(subject, ())]),
    )
    found = sa.union_all(own, *parts, *([removed] if parts else [])).subquery()
    return (
        sa.select(found, User.name)
        .outerjoin(User, User.id == found.c.actor_id)
        .order_by(found.c.at.desc(), found.c.id.desc())
        .limit(MOST)
    )


def _changed(row: Any, table: str) -> str:
    if row.table_name != table:
        return table_text(row.table_name).lower()
    return changed_fields(table, {key: item for key, item in (row.after or {}).items() if key not in OWN_ENTRIES})


# One entry for each time that somebody saved the record.
changes = Source(_newest_changes, _changes)
