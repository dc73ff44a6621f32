"""Chains of relationships: what a new link could close into a circle, and the hierarchy of organisations."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.domain.relationships import PART_OF, Branching, Span, outline
from app.queries.relationship_links import holding
from models.contacts import Contact
from models.relationships import Relationship, RelationshipType

# How many links of a hierarchy are read.
MOST_PARTS = 300


@dataclass(frozen=True)
class HierarchyLine:
    """One line of the hierarchy of organisations around a contact."""

    contact_id: int
    name: str
    depth: int
    hidden: int


def links_from(
    session: Session, type_id: int, start: int, span: Span, except_id: int | None = None
) -> dict[int, list[tuple[int, Span]]]:
    """Return the links of one type that can be reached from a contact, each with its days.

    Only links that share a day with `span` count. One recursive statement on both databases; the contacts that
    it finds are each counted once, so that it ends even where old data holds a circle.
    """

    def counts(table: Any) -> Any:
        conditions = [table.type_id == type_id]
        if except_id is not None:
            conditions.append(table.id != except_id)
        if span.ends_on is not None:
            conditions.append(sa.or_(table.starts_on.is_(None), table.starts_on <= span.ends_on))
        if span.starts_on is not None:
            conditions.append(sa.or_(table.ends_on.is_(None), table.ends_on >= span.starts_on))
        return sa.and_(*conditions)

    reached = sa.select(sa.literal(start).label("id")).cte("reached", recursive=True)
    step = aliased(Relationship)
    reached = reached.union(
        sa.select(step.to_contact_id).join(reached, reached.c.id == step.from_contact_id).where(counts(step))
    )
    found: dict[int, list[tuple[int, Span]]] = {}
    statement = (
        sa.select(
            Relationship.from_contact_id, Relationship.to_contact_id, Relationship.starts_on, Relationship.ends_on
        )
        .where(Relationship.from_contact_id.in_(sa.select(reached.c.id)), counts(Relationship))
        .order_by(Relationship.id)
    )
    for row in session.execute(statement):
        found.setdefault(row.from_contact_id, []).append((row.to_contact_id, Span(row.starts_on, row.ends_on)))
    return found


def hierarchy(session: Session, contact_id: int, on: date) -> list[HierarchyLine]:
    """Return the hierarchy of organisations around one on a day: what it is part of, its parts, its neighbours.

    One statement with two recursions, limited in depth and in lines; empty when it stands alone.
    """
    found = session.execute(_hierarchy(), {"contact": contact_id, "day": on})
    names: dict[int, str] = {}
    parts: dict[int, list[int]] = {}
    for _key, part_id, part, whole_id, whole in sorted(found, key=itemgetter(0, 1)):
        names[whole_id], names[part_id] = whole, part
        parts.setdefault(whole_id, []).append(part_id)
    return [_line(names, line) for line in outline(parts, contact_id)]


@cache
def _hierarchy() -> Any:
    contact, day = sa.bindparam("contact", type_=sa.Integer), sa.bindparam("day", type_=sa.Date)
    type_id = sa.select(RelationshipType.id).where(RelationshipType.code == PART_OF).scalar_subquery()

    def present(table: Any, at: Any = None) -> Any:
        if at is None:
            return sa.and_(table.type_id == type_id, holding(day)(table))
        return sa.and_(table.type_id == at.type_id, holding(at.day)(table))

    # The type and the day go along from step to step: were they known beforehand, SQLite would first read every
    # relationship of the type.
    start = sa.select(contact.label("id"), sa.literal(0).label("far"), type_id.label("type_id"), day.label("day"))
    up, down = aliased(Relationship), aliased(Relationship)
    above = start.cte("above", recursive=True)
    above = above.union(
        sa.select(up.to_contact_id, above.c.far + 1, above.c.type_id, above.c.day)
        .join(above, above.c.id == up.from_contact_id)
        .where(present(up, above.c), above.c.far < 12)
    )
    below = start.cte("below", recursive=True)
    below = below.union(
        sa.select(down.from_contact_id, below.c.far + 1, below.c.type_id, below.c.day)
        .join(below, below.c.id == down.to_contact_id)
        .where(present(down, below.c), below.c.far < 4)
    )
    wholes = sa.union(sa.select(above.c.id), sa.select(below.c.id)).subquery()
    part, whole = aliased(Contact), aliased(Contact)
    return (
        sa.select(
            part.sort_key,
            part.id.label("part_id"),
            part.display_name.label("part"),
            whole.id.label("whole_id"),
            whole.display_name.label("whole"),
        )
        .select_from(Relationship)
        .join(whole, whole.id == Relationship.to_contact_id)
        .join(part, part.id == Relationship.from_contact_id)
        .where(Relationship.to_contact_id.in_(sa.select(wholes.c.id)), present(Relationship))
        .order_by(part.id.not_in(sa.select(above.c.id)), Relationship.to_contact_id != contact, part.sort_key, part.id)
        .limit(MOST_PARTS)
    )


def _line(names: dict[int, str], line: Branching) -> HierarchyLine:
    return HierarchyLine(line.node, names[line.node], line.depth, line.hidden)
