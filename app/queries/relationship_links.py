"""Who is connected with whom, as selects: places of work and relationships as one list, read from either end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.queries.first_of_each import among_first
from models.contacts import Affiliation, Contact
from models.relationships import Relationship

Condition = Callable[[Any], Any]
# Some of the rows of a table: what they have in common, and in which order they are read.
Share = tuple[sa.ColumnElement[bool], tuple[Any, ...]]


@dataclass(frozen=True)
class Side:
    """One of the two tables of connections, read from one of its two ends."""

    table: Any
    own: str
    other: str
    backwards: bool

    def columns(self, table: Any) -> list[Any]:
        """Return the columns of `links` from the table or an alias of it."""
        tied, nothing = self.table is Relationship, sa.cast(sa.null(), sa.Integer)
        return [
            getattr(table, self.own).label("own_id"),
            getattr(table, self.other).label("other_id"),
            (table.id if tied else nothing).label("relationship_id"),
            (nothing if tied else table.id).label("affiliation_id"),
            (table.type_id if tied else nothing).label("type_id"),
            sa.literal(int(self.backwards)).label("backwards"),
            table.starts_on.label("starts_on"),
            table.ends_on.label("ends_on"),
            (table.note if tied else table.role).label("note"),
        ]


SIDES = (
    Side(Affiliation, "person_id", "organisation_id", backwards=False),
    Side(Affiliation, "organisation_id", "person_id", backwards=True),
    Side(Relationship, "from_contact_id", "to_contact_id", backwards=False),
    Side(Relationship, "to_contact_id", "from_contact_id", backwards=True),
)


def lasting(table: Any) -> Share:
    """Return what `links` reads of those without an end, the last first."""
    return table.ends_on.is_(None), (table.ends_on.desc(), table.id.desc())


def ended(table: Any) -> Share:
    """Return what `links` reads of those with an end, the last first."""
    return table.ends_on.is_not(None), (table.id.desc(),)


def links(
    contact: sa.ColumnElement[int],
    *conditions: Condition,
    most: int | sa.BindParameter[int],
    shares: Sequence[Callable[[Any], Share]] = (lasting, ended),
) -> sa.CompoundSelect[Any]:
    """Return the connections of a contact as seen from it: places of work and relationships, both ways.

    Columns: own_id, other_id, relationship_id, affiliation_id, type_id, backwards, starts_on, ends_on, note.

    Args:
        conditions: functions that take the table and give a condition.
        most: how many at most of each table, direction and share: an organisation with a great many people must not
            make everything else wait.
        shares: functions that take the table and give which of its rows are read apart, in the order of an index, and
            in what order.
    """

    def part(side: Side, share: Callable[[Any], Share]) -> sa.Select[Any]:
        table = side.table
        which, order = share(table)
        chosen = sa.select(*side.columns(table)).where(
            getattr(table, side.own) == contact, which, *[condition(table) for condition in conditions]
        )
        return sa.select(*chosen.order_by(*order).limit(most).subquery().c)

    return sa.union_all(*[part(side, share) for side in SIDES for share in shares])


def links_of_each(contacts: Any, on: Any, *, most: int, without: Any) -> sa.CompoundSelect[Any]:
    """Return connections of several contacts that hold on a day, with the columns of `links`.

    Of each contact, table and direction `most` without an end are read and `most` with one, the last first.

    Args:
        contacts: a parameter that stands for their ids.
        on: a day, or a parameter that stands for it.
        without: a parameter that stands for the ids of those who do not count as the other end.
    """

    def part(side: Side, *, lasting: bool) -> sa.Select[Any]:
        whose, table, row = aliased(Contact), aliased(side.table), aliased(side.table)
        first = (
            sa.select(row.id)
            .where(
                getattr(row, side.own) == whose.id,
                row.ends_on.is_(None) if lasting else row.ends_on >= on,
                sa.or_(row.starts_on.is_(None), row.starts_on <= on),
                getattr(row, side.other).not_in(without),
            )
            .order_by(*((row.ends_on.desc(),) if lasting else ()), row.id.desc())
            .limit(most)
            .correlate(whose)
        )
        # An outer join is read from its first table on; who has no such row leaves one without another end.
        pairs = sa.select(*side.columns(table)).select_from(whose).outerjoin(table, among_first(table.id, first))
        return pairs.where(whose.id.in_(contacts))

    return sa.union_all(*[part(side, lasting=lasting) for side in SIDES for lasting in (True, False)])


def holding(on: date | sa.ColumnElement[date]) -> Condition:
    """Return a condition for `links`: what holds on a day."""
    return lambda table: sa.and_(
        sa.or_(table.starts_on.is_(None), table.starts_on <= on), sa.or_(table.ends_on.is_(None), table.ends_on >= on)
    )
