"""Narrowing a list by rows that belong to its records, such as values of own fields or tags.

Neither database knows beforehand whether few or many records match, and the wrong guess reads a whole table: few
are found quickest by their ids, many by walking the list in its order and looking each record up. So the first
few are looked for before the list is asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

FEW = 1_000

Conditions = Callable[[Any], Sequence[Any]]


def first_few(session: Session, owner: Any, *conditions: Any) -> list[int] | None:
    """Return the ids of the records whose rows fulfil the conditions, None when there are many such rows.

    Args:
        owner: the column that says whose a row is.
    """
    found = list(session.scalars(sa.select(owner).where(*conditions).limit(FEW + 1)))
    return sorted(set(found)) if len(found) <= FEW else None


@dataclass
class Linked:
    """Rows that belong to the records of a list.

    Attributes:
        key: the key of the list's records.
        source: returns a fresh alias of the table of the rows.
        owner: the name of the column that says whose a row is.
        conditions: takes the alias, returns what the rows have to fulfil.
        single: whether a record has one such row at most.
    """

    session: Session
    key: Any
    source: Callable[[], Any]
    owner: str
    conditions: Conditions
    single: bool = True
    _few: list[int] | None = field(default=None, init=False)
    _asked: bool = field(default=False, init=False)

    def _first_ids(self) -> list[int] | None:
        """Return the ids of the records when they are few, else None; one statement."""
        if not self._asked:
            rows = self.source()
            self._few = first_few(self.session, _owner(rows, self.owner), *self.conditions(rows))
            self._asked = True
        return self._few

    def keep(self, statement: sa.Select[Any]) -> sa.Select[Any]:
        """Return the select of a list in its order with only the records that have such a row."""
        few = self._first_ids()
        if few is not None:
            return statement.where(self.key.in_(few))
        rows = self.source()
        return statement.where(sa.exists().where(_owner(rows, self.owner) == self.key, *self.conditions(rows)))

    def count(self, statement: sa.Select[Any]) -> sa.Select[Any]:
        """Return the same for a select whose rows are only counted, up to a limit."""
        if self._first_ids() is not None or not self.single:
            return self.keep(statement)
        rows = self.source()
        return statement.join(rows, sa.and_(_owner(rows, self.owner) == self.key, *self.conditions(rows)))


def _owner(rows: Any, name: str) -> Any:
    return rows.c[name] if hasattr(rows, "c") else getattr(rows, name)
