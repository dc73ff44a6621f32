"""Finding a person's names and addresses in texts: whole words only, so that nobody else's name is spoilt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.text import APOSTROPHES

# «Петро Коваль» stands in neither «Петро Ковальчук» nor «Петро Коваль-Савчук».
_BEFORE, _AFTER = rf"(?<!\w)(?<!\w[-{APOSTROPHES}])", rf"(?![-{APOSTROPHES}]?\w)"
_BEFORE_ADDRESS, _AFTER_ADDRESS = r"(?<![\w.+-])", r"(?![\w-]|\.\w)"
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")


@dataclass(frozen=True)
class Word:
    """What stands in texts for a person, and what takes its place.

    Attributes:
        text: as it is written in the person's own record.
        other: what takes its place.
        needle: a part of it that every way of writing it has; texts without that part need not be read.
        any_case: whether capitals do not count. The needle is in small letters then.
    """

    text: str
    other: str
    pattern: re.Pattern[str]
    needle: str
    any_case: bool = False


def name_word(name: str, other: str) -> Word:
    """Return a name; its apostrophes may be any of those that people type."""
    parts = _APOSTROPHE.split(name)
    written = f"[{APOSTROPHES}]".join(re.escape(part) for part in parts)
    return Word(name, other, re.compile(_BEFORE + written + _AFTER), max(parts, key=len))


def email_word(email: str, other: str) -> Word:
    """Return an e-mail address, in capitals or not."""
    pattern = re.compile(_BEFORE_ADDRESS + re.escape(email) + _AFTER_ADDRESS, re.IGNORECASE)
    return Word(email, other, pattern, email.lower(), any_case=True)


def phone_word(number: str, other: str) -> Word:
    """Return a phone number, with its plus or without."""
    digits = number.lstrip("+")
    return Word(number, other, re.compile(rf"(?<!\w)\+?{re.escape(digits)}(?!\w)"), digits)


def replaced(value: Any, words: Iterable[Word]) -> Any:
    """Return a text, or what JSON holds, without the words."""
    if isinstance(value, str):
        for word in words:
            value = word.pattern.sub(lambda _found, other=word.other: other, value)  # type: ignore[misc]
    elif isinstance(value, dict):
        return {key: replaced(item, words) for key, item in value.items()}
    elif isinstance(value, list):
        return [replaced(item, words) for item in value]
    return value


def longest_first(words: Iterable[Word]) -> Sequence[Word]:
    """Return the words in the order in which they are to be replaced: the whole name before a part of it."""
    return sorted(words, key=lambda word: (-len(word.text), word.text))
