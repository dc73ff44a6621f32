"""Where a page of a list begins: the sort value and the id of a row, as a text for an address.

Whoever forges such a text gets a refusal, never an error of the database.
"""

import base64
import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from app.domain.errors import RuleError
from models.base import ScaledDecimal, UtcDateTime

LARGEST_ID = 2**31 - 1
LARGEST_NUMBER = 2**63 - 1

_READERS: dict[str, Callable[[Any], Any]] = {
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "n": Decimal,
    "v": lambda value: value,
}


def encode_cursor(value: Any, record_id: int) -> str:
    """Return the text for a row with this sort value and id."""
    raw = json.dumps([_tagged(value), record_id], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, kind: sa.types.TypeEngine[Any]) -> tuple[Any, int]:
    """Return the sort value and the id that a text stands for.

    Args:
        cursor: made by `encode_cursor`, or by anybody else.
        kind: the type of what the list is sorted by; the value has to be one of it.

    Raises:
        RuleError: `bad_list_address`.
    """
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        (tag, written), record_id = json.loads(raw)
        value = _READERS[tag](written)
        fits = _fits(value, kind)
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as error:
        raise RuleError("bad_list_address") from error
    if not fits or type(record_id) is not int or not 0 <= record_id <= LARGEST_ID:
        raise RuleError("bad_list_address")
    return value, record_id


def _tagged(value: Any) -> list[Any]:
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, Decimal):
        return ["n", str(value)]
    if isinstance(value, StrEnum):
        return ["v", value.value]
    return ["v", value]


def _fits(value: Any, kind: sa.types.TypeEngine[Any]) -> bool:
    match kind:
        case UtcDateTime():
            return isinstance(value, datetime) and value.tzinfo is not None
        case ScaledDecimal():
            return isinstance(value, Decimal) and _is_stored_exactly(value.scaleb(kind.scale))
        case sa.Enum():
            return value in kind.enums
        case sa.String():
            return isinstance(value, str) and "\0" not in value and _is_text(value)
        case sa.Integer() | sa.Numeric():
            return type(value) in {int, float, Decimal} and bool(abs(value) <= LARGEST_NUMBER)
        case _:
            return type(value) is kind.python_type


def _is_stored_exactly(scaled: Decimal) -> bool:
    return scaled == int(scaled) and abs(scaled) <= LARGEST_NUMBER


def _is_text(value: str) -> bool:
    """Tell whether a text can be stored: half of a surrogate pair cannot."""
    return value.encode("utf-8", "replace").decode() == value
