"""Finding the pairs worth comparing in a whole base, without comparing everybody with everybody.

Contacts meet when they share a key: an e-mail, a phone, a code, a birth date, or two words of a name folded over
both scripts. A key that many share, such as a switchboard's phone, would bring back the square that keys avoid:
its contacts are put in the order of their names and each meets only the next few. Names that are spelled
slightly differently lie close together in that order too, so the whole base is gone through the same way.

A name that very many bear says little by itself: whoever bears one is compared by what else is known only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import combinations

from rapidfuzz.distance import Levenshtein

from app.domain.matching import MatchReason, name_likeness, name_words

# Beyond so many contacts of one key, each of them meets only the next `_NEAR` in the order of names.
MOST_PER_KEY = 50
_NEAR = 8
# How many pairs with nothing but the same name are worth keeping; those of the most frequent names are left out.
MOST_NAMESAKES = 100_000
# What a likeness of whole lines may fall behind the exact likeness of names, word by word.
_TOLERANCE = 0.02
_DIGITS = re.compile(r"\d+")
_NAME_WORDS = 3
SHOWN_GROUPS = 5


class PairStatus(StrEnum):
    """What a person decided about two contacts that look like one."""

    OPEN = "open"
    DISMISSED = "dismissed"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class CrowdedKey:
    """A key that so many contacts share that they were compared only in part."""

    reason: MatchReason
    value: str
    contacts: int


@dataclass(frozen=True, slots=True)
class FrequentNames:
    """Names that too many bear to say anything by themselves.

    Attributes:
        names: the names.
        pairs: how many pairs of namesakes there are among them.
        most: those that most contacts bear, with their number.
    """

    names: frozenset[str]
    pairs: int
    most: tuple[tuple[str, int], ...]


def frequent_names(names: Iterable[str]) -> FrequentNames:
    """Say which folded names are too frequent: what more than `MOST_PER_KEY` bear, and beyond `MOST_NAMESAKES` pairs.

    Rare names count first, since two who bear a rare one are the likeliest to be one.
    """
    bearers = Counter(names)
    del bearers[""]
    several = sorted((number, name) for name, number in bearers.items() if number > 1)
    kept, found = 0, []
    for number, name in several:
        kept += _pairs_of(number)
        if kept > MOST_NAMESAKES or number > MOST_PER_KEY:
            found.append((name, number))
    most = tuple(found[: -SHOWN_GROUPS - 1 : -1])
    return FrequentNames(frozenset(name for name, _ in found), sum(_pairs_of(number) for _, number in found), most)


def _pairs_of(number: int) -> int:
    return number * (number - 1) // 2


@dataclass(slots=True)
class PairFinder:
    """Collects pairs of contacts of one kind; a contact is its id with its folded name.

    Attributes:
        least: how alike names must be that have nothing else in common.
        pairs: the found pairs, the smaller id first.
        crowded: the keys that were compared in part, the largest first once `crowd` was asked.
    """

    names: Mapping[int, str]
    least: float = 0.85
    pairs: set[tuple[int, int]] = field(default_factory=set)
    crowded: list[CrowdedKey] = field(default_factory=list)

    def share(self, reason: MatchReason, value: str, contacts: Sequence[int]) -> None:
        """Note that these contacts share an e-mail, phone, code or birth date."""
        if len(contacts) <= MOST_PER_KEY:
            self._add(combinations(sorted(contacts), 2))
            return
        self.crowded.append(CrowdedKey(reason, value, len(contacts)))
        self._add(_neighbours(sorted(contacts, key=lambda key: (self.names.get(key, ""), key))))

    def share_name(self, contacts: Sequence[int]) -> None:
        """Note that these contacts share the same telling words of their names."""
        if len(contacts) > MOST_PER_KEY:
            near = sorted(contacts, key=lambda key: (self.names.get(key, ""), key))
            found: Iterable[tuple[int, int]] = _neighbours(near)
        else:
            found = combinations(sorted(contacts), 2)
        self._add(pair for pair in found if pair not in self.pairs and self._alike(*pair, in_order=False))

    def go_through(self, order: Sequence[int]) -> None:
        """Compare each contact with the next few in an order of names."""
        self._add(self._alike_neighbours(order))

    def crowd(self) -> list[CrowdedKey]:
        """Return the largest of the keys that were compared in part."""
        return sorted(self.crowded, key=lambda key: -key.contacts)[:SHOWN_GROUPS]

    def _add(self, found: Iterable[tuple[int, int]]) -> None:
        self.pairs.update((min(pair), max(pair)) for pair in found)

    def _alike_neighbours(self, order: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield what `_alike` says yes to; it is asked only where one name may be a shorter form of the other."""
        names = [self.names[key] for key in order]
        forms = [_form(name) for name in names]
        least = min(self.least - _TOLERANCE, 1.0)
        for step in range(1, _NEAR + 1):
            rest = (order[step:], names[step:], forms[step:])
            for first, one, form, second, other, other_form in zip(order, names, forms, *rest, strict=False):
                if form is None or other_form is None or form[0] != other_form[0]:
                    alike = self._alike(first, second)
                elif form != other_form or not one:
                    alike = False
                else:
                    alike = one == other or Levenshtein.normalized_similarity(one, other, score_cutoff=least) >= least
                if alike:
                    yield first, second

    def _alike(self, first: int, second: int, *, in_order: bool = True) -> bool:
        one, other = self.names[first], self.names[second]
        if one == other:
            return bool(one)
        if not in_order and one[:3] != other[:3]:
            one, other = " ".join(sorted(one.split())), " ".join(sorted(other.split()))
            if one == other:
                return True
        if not one or not other:
            return False
        shorter = min(one, other, key=len)
        if " " in shorter and (one.count(" ") != other.count(" ") or len(min(shorter.split(), key=len)) == 1):
            # An initial or a missing patronymic makes a name shorter without making it another one.
            return name_likeness(one, other) >= self.least
        least = min(self.least - _TOLERANCE, 1.0)
        if Levenshtein.normalized_similarity(one, other, score_cutoff=least) < least:
            return False
        return _DIGITS.findall(one) == _DIGITS.findall(other)


def folded_name(name: str) -> str:
    """Give a name as one line in which spelling, script and legal form do not matter, in its order of words."""
    return " ".join(name_words(name))


def name_keys(folded: str) -> Iterator[str]:
    """Give the keys of a folded name: every two of its first words, or the only word."""
    words = sorted(dict.fromkeys(folded.split()[:_NAME_WORDS]))
    if len(words) == 1:
        yield words[0]
    for one, other in combinations(words, 2):
        yield f"{one} {other}"


def turned(folded: str) -> str:
    """Give a folded name with its second word first, so that a misspelt beginning ends up in the middle."""
    first, _, rest = folded.partition(" ")
    second, _, others = rest.partition(" ")
    return " ".join(filter(None, (second, first, others)))


def birth_keys(day: date, folded: str) -> set[str]:
    """Give the keys of a birth date: the day with the beginning of each word of the name."""
    return {f"{day.isoformat()} {word[:2]}" for word in folded.split()[:_NAME_WORDS]}


def _form(folded: str) -> tuple[int, tuple[str, ...]] | None:
    """Give how many words a folded name has, and its numbers; None when a word of it is an initial."""
    words = folded.split()
    return None if any(len(word) == 1 for word in words) else (len(words), tuple(_DIGITS.findall(folded)))


def _neighbours(order: Sequence[int]) -> Iterator[tuple[int, int]]:
    for place, key in enumerate(order):
        for other in order[place + 1 : place + 1 + _NEAR]:
            yield key, other
