"""The names of the records that entries of the audit log refer to by number."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.accounts import User
from models.audit import linked_lists
from models.base import Base
from models.branches import Branch
from models.calls import Call
from models.contacts import Contact, Tag, TagGroup
from models.custom_fields import CustomField, CustomOption
from models.donations import Campaign
from models.events import Event
from models.files import Attachment
from models.grant_money import BudgetLine
from models.grants import Application
from models.interactions import Interaction
from models.mailings import Mailing
from models.opportunities import Opportunity
from models.partnerships import Partnership
from models.privacy import ConsentPurpose, ConsentText
from models.relationships import RelationshipType
from models.tasks import Checklist, Task
from models.volunteers import Skill, Volunteer

_NAMED: Mapping[str, Any] = {
    "applications": sa.select(Application.id, Application.title),
    "attachments": sa.select(Attachment.id, Attachment.filename),
    "branches": sa.select(Branch.id, Branch.name),
    "calls": sa.select(Call.id, Call.title),
    "campaigns": sa.select(Campaign.id, Campaign.name),
    "consent_purposes": sa.select(ConsentPurpose.id, ConsentPurpose.name_uk),
    "consent_texts": sa.select(ConsentText.id, sa.cast(ConsentText.number, sa.String)),
    "contacts": sa.select(Contact.id, Contact.display_name),
    "events": sa.select(Event.id, Event.title),
    "opportunities": sa.select(Opportunity.id, Opportunity.title),
    "partnerships": sa.select(Partnership.id, Contact.display_name).join(
        Contact, Contact.id == Partnership.organisation_id
    ),
    "relationship_types": sa.select(RelationshipType.id, RelationshipType.name_uk),
    "skills": sa.select(Skill.id, Skill.name),
    "tag_groups": sa.select(TagGroup.id, TagGroup.name_uk),
    "tags": sa.select(Tag.id, Tag.name),
    "users": sa.select(User.id, User.name),
    "volunteers": sa.select(Volunteer.id, Contact.display_name).join(Contact, Contact.id == Volunteer.person_id),
}

# What has a name besides, for whoever reads all that is kept about them.
_NAMED_IN_FULL: Mapping[str, Any] = {
    **_NAMED,
    "budget_lines": sa.select(BudgetLine.id, BudgetLine.item),
    "checklists": sa.select(Checklist.id, Checklist.name),
    "custom_fields": sa.select(CustomField.id, CustomField.name_uk),
    "custom_options": sa.select(CustomOption.id, CustomOption.name_uk),
    "interactions": sa.select(Interaction.id, Interaction.subject),
    "mailings": sa.select(Mailing.id, Mailing.name),
    "tasks": sa.select(Task.id, Task.title),
}


def linked_names(session: Session, entries: Iterable[Any], *, in_full: bool = False) -> dict[tuple[str, int], str]:
    """Return the names of the records that the entries refer to, by (table, id).

    Costs at most a statement for each kind of record, however many entries there are. Records that were
    deleted since are absent.
    """
    named = _NAMED_IN_FULL if in_full else _NAMED
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        for values in (entry.before, entry.after):
            for column, value in (values or {}).items():
                table = _target(entry.table_name, column)
                if table in named:
                    wanted.setdefault(table, set()).update(_ids(value))
    names: dict[tuple[str, int], str] = {}
    for table, ids in wanted.items():
        statement = named[table]
        key = statement.selected_columns[0]
        for record_id, name in session.execute(statement.where(key.in_(ids))):
            names[table, record_id] = name
    return names


def _ids(value: Any) -> Iterable[int]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, int)]


def _target(table: str, column: str) -> str:
    """Return the table that a column points to or that a list of linked records is of, or nothing."""
    if column in linked_lists(table):
        return linked_lists(table)[column]
    known = Base.metadata.tables.get(table)
    if known is None or column not in known.columns:
        return ""
    return next((key.column.table.name for key in known.columns[column].foreign_keys), "")
