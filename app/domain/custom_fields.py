"""User-defined fields of contacts: their types, and what a typed value means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.contacts import ContactKind
from app.domain.imports import RefusalCode, calendar_day
from app.domain.text import search_text

LONGEST_TEXT = 500
DECIMALS = 4
LARGEST = Decimal(10) ** 12
YEARS = range(1900, 2201)
MOST_FIELDS = 60
MOST_OPTIONS = 200

Value = str | Decimal | date | bool | int
"""A value as it is stored: a choice is the id of its option."""

_SPACES = str.maketrans(dict.fromkeys(" \u00a0\u202f\u2009", ""))
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]+|(?:,[0-9]{3}){2,})", re.ASCII)
_TWO_READINGS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:[.,][0-9]+)?", re.ASCII)
# The apostrophe that our own CSV files put before a text which a spreadsheet would run as a formula.
_DISARMED = re.compile(r"^'(?=[=+\-@])")
_YES = frozenset({"yes", "true", "так", "1", "y", "так є", "є", "x", "х"})
_NO = frozenset({"no", "false", "ні", "0", "n", "немає"})


class FieldType(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    FLAG = "flag"


class BadValue(ValueError):
    """A text that is no value of the field; `code` says why to those who read a file."""

    code = RefusalCode.BAD_VALUE


class TwoReadings(BadValue):
    """A number such as 1,234, which may be a thousand or a fraction."""

    code = RefusalCode.TWO_READINGS


@dataclass(frozen=True, slots=True)
class FieldRule:
    """A field as far as typed values need it.

    Attributes:
        names: its names in every language, the first one as it is written in logs.
        options: of a choice, the id of the option by each of its folded names.
        decimal_comma: whether 1,234 is a fraction in the file; otherwise it is refused, as it may be a thousand.
    """

    id: int
    type: FieldType
    names: tuple[str, ...]
    for_people: bool = True
    for_organisations: bool = True
    options: Mapping[str, int] = field(default_factory=dict)
    decimal_comma: bool = True

    @property
    def key(self) -> str:
        """What the field is called in the mapping of a file."""
        return f"custom_{self.id}"

    def belongs_to(self, kind: ContactKind) -> bool:
        """Say whether contacts of this kind have the field."""
        return self.for_people if kind is ContactKind.PERSON else self.for_organisations

    def read(self, text: str) -> Value | None:
        """Return the value that a text from a file stands for, None for a blank one.

        Raises:
            BadValue: the text is no value of the field.
        """
        typed = " ".join(text.split())
        if not typed:
            return None
        match self.type:
            case FieldType.TEXT:
                return read_text(_DISARMED.sub("", typed))
            case FieldType.NUMBER:
                if not self.decimal_comma and has_two_readings(typed.translate(_SPACES)):
                    raise TwoReadings(typed)
                return read_number(typed)
            case FieldType.DATE:
                return read_date(typed)
            case FieldType.FLAG:
                return read_flag(typed)
            case FieldType.CHOICE:
                found = self.options.get(option_key(typed))
                if found is None:
                    raise BadValue(typed)
                return found


def has_two_readings(plain: str) -> bool:
    """Say so of 1,500, which is one thousand five hundred to some and one and a half to others."""
    return _TWO_READINGS.fullmatch(plain) is not None


def read_text(text: str) -> str:
    """Return a text on one line. Raises `BadValue` when it is longer than a field takes."""
    if len(text) > LONGEST_TEXT or "\0" in text:
        raise BadValue(text[:40])
    return text


def read_number(text: str) -> Decimal:
    """Read a number as people type it: «1 234,5», «-12.25», «1,234.5»; a lone comma is the decimal one.

    Raises:
        BadValue: it is no number, has more than four decimals, or is a trillion and more.
    """
    plain = text.translate(_SPACES).replace("−", "-")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain):
        raise BadValue(text[:40])
    number = Decimal(plain.replace(",", "."))
    if number != round(number, DECIMALS) or abs(number) >= LARGEST:
        raise BadValue(text[:40])
    return trimmed(number)


def trimmed(number: Decimal) -> Decimal:
    """Return a number without zeros at the end of its decimals, and never with an exponent."""
    return number.normalize() + 0


def read_date(text: str) -> date:
    """Read a date (2026-12-31, 31.12.2026) of the years 1900–2200. Raises `BadValue`."""
    found = calendar_day(text)
    if found is None or found.year not in YEARS:
        raise BadValue(text[:40])
    return found


def read_flag(text: str) -> bool:
    """Read «yes» or «no» in either language. Raises `BadValue`."""
    word = text.casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise BadValue(text[:40])


def option_key(name: str) -> str:
    """Return what two options of one field may not share: the name without case, apostrophes and spaces."""
    return search_text(name) or " ".join(name.split()).casefold()


def name_key(name: str) -> str:
    """Return what two fields may not share."""
    return option_key(name)


def value_log(value: Value | None) -> str | bool | None:
    """Return a value as the audit log keeps it: a date and a number as texts, whatever language it is read in."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return format(value, "f") if isinstance(value, Decimal) else str(value)
