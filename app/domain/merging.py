"""Rules of merging two contacts: which fields are chosen, what is suggested, how long it can be undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from app.domain.contacts import ContactKind

UNDO_DAYS = 30

PERSON_FIELDS = ("last_name", "first_name", "middle_name", "birth_date", "city", "website")
ORGANISATION_FIELDS = (
    "display_name",
    "legal_name",
    "organisation_type",
    "edrpou",
    "is_public_funder",
    "city",
    "website",
)
# Parts of one name: they are suggested together, because parts of two people make the name of nobody.
NAME_PARTS = ("last_name", "first_name", "middle_name")


class Side(StrEnum):
    """Whose value a merged field keeps: of the contact that stays, or of the one that goes."""

    SURVIVOR = "survivor"
    OTHER = "other"


class MoveAction(StrEnum):
    """What a merge did to rows of a table: gave them to the survivor, removed them, or filled them in."""

    MOVED = "moved"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Choices:
    """What a person chose: a side per field of the contact, and per card that both have (by table)."""

    fields: Mapping[str, Side]
    cards: Mapping[str, Side]

    def field(self, name: str) -> Side:
        """Return the side of a field; the survivor's when nothing was chosen."""
        return self.fields.get(name, Side.SURVIVOR)

    def card(self, table: str) -> Side:
        """Return whose card of a table counts."""
        return self.cards.get(table, Side.SURVIVOR)


NO_CHOICES = Choices({}, {})


def fields_of(kind: ContactKind) -> tuple[str, ...]:
    """Return the fields that are chosen one by one."""
    return PERSON_FIELDS if kind is ContactKind.PERSON else ORGANISATION_FIELDS


def suggest(name: str, survivor: Any, other: Any, *, other_is_newer: bool) -> Side:
    """Suggest whose value of a field to keep: the one that is there, then the fuller name, then the newer value.

    The parts of a person's name are not suggested one by one: see `suggest_name`.
    """
    if _blank(other) or survivor == other:
        return Side.SURVIVOR
    if _blank(survivor):
        return Side.OTHER
    if name == "display_name" and _fullness(survivor) != _fullness(other):
        return Side.OTHER if _fullness(other) > _fullness(survivor) else Side.SURVIVOR
    return Side.OTHER if other_is_newer else Side.SURVIVOR


def suggest_name(survivor: Sequence[str], other: Sequence[str], *, other_is_newer: bool) -> Side:
    """Suggest whose name a person keeps with all of its parts: the more complete one, else the newer one.

    More complete is the one with more whole words, since initials yield to them; of two that have as many, a name in
    Ukrainian letters is fuller than one in Latin letters, and a longer one than a shorter one.
    """
    ours, theirs = ((_whole_words(name), _fullness(name)) for name in (" ".join(survivor), " ".join(other)))
    if ours != theirs:
        return Side.OTHER if theirs > ours else Side.SURVIVOR
    return Side.OTHER if other_is_newer and [*survivor] != [*other] else Side.SURVIVOR


def undo_until(merged_at: datetime) -> datetime:
    """Return the moment until which a merge can be undone."""
    return merged_at + timedelta(days=UNDO_DAYS)


def _blank(value: Any) -> bool:
    return value is None or value is False or (isinstance(value, str) and not value.strip())


def _whole_words(name: str) -> int:
    return sum(len(word.strip(".")) > 1 for word in name.split())


def _fullness(name: str) -> tuple[bool, bool, int]:
    return _whole_words(name) == len(name.split()), any("\u0400" <= letter <= "\u04ff" for letter in name), len(name)
