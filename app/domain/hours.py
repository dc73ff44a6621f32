"""Time that a volunteer gave, as people write it."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from app.domain.errors import RuleError

_CLOCK = re.compile(r"([0-9]{1,3}):([0-5][0-9])", re.ASCII)
_DECIMAL = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))?(?: ?(?:год(?:ин[аи]?)?|h|hours?)\.?)?", re.IGNORECASE)
_WORDS = re.compile(
    r"(?:([0-9]{1,3}) ?(?:год(?:ин[аи]?)?|h|hours?)\.?)? ?"
    r"(?:([0-9]{1,4}) ?(?:хв(?:илин[аи]?)?|m|min(?:utes?)?)\.?)?",
    re.IGNORECASE,
)


class Grouping(StrEnum):
    """By what hours are added up."""

    PERSON = "person"
    ROLE = "role"
    BRANCH = "branch"
    EVENT = "event"
    GRANT = "grant"


def parse_hours(text: str) -> int:
    """Read a length of time and give it in minutes.

    Understands «2:30», «2,5», «2.5», «2», «2,5 год», «2 год 30 хв», «45 хв», «2h 30m». A fraction of an hour is rounded
    to a whole minute. Raises `RuleError` with `not_hours`.
    """
    typed = " ".join(text.split())
    if found := _CLOCK.fullmatch(typed):
        return int(found[1]) * 60 + int(found[2])
    if found := _DECIMAL.fullmatch(typed):
        hours = Decimal(f"{found[1]}.{found[2] or 0}")
        return int((hours * 60).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if typed and (found := _WORDS.fullmatch(typed)):
        return int(found[1] or 0) * 60 + int(found[2] or 0)
    raise RuleError("not_hours", text[:40])


def clock_text(minutes: int) -> str:
    """Write minutes as hours and minutes: 150 → «2:30». `parse_hours` reads it back."""
    return f"{minutes // 60}:{minutes % 60:02d}"
