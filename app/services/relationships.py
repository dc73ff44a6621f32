"""Verbs of relationships: add, change, end, remove and bring back, and the types that an administrator keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import ContactKind
from app.domain.errors import RuleError
from app.domain.relationships import GUARDIAN, NEEDED_CODES, Choice, Span, check_guardian, circle, joins, stored_pair
from app.i18n import locale_code
from app.queries.contacts import names_of
from app.queries.relationship_chains import links_from
from app.queries.relationship_types import relationship_type, type_is_used
from app.queries.relationships import relationship, removed_relationship, same_pair
from app.services.base import refuse_archived
from models.contacts import Contact
from models.relationships import Relationship, RelationshipType

# How many names of a circle a message shows.
NAMES_SHOWN = 8


@dataclass(frozen=True)
class RelationshipData:
    """A relationship as typed on the page of one contact: what it is to the other one.

    `parent_under_age` confirms that a guardian under 18 is a parent.
    """

    choice: Choice
    other_id: int
    starts_on: date | None = None
    ends_on: date | None = None
    note: str = ""
    parent_under_age: bool = False


@dataclass(frozen=True)
class TypeData:
    """A type of relationships as typed."""

    name_uk: str
    reverse_uk: str
    name_en: str
    reverse_en: str
    from_kind: ContactKind | None = None
    to_kind: ContactKind | None = None
    symmetric: bool = False
    acyclic: bool = False
    position: int = 0


def add_relationship(session: Session, contact: Contact, data: RelationshipData, *, today: date) -> Relationship:
    """Write down what a contact is to another one.

    Raises:
        RuleError: `archived`, `relationship_type_gone` (field `choice`), `dates_out_of_order` (field `ends_on`); with
            the field `other`: `not_found`, `relationship_with_itself`, `relationship_needs_person`,
            `relationship_needs_organisation`, `relationship_exists`, `relationship_circle` (the names in `value`); for
            a guardian `guardian_too_young` and, until `parent_under_age` confirms it, `guardian_under_age`.
    """
    refuse_archived(contact)
    return _save(session, Relationship(), contact, data, None, today)


def change_relationship(
    session: Session, record: Relationship, contact: Contact, data: RelationshipData, *, today: date
) -> None:
    """Save a relationship as it was typed on the page of one of its contacts.

    Raises:
        RuleError: as `add_relationship` does; `not_found` when the contact is at neither end.
    """
    if contact.id not in (record.from_contact_id, record.to_contact_id):
        raise RuleError("not_found")
    _save(session, record, contact, data, record.id, today)


def end_relationship(session: Session, record: Relationship, *, on: date | None) -> None:
    """Say that a relationship ends on a day; without a day it goes on.

    Raises:
        RuleError: `dates_out_of_order` when it has not begun by then; when it goes on, also
            `relationship_exists` and `relationship_circle`.
    """
    kind = locked_type(session, record.type_id)
    _check(session, kind, (record.from_contact_id, record.to_contact_id), Span(record.starts_on, on), record.id)
    record.ends_on = on
    session.flush()


def remove_relationship(session: Session, record: Relationship) -> None:
    """Remove a relationship that was written down by mistake; the audit log keeps what it was."""
    session.delete(record)
    session.flush()


def restore_relationship(session: Session, relationship_id: int) -> Relationship:
    """Bring back a removed relationship as the audit log remembers it; one that is there already stays as it is.

    Raises:
        RuleError: `not_found` when nothing is known of it or a contact is gone or erased; `relationship_exists` and
            `relationship_circle` when it no longer fits.
    """
    present = relationship(session, relationship_id)
    if present is not None:
        return present
    known = removed_relationship(session, relationship_id)
    if known is None:
        raise RuleError("not_found")
    pair = (int(known["from_contact_id"]), int(known["to_contact_id"]))
    ends = [session.get(Contact, number) for number in pair]
    if any(contact is None or contact.anonymised_at is not None for contact in ends):
        raise RuleError("not_found")
    span = Span(_day(known["starts_on"]), _day(known["ends_on"]))
    kind = locked_type(session, int(known["type_id"]))
    _check(session, kind, pair, span, None)
    record = Relationship(
        id=relationship_id,
        type_id=kind.id,
        from_contact_id=pair[0],
        to_contact_id=pair[1],
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        note=known["note"],
    )
    session.add(record)
    session.flush()
    return record


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _save(
    session: Session,
    record: Relationship,
    contact: Contact,
    data: RelationshipData,
    except_id: int | None,
    today: date,
) -> Relationship:
    kind = locked_type(session, data.choice.type_id)
    if kind.archived_at is not None and record.type_id != kind.id:
        raise RuleError("relationship_type_gone", field="choice")
    backwards = data.choice.backwards and not kind.symmetric
    other = session.get(Contact, data.other_id)
    if other is None:
        raise RuleError("not_found", field="other")
    if other.id == contact.id:
        raise RuleError("relationship_with_itself", field="other")
    own_kind, other_kind = (kind.to_kind, kind.from_kind) if backwards else (kind.from_kind, kind.to_kind)
    if not joins(own_kind, contact.kind):
        raise RuleError("relationship_type_gone", field="choice")
    if not joins(other_kind, other.kind):
        code = "relationship_needs_person" if other_kind is ContactKind.PERSON else "relationship_needs_organisation"
        raise RuleError(code, kind.wording(locale_code(), backwards=backwards), field="other")
    ends = (other.id, contact.id) if backwards else (contact.id, other.id)
    pair = stored_pair(*ends, symmetric=kind.symmetric)
    span = Span(data.starts_on, data.ends_on)
    _check(session, kind, pair, span, except_id)
    if kind.code == GUARDIAN and (record.type_id, record.from_contact_id, record.to_contact_id) != (kind.id, *pair):
        _check_guardian(other if backwards else contact, data, today, "other" if backwards else "choice")
    record.type_id = kind.id
    record.from_contact_id, record.to_contact_id = pair
    record.starts_on, record.ends_on, record.note = span.starts_on, span.ends_on, data.note
    session.add(record)
    session.flush()
    return record


def _check_guardian(guardian: Contact, data: RelationshipData, today: date, field: str) -> None:
    """Ask how old a guardian is, who was not one before, on the day on which it begins to count."""
    try:
        check_guardian(guardian.birth_date, max(today, data.starts_on or today), confirmed=data.parent_under_age)
    except RuleError as error:
        raise RuleError(error.code, guardian.display_name, field=error.field or field) from error


def locked_type(session: Session, type_id: int) -> RelationshipType:
    """Return a type with its row held until the transaction ends; `RuleError` when it is gone.

    Two people who add links of one type at once could each see no circle and close one together. Writing to
    the type's row makes the second wait for the first on PostgreSQL, and takes the only writer's place on
    SQLite, before anything is read that the decision rests on.
    """
    table: Any = RelationshipType.__table__
    session.execute(sa.update(table).where(table.c.id == type_id).values(position=table.c.position))
    kind = relationship_type(session, type_id)
    if kind is None:
        raise RuleError("relationship_type_gone", field="choice")
    return kind


def _check(session: Session, kind: RelationshipType, pair: tuple[int, int], span: Span, except_id: int | None) -> None:
    if not span.in_order:
        raise RuleError("dates_out_of_order", field="ends_on")
    if any(span.shared_with(row.span) for row in same_pair(session, kind.id, pair, except_id)):
        raise RuleError("relationship_exists", field="other")
    if not kind.acyclic:
        return
    found = circle(links_from(session, kind.id, pair[1], span, except_id), pair[0], pair[1], span)
    if found is not None:
        raise RuleError(
            "relationship_circle", circle_names(session, found), field="other", wording=kind.wording(locale_code())
        )


def circle_names(session: Session, circle_of: Sequence[int]) -> str:
    """Return the names of a circle in order, as a message shows them; the middle of a long one is left out."""
    shown: list[int | None] = list(circle_of)
    if len(shown) > NAMES_SHOWN:
        shown = [*shown[: NAMES_SHOWN - 3], None, *shown[-2:]]
    names: Mapping[int, str] = names_of(session, circle_of)
    return " → ".join("…" if item is None else names[item] for item in shown)


def save_type(session: Session, data: TypeData, *, kind: RelationshipType | None = None) -> RelationshipType:
    """Add a type of relationships, or change one. A symmetric type has the words of one direction only.

    Raises:
        RuleError: `type_is_fixed` when the kinds, the symmetry or the circle rule of a type that the product
            ships or that is in use would change; `symmetric_kinds`, `symmetric_hierarchy`.
    """
    if data.symmetric and data.from_kind is not data.to_kind:
        raise RuleError("symmetric_kinds", field="to_kind")
    if data.symmetric and data.acyclic:
        raise RuleError("symmetric_hierarchy", field="acyclic")
    record = kind or RelationshipType()
    shape = {"from_kind": data.from_kind, "to_kind": data.to_kind}
    marks: dict[str, Any] = {**shape, "symmetric": data.symmetric, "acyclic": data.acyclic}
    changed = [name for name, value in marks.items() if getattr(record, name) != value]
    if kind is not None and changed and is_fixed(session, kind):
        raise RuleError("type_is_fixed", field=changed[0])
    for name, value in marks.items():
        setattr(record, name, value)
    record.name_uk, record.name_en = data.name_uk, data.name_en
    record.reverse_uk = data.name_uk if data.symmetric else data.reverse_uk
    record.reverse_en = data.name_en if data.symmetric else data.reverse_en
    record.position = data.position
    session.add(record)
    session.flush()
    return record


def is_fixed(session: Session, kind: RelationshipType) -> bool:
    """Say whether what a type joins may no longer change: the product ships it, or it is in use."""
    return kind.code is not None or type_is_used(session, kind.id)


def archive_type(session: Session, kind: RelationshipType, *, now: datetime) -> None:
    """Take a type out of the menus; relationships of it stay.

    Raises:
        RuleError: `type_is_needed` for a type that other parts of the product ask for.
    """
    if kind.code in NEEDED_CODES:
        raise RuleError("type_is_needed")
    kind.archived_at = kind.archived_at or now
    session.flush()


def restore_type(session: Session, kind: RelationshipType) -> None:
    """Bring a type back into the menus."""
    kind.archived_at = None
    session.flush()
