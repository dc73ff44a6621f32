"""Invented people: names, e-mail addresses and telephone numbers that belong to nobody."""

import random
from dataclasses import dataclass
from pathlib import Path

from app.domain.text import transliterate


def _lists() -> dict[str, list[str]]:
    """Read the names, which stand in a text file under headings."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in Path(__file__).with_name("names.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            heading = line.removeprefix("# ")
        else:
            found.setdefault(heading, []).extend(line.split())
    return found


# A surname or a patronymic is written for men, then for women; no surname is chosen after a known person.
NAMES = _lists()
MOBILE_CODES = ("50", "63", "66", "67", "68", "73", "93", "95", "96", "97", "98", "99")


@dataclass(frozen=True)
class Name:
    """A person's name in its parts."""

    last: str
    first: str
    middle: str
    is_woman: bool


class Namer:
    """Gives names, addresses and numbers, none of them twice."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._given: set[tuple[str, str]] = set()
        self._phones = 0
        self._codes = 99_000_000

    @property
    def given(self) -> int:
        """Return how many names were given."""
        return len(self._given)

    def person(self, *, women: float = 0.66) -> Name:
        """Return a name that nobody in the demo has; `women` is how likely it is a woman's."""
        while True:
            is_woman = self._rng.random() < women
            first = self._rng.choice(NAMES["women" if is_woman else "men"])
            last = self._rng.choice(NAMES["surnames"]).split("/")[is_woman]
            if (last, first) not in self._given:
                break
        self._given.add((last, first))
        middle = self._rng.choice(NAMES["patronymics"]).split("/")[is_woman] if self._rng.random() < 0.6 else ""
        return Name(last, first, middle, is_woman)

    def email(self, name: Name) -> str:
        """Return an address in a domain that is reserved for examples."""
        first, last = (latin(part) for part in (name.first, name.last))
        host = self._rng.choice(("example.com", "example.net", "example.org"))
        shape = self._rng.choice((f"{first}.{last}", f"{last}.{first[0]}", f"{first[0]}{last}"))
        return f"{shape}{len(self._given) % 90 + 7}@{host}"

    def phone(self) -> str:
        """Return a mobile number from the block behind three zeros, which operators give to nobody."""
        self._phones += 1
        code = self._rng.choice(MOBILE_CODES)
        return f"+380{code}000{self._phones:04d}"

    def edrpou_start(self) -> int:
        """Return where to look for the next registration code; codes beginning with 99 are not in use."""
        self._codes += 37
        return self._codes


def latin(text: str) -> str:
    """Return a word as the local part of an address or a host name."""
    return "".join(letter for letter in transliterate(text).lower() if letter.isascii() and letter.isalnum())
