"""Second names of tables. Making one costs more than many a question that uses it, so each is made once."""

from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

_LOCK = Lock()
_made: dict[tuple[Any, str], Any] = {}


def second(table: Any, name: str) -> Any:
    """Return the table, a mapped class or a plain one, under another name; the same each time, in every thread.

    Names within one statement have to differ wherever one part of it stands inside another.
    """
    found = _made.get((table, name))
    if found is None:
        with _LOCK:
            found = _made.get((table, name))
            if found is None:
                found = _made[table, name] = _complete(aliased(table, name=name))
    return found


def _complete(alias: Any) -> Any:
    """Return the alias with all its columns looked up.

    SQLAlchemy fills the index of a table's columns in place when the first of them is looked up: another thread that
    looks then may miss its column, and takes that of the table without the second name instead.
    """
    entity = sa.inspect(alias)
    mapper = getattr(entity, "mapper", None)
    if mapper is None:
        for column in alias.element.c:
            alias.corresponding_column(column)
    else:
        for attribute in mapper.column_attrs:
            getattr(alias, attribute.key).expression  # noqa: B018
    return alias
