"""Finding the contacts of a file among themselves and among those known already.

A pair counts as *likely* by the rules of `app.domain.matching`, or when the new one says nothing that is not
known: the same name, and no e-mail, phone, code or birth date beyond the known ones. The second rule makes
importing a file twice harmless even for lines that hold a name only. The blocking keys are a common e-mail,
phone, code, birth date and equal name: what else an import could find are names that are merely similar, and
these are left to the scan of the whole base.
A birth date is a key together with a word of the name: names that differ in every word never come near enough.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from app.domain.contacts import ContactKind
from app.domain.imports import RefusalCode
from app.domain.matching import DEFAULT_WEIGHTS, Candidate, MatchReason, MatchWeights, score

# A switchboard's number may stand in thousands of lines; equal names still meet by their own key.
_MOST_PER_KEY = 50
FULL_SCORE = 100


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
    keys = [f"{kind}:e:{email}" for email in candidate.emails]
    keys.extend(f"{kind}:p:{number}" for number in candidate.phones)
    if candidate.edrpou:
        keys.append(f"{kind}:c:{candidate.edrpou}")
    if candidate.birth_date:
        day = candidate.birth_date.isoformat()
        keys.extend({f"b:{day}+{word}" for word in key.split()})
    keys.append(f"{kind}:s:{key}")
    return keys


def compare(new: Known, known: Known, weights: MatchWeights = DEFAULT_WEIGHTS) -> tuple[RefusalCode | None, int]:
    """Say whether the new contact is likely or possibly the known one, with the points of the pair."""
    if _adds_nothing(new, known):
        return RefusalCode.LIKELY_DUPLICATE, FULL_SCORE
    if not _share(new.candidate, known.candidate):
        return _namesakes(new, known, weights)
    result = score(new.candidate, known.candidate, weights)
    if result.is_likely:
        return RefusalCode.LIKELY_DUPLICATE, result.score
    if result.is_possible and MatchReason.SAME_NAME in result.reasons:
        return RefusalCode.POSSIBLE_DUPLICATE, result.score
    return None, result.score


def _share(one: Candidate, other: Candidate) -> bool:
    return bool(
        one.emails & other.emails
        or one.phones & other.phones
        or (one.edrpou and one.edrpou == other.edrpou)
        or (one.birth_date and one.birth_date == other.birth_date)
    )


def _namesakes(new: Known, known: Known, weights: MatchWeights) -> tuple[RefusalCode | None, int]:
    """Judge a pair that has nothing but a name in common; scoring the many namesakes of a town takes too long."""
    one, other = new.candidate, known.candidate
    contradict = (one.edrpou and other.edrpou) or (one.birth_date and other.birth_date)
    if new.sort_key != known.sort_key or contradict or weights.name < weights.possible:
        return None, 0
    is_likely = weights.name >= weights.likely
    return RefusalCode.LIKELY_DUPLICATE if is_likely else RefusalCode.POSSIBLE_DUPLICATE, weights.name


def _adds_nothing(new: Known, known: Known) -> bool:
    one, other = new.candidate, known.candidate
    return (
        new.sort_key == known.sort_key
        and one.emails <= other.emails
        and one.phones <= other.phones
        and one.edrpou in (None, other.edrpou)
        and one.birth_date in (None, other.birth_date)
    )


@dataclass(slots=True)
class DuplicateIndex:
    """Contacts by their blocking keys, compared by the weights of the institution."""

    weights: MatchWeights = DEFAULT_WEIGHTS
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
                code, points = compare(new, known, self.weights)
                if code is not None and (best is None or _rank(code, points) > _rank(best.code, best.score)):
                    best = Duplicate(known, code, points)
                    if points == FULL_SCORE:
                        return best
        return best


def _rank(code: RefusalCode, points: int) -> tuple[bool, int]:
    return code is RefusalCode.LIKELY_DUPLICATE, points
