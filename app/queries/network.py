"""Who is connected through whom: the contacts next to one, and those behind them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.network_picture import FIRST_RING, SECOND_RING, Member, Tie
from app.i18n import locale_code
from app.queries.places import day_place
from app.queries.relationship_links import holding, links, links_of_each
from app.queries.relationships import Connection, as_connection, described
from models.contacts import Contact
from models.relationships import RelationshipType

# How many connections are read of the contact itself, and of each contact next to it.
MOST_NEAR = 200
MOST_BEHIND = SECOND_RING + 1


@dataclass(frozen=True)
class Network:
    """The contacts around one, with every connection that leads to them.

    `near` and `behind` hold the connections by the contact that they lead to, in the order of the picture;
    `more_near` and `more_behind` say how many contacts were left out.
    """

    centre: Member
    near: dict[int, list[Connection]]
    behind: dict[int, list[Connection]]
    more_near: int
    more_behind: int

    def first(self) -> list[Member]:
        """Return the first ring."""
        return [_member(ways[0]) for ways in self.near.values()]

    def second(self) -> list[Member]:
        """Return the second ring."""
        return [_member(ways[0]) for ways in self.behind.values()]

    def ties(self) -> list[Tie]:
        """Return every link of the picture."""
        found = [*self.near.values(), *self.behind.values()]
        return [Tie(way.own_id, way.contact_id, way.is_work) for ways in found for way in ways]

    def name_of(self, contact_id: int) -> str:
        """Return the name of a contact of the first ring."""
        return self.near[contact_id][0].name


def centre(session: Session, contact_id: int) -> Contact | None:
    """Return the contact of that id alone, without its channels, or None."""
    return session.get(Contact, contact_id)


def network(session: Session, contact: Contact, on: date) -> Network:
    """Return who is connected with a contact on a day and who stands behind them, in two statements."""
    near = _by_other(session.execute(_around(locale_code()), {"contact": contact.id, "on": on}))
    ring = list(near)[:FIRST_RING]
    beyond = {"contacts": ring, "on": on, "without": [contact.id, *ring]}
    behind = _by_other(session.execute(_beyond(locale_code()), beyond)) if ring else {}
    chosen = _fairly(ring, behind)
    return Network(
        centre=Member(contact.id, contact.display_name, contact.kind),
        near=_connections_of(ring, near),
        behind=_connections_of(chosen, behind),
        more_near=len(near) - len(ring),
        more_behind=len(behind) - len(chosen),
    )


def _by_other(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Return the rows of `described` by whom they lead to; only those that are drawn become connections."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.other_id, []).append(row)
    return found


def _connections_of(ids: Iterable[int], rows: Mapping[int, Sequence[Any]]) -> dict[int, list[Connection]]:
    return {contact_id: [as_connection(row) for row in rows[contact_id]] for contact_id in ids}


def _member(connection: Connection) -> Member:
    return Member(connection.contact_id, connection.name, connection.kind)


@cache
def _around(locale: str) -> sa.Select[Any]:
    contact = sa.bindparam("contact", type_=sa.Integer)
    found = links(contact, holding(day_place("on")), most=MOST_NEAR).subquery()
    order = (
        found.c.relationship_id.is_(None),
        RelationshipType.position,
        found.c.backwards,
        Contact.sort_key,
        Contact.id,
    )
    return described(found, locale).order_by(*order).limit(MOST_NEAR)


@cache
def _beyond(locale: str) -> sa.Select[Any]:
    contacts, without = (sa.bindparam(name, type_=sa.Integer, expanding=True) for name in ("contacts", "without"))
    found = links_of_each(contacts, day_place("on"), most=MOST_BEHIND, without=without).subquery()
    return described(found, locale).order_by(
        RelationshipType.position, Contact.sort_key, Contact.id, found.c.own_id, found.c.backwards
    )


def _fairly(ids: Sequence[int], behind: Mapping[int, Sequence[Any]]) -> list[int]:
    """Choose who fits into the second ring: one behind each contact of the first, then a second one, and so on."""
    waiting: dict[int, list[int]] = {contact_id: [] for contact_id in ids}
    for other, rows in behind.items():
        for leader in {row.own_id for row in rows}:
            waiting[leader].append(other)
    # Taken from the end, which costs nothing.
    queues = [others[::-1] for others in waiting.values()]
    chosen: dict[int, None] = {}
    while len(chosen) < SECOND_RING and any(queues):
        for others in queues:
            while others and others[-1] in chosen:
                others.pop()
            if others and len(chosen) < SECOND_RING:
                chosen[others.pop()] = None
    return list(chosen)
