"""Finding the same person or organisation entered twice, whatever script its name is written in.

Records are compared only when they share a blocking key, so that a new name meets a few dozen others and not
the whole table.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from app.domain.text import latin_text, search_text

LIKELY = 75
POSSIBLE = 40

_NAME_FLOOR = 0.6
_INITIAL_MATCH = 0.92
_EXTRA_WORD = 0.97
_LONE_WORD = 0.8
_SIMPLIFY: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"kh|g"), "h"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"w"), "v"),
    (re.compile(r"[yj]"), "i"),
    (re.compile(r"(\w)\1+"), r"\1"),
)
_LEGAL_FORMS = frozenset(
    search_text(
        "ГО БО БФ БФО ТОВ ТзОВ ТДВ ПП ПАТ ПрАТ АТ ФОП КП КЗ КУ КНП ДП ДУ ДЗ ОСББ спілка товариство "
        "громадська організація благодійний благодійна фонд комунальний комунальна заклад "
        "установа підприємство NGO LLC LTD Inc GmbH foundation fund charity organisation organization"
    ).split()
)
_QUOTES = re.compile(r"[«»„“”\"]")


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


@dataclass(frozen=True, slots=True)
class MatchWeights:
    """How many of a hundred points each agreement gives and each contradiction takes."""

    name: int = 60
    email: int = 40
    phone: int = 30
    edrpou: int = 85
    birth_date: int = 25
    edrpou_conflict: int = 50
    birth_date_conflict: int = 40


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
    """The points of a pair, 0 to 100, and what they were given for."""

    score: int
    reasons: tuple[MatchReason, ...]

    @property
    def is_likely(self) -> bool:
        """Tell whether the two are most probably one."""
        return self.score >= LIKELY

    @property
    def is_possible(self) -> bool:
        """Tell whether a person should look at the two."""
        return self.score >= POSSIBLE


def blocking_keys(
    name: str,
    emails: Collection[str] = (),
    phones: Collection[str] = (),
    edrpou: str | None = None,
    birth_date: date | None = None,
) -> set[str]:
    """Give short keys; two records are worth comparing when they share one.

    A name gives keys from the beginnings of its words in either order, a single word and an organisation also
    one from the first word.
    """
    keys = {f"e:{email}" for email in emails} | {f"p:{phone}" for phone in phones}
    if edrpou:
        keys.add(f"c:{edrpou}")
    words = _words(name)
    for other in words[1:3]:
        keys.add(f"n:{words[0][:4]}+{other[0]}")
        keys.add(f"n:{other[:4]}+{words[0][0]}")
    if words and (len(words) == 1 or _is_organisation(name)):
        keys.add(f"w:{words[0][:6]}")
    if birth_date and words:
        keys.update(f"b:{birth_date.isoformat()}+{word[0]}" for word in words[:2])
    return keys


def score(first: Candidate, second: Candidate, weights: MatchWeights | None = None) -> MatchResult:
    """Compare two records; the answer is the same whichever comes first."""
    points = weights or MatchWeights()
    total = 0.0
    reasons: list[MatchReason] = []
    likeness = name_likeness(first.name, second.name)
    if likeness > _NAME_FLOOR:
        total += points.name * (likeness - _NAME_FLOOR) / (1 - _NAME_FLOOR)
        reasons.append(MatchReason.SAME_NAME if likeness == 1 else MatchReason.SIMILAR_NAME)
    if first.emails & second.emails:
        total += points.email
        reasons.append(MatchReason.SAME_EMAIL)
    if first.phones & second.phones:
        total += points.phone
        reasons.append(MatchReason.SAME_PHONE)
    if first.edrpou and second.edrpou:
        same = first.edrpou == second.edrpou
        total += points.edrpou if same else -points.edrpou_conflict
        reasons.append(MatchReason.SAME_EDRPOU if same else MatchReason.DIFFERENT_EDRPOU)
    if first.birth_date and second.birth_date:
        same = first.birth_date == second.birth_date
        # A shared birthday says something only about people of the same or a similar name.
        total += (points.birth_date if likeness > _NAME_FLOOR else 0) if same else -points.birth_date_conflict
        reasons.append(MatchReason.SAME_BIRTH_DATE if same else MatchReason.DIFFERENT_BIRTH_DATE)
    return MatchResult(max(0, min(100, round(total))), tuple(reasons))


def name_likeness(first: str, second: str) -> float:
    """Give the likeness of two names, 0 to 1.

    Word order, script and legal form do not matter, and an initial stands for a name.
    """
    shorter, longer = sorted((_words(first), _words(second)), key=lambda words: (len(words), words))
    if not shorter:
        return 0.0
    if sorted(shorter) == sorted(longer):
        return 1.0
    rest = list(longer)
    likeness = 1.0
    for word in sorted(shorter, key=len, reverse=True):
        best = max(rest, key=lambda other: _word_likeness(word, other))
        likeness *= _word_likeness(word, best)
        rest.remove(best)
    likeness *= _EXTRA_WORD ** len(rest)
    return likeness * _LONE_WORD if rest and len(shorter) == 1 else likeness


def _word_likeness(one: str, other: str) -> float:
    if len(one) == 1 or len(other) == 1:
        return _INITIAL_MATCH if one[0] == other[0] else 0.0
    return Levenshtein.normalized_similarity(one, other)


@lru_cache(maxsize=16_384)
def _words(name: str) -> tuple[str, ...]:
    """Give the words of a name in simplified Latin letters, without the legal form when more is left."""
    folded = search_text(name).split()
    telling = [word for word in folded if word not in _LEGAL_FORMS] or folded
    return tuple(filter(None, (_simple(word) for word in telling)))


@lru_cache(maxsize=65_536)
def _simple(word: str) -> str:
    latin = latin_text(word).replace(" ", "")
    for pattern, replacement in _SIMPLIFY:
        latin = pattern.sub(replacement, latin)
    return latin


def _is_organisation(name: str) -> bool:
    return bool(_QUOTES.search(name)) or any(word in _LEGAL_FORMS for word in search_text(name).split())
