"""What points to a record: read from the tables' own description, so that a new table is covered by itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.base import Base

# What a merge keeps in step in its own way: it says which contact became which.
OWN = frozenset({"merges", "merge_moves", "duplicate_pairs"})
# What is made anew from hours and partnerships after a merge and after its undoing.
RECKONED = frozenset({"volunteer_activity", "volunteer_months", "volunteer_years", "partner_spans"})
# Rows that say the same although no constraint forbids them: the columns that are equal then, beside the link.
SAME_WORDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "affiliations": (("person_id", "organisation_id", "role"),),
    "contact_addresses": (("contact_id", "address"),),
}
_TEXTS = re.compile(r"'[^']*'")


@dataclass(frozen=True)
class Link:
    """A column that points to a record of a table."""

    table: sa.Table
    column: str

    @property
    def reference(self) -> Any:
        """Return the column itself."""
        return self.table.c[self.column]


@dataclass(frozen=True)
class Unique:
    """Columns of which no two rows may be alike, beside the one that points; `where` limits it to some rows."""

    columns: tuple[str, ...]
    where: Any = None


@cache
def links(target: str = "contacts") -> tuple[Link, ...]:
    """Return every column that points to the table, parents before children. Keys of several columns follow."""
    return tuple(
        Link(table, column.name)
        for table in Base.metadata.sorted_tables
        if table.name not in OWN | RECKONED
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == target
        and key.column.name == "id"
        and (key.constraint is None or len(key.constraint.elements) == 1)
    )


@cache
def uniques(link: Link) -> tuple[Unique, ...]:
    """Return what two rows may not share once both point to the same record."""
    found: list[Unique] = []
    for columns, where in _unique_columns(link.table):
        if link.column in columns:
            found.append(Unique(tuple(name for name in columns if name != link.column), where))
    return tuple(found)


def _unique_columns(table: sa.Table) -> Iterator[tuple[tuple[str, ...], Any]]:
    for constraint in table.constraints:
        if isinstance(constraint, sa.PrimaryKeyConstraint | sa.UniqueConstraint):
            yield tuple(column.name for column in constraint.columns), None
    for index in table.indexes:
        if index.unique:
            yield tuple(column.name for column in index.columns), index.dialect_options["sqlite"].get("where")
    for columns in SAME_WORDS.get(table.name, ()):
        yield columns, None


@cache
def never_equal(link: Link) -> tuple[str, ...]:
    """Return the other columns that point to the same table and that a check keeps different from this one."""
    target = next(iter(link.reference.foreign_keys)).column.table.name
    others = [item.column for item in links(target) if item.table is link.table and item.column != link.column]
    checks = [str(item.sqltext) for item in link.table.constraints if isinstance(item, sa.CheckConstraint)]
    return tuple(
        other
        for other in others
        if any(
            re.search(rf"\b{one}\s*(?:<>|!=|<|>)\s*{two}\b", text)
            for text in checks
            for one, two in ((link.column, other), (other, link.column))
        )
    )


@cache
def groups(table: sa.Table) -> tuple[tuple[str, ...], ...]:
    """Return the columns of a table in groups that only make sense together: by checks and keys of several columns."""
    bound: list[set[str]] = [{column.name} for column in table.columns]
    together = [
        {name for name in _names(table) if re.search(rf"\b{name}\b", _TEXTS.sub("", str(item.sqltext)))}
        for item in table.constraints
        if isinstance(item, sa.CheckConstraint)
    ]
    together += [{key.parent.name for key in item.elements} for item in table.foreign_key_constraints]
    for names in together:
        joined = set[str]().union(*(group for group in bound if group & names))
        bound = [group for group in bound if not group & names] + ([joined] if joined else [])
    return tuple(tuple(name for name in _names(table) if name in group) for group in bound)


def _names(table: sa.Table) -> list[str]:
    return [column.name for column in table.columns]


def primary_key(table: sa.Table) -> list[Any]:
    """Return the columns of the primary key."""
    return list(table.primary_key.columns)


def with_keys(table: sa.Table, keys: Sequence[Sequence[Any]]) -> Any:
    """Return the condition that picks the rows of these primary keys."""
    columns = primary_key(table)
    if len(columns) == 1:
        return columns[0].in_([key[0] for key in keys])
    return sa.tuple_(*columns).in_([tuple(key) for key in keys])


def counts(session: Session, contact_id: int) -> dict[str, int]:
    """Return how many rows of each table belong to the contact; one statement, tables without any left out.

    Among them are rows of its cards, such as the hours of its volunteer profile.
    """
    parts = [_count(link, link.reference == contact_id) for link in links()]
    for card in links():
        if any(unique.columns == () for unique in uniques(card)) and "id" in card.table.c:
            own = sa.select(card.table.c.id).where(card.reference == contact_id)
            parts += [_count(link, link.reference.in_(own)) for link in links(card.table.name)]
    found: dict[str, int] = {}
    for name, rows in session.execute(sa.union_all(*parts)):
        if rows:
            found[name] = found.get(name, 0) + rows
    return found


def _count(link: Link, condition: Any) -> Any:
    rows = sa.func.count().label("rows")
    return sa.select(sa.literal(link.table.name).label("name"), rows).select_from(link.table).where(condition)


def both_have(session: Session, first_id: int, second_id: int) -> list[str]:
    """Return the tables of which each contact has one card that says more than a link, such as a partnership."""
    cards = [link for link in links() if _is_card(link)]
    if not cards:
        return []
    parts = [
        sa.select(sa.literal(link.table.name), sa.func.count(link.reference.distinct()))
        .select_from(link.table)
        .where(link.reference.in_([first_id, second_id]))
        for link in cards
    ]
    return [name for name, owners in session.execute(sa.union_all(*parts)) if owners == 2]


def _is_card(link: Link) -> bool:
    """Say whether each contact has at most one such row, or one of each field, and the row holds values."""
    own = {"id", link.column}
    for unique in uniques(link):
        if link.table.name in SAME_WORDS:
            continue
        rest = set(link.table.columns.keys()) - own - set(unique.columns)
        if unique.columns in {(), ("field_id",)} and rest:
            return True
    return False
