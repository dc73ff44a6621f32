"""Many rows in one statement."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as postgres_insert


def insert_at_once(table: Any, rows: Sequence[Mapping[str, Any]]) -> Any:
    """Return PostgreSQL's INSERT of rows that name the same columns; the other columns take their defaults.

    The values of a column travel as one array: a thousand rows sent one by one take it three times as long.
    """
    names = list(rows[0])
    arrays = (sa.cast([row[name] for row in rows], ARRAY(table.c[name].type)) for name in names)
    values = sa.func.unnest(*arrays).table_valued(*names).render_derived()
    return postgres_insert(table).from_select(names, sa.select(*(values.c[name] for name in names)))
