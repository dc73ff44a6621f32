"""Questions about the types of relationships: which there are, which a contact can have."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import ContactKind
from app.domain.relationships import Choice, joins
from app.i18n import locale_code
from models.relationships import Relationship, RelationshipType


def relationship_type(session: Session, type_id: int) -> RelationshipType | None:
    """Return the type of that id, or None."""
    return session.get(RelationshipType, type_id)


def relationship_type_of(session: Session, code: str) -> RelationshipType | None:
    """Return the shipped type of that code, or None."""
    return session.scalar(sa.select(RelationshipType).where(RelationshipType.code == code))


def relationship_types(session: Session) -> list[RelationshipType]:
    """Return every type in order, archived ones last."""
    return list(
        session.scalars(
            sa.select(RelationshipType).order_by(
                RelationshipType.archived_at.is_not(None), RelationshipType.position, RelationshipType.id
            )
        )
    )


def uses_of_types(session: Session) -> dict[int, int]:
    """Return how many relationships there are of each type that is used."""
    statement = sa.select(Relationship.type_id, sa.func.count()).group_by(Relationship.type_id)
    return {row[0]: row[1] for row in session.execute(statement)}


def type_is_used(session: Session, type_id: int) -> bool:
    """Say whether there is a relationship of the type."""
    return bool(session.scalar(sa.select(sa.exists().where(Relationship.type_id == type_id))))


def offered_choices(session: Session, kind: ContactKind, keep: int | None = None) -> list[tuple[Choice, str]]:
    """Return the types that a contact of a kind can have, each direction by itself, with its words.

    Args:
        keep: a type that stays on offer although it is archived.
    """
    offered = []
    for item in relationship_types(session):
        if item.archived_at is not None and item.id != keep:
            continue
        if joins(item.from_kind, kind):
            offered.append((Choice(item.id), item.wording(locale_code())))
        if joins(item.to_kind, kind) and not item.symmetric:
            offered.append((Choice(item.id, True), item.wording(locale_code(), backwards=True)))
    return offered
