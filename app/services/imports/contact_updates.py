"""Filling the gaps of known contacts from the lines of a file; what people entered is never overwritten."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.domain.contact_import import ContactRow
from app.domain.contacts import OrganisationType
from app.domain.tags import one_of_each_group
from app.domain.text import search_text, sort_key
from app.queries.custom_fields import filled_fields
from app.queries.imports.contacts import exclusive_tags, organisations_named
from app.services.contacts import tags_named
from app.services.custom_field_values import save_custom_values
from models.base import utc_now
from models.contacts import Affiliation, Contact, ContactAddress, ContactEmail, ContactPhone, Person

_SIMPLE = ("birth_date", "edrpou", "city", "website")
_OF_PEOPLE = ("last_name", "first_name", "middle_name")


def fill_in(session: Session, pairs: Sequence[tuple[int, ContactRow]]) -> set[int]:
    """Add what the lines know and the contacts lack; return which contacts changed."""
    ids = {contact_id for contact_id, _row in pairs}
    statement = sa.select(Contact).where(Contact.id.in_(ids))
    related = (Contact.emails, Contact.phones, Contact.addresses, Contact.tags)
    found = {
        contact.id: contact for contact in session.scalars(statement.options(*[selectinload(item) for item in related]))
    }
    workplaces = organisations_named(session, {sort_key(row.workplace) for _id, row in pairs if row.workplace})
    held = sa.select(Affiliation.person_id, Affiliation.organisation_id).where(Affiliation.person_id.in_(ids))
    employed = {(person_id, organisation_id) for person_id, organisation_id in session.execute(held)}
    filled = filled_fields(session, ids) if any(row.custom for _id, row in pairs) else set()
    groups = exclusive_tags(session)
    changed = set()
    for contact_id, row in pairs:
        contact = found[contact_id]
        gained = [_fields(contact, row), _channels(contact, row), _tags(session, contact, row, groups)]
        place = workplaces.get(sort_key(row.workplace)) if row.workplace else None
        if isinstance(contact, Person) and place and (contact_id, place) not in employed:
            session.add(Affiliation(person_id=contact_id, organisation_id=place, role=row.role))
            employed.add((contact_id, place))
            gained.append(True)
        missing = {field: value for field, value in row.custom if (contact_id, field) not in filled}
        if missing:
            gained.append(save_custom_values(session, contact, missing))
            filled |= {(contact_id, field) for field in missing}
        if any(gained):
            # A new channel or tag alone must also move the version and the search entry.
            contact.updated_at = utc_now()
            changed.add(contact_id)
    session.flush()
    return changed


def _fields(contact: Contact, row: ContactRow) -> bool:
    names = (*_SIMPLE, *_OF_PEOPLE) if isinstance(contact, Person) else _SIMPLE
    gaps = [name for name in names if not getattr(contact, name) and getattr(row, name)]
    for name in gaps:
        setattr(contact, name, getattr(row, name))
    if set(gaps) & set(_OF_PEOPLE):
        contact.rename()
    if contact.organisation_type is OrganisationType.OTHER and row.organisation_type not in (
        None,
        OrganisationType.OTHER,
    ):
        contact.organisation_type = row.organisation_type
        return True
    return bool(gaps)


def _channels(contact: Contact, row: ContactRow) -> bool:
    emails = [email for email in row.emails if email not in {item.email for item in contact.emails}]
    phones = [number for number in row.phones if number not in {item.number for item in contact.phones}]
    known = {search_text(item.address) for item in contact.addresses}
    addresses = [row.address] if row.address and search_text(row.address) not in known else []
    for email in emails:
        contact.emails.append(ContactEmail(email=email, label=row.label_of(email), position=len(contact.emails)))
    for number in phones:
        contact.phones.append(ContactPhone(number=number, label=row.label_of(number), position=len(contact.phones)))
    for line in addresses:
        contact.addresses.append(
            ContactAddress(address=line, label=row.label_of(line), position=len(contact.addresses))
        )
    return bool(emails or phones or addresses)


def _tags(session: Session, contact: Contact, row: ContactRow, groups: Mapping[str, int]) -> bool:
    known = {tag.key for tag in contact.tags}
    fit, _left = one_of_each_group(row.tags, groups, [tag.name for tag in contact.tags])
    missing = [tag for tag in fit if search_text(tag) not in known]
    if missing:
        contact.tags.extend(tags_named(session, missing))
    return bool(missing)
