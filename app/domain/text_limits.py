"""How long a text is, as a funder's form counts it. `app/static/js/sections.js` counts by the same rule.

What is counted is the text as it stands in its box, signs of formatting such as `**` included, without the white space
around it. A line break is one character, however the computer writes it. A character is what Unicode calls so after
composing (NFC), so that «й» is one however it was typed. A word is what stands between white space and has at least one
letter or digit: «прес-конференція» is one word, a dash between spaces is none.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import RuleError
from app.domain.frozen import checksum

MOST = 200_000
# Written out, since Python and JavaScript do not agree on what white space is.
_SPACE = "\t\n\v\f\r\x1c-\x1f \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_SPACES = re.compile(f"[{_SPACE}]+")
_AROUND = re.compile(f"^[{_SPACE}]+|[{_SPACE}]+$")
_LINE_END = re.compile(r"\r\n?")


class LimitUnit(StrEnum):
    """What a limit counts."""

    WORDS = "words"
    CHARACTERS = "characters"
    CHARACTERS_WITHOUT_SPACES = "characters_without_spaces"


@dataclass(frozen=True)
class Length:
    """How much of a limit a text takes; without a limit characters are counted."""

    count: int
    unit: LimitUnit
    limit: int | None

    @property
    def over(self) -> int:
        """Say by how much the text is too long; 0 when it is not."""
        return 0 if self.limit is None else max(self.count - self.limit, 0)

    @property
    def share(self) -> int:
        """Return the part of the limit that is taken, in whole per cent, at most 100."""
        return 0 if not self.limit else min(100 * self.count // self.limit, 100)


def tidy(text: str) -> str:
    """Return a typed text as it is kept: one kind of line end, composed letters, nothing around it."""
    text = unicodedata.normalize("NFC", _LINE_END.sub("\n", text.replace("\x00", "")))
    return _AROUND.sub("", text)


def fingerprint(text: str) -> str:
    """Return a short digest of a text, by which an editor knows whether somebody changed it meanwhile."""
    return checksum(tidy(text))[:16]


def count(text: str, unit: LimitUnit) -> int:
    """Return how many words or characters a text has."""
    text = tidy(text)
    match unit:
        case LimitUnit.WORDS:
            return sum(any(unicodedata.category(sign)[0] in "LN" for sign in piece) for piece in _SPACES.split(text))
        case LimitUnit.CHARACTERS:
            return len(text)
        case LimitUnit.CHARACTERS_WITHOUT_SPACES:
            return len(_SPACES.sub("", text))


def length(text: str, unit: LimitUnit | None, limit: int | None) -> Length:
    """Return how long a text is beside its limit."""
    unit = unit or LimitUnit.CHARACTERS
    return Length(count(text, unit), unit, limit)


def check_limit(unit: LimitUnit | None, limit: int | None) -> None:
    """Let a limit pass, or raise `RuleError`: `limit_needs_unit`, `limit_needs_number`, `limit_number`."""
    if unit is None and limit is not None:
        raise RuleError("limit_needs_unit", field="limit_unit")
    if unit is not None and limit is None:
        raise RuleError("limit_needs_number", field="limit_count")
    if limit is not None and not 1 <= limit <= MOST:
        raise RuleError("limit_number", MOST, field="limit_count")
