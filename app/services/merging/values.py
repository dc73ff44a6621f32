"""Rows as JSON: what a merge keeps of the rows that it changes, exact to the last digit."""

import base64
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy as sa

from models.base import ScaledDecimal, UtcDateTime


def to_json(value: Any) -> Any:
    """Return a value of a column as JSON holds it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def row_to_json(row: Any) -> dict[str, Any]:
    """Return a row as JSON holds it."""
    return {str(name): to_json(value) for name, value in row.items()}


def from_json(column: Any, value: Any) -> Any:
    """Return what a column takes from what JSON held."""
    if value is None:
        return None
    return next((read(column.type, value) for kind, read in _READERS if isinstance(column.type, kind)), value)


def _member(kind: Any, value: Any) -> Any:
    return value if kind.enum_class is None else kind.enum_class(value)


# The first kind of column that fits; numbers with a fraction of their own, texts and JSON stay as they are.
_READERS: tuple[tuple[Any, Callable[[Any, Any], Any]], ...] = (
    (sa.JSON, lambda _kind, value: value),
    (ScaledDecimal, lambda _kind, value: Decimal(value)),
    (sa.Float, lambda _kind, value: value),
    (sa.Numeric, lambda _kind, value: Decimal(value)),
    (UtcDateTime, lambda _kind, value: datetime.fromisoformat(value)),
    (sa.DateTime, lambda _kind, value: datetime.fromisoformat(value)),
    (sa.Date, lambda _kind, value: date.fromisoformat(value)),
    (sa.Time, lambda _kind, value: time.fromisoformat(value)),
    (sa.Enum, _member),
    (sa.LargeBinary, lambda _kind, value: base64.b64decode(value)),
)


def row_from_json(table: sa.Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that a table takes from what JSON held; columns that are gone since are left out."""
    return {name: from_json(table.c[name], value) for name, value in row.items() if name in table.c}
