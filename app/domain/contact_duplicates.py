"""Finding the contacts of a file among themselves and among those known already.

A pair counts as *likely* by the rules of `app.domain.matching`, or when the new one says nothing that is not
known: the same name, and no e-mail, phone, code or birth date beyond the known ones. The second rule makes
importing a file twice harmless even for lines that hold a name only. Of the likely pairs none can lack a
common e-mail, phone, code, birth date and equal name at once, because a name alone gives at most 60 points;
so these five are the blocking keys, and the beginnings of names, which would meet far more pairs, are not.
A birth date is a key together with the first letter of a word of the name.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from app.domain.contacts import ContactKind
from app.domain.imports import RefusalCode
from app.domain.matching import Candidate, MatchReason, blocking_keys, score
from app.domain.text import sort_key

# A switchboard's number may stand in thousands of lines; equal names still meet by their own key.
_MOST_PER_KEY = 50


@dataclass(frozen=True, slots=True)
class Known:
    """A contact to compare with: in the database when `contact_id` is given, else in a line of the file."""

    kind: ContactKind
    sort_key: str
    candidate: Candidate
    contact_id: int | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Duplicate:
    """What a line looks like, and how sure that is."""

    known: Known
    code: RefusalCode
    score: int


def same_keys(kind: ContactKind, key: str, candidate: Candidate) -> list[str]:
    """Give the blocking keys of a contact; `key` is the sort key of its name."""
    strong = blocking_keys("", candidate.emails, candidate.phones, candidate.edrpou)
    keys = [f"{kind}:{item}" for item in strong]
    if candidate.birth_date:
        day = candidate.birth_date.isoformat()
        keys.extend({f"b:{day}+{word[0]}" for word in key.split()[:2]})
    keys.append(f"{kind}:s:{key}")
    return keys


def compare(new: Candidate, known: Candidate) -> tuple[RefusalCode | None, int]:
    """Say whether the new contact is likely or possibly the known one, with the points of the pair."""
    result = score(new, known)
    if result.is_likely or _adds_nothing(new, known):
        return RefusalCode.LIKELY_DUPLICATE, result.score
    if result.is_possible and MatchReason.SAME_NAME in result.reasons:
        return RefusalCode.POSSIBLE_DUPLICATE, result.score
    return None, result.score


def _adds_nothing(new: Candidate, known: Candidate) -> bool:
    return (
        new.emails <= known.emails
        and new.phones <= known.phones
        and new.edrpou in (None, known.edrpou)
        and new.birth_date in (None, known.birth_date)
        and sort_key(new.name) == sort_key(known.name)
    )


@dataclass(slots=True)
class DuplicateIndex:
    """Contacts by their blocking keys."""

    _by_key: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))

    def add(self, known: Known) -> None:
        """Remember a contact."""
        for key in same_keys(known.kind, known.sort_key, known.candidate):
            bucket = self._by_key[key]
            if len(bucket) < _MOST_PER_KEY:
                bucket.append(known)

    def find(self, new: Known) -> Duplicate | None:
        """Return the contact that the new one most probably is, a likely one before a possible one."""
        best: Duplicate | None = None
        seen: set[int] = set()
        for key in same_keys(new.kind, new.sort_key, new.candidate):
            for known in self._by_key.get(key, ()):
                if id(known) in seen or known.kind is not new.kind:
                    continue
                seen.add(id(known))
                code, points = compare(new.candidate, known.candidate)
                if code is not None and (best is None or _rank(code, points) > _rank(best.code, best.score)):
                    best = Duplicate(known, code, points)
        return best


def _rank(code: RefusalCode, points: int) -> tuple[bool, int]:
    return code is RefusalCode.LIKELY_DUPLICATE, points
