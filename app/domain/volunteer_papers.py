"""Papers that a volunteer gets: kinds, numbers, codes that anybody can check, and the fields of their texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

# Crockford's base 32: no I, L, O and U, so that a code can be read aloud and typed from paper.
CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16
_GROUP = 4
# What people type instead: look-alikes of the same alphabet and of the Cyrillic one.
_LOOK_ALIKES = str.maketrans(
    {
        "O": "0", "I": "1", "L": "1",
        "А": "A", "В": "B", "Е": "E", "З": "3", "І": "1", "Ї": "1", "Ј": "J", "К": "K", "М": "M", "Н": "H", "О": "0",
        "Р": "P", "С": "C", "Ѕ": "S", "Т": "T", "У": "Y", "Х": "X",
    }
)  # fmt: skip
_BETWEEN = re.compile(r"[\s\-–—−_.]+")
MOST_LINES = 8


class PaperKind(StrEnum):
    """What a volunteer is given."""

    SERVICE_LETTER = "service_letter"
    CERTIFICATE = "certificate"
    THANKS = "thanks"


class PaperState(StrEnum):
    """Whether a paper holds."""

    VALID = "valid"
    REVOKED = "revoked"


class PaperField(StrEnum):
    """What the text of a paper may name."""

    FULL_NAME = "full_name"
    FIRST_NAME = "first_name"
    HOURS = "hours"
    PERIOD = "period"
    SINCE = "since"
    EVENTS = "events"
    MILESTONE = "milestone"
    BRANCH = "branch"
    LIBRARY_NAME = "library_name"
    ISSUED_ON = "issued_on"


class WhyNot(StrEnum):
    """Why somebody who was chosen gets no paper."""

    ERASED = "erased"
    ARCHIVED = "archived"
    NO_HOURS = "no_hours"
    TOO_FEW = "too_few"
    HAS_ALREADY = "has_already"


def paper_number(year: int, number: int) -> str:
    """Return the number of a paper as it is printed: 2026/0042."""
    return f"{year}/{number:04d}"


def new_code(choose: Callable[[Sequence[str]], str]) -> str:
    """Return a new code of 80 bits; `choose` picks one letter at random."""
    return "".join(choose(CODE_LETTERS) for _position in range(CODE_LENGTH))


def shown_code(code: str) -> str:
    """Return a code in groups, as it is printed: 7K2M-9QXT-04BD-RZ5H."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def read_code(typed: str) -> str:
    """Return the code that a person typed, or "" when it cannot be one.

    Spaces, dashes, small letters, Cyrillic look-alikes and a whole address that ends with the code are understood.
    """
    text = unicodedata.normalize("NFC", typed[:300]).strip().rstrip("/").rpartition("/")[2]
    code = _BETWEEN.sub("", text).upper().translate(_LOOK_ALIKES)
    return code if len(code) == CODE_LENGTH and set(code) <= set(CODE_LETTERS) else ""


@dataclass(frozen=True, slots=True)
class WorkLine:
    """What a volunteer did at one place: how many times and how long, in minutes."""

    activity: str
    place: str
    times: int
    minutes: int


def shortened(lines: Sequence[WorkLine], rest: str) -> list[WorkLine]:
    """Return the lines that took longest, and one line worded `rest` for all others when there are too many."""
    ordered = sorted(lines, key=lambda line: (-line.minutes, line.activity, line.place))
    if len(ordered) <= MOST_LINES:
        return ordered
    kept, others = ordered[: MOST_LINES - 1], ordered[MOST_LINES - 1 :]
    return [*kept, WorkLine(rest, "", sum(line.times for line in others), sum(line.minutes for line in others))]
