"""Second names of tables. Making one costs more than many a question that uses it, so each is made once."""

from functools import cache
from typing import Any

from sqlalchemy.orm import aliased


@cache
def second(table: Any, name: str) -> Any:
    """Return the table, a mapped class or a plain one, under another name; the same each time.

    Names within one statement have to differ wherever one part of it stands inside another.
    """
    return aliased(table, name=name)
