"""The names of the records that entries of the audit log refer to by number."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.accounts import User
from models.base import Base
from models.branches import Branch
from models.contacts import Contact
from models.donations import Campaign
from models.events import Event
from models.grants import Application, Call
from models.partnerships import Partnership
from models.privacy import ConsentPurpose, ConsentText
from models.relationships import RelationshipType
from models.volunteers import Volunteer

_NAMED: Mapping[str, Any] = {
    "applications": sa.select(Application.id, Application.title),
    "branches": sa.select(Branch.id, Branch.name),
    "calls": sa.select(Call.id, Call.title),
    "campaigns": sa.select(Campaign.id, Campaign.name),
    "consent_purposes": sa.select(ConsentPurpose.id, ConsentPurpose.name_uk),
    "consent_texts": sa.select(ConsentText.id, sa.cast(ConsentText.number, sa.String)),
    "contacts": sa.select(Contact.id, Contact.display_name),
    "events": sa.select(Event.id, Event.title),
    "partnerships": sa.select(Partnership.id, Contact.display_name).join(
        Contact, Contact.id == Partnership.organisation_id
    ),
    "relationship_types": sa.select(RelationshipType.id, RelationshipType.name_uk),
    "users": sa.select(User.id, User.name),
    "volunteers": sa.select(Volunteer.id, Contact.display_name).join(Contact, Contact.id == Volunteer.person_id),
}


def linked_names(session: Session, entries: Iterable[Any]) -> dict[tuple[str, int], str]:
    """Return the names of the records that the entries refer to, by (table, id).

    Costs at most a statement for each kind of record, however many entries there are. Records that were
    deleted since are absent.
    """
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        for values in (entry.before, entry.after):
            for column, value in (values or {}).items():
                table = _target(entry.table_name, column)
                if table in _NAMED and isinstance(value, int):
                    wanted.setdefault(table, set()).add(value)
    names: dict[tuple[str, int], str] = {}
    for table, ids in wanted.items():
        statement = _NAMED[table]
        key = statement.selected_columns[0]
        for record_id, name in session.execute(statement.where(key.in_(ids))):
            names[table, record_id] = name
    return names


def _target(table: str, column: str) -> str:
    """Return the table that a column points to, or nothing."""
    known = Base.metadata.tables.get(table)
    if known is None or column not in known.columns:
        return ""
    return next((key.column.table.name for key in known.columns[column].foreign_keys), "")
