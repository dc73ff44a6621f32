"""Giving everything that points to one record to another one, and writing down how."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.merging import Choices, MoveAction, Side
from app.queries.contact_links import Link, Unique, groups, links, never_equal, primary_key, uniques, with_keys
from app.services.merging.values import row_to_json, to_json
from models.merging import MergeMove

PORTION = 500
# Lists whose order counts: what comes from the other contact stands behind what was there.
_ORDERED = frozenset({"contact_emails", "contact_phones", "contact_addresses"})
# Filled in from an ended row these would end what goes on.
_ENDS = frozenset({"archived_at", "left_on"})
_OWN_OF_A_ROW = frozenset({"id", "version", "created_at", "updated_at"})


@dataclass
class Mover:
    """Moves the rows of one merge and remembers what it did.

    Attributes:
        moved: primary keys by (table, column) of rows that point to the survivor now.
        removed: ids of rows that were removed, by table.
        changed: ids of rows that were filled in, by table.
    """

    session: Session
    merge_id: int
    choices: Choices
    moved: dict[tuple[str, str], list[tuple[Any, ...]]] = field(default_factory=dict)
    removed: dict[str, list[int]] = field(default_factory=dict)
    changed: dict[str, list[int]] = field(default_factory=dict)
    _moves: list[dict[str, Any]] = field(default_factory=list)

    def give(self, target: str, old: int, new: int, tables: Iterable[str] | None = None) -> None:
        """Point to `new` whatever points to `old`; with `tables`, only what stands in these."""
        wanted = None if tables is None else set(tables)
        for link in links(target):
            if wanted is None or link.table.name in wanted:
                self._give_link(link, old, new)

    def write(self) -> None:
        """Write down what was done."""
        for some in portions(self._moves):
            self.session.execute(sa.insert(MergeMove.__table__), some)  # type: ignore[arg-type]
        self._moves.clear()

    def change(self, table: sa.Table, key: Sequence[Any], before: dict[str, Any], after: dict[str, Any]) -> None:
        """Change one row, given its old and new values."""
        self.session.execute(sa.update(table).where(with_keys(table, [key])).values(**after))
        self.changed.setdefault(table.name, []).append(key[0])
        self._note(MoveAction.CHANGED, table, [key], before=row_to_json(before), after=row_to_json(after))

    def remove(self, table: sa.Table, rows: Sequence[Any]) -> None:
        """Remove rows, keeping all that they held."""
        for some in portions(rows):
            keys = [_key(table, row) for row in some]
            self.session.execute(sa.delete(table).where(with_keys(table, keys)))
            self.removed.setdefault(table.name, []).extend(key[0] for key in keys)
            self._note(MoveAction.REMOVED, table, keys, before={"rows": [row_to_json(row._mapping) for row in some]})

    def _give_link(self, link: Link, old: int, new: int) -> None:
        for other in never_equal(link):
            self._part(link, other, old, new)
        for unique in uniques(link):
            for theirs, ours in self._clashes(link, unique, old, new):
                self._unite(link, theirs, ours)
        values: dict[str, Any] = {link.column: new}
        if "version" in link.table.c:
            values["version"] = link.table.c.version + 1
        if "updated_at" in link.table.c:
            values["updated_at"] = link.table.c.updated_at
        behind = self._last_position(link, new) if link.table.name in _ORDERED else 0
        update = sa.update(link.table).where(link.reference == old).values(**values)
        keys = [tuple(row) for row in self.session.execute(update.returning(*primary_key(link.table)))]
        if not keys:
            return
        self.moved.setdefault((link.table.name, link.column), []).extend(keys)
        for some in portions(sorted(keys)):
            self._note(
                MoveAction.MOVED, link.table, some, link.column, before={link.column: old}, after={link.column: new}
            )
        if behind:
            self._put_behind(link.table, keys, behind)

    def _part(self, link: Link, other: str, old: int, new: int) -> None:
        """End what would become a link of the survivor with itself."""
        table = link.table
        rows = self.session.execute(sa.select(table).where(link.reference == old, table.c[other] == new)).all()
        for row in rows:
            empty = next((name for name in (link.column, other) if table.c[name].nullable), None)
            if empty is None:
                self.remove(table, [row])
            else:
                self.change(table, _key(table, row), {empty: row._mapping[empty]}, {empty: None})

    def _clashes(self, link: Link, unique: Unique, old: int, new: int) -> Iterator[tuple[Any, Any]]:
        """Yield (their row, our row) for rows that cannot both point to the survivor."""
        table, condition = link.table, unique.columns
        key = [column.name for column in primary_key(table)]

        def side(owner: int) -> Any:
            statement = sa.select(*(table.c[name] for name in dict.fromkeys([*key, *condition])))
            statement = statement.where(link.reference == owner)
            return (statement if unique.where is None else statement.where(unique.where)).subquery()

        theirs, ours = side(old), side(new)
        agree = sa.and_(sa.true(), *(theirs.c[name] == ours.c[name] for name in condition))
        pairs = self.session.execute(
            sa.select(*(theirs.c[name] for name in key), *(ours.c[name] for name in key)).join_from(theirs, ours, agree)
        ).all()
        for some in portions(pairs):
            wanted = [tuple(pair[: len(key)]) for pair in some] + [tuple(pair[len(key) :]) for pair in some]
            rows = {
                tuple(_key(table, row)): row
                for row in self.session.execute(sa.select(table).where(with_keys(table, wanted)))
            }
            for pair in some:
                one, two = rows.get(tuple(pair[: len(key)])), rows.get(tuple(pair[len(key) :]))
                if one is not None and two is not None:
                    yield one, two

    def _unite(self, link: Link, theirs: Any, ours: Any) -> None:
        """Make one row of two: what belongs to theirs goes to ours, and theirs goes."""
        table = link.table
        if "id" in table.c and links(table.name):
            self.give(table.name, theirs._mapping["id"], ours._mapping["id"])
        self.remove(table, [theirs])
        takes = self.choices.card(table.name) is Side.OTHER
        fixed = {link.column, *(name for unique in uniques(link) for name in unique.columns)}
        after = _filled(table, ours._mapping, theirs._mapping, fixed, takes=takes)
        if after:
            before = {name: ours._mapping[name] for name in after}
            self.change(table, _key(table, ours), before, after)

    def _last_position(self, link: Link, owner: int) -> int:
        last = self.session.scalar(sa.select(sa.func.max(link.table.c.position)).where(link.reference == owner))
        return 0 if last is None else int(last) + 1

    def _put_behind(self, table: sa.Table, keys: Sequence[tuple[Any, ...]], behind: int) -> None:
        rows = self.session.execute(sa.select(table.c.id, table.c.position).where(with_keys(table, keys))).all()
        for row in rows:
            self.change(table, [row.id], {"position": row.position}, {"position": row.position + behind})

    def _note(
        self,
        action: MoveAction,
        table: sa.Table,
        keys: Sequence[Sequence[Any]],
        column: str = "",
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> None:
        self._moves.append(
            {
                "merge_id": self.merge_id,
                "action": action,
                "table_name": table.name,
                "column_name": column,
                "keys": [[to_json(value) for value in key] for key in keys],
                "before": before or {},
                "after": after or {},
            }
        )


def _filled(table: sa.Table, ours: Any, theirs: Any, fixed: set[str], *, takes: bool) -> dict[str, Any]:
    """Return what changes in our row: blanks are filled; with `takes`, their values win where they have any.

    Columns that a check or a key ties together are taken together or not at all.
    """
    after: dict[str, Any] = {}
    for group in groups(table):
        names = [name for name in group if name not in fixed and name not in _OWN_OF_A_ROW]
        if not takes and any(name in _ENDS for name in names):
            continue
        told = any(not blank(theirs[name]) for name in names) or (takes and "archived_at" in names)
        wanted = takes or all(blank(ours[name]) for name in names)
        if told and wanted:
            after.update({name: theirs[name] for name in names if ours[name] != theirs[name]})
    return after


def blank(value: Any) -> bool:
    """Say whether a column says nothing."""
    return value is None or value == ""


def portions(items: Sequence[Any]) -> Iterator[Any]:
    """Yield the items in portions that a statement can take."""
    for start in range(0, len(items), PORTION):
        yield items[start : start + PORTION]


def _key(table: sa.Table, row: Any) -> list[Any]:
    return [row._mapping[column.name] for column in primary_key(table)]
