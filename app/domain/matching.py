"""Finding the same person or organisation entered twice, whatever script its name is written in.

Records are compared only when they share a blocking key, so that a new name meets a few dozen others and not
the whole table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import product
from math import prod

from rapidfuzz.distance import Levenshtein

from app.domain.text import latin_text, search_text

_NAME_FLOOR = 0.6
_INITIAL_MATCH = 0.92
_EXTRA_WORD = 0.97
_LONE_WORD = 0.8
_SIMPLIFY = (("kh", "h"), ("g", "h"), ("x", "ks"), ("w", "v"), ("y", "i"), ("j", "i"))
# What of a word in Latin letters becomes a letter of its simple form: at its beginning, and further on.
_WRITTEN = {
    "h": ("h", "g", "kh", "gh"), "sh": ("sh", "skh"), "zh": ("zh", "zgh"), "v": ("v", "w"), "ks": ("ks", "x"),
}  # fmt: skip
_FIRST = {**_WRITTEN, "i": ("i", "y", "yi", "j")}
_INNER = {**_WRITTEN, "i": ("i", "y", "ii", "yi"), **{letter: (letter, 2 * letter) for letter in "lmns"}}
_LETTERS = re.compile(r"ks|[csz]h|.")
_LONG_BEGINNING, _SHORT_BEGINNING, _MOST_SPELLINGS = 5, 4, 32
_REPEATED = re.compile(r"(\w)\1+")
_LEGAL_FORMS = frozenset(
    search_text(
        "ГО БО БФ БФО ТОВ ТзОВ ТДВ ПП ПАТ ПрАТ АТ ФОП КП КЗ КУ КНП ДП ДУ ДЗ ОСББ спілка товариство "
        "громадська організація благодійний благодійна фонд комунальний комунальна заклад "
        "установа підприємство NGO LLC LTD Inc GmbH foundation fund charity organisation organization"
    ).split()
)


class MatchReason(StrEnum):
    """Why two records look like one, or like two."""

    SAME_NAME = "same_name"
    SIMILAR_NAME = "similar_name"
    SAME_EMAIL = "same_email"
    SAME_PHONE = "same_phone"
    SAME_EDRPOU = "same_edrpou"
    SAME_BIRTH_DATE = "same_birth_date"
    DIFFERENT_EDRPOU = "different_edrpou"
    DIFFERENT_BIRTH_DATE = "different_birth_date"


class MatchStrength(StrEnum):
    """How sure the rules are that two records are one."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class MatchWeights:
    """The rules: how many of a hundred points each agreement gives and each contradiction takes.

    What an administrator switched off weighs nothing. `possible`, `likely` and `certain` are the points from which
    a pair is shown at all, from which an import takes it for the same contact, and from which nothing speaks
    against it. These values apply until an administrator sets others.
    """

    name: int = 60
    similar_name: int = 60
    email: int = 40
    phone: int = 30
    edrpou: int = 85
    birth_date: int = 25
    edrpou_conflict: int = 50
    birth_date_conflict: int = 40
    possible: int = 40
    likely: int = 75
    certain: int = 95

    @property
    def least_likeness(self) -> float:
        """Return how alike two names must be to make a pair by themselves; more than 1 when they never do."""
        if not self.similar_name:
            return 1.0
        return _NAME_FLOOR + (1 - _NAME_FLOOR) * self.possible / self.similar_name

    def strength(self, points: int) -> MatchStrength | None:
        """Return how sure a number of points is, or None when it says nothing."""
        if points < self.possible:
            return None
        if points < self.likely:
            return MatchStrength.POSSIBLE
        return MatchStrength.LIKELY if points < self.certain else MatchStrength.CERTAIN


DEFAULT_WEIGHTS = MatchWeights()


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known about a record; e-mails and phones are in their normal form."""

    name: str
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    edrpou: str | None = None
    birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The points of a pair, 0 to 100, what they were given for, and how sure they are."""

    score: int
    reasons: tuple[MatchReason, ...]
    strength: MatchStrength | None

    @property
    def is_likely(self) -> bool:
        """Tell whether the two are most probably one."""
        return self.strength in {MatchStrength.LIKELY, MatchStrength.CERTAIN}

    @property
    def is_possible(self) -> bool:
        """Tell whether a person should look at the two."""
        return self.strength is not None


def score(
    first: Candidate, second: Candidate, weights: MatchWeights | None = None, likeness: float | None = None
) -> MatchResult:
    """Compare two records; the answer is the same whichever comes first.

    Args:
        likeness: how alike the names are, when the caller knows it already.
    """
    points = weights or DEFAULT_WEIGHTS
    total = 0.0
    reasons: list[MatchReason] = []

    def count(weight: int, reason: MatchReason, share: float = 1.0) -> None:
        nonlocal total
        if weight:
            total += weight * share
            reasons.append(reason)

    if likeness is None:
        likeness = name_likeness(first.name, second.name)
    if likeness == 1:
        count(points.name, MatchReason.SAME_NAME)
    elif likeness > _NAME_FLOOR:
        count(points.similar_name, MatchReason.SIMILAR_NAME, (likeness - _NAME_FLOOR) / (1 - _NAME_FLOOR))
    if first.emails & second.emails:
        count(points.email, MatchReason.SAME_EMAIL)
    if first.phones & second.phones:
        count(points.phone, MatchReason.SAME_PHONE)
    if first.edrpou and second.edrpou:
        if first.edrpou == second.edrpou:
            count(points.edrpou, MatchReason.SAME_EDRPOU)
        else:
            count(-points.edrpou_conflict, MatchReason.DIFFERENT_EDRPOU)
    if first.birth_date and second.birth_date:
        if first.birth_date == second.birth_date:
            # A shared birthday says something only about people of the same or a similar name.
            count(points.birth_date, MatchReason.SAME_BIRTH_DATE, 1.0 if likeness > _NAME_FLOOR else 0.0)
        else:
            count(-points.birth_date_conflict, MatchReason.DIFFERENT_BIRTH_DATE)
    whole = max(0, min(100, round(total)))
    return MatchResult(whole, tuple(reasons), points.strength(whole))


def name_likeness(first: str, second: str) -> float:
    """Give the likeness of two names, 0 to 1.

    Word order, script and legal form do not matter, and an initial stands for a name.
    """
    return words_likeness(_words(first), _words(second))


def words_likeness(first: Sequence[str], second: Sequence[str]) -> float:
    """Give the likeness of two names, 0 to 1, by their words as `name_words` gives them."""
    if first == second:
        return 1.0 if first else 0.0
    shorter, longer = sorted((first, second), key=lambda words: (len(words), words))
    if not shorter:
        return 0.0
    if sorted(shorter) == sorted(longer):
        return 1.0
    rest = list(longer)
    likeness = 1.0
    for word in sorted(shorter, key=len, reverse=True):
        shares = [_word_likeness(word, other) for other in rest]
        best = max(shares)
        likeness *= best
        del rest[shares.index(best)]
    likeness *= _EXTRA_WORD ** len(rest)
    return likeness * _LONE_WORD if rest and len(shorter) == 1 else likeness


def _word_likeness(one: str, other: str) -> float:
    if len(one) == 1 or len(other) == 1:
        return _INITIAL_MATCH if one[0] == other[0] else 0.0
    # A number is never a misspelling of another one: school 12 is not school 13.
    if one != other and (any(map(str.isdigit, one)) or any(map(str.isdigit, other))):
        return 0.0
    return Levenshtein.normalized_similarity(one, other)


def name_words(name: str) -> tuple[str, ...]:
    """Give the words of a name as the rules compare them: simplified Latin letters, without the legal form."""
    return _words(name)


@lru_cache(maxsize=16_384)
def _words(name: str) -> tuple[str, ...]:
    """Give the words of a name in simplified Latin letters, without the legal form when more is left."""
    folded = search_text(name).split()
    telling = [word for word in folded if word not in _LEGAL_FORMS] or folded
    return tuple(filter(None, (_simple(word) for word in telling)))


@lru_cache(maxsize=65_536)
def _simple(word: str) -> str:
    latin = latin_text(word).replace(" ", "")
    for letters, simple in _SIMPLIFY:
        latin = latin.replace(letters, simple)
    return _REPEATED.sub(r"\1", latin)


def alike_beginnings(name: str) -> list[list[str]]:
    """Give for each word of a name how words begin, in Latin letters, that the rules may call the same or alike.

    A beginning has an asterisk. A word after the first may also be an initial. Initials of the name itself say too
    little to look for.
    """
    words = [word for word in _words(name) if len(word) > 1]
    longest = max(map(len, words), default=0)
    found = []
    for place, word in enumerate(words):
        letters = _LONG_BEGINNING if len(word) == longest else _SHORT_BEGINNING
        found.append(
            [f"{beginning}*" for beginning in _beginnings(word, letters)]
            + ([word[0]] if place and word[0].isalpha() else [])
        )
    return found


@lru_cache(maxsize=1_024)
def _beginnings(word: str, letters: int) -> tuple[str, ...]:
    """Give the ways to write the first letters of a simplified word, fewer letters when there would be too many."""
    for length in range(min(letters, len(word)), 1, -1):
        parts = _LETTERS.findall(word[:length])
        choices = [(_INNER if place else _FIRST).get(part, (part,)) for place, part in enumerate(parts)]
        if prod(map(len, choices)) <= _MOST_SPELLINGS:
            written = ["".join(choice) for choice in product(*choices)]
            # Whatever begins with a longer spelling begins with the shorter one too.
            return tuple(
                text for text in written if not any(text != other and text.startswith(other) for other in written)
            )
    return (word[:2],)
