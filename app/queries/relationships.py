"""Questions about who is connected with whom: the connections of a contact, its guardians, one relationship."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.domain.contacts import ContactKind
from app.domain.relationships import GUARDIAN, Span, may_agree_for
from app.i18n import _, locale_code
from app.queries.contacts import first_of_contact
from app.queries.relationship_links import holding, links
from models.audit import AuditEntry
from models.contacts import Affiliation, Contact, ContactEmail, ContactPhone, Person
from models.relationships import Relationship, RelationshipType

# How many connections a page lists, and how many people of an organisation.
MOST, MOST_PEOPLE = 40, 20


@dataclass(frozen=True)
class Connection:
    """What one contact is to another, read from the first one.

    A place of work has no `relationship_id`; its `wording` names the direction and its `note` the role.
    """

    own_id: int
    contact_id: int
    name: str
    kind: ContactKind
    wording: str
    starts_on: date | None
    ends_on: date | None
    note: str
    relationship_id: int | None = None
    affiliation_id: int | None = None
    code: str | None = None
    backwards: bool = False
    archived: bool = False

    @property
    def is_work(self) -> bool:
        """Tell whether it is a place of work, read from either side."""
        return self.relationship_id is None

    @property
    def span(self) -> Span:
        """Return the days of the connection."""
        return Span(self.starts_on, self.ends_on)

    def is_past(self, on: date) -> bool:
        """Tell whether it ended before a day."""
        return self.ends_on is not None and self.ends_on < on


@dataclass(frozen=True)
class GuardianRow:
    """A parent or guardian and how to reach them; an empty text where nothing is known."""

    contact_id: int
    name: str
    email: str
    phone: str
    birth_date: date | None = None


@dataclass(frozen=True)
class Tie:
    """A relationship in words: who is what to whom."""

    whose: str
    wording: str
    whom: str


def described(found: Any, locale: str) -> sa.Select[Any]:
    """Return a subquery of `links` with the name and kind of the other contact and the words of the type."""
    kind = RelationshipType
    names = (kind.name_en, kind.reverse_en) if locale == "en" else (kind.name_uk, kind.reverse_uk)
    return (
        sa.select(
            found.c.own_id,
            found.c.other_id,
            Contact.display_name,
            Contact.kind,
            Contact.archived_at,
            sa.case((found.c.backwards == 1, names[1]), else_=names[0]).label("wording"),
            kind.code,
            found.c.relationship_id,
            found.c.affiliation_id,
            found.c.backwards,
            found.c.starts_on,
            found.c.ends_on,
            found.c.note,
        )
        .join(Contact, Contact.id == found.c.other_id)
        .outerjoin(kind, kind.id == found.c.type_id)
    )


def work_wording(backwards: bool) -> str:
    """Return the words for a place of work, from the person or backwards from the organisation."""
    return _("has on its staff") if backwards else _("works at")


def as_connection(row: Any) -> Connection:
    """Return a row of `described` as a connection."""
    backwards = bool(row.backwards)
    return Connection(
        own_id=row.own_id,
        contact_id=row.other_id,
        name=row.display_name,
        kind=row.kind,
        wording=row.wording or work_wording(backwards),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        note=row.note,
        relationship_id=row.relationship_id,
        affiliation_id=row.affiliation_id,
        code=row.code,
        backwards=backwards,
        archived=row.archived_at is not None,
    )


def connections(session: Session, contact_id: int) -> list[Connection]:
    """Return places of work and relationships of a contact in one statement, at most `MOST`.

    Those without an end come first, places of work before relationships, each in the order of the types and
    of the names.
    """
    statement = _connections(locale_code())
    return [as_connection(row) for row in session.execute(statement, {"contact": contact_id})]


@cache
def _connections(locale: str) -> sa.Select[Any]:
    found = links(sa.bindparam("contact", type_=sa.Integer), most=MOST).subquery()
    return (
        described(found, locale)
        .order_by(
            found.c.ends_on.is_not(None),
            found.c.relationship_id.is_not(None),
            RelationshipType.position,
            found.c.backwards,
            Contact.sort_key,
            found.c.starts_on,
        )
        .limit(MOST)
    )


@dataclass(frozen=True)
class ContactPeople:
    """Who works for an organisation, as far as a page lists them: rows of (id, name, role)."""

    rows: Sequence[Any]
    cut: bool


def people_of(session: Session, organisation_id: int, on: date) -> ContactPeople:
    """Return who works for an organisation on a day, those who have a role first, by name; one statement."""
    statement = (
        sa.select(Person.id, Person.display_name.label("name"), Affiliation.role)
        .join(Affiliation, Affiliation.person_id == Person.id)
        .where(Affiliation.organisation_id == organisation_id, holding(on)(Affiliation), Person.archived_at.is_(None))
        .order_by(Affiliation.role == "", Person.sort_key, Person.id)
        .limit(MOST_PEOPLE + 1)
    )
    rows = session.execute(statement).all()
    return ContactPeople(rows[:MOST_PEOPLE], len(rows) > MOST_PEOPLE)


def guardians(session: Session, person_id: int, on: date) -> list[GuardianRow]:
    """Return the parents and guardians of a person on a day, with their first e-mail and phone."""
    statement = (
        sa.select(
            Contact.id,
            Contact.display_name,
            Contact.birth_date,
            first_of_contact(ContactEmail.email, ContactEmail).label("email"),
            first_of_contact(ContactPhone.number, ContactPhone).label("phone"),
        )
        .join(Relationship, Relationship.from_contact_id == Contact.id)
        .join(RelationshipType, RelationshipType.id == Relationship.type_id)
        .where(Relationship.to_contact_id == person_id, RelationshipType.code == GUARDIAN, holding(on)(Relationship))
        .order_by(Contact.sort_key, Contact.id)
    )
    return [
        GuardianRow(row.id, row.display_name, row.email or "", row.phone or "", row.birth_date)
        for row in session.execute(statement)
    ]


def agreeing_guardians(session: Session, person: Contact, on: date) -> list[GuardianRow]:
    """Return those of a person's `guardians` on a day whose consent counts."""
    return [row for row in guardians(session, person.id, on) if may_agree_for(row.birth_date, person.birth_date, on)]


def ties_between(session: Session, contact_id: int, other_id: int) -> list[Tie]:
    """Return what two contacts are or were to each other, each relationship once and as it was written down."""
    both = (contact_id, other_id)
    whose, whom = aliased(Contact), aliased(Contact)
    statement = (
        sa.select(RelationshipType, whose.display_name.label("whose"), whom.display_name.label("whom"))
        .join(Relationship, Relationship.type_id == RelationshipType.id)
        .join(whose, whose.id == Relationship.from_contact_id)
        .join(whom, whom.id == Relationship.to_contact_id)
        .where(Relationship.from_contact_id.in_(both), Relationship.to_contact_id.in_(both))
        .order_by(RelationshipType.position, Relationship.id)
    )
    rows = session.execute(statement)
    return list(dict.fromkeys(Tie(row.whose, row.RelationshipType.wording(locale_code()), row.whom) for row in rows))


def relationship(session: Session, relationship_id: int) -> Relationship | None:
    """Return the relationship of that id, or None."""
    return session.get(Relationship, relationship_id)


def removed_relationship(session: Session, relationship_id: int) -> dict[str, Any] | None:
    """Return what a removed relationship was, as the audit log keeps it, or None."""
    return session.scalar(
        sa.select(AuditEntry.before)
        .where(
            AuditEntry.table_name == Relationship.__tablename__,
            AuditEntry.record_id == relationship_id,
            AuditEntry.action == "delete",
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )


def same_pair(session: Session, type_id: int, pair: tuple[int, int], except_id: int | None) -> Sequence[Relationship]:
    """Return the relationships of a type between the same two contacts in the same direction."""
    statement = sa.select(Relationship).where(
        Relationship.type_id == type_id,
        Relationship.from_contact_id == pair[0],
        Relationship.to_contact_id == pair[1],
    )
    if except_id is not None:
        statement = statement.where(Relationship.id != except_id)
    return session.scalars(statement).all()
