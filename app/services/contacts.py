"""Verbs of contacts: save, archive, restore."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
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
    normalise_phone_line,
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


def person_refusals(data: PersonData, today: date) -> Iterator[RuleError]:
    """Yield everything that is wrong with a person as typed, each with the field that it belongs to.

    The codes are `nameless_person`, `birth_date_in_future`, `dates_out_of_order`, and those of a bad e-mail or phone
    with what was typed.
    """
    if not (data.last_name or data.first_name):
        yield RuleError("nameless_person", field="last_name")
    if data.birth_date and data.birth_date > today:
        yield RuleError("birth_date_in_future", field="birth_date")
    yield from _channel_refusals(data)
    for place in data.workplaces:
        if place.ends_on and place.starts_on and place.ends_on < place.starts_on:
            yield RuleError("dates_out_of_order", field="workplaces")


def organisation_refusals(data: OrganisationData) -> Iterator[RuleError]:
    """Yield everything that is wrong with an organisation as typed: `no_name`, `bad_edrpou`, a bad e-mail or phone."""
    if not data.name:
        yield RuleError("no_name", field="name")
    if data.edrpou and not valid_edrpou(data.edrpou):
        yield RuleError("bad_edrpou", data.edrpou, field="edrpou")
    yield from _channel_refusals(data)


def _channel_refusals(data: ContactData) -> Iterator[RuleError]:
    for name, channels, rule in (
        ("emails", data.emails, normalise_email),
        ("phones", data.phones, normalise_phone_line),
    ):
        for value, _label in _filled(channels):
            try:
                rule(value)
            except RuleError as error:
                yield RuleError(error.code, value, field=name)


def _refuse_first(refusals: Iterator[RuleError]) -> None:
    for error in refusals:
        raise error


def save_person(session: Session, data: PersonData, *, person: Person | None = None, today: date) -> Person:
    """Create a person, or change one.

    Raises:
        RuleError: the first of `person_refusals`, two tags of an exclusive group, a user-defined field or option that
            is gone.
    """
    _refuse_first(person_refusals(data, today))
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
        RuleError: the first of `organisation_refusals`, two tags of an exclusive group, a user-defined field or option
            that is gone.
    """
    _refuse_first(organisation_refusals(data))
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
    _merge(record.emails, _normal(data.emails, normalise_email), "email", ContactEmail)
    _merge(record.phones, _normal(data.phones, normalise_phone_line), "number", ContactPhone)
    _merge(record.addresses, list(data.addresses), "address", ContactAddress)
    record.tags = one_of_each_group(tags_named(session, data.tags))
    # A change of a channel or a tag alone must also move the version and the search entry.
    record.updated_at = utc_now()


def _filled(channels: Sequence[Channel]) -> list[Channel]:
    return [(value, label) for value, label in channels if value.strip()]


def _normal(channels: Sequence[Channel], rule: Callable[[str], str]) -> list[Channel]:
    normal: dict[str, ChannelLabel] = {}
    for value, label in _filled(channels):
        normal.setdefault(rule(value), label)
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
    """Change the places of work in place; a person may return to one, or have two roles in it."""
    present: defaultdict[int, list[Affiliation]] = defaultdict(list)
    for row in record.affiliations:
        present[row.organisation_id].append(row)
    kept = []
    for place in dict.fromkeys(wanted):
        rows = present[place.organisation_id]
        row = rows.pop(0) if rows else Affiliation(organisation_id=place.organisation_id)
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


def add_ways(person: Contact, *, email: str = "", phone: str = "") -> None:
    """Add ways to reach a contact that are not there yet; both in their normal form, empty where none was given."""
    if email and email not in {item.email for item in person.emails}:
        person.emails.append(ContactEmail(email=email, label=ChannelLabel.HOME, position=len(person.emails)))
    if phone and phone not in {item.number for item in person.phones}:
        person.phones.append(ContactPhone(number=phone, label=ChannelLabel.MOBILE, position=len(person.phones)))


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
