"""Several small questions asked in one statement.

A page of a record asks a dozen questions of which each has few rows or none; the way to the database and back costs
more than the answers.
"""

from collections import defaultdict, namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

# The types that columns of different questions may share a column of the answer by.
KINDS = (sa.String, sa.Boolean, sa.Integer, sa.DateTime, sa.Date, sa.JSON)

# Where the columns of a select stand in the answer, each with what makes its value of what the driver gave.
Reading = list[tuple[int, Callable[[Any], Any] | None]]


class Together:
    """Selects that are asked at once, and answered each by its own rows.

    The selects may have any columns of the types in `KINDS`, or of types that decorate these (another type raises
    `TypeError`); a column needs a name of its own in its select. They are joined by UNION ALL, so each brings its
    own order and limit along. Build it once and keep it: what it is made of is the same for every record.
    """

    def __init__(self, selects: Sequence[sa.Select[Any]]) -> None:
        self._parts = [select.subquery() for select in selects]
        self._rows = [namedtuple("Row", part.c.keys()) for part in self._parts]  # type: ignore[misc]
        self._places = [_places(part) for part in self._parts]
        self._readers: dict[str, list[Reading]] = {}

    def ask(self, session: Session, asked: Mapping[str, Any]) -> list[list[Any]]:
        """Return the rows of each select, in the order of the selects, as named tuples.

        Args:
            asked: the values of the named parameters, which the selects may share.
        """
        answers: list[list[Any]] = [[] for _part in self._parts]
        if not answers:
            return answers
        readings = self._readings(session.get_bind().dialect)
        for found in session.execute(self._statement, asked):
            number = found[0]
            values = [read(found[place]) if read else found[place] for place, read in readings[number]]
            answers[number].append(self._rows[number]._make(values))
        return answers

    @cached_property
    def _statement(self) -> Any:
        columns: dict[str, sa.types.TypeEngine[Any]] = {}
        for part, places in zip(self._parts, self._places, strict=True):
            for column, place in zip(part.c, places, strict=True):
                columns.setdefault(place, column.type)
        return sa.union_all(
            *[
                sa.select(sa.literal(number).label("question"), *_filled(part, places, columns))
                for number, (part, places) in enumerate(zip(self._parts, self._places, strict=True))
            ]
        )

    def _readings(self, dialect: sa.Dialect) -> list[Reading]:
        if dialect.name not in self._readers:
            where = {name: position for position, name in enumerate(self._statement.selected_columns.keys())}
            self._readers[dialect.name] = [
                [
                    (where[place], column.type.dialect_impl(dialect).result_processor(dialect, None))
                    for column, place in zip(part.c, places, strict=True)
                ]
                for part, places in zip(self._parts, self._places, strict=True)
            ]
        return self._readers[dialect.name]


def _places(part: sa.Subquery) -> list[str]:
    """Return in which column of the answer each column of a select stands: the first text in the first for texts."""
    taken: dict[str, int] = defaultdict(int)
    places = []
    for column in part.c:
        kind = _kind(column.type)
        places.append(f"{kind}_{taken[kind]}")
        taken[kind] += 1
    return places


def _kind(of: sa.types.TypeEngine[Any]) -> str:
    while isinstance(of, sa.types.TypeDecorator):
        of = of.impl_instance
    for kind in KINDS:
        if isinstance(of, kind):
            return kind.__name__.lower()
    raise TypeError(f"No column of an answer takes {of!r}")


def _filled(part: sa.Subquery, places: list[str], columns: dict[str, sa.types.TypeEngine[Any]]) -> list[Any]:
    """Return every column of the answer as one select fills it; what it has nothing for is NULL.

    No type is left on them: the answer takes the types of its first select, which are not those of the others.
    """
    own = dict(zip(places, part.c, strict=True))
    return [
        sa.type_coerce(own.get(name, sa.cast(sa.null(), of)), sa.types.NullType()).label(name)
        for name, of in columns.items()
    ]
