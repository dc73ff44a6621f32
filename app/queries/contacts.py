"""Questions about contacts: the list, one record, names for pickers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.domain.contacts import ContactKind, OrganisationType
from app.domain.text import search_text, sort_key
from app.i18n import _l
from app.queries.consents import consent_filter
from app.queries.cursors import LARGEST_ID
from app.queries.custom_list import with_custom_fields
from app.queries.filters import enum_filter, flag_filter
from app.queries.listing import Column, Filter, Kind, ListSpec
from app.queries.merging import MERGED
from app.queries.search import among, first_matches
from app.scope import Scope
from models.calls import Call
from models.contacts import (
    Affiliation,
    Contact,
    ContactEmail,
    ContactPhone,
    Organisation,
    Person,
    Tag,
    contact_tags,
)
from models.donations import Donation
from models.grants import Application
from models.partnerships import Partnership
from models.relationships import Relationship
from models.volunteers import Volunteer


def first_of_contact(column: Any, table: Any) -> Any:
    """Return, inside a select of contacts, a column of the first of their e-mails or phones."""
    return (
        sa.select(column)
        .where(table.contact_id == Contact.id)
        .order_by(table.position, table.id)
        .limit(1)
        .correlate(Contact)
        .scalar_subquery()
    )


def _workplace(column: Any) -> Any:
    organisation = Contact.__table__.alias("workplace")
    return (
        sa.select(organisation.c[column])
        .join(Affiliation, Affiliation.organisation_id == organisation.c.id)
        .where(Affiliation.person_id == Contact.id, Affiliation.ends_on.is_(None))
        .order_by(Affiliation.id)
        .limit(1)
        .correlate(Contact)
        .scalar_subquery()
    )


@cache
def _select(archived: bool) -> sa.Select[Any]:
    return sa.select(
        Contact.id,
        Contact.display_name,
        Contact.kind,
        Contact.organisation_type,
        Contact.city,
        Contact.created_at,
        first_of_contact(ContactEmail.email, ContactEmail).label("email"),
        first_of_contact(ContactPhone.number, ContactPhone).label("phone"),
        _workplace("display_name").label("workplace"),
    ).where(Contact.archived_at.is_not(None) if archived else Contact.archived_at.is_(None))


def _by_tag(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    tagged = sa.select(contact_tags.c.contact_id).where(contact_tags.c.tag_id == int(value))
    return statement.where(Contact.id.in_(tagged))


def _by_connection(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    """Narrow to whom one contact is connected with: places of work and relationships, present and past."""
    whom, work, tie = int(value), Affiliation, Relationship
    others = sa.union(
        sa.select(work.person_id).where(work.organisation_id == whom),
        sa.select(work.organisation_id).where(work.person_id == whom),
        sa.select(tie.to_contact_id).where(tie.from_contact_id == whom),
        sa.select(tie.from_contact_id).where(tie.to_contact_id == whom),
    ).subquery()
    return statement.where(Contact.id.in_(sa.select(others.c[0])))


ROLE_CONDITIONS: dict[str, Any] = {
    "partner": Contact.id.in_(sa.select(Partnership.organisation_id)),
    "volunteer": Contact.id.in_(sa.select(Volunteer.person_id)),
    "donor": Contact.id.in_(sa.select(Donation.donor_id).where(Donation.donor_id.is_not(None))),
    "funder": sa.or_(
        Contact.id.in_(sa.select(Application.funder_id)),
        Contact.id.in_(sa.select(Call.funder_id)),
    ),
}
ROLE_WORDS = {
    "partner": _l("Partner"),
    "volunteer": _l("Volunteer"),
    "donor": _l("Charitable giver"),
    "funder": _l("Funder"),
}


def _by_role(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    if value not in ROLE_CONDITIONS:
        raise ValueError(value)
    return statement.where(ROLE_CONDITIONS[value])


def tag_choices(session: Session, _scope: Scope | None = None) -> list[tuple[str, str]]:
    """Return (id, name) of every tag, in Ukrainian alphabet order."""
    tags = session.execute(sa.select(Tag.id, Tag.name)).all()
    return [(str(row.id), row.name) for row in sorted(tags, key=lambda row: sort_key(row.name))]


def _open(row: Any) -> tuple[str, dict[str, Any]]:
    return "contacts.show", {"contact_id": row.id}


def _extended(session: Session, spec: ListSpec, on: date) -> ListSpec:
    """Return a list of contacts with the filter by consent on the day and with what the institution added."""
    return with_custom_fields(session, replace(spec, filters=(*spec.filters, consent_filter(session, on))), on)


IS_ORGANISATION = Contact.kind == ContactKind.ORGANISATION
CONTACT_LIST = ListSpec(
    name="contacts",
    title=_l("Contacts"),
    select=lambda _scope: _select(archived=False),
    id_column=Contact.id,
    ids_first=True,
    columns=(
        Column(
            "name",
            _l("Contact"),
            lambda row: row.display_name,
            Kind.PERSON,
            Contact.sort_key,
            _open,
            primary=True,
        ),
        Column("kind", _l("Kind"), lambda row: row.organisation_type or row.kind, Kind.BADGE),
        Column("workplace", _l("Works at"), lambda row: row.workplace, secondary=True),
        Column("email", _l("E-mail"), lambda row: row.email, Kind.EMAIL),
        Column("phone", _l("Phone"), lambda row: row.phone, Kind.PHONE, secondary=True),
        Column("city", _l("City"), lambda row: row.city, export_only=True),
        Column("added", _l("Added"), lambda row: row.created_at, Kind.DATE, Contact.created_at),
    ),
    default_sort="name",
    filters=(
        enum_filter("kind", _l("Kind"), Contact.kind, ContactKind),
        enum_filter("type", _l("Type of organisation"), Contact.organisation_type, OrganisationType, IS_ORGANISATION),
        Filter("role", _l("Role"), _by_role, options=lambda _s, _c: [(k, str(v)) for k, v in ROLE_WORDS.items()]),
        Filter("tag", _l("Tag"), _by_tag, options=tag_choices),
        Filter("connected", _l("Connected with one contact"), _by_connection, kind="hidden"),
        flag_filter("email", _l("Has an e-mail"), sa.exists().where(ContactEmail.contact_id == Contact.id)),
    ),
    search_kind="contact",
    name_key=Contact.sort_key,
    extend=_extended,
)
CONTACT_ARCHIVE = replace(
    CONTACT_LIST,
    name="contacts-archive",
    title=_l("Archive of contacts"),
    select=lambda _scope: _select(archived=True).where(~MERGED),
)


def contact(session: Session, contact_id: int) -> Contact | None:
    """Return a contact with its channels and tags loaded, or None."""
    return session.get(Contact, contact_id, options=_with_parts())


def contact_alone(session: Session, contact_id: int) -> Contact | None:
    """Return a contact of which nothing else is loaded, or None."""
    found: Contact | None = session.scalar(_alone(), {"contact": contact_id})
    return found


@cache
def _alone() -> Any:
    return sa.select(Contact).where(Contact.id == sa.bindparam("contact", type_=sa.Integer))


@cache
def _with_parts() -> tuple[ORMOption, ...]:
    return (
        selectinload(Contact.emails),
        selectinload(Contact.phones),
        selectinload(Contact.addresses),
        selectinload(Contact.tags).joinedload(Tag.group),
    )


def names_of(session: Session, ids: Sequence[int], kind: ContactKind | None = None) -> dict[int, str]:
    """Return the names of the contacts that exist among these ids and are not merged, optionally of one kind only."""
    possible = [value for value in ids if 0 <= value <= LARGEST_ID]
    if not possible:
        return {}
    statement = sa.select(Contact.id, Contact.display_name).where(Contact.id.in_(possible), ~MERGED)
    if kind:
        statement = statement.where(Contact.kind == kind)
    return {row.id: row.display_name for row in session.execute(statement)}


def named(session: Session, name: str, kind: ContactKind | None = None) -> list[int]:
    """Return up to three contacts whose whole name is the typed one; case and apostrophes do not matter."""
    statement = sa.select(Contact.id, Contact.display_name).where(Contact.archived_at.is_(None))
    if kind:
        statement = statement.where(Contact.kind == kind)
    ids = first_matches(session, "contact", name, statement, Contact.id, name=Contact.sort_key, limit=200)
    wanted = search_text(name)
    rows = session.execute(statement.where(among(session, Contact.id, ids)).order_by(Contact.sort_key, Contact.id))
    return [row.id for row in rows if search_text(row.display_name) == wanted][:3]


def lookup(session: Session, text: str, kind: ContactKind | None, limit: int = 10) -> list[sa.Row[Any]]:
    """Return contacts whose words begin as typed: rows of (id, display_name, city, email)."""
    statement = sa.select(
        Contact.id,
        Contact.display_name,
        Contact.city,
        first_of_contact(ContactEmail.email, ContactEmail).label("email"),
    ).where(Contact.archived_at.is_(None))
    if kind:
        statement = statement.where(Contact.kind == kind)
    ids = first_matches(session, "contact", text, statement, Contact.id, name=Contact.sort_key, limit=200)
    statement = statement.where(among(session, Contact.id, ids)).order_by(Contact.sort_key, Contact.id)
    return list(session.execute(statement.limit(limit)))


def person(session: Session, contact_id: int) -> Person | None:
    """Return the person of that id, or None."""
    return session.get(Person, contact_id)


def organisation(session: Session, contact_id: int) -> Organisation | None:
    """Return the organisation of that id, or None."""
    return session.get(Organisation, contact_id)
