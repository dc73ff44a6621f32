"""The order of the Ukrainian alphabet for texts without a stored `sort_key`, such as the names of accounts."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

# Bytes put these letters before or after all others. Each is written as the letter that it follows, and a mark that
# comes after every letter: «Іван» goes after «Ира» and before «Йосип».
_MARK = "\ufffd"
_PLACES = {"Ґ": "Г", "Є": "Е", "І": "И", "Ї": f"И{_MARK}", "ґ": "г", "є": "е", "і": "и", "ї": f"и{_MARK}"}


class alphabetical(FunctionElement[str]):  # noqa: N801 – written like the functions of SQL
    """A text to order by: in it the letters stand in the order of the Ukrainian alphabet, on both databases."""

    type = sa.String()
    inherit_cache = True


def _spelt(element: Any, compiler: Any, **kwargs: Any) -> str:
    sql: str = compiler.process(element.clauses, **kwargs)
    for letter, follows in _PLACES.items():
        sql = f"replace({sql}, '{letter}', '{follows}{_MARK}')"
    return sql


@compiles(alphabetical)
def _by_bytes(element: Any, compiler: Any, **kwargs: Any) -> str:
    return _spelt(element, compiler, **kwargs)


@compiles(alphabetical, "postgresql")
def _by_bytes_of_postgresql(element: Any, compiler: Any, **kwargs: Any) -> str:
    return f'({_spelt(element, compiler, **kwargs)} COLLATE "C")'
