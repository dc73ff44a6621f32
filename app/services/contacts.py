"""Verbs of contacts: save, archive, restore."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.contacts import (
    ChannelLabel,
    ContactKind,
    OrganisationType,
    normalise_email,
    normalise_phone,
    valid_edrpou,
)
from app.domain.errors import RuleError
from app.domain.text import search_text
from app.queries.tags import group_name
from app.services.custom_field_values import Values, save_custom_values
from models.base import utc_now
from models.contacts import (
    Affiliation,
    Contact,
    ContactAddress,
    ContactEmail,
    ContactPhone,
    Organisation,
    Person,
    Tag,
)

Channel = tuple[str, ChannelLabel]


@dataclass(frozen=True)
class Workplace:
    """Where a person works: the organisation's id, the role, since when and until when."""

    organisation_id: int
    role: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class ContactData:
    """What people and organisations share.

    `custom` holds the values of user-defined fields by the field's id, None for an emptied one; fields that are
    not in it stay as they are.
    """

    emails: Sequence[Channel] = ()
    phones: Sequence[Channel] = ()
    addresses: Sequence[Channel] = ()
    tags: Sequence[str] = ()
    city: str = ""
    website: str = ""
    custom: Values = field(default_factory=dict)


@dataclass(frozen=True)
class PersonData(ContactData):
    """A person as typed."""

    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    birth_date: date | None = None
    workplaces: Sequence[Workplace] = field(default_factory=tuple)


@dataclass(frozen=True)
class OrganisationData(ContactData):
    """An organisation as typed."""

    name: str = ""
    legal_name: str = ""
    organisation_type: OrganisationType | None = None
    edrpou: str = ""


def save_person(session: Session, data: PersonData, *, person: Person | None = None, today: date) -> Person:
    """Create a person, or change one.

    Raises:
        RuleError: `no_name`, `birth_date_in_future`, a bad e-mail or phone (with the field's name), two tags of
            an exclusive group, a user-defined field or option that is gone.
    """
    if not (data.last_name or data.first_name):
        raise RuleError("no_name", field="last_name")
    if data.birth_date and data.birth_date > today:
        raise RuleError("birth_date_in_future", field="birth_date")
    record = person or Person(kind=ContactKind.PERSON)
    record.last_name, record.first_name = data.last_name, data.first_name
    record.middle_name, record.birth_date = data.middle_name, data.birth_date
    _save_common(session, record, data)
    _save_workplaces(record, data.workplaces)
    session.add(record)
    session.flush()
    save_custom_values(session, record, data.custom)
    return record


def save_organisation(
    session: Session, data: OrganisationData, *, organisation: Organisation | None = None
) -> Organisation:
    """Create an organisation, or change one.

    Raises:
        RuleError: `no_name`, `bad_edrpou`, a bad e-mail or phone (with the field's name), two tags of an
            exclusive group, a user-defined field or option that is gone.
    """
    if not data.name:
        raise RuleError("no_name", field="name")
    if data.edrpou and not valid_edrpou(data.edrpou):
        raise RuleError("bad_edrpou", data.edrpou, field="edrpou")
    record = organisation or Organisation(kind=ContactKind.ORGANISATION)
    record.display_name, record.legal_name = data.name, data.legal_name
    record.organisation_type = data.organisation_type or OrganisationType.OTHER
    record.edrpou = data.edrpou or None
    _save_common(session, record, data)
    session.add(record)
    session.flush()
    save_custom_values(session, record, data.custom)
    return record


def _save_common(session: Session, record: Contact, data: ContactData) -> None:
    record.city, record.website = data.city, data.website
    record.rename()
    _merge(record.emails, _normal(data.emails, normalise_email, "emails"), "email", ContactEmail)
    _merge(record.phones, _normal(data.phones, normalise_phone, "phones"), "number", ContactPhone)
    _merge(record.addresses, list(data.addresses), "address", ContactAddress)
    record.tags = one_of_each_group(tags_named(session, data.tags))
    # A change of a channel or a tag alone must also move the version and the search entry.
    record.updated_at = utc_now()


def _normal(channels: Sequence[Channel], rule: Any, name: str) -> list[Channel]:
    normal: dict[str, ChannelLabel] = {}
    for value, label in channels:
        if value.strip():
            try:
                normal.setdefault(rule(value), label)
            except RuleError as error:
                raise RuleError(error.code, value, field=name) from error
    return list(normal.items())


def _merge(rows: list[Any], wanted: Sequence[Channel], attribute: str, model: type[Any]) -> None:
    """Change a list of channels in place, so that rows that stay keep their identity and history."""
    present = {getattr(row, attribute): row for row in rows}
    kept = []
    for position, (value, label) in enumerate(wanted):
        row = present.pop(value, None) or model(**{attribute: value})
        row.label, row.position = label, position
        kept.append(row)
    rows[:] = kept


def _save_workplaces(record: Person, wanted: Sequence[Workplace]) -> None:
    present = {row.organisation_id: row for row in record.affiliations}
    kept = []
    for place in {item.organisation_id: item for item in wanted}.values():
        if place.ends_on and place.starts_on and place.ends_on < place.starts_on:
            raise RuleError("dates_out_of_order", field="workplaces")
        row = present.get(place.organisation_id) or Affiliation(organisation_id=place.organisation_id)
        row.role, row.starts_on, row.ends_on = place.role, place.starts_on, place.ends_on
        kept.append(row)
    record.affiliations[:] = kept


def tags_named(session: Session, names: Sequence[str]) -> list[Tag]:
    """Return the tags of these names, making those that are new; case does not make a tag another one."""
    wanted = {search_text(name): " ".join(name.split()) for name in names if search_text(name)}
    if not wanted:
        return []
    statement = sa.select(Tag).where(Tag.key.in_(wanted)).options(joinedload(Tag.group))
    known = {tag.key: tag for tag in session.scalars(statement)}
    for key, name in wanted.items():
        if key not in known:
            known[key] = Tag(name=name, key=key)
            session.add(known[key])
    return [known[key] for key in wanted]


def one_of_each_group(tags: list[Tag]) -> list[Tag]:
    """Return the tags of a contact.

    Raises:
        RuleError: `one_tag_of_group` (field `tags`), when two of them belong to a group of which there may be one.
    """
    held: dict[int, Tag] = {}
    for tag in tags:
        group = tag.group
        if group is not None and group.is_exclusive:
            other = held.setdefault(group.id, tag)
            if other is not tag:
                raise RuleError("one_tag_of_group", group_name(group), field="tags", tags=f"{other.name}, {tag.name}")
    return tags


def archive_contact(session: Session, record: Contact, *, now: datetime) -> None:
    """Put a contact into the archive: it leaves lists and pickers, its history stays."""
    record.archived_at = now
    session.flush()


def restore_contact(session: Session, record: Contact) -> None:
    """Bring a contact back from the archive.

    Raises:
        RuleError: `person_is_erased`.
    """
    if record.anonymised_at is not None:
        raise RuleError("person_is_erased")
    record.archived_at = None
    session.flush()
