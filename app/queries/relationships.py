"""Questions about who is connected with whom: the connections of a contact, its guardians, one relationship."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import ContactKind
from app.domain.relationships import GUARDIAN, Span
from app.i18n import _, locale_code
from models.audit import AuditEntry
from models.contacts import Affiliation, Contact, ContactEmail, ContactPhone
from models.relationships import Relationship, RelationshipType

# How many connections a page lists.
MOST = 40


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


Condition = Callable[[Any], Any]


def latest(table: Any) -> tuple[Any, ...]:
    """Return an order for `links`: what was written down last."""
    return (table.id.desc(),)


def links(
    ids: Iterable[int | sa.BindParameter[int]],
    *conditions: Condition,
    most: int | sa.BindParameter[int],
    order: Callable[[Any], tuple[Any, ...]] = latest,
    lasting: bool = False,
    without: Sequence[int] = (),
) -> sa.CompoundSelect[Any]:
    """Return the connections of these contacts as seen from them: places of work and relationships, both ways.

    Columns: own_id, other_id, relationship_id, affiliation_id, type_id, backwards, starts_on, ends_on, note.

    Args:
        conditions: functions that take the table and give a condition.
        most: how many at most of each contact, table and direction: an organisation with a great many people
            must not make everything else wait.
        order: which come first under that limit.
        lasting: whether instead those without an end come before all others, each the last first; for one contact.
        without: contacts that do not count as the other end.
    """
    nothing = sa.cast(sa.null(), sa.Integer)
    wanted = list(ids)

    def part(table: Any, own: Any, other: Any, backwards: bool) -> sa.Select[Any]:
        tied = table is Relationship
        chosen = sa.select(
            own.label("own_id"),
            other.label("other_id"),
            (table.id if tied else nothing).label("relationship_id"),
            (nothing if tied else table.id).label("affiliation_id"),
            (table.type_id if tied else nothing).label("type_id"),
            sa.literal(int(backwards)).label("backwards"),
            table.starts_on.label("starts_on"),
            table.ends_on.label("ends_on"),
            (table.note if tied else table.role).label("note"),
        ).where(own.in_(wanted), *[condition(table) for condition in conditions])
        if without:
            chosen = chosen.where(other.not_in(without))
        if lasting:
            # Asked apart, the present ones are read in the order of an index and the former ones are few.
            present = chosen.where(table.ends_on.is_(None)).order_by(table.ends_on.desc(), *latest(table))
            former = chosen.where(table.ends_on.is_not(None)).order_by(*latest(table))
            both = sa.union_all(*[sa.select(*half.limit(most).subquery().c) for half in (present, former)]).subquery()
            key = both.c.relationship_id if tied else both.c.affiliation_id
            first = sa.select(both).order_by(both.c.ends_on.is_not(None), key.desc()).limit(most).subquery()
            return sa.select(*first.c)
        if len(wanted) == 1:
            # The first of one contact are found without a place for each of thousands.
            return sa.select(*chosen.order_by(*order(table)).limit(most).subquery().c)
        place = sa.func.row_number().over(partition_by=own, order_by=order(table)).label("place")
        first = chosen.add_columns(place).subquery()
        # There cannot be more; said aloud, it keeps PostgreSQL from reading every contact for names of a few.
        top = sa.select(*[column for column in first.c if column.key != "place"]).where(first.c.place <= most)
        return sa.select(*top.limit(most * len(wanted)).subquery().c)

    return sa.union_all(
        part(Affiliation, Affiliation.person_id, Affiliation.organisation_id, False),
        part(Affiliation, Affiliation.organisation_id, Affiliation.person_id, True),
        part(Relationship, Relationship.from_contact_id, Relationship.to_contact_id, False),
        part(Relationship, Relationship.to_contact_id, Relationship.from_contact_id, True),
    )


def holding(on: date | sa.ColumnElement[date]) -> Condition:
    """Return a condition for `links`: what holds on a day."""
    return lambda table: sa.and_(
        sa.or_(table.starts_on.is_(None), table.starts_on <= on), sa.or_(table.ends_on.is_(None), table.ends_on >= on)
    )


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
    found = links([sa.bindparam("contact", type_=sa.Integer)], most=MOST, lasting=True).subquery()
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


def guardians(session: Session, person_id: int, on: date) -> list[GuardianRow]:
    """Return the parents and guardians of a person on a day, with their first e-mail and phone."""

    def first(column: Any, table: Any) -> Any:
        return (
            sa.select(column)
            .where(table.contact_id == Contact.id)
            .order_by(table.position, table.id)
            .limit(1)
            .correlate(Contact)
            .scalar_subquery()
        )

    statement = (
        sa.select(
            Contact.id,
            Contact.display_name,
            first(ContactEmail.email, ContactEmail).label("email"),
            first(ContactPhone.number, ContactPhone).label("phone"),
        )
        .join(Relationship, Relationship.from_contact_id == Contact.id)
        .join(RelationshipType, RelationshipType.id == Relationship.type_id)
        .where(Relationship.to_contact_id == person_id, RelationshipType.code == GUARDIAN, holding(on)(Relationship))
        .order_by(Contact.sort_key, Contact.id)
    )
    return [
        GuardianRow(row.id, row.display_name, row.email or "", row.phone or "") for row in session.execute(statement)
    ]


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
