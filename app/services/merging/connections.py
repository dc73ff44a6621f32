"""What a merge must not break among tags and relationships: rules that no constraint of a table states."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.relationships import Span, circle, stored_pair
from app.i18n import locale_code
from app.queries.relationship_chains import links_from
from app.queries.relationship_types import relationship_type
from app.services.merging.moving import Mover
from app.services.relationships import circle_names, locked_type
from models.contacts import Contact, TagGroup, contact_tags, tag_group_tags
from models.relationships import Relationship, RelationshipType

RELATIONSHIPS: Any = Relationship.__table__
Links = Mapping[int, list[tuple[int, Span]]]


def check_circles(session: Session, survivor: Contact, other: Contact, *, lock: bool = False) -> None:
    """Refuse to make one contact of two that stand above each other through a third one.

    A link between the two themselves is no obstacle: merging removes it.

    Args:
        lock: nobody else may add links of these types until the transaction ends.

    Raises:
        RuleError: `merge_circle`, the names in `value`.
    """
    both = (survivor.id, other.id)
    for type_id in _hierarchies(session, both):
        if lock:
            locked_type(session, type_id)
        links = _joined(session, type_id, *both)
        for following, span in links.get(survivor.id, ()):
            found = circle(links, survivor.id, following, span)
            if found is not None:
                kind = relationship_type(session, type_id)
                wording = "" if kind is None else kind.wording(locale_code())
                raise RuleError("merge_circle", circle_names(session, found), wording=wording)


def _hierarchies(session: Session, both: tuple[int, int]) -> list[int]:
    """Return the types without circles in which one of the two is below something and one is above something."""

    def held(column: Any) -> sa.Select[Any]:
        return sa.select(RELATIONSHIPS.c.type_id).where(column.in_(both))

    statement = sa.select(RelationshipType.id).where(
        RelationshipType.acyclic,
        RelationshipType.id.in_(held(RELATIONSHIPS.c.from_contact_id)),
        RelationshipType.id.in_(held(RELATIONSHIPS.c.to_contact_id)),
    )
    return list(session.scalars(statement.order_by(RelationshipType.id)))


def _joined(session: Session, type_id: int, survivor_id: int, other_id: int) -> Links:
    """Return the links of a type as they will lead when the two are one."""
    links: dict[int, list[tuple[int, Span]]] = {}
    for start in (survivor_id, other_id):
        for source, targets in links_from(session, type_id, start, Span()).items():
            own = survivor_id if source == other_id else source
            for target, span in targets:
                end = survivor_id if target == other_id else target
                if own != end and (end, span) not in links.get(own, ()):
                    links.setdefault(own, []).append((end, span))
    return links


def leave_tags(session: Session, mover: Mover, survivor_id: int, other_id: int) -> None:
    """Leave behind the other contact's tags of groups of which there may be one, where the survivor has its own."""

    def grouped(contact_id: int) -> sa.Select[Any]:
        return (
            sa.select(tag_group_tags.c.group_id, contact_tags.c.tag_id)
            .join(contact_tags, contact_tags.c.tag_id == tag_group_tags.c.tag_id)
            .join(TagGroup, TagGroup.id == tag_group_tags.c.group_id)
            .where(contact_tags.c.contact_id == contact_id, TagGroup.is_exclusive)
        )

    own = {group_id for group_id, _tag_id in session.execute(grouped(survivor_id))}
    surplus = [tag_id for group_id, tag_id in session.execute(grouped(other_id)) if group_id in own]
    if surplus:
        rows = sa.select(contact_tags).where(contact_tags.c.contact_id == other_id, contact_tags.c.tag_id.in_(surplus))
        mover.remove(contact_tags, session.execute(rows).all())


def turn_pairs(session: Session, mover: Mover, survivor_id: int, other_id: int) -> None:
    """Turn the other contact's symmetric relationships so that, once moved, they stand as they are stored.

    Such a relationship is kept once, whoever it was typed from; standing the wrong way round it would be kept twice.
    """
    statement = (
        sa.select(RELATIONSHIPS.c.id, RELATIONSHIPS.c.from_contact_id, RELATIONSHIPS.c.to_contact_id)
        .join(RelationshipType, RelationshipType.id == RELATIONSHIPS.c.type_id)
        .where(
            RelationshipType.symmetric,
            sa.or_(RELATIONSHIPS.c.from_contact_id == other_id, RELATIONSHIPS.c.to_contact_id == other_id),
        )
    )
    for row in session.execute(statement).all():
        ends = (row.from_contact_id, row.to_contact_id)
        if survivor_id in ends:
            continue
        later = tuple(survivor_id if end == other_id else end for end in ends)
        if stored_pair(later[0], later[1], symmetric=True) != later:
            before = {"from_contact_id": ends[0], "to_contact_id": ends[1]}
            after = {"from_contact_id": ends[1], "to_contact_id": ends[0]}
            mover.change(RELATIONSHIPS, [row.id], before, after)
