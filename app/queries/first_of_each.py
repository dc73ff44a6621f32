"""The first few rows of each of several records: each is read in the order of an index, however many there are."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class among_first(FunctionElement[Any]):  # noqa: N801 – written like the functions of SQL
    """The condition that a key is one of those of a correlated select with an order and a limit.

    Each database has a way of its own to be told that the select comes first and the key is looked up.
    """

    # Called a truth value, it would be compared with 1 on SQLite, which then looks at every row.
    type = sa.types.NullType()
    inherit_cache = True
    name = "among_first"

    def __init__(self, key: Any, keys: sa.Select[Any]) -> None:
        super().__init__(key, keys.scalar_subquery())


@compiles(among_first)
def _in(element: among_first, compiler: Any, **asked: Any) -> str:
    key, keys = element.clauses
    return f"{compiler.process(key, **asked)} IN {compiler.process(keys, **asked)}"


@compiles(among_first, "postgresql")
def _any(element: among_first, compiler: Any, **asked: Any) -> str:
    key, keys = element.clauses
    return f"{compiler.process(key, **asked)} = ANY (ARRAY{compiler.process(keys, **asked)})"
