"""Whether a volunteer may have a place in a shift, and who fits best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.volunteer_documents import DocumentFacts, missed
from app.domain.volunteers import MIN_AGE, VolunteerStatus, age_on, needs_guardian, too_young

MOST_MINUTES_A_DAY = 8 * 60


class Objection(StrEnum):
    """What speaks against giving a volunteer a place in a shift."""

    UNDER_AGE = "under_age"
    NO_GUARDIAN = "no_guardian"
    ARCHIVED = "archived"
    NOT_ACTIVE = "not_active"
    TOO_YOUNG = "too_young"
    AGE_UNKNOWN = "age_unknown"
    NOT_BRIEFED = "not_briefed"
    DOCUMENT_EXPIRED = "document_expired"
    CLASH = "clash"
    TOO_LONG_DAY = "too_long_day"


_GRAVITY = {objection: place for place, objection in enumerate(Objection)}
# The law and the library's own archive decide these; nobody may allow them.
NEVER = frozenset({Objection.UNDER_AGE, Objection.NO_GUARDIAN, Objection.ARCHIVED})


@dataclass(frozen=True)
class Slot:
    """When somebody works: moments, and the local day that they begin on."""

    starts_at: datetime
    ends_at: datetime
    day: date

    @property
    def minutes(self) -> int:
        """Return how long it takes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    def overlaps(self, other: Slot) -> bool:
        """Tell whether the two share any time; one that begins as the other ends does not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class Candidate:
    """What the checks need to know of a volunteer."""

    status: VolunteerStatus
    archived: bool = False
    birth_date: date | None = None
    has_guardian: bool = False
    briefed_on: date | None = None
    left_on: date | None = None
    documents: Sequence[DocumentFacts] = ()


def objections(candidate: Candidate, slot: Slot, min_age: int, others: Iterable[Slot]) -> list[Objection]:
    """List what speaks against a place, the gravest first; an empty list means that nothing does.

    Args:
        min_age: the least age that the work asks for.
        others: the shifts in which the volunteer has a place already, without this one.
    """
    found = [*_about_age(candidate, slot.day, min_age)]
    if candidate.archived:
        found.append(Objection.ARCHIVED)
    has_left = candidate.left_on is not None and candidate.left_on < slot.day
    if candidate.status is not VolunteerStatus.ACTIVE or has_left:
        found.append(Objection.NOT_ACTIVE)
    if candidate.briefed_on is None or candidate.briefed_on > slot.day:
        found.append(Objection.NOT_BRIEFED)
    if missed(candidate.documents, slot.day):
        found.append(Objection.DOCUMENT_EXPIRED)
    others = list(others)
    if any(slot.overlaps(other) for other in others):
        found.append(Objection.CLASH)
    same_day = sum(other.minutes for other in others if other.day == slot.day)
    if same_day + slot.minutes > MOST_MINUTES_A_DAY:
        found.append(Objection.TOO_LONG_DAY)
    return sorted(found, key=_GRAVITY.__getitem__)


def _about_age(candidate: Candidate, day: date, min_age: int) -> Iterable[Objection]:
    born = candidate.birth_date
    if born is None:
        if min_age > MIN_AGE:
            yield Objection.AGE_UNKNOWN
        return
    if too_young(born, day):
        yield Objection.UNDER_AGE
    elif age_on(born, day) < min_age:
        yield Objection.TOO_YOUNG
    if needs_guardian(born, day) and not candidate.has_guardian:
        yield Objection.NO_GUARDIAN


class Merit(StrEnum):
    """Why a volunteer suits a shift."""

    SAME_BRANCH = "same_branch"
    SKILLS = "skills"
    FREE_THEN = "free_then"
    KNOWS_THE_WORK = "knows_the_work"


@dataclass(frozen=True)
class Fit:
    """How well a volunteer suits a shift: a score, and the reasons for it."""

    score: int
    merits: tuple[Merit, ...]


def fit(
    *,
    same_branch: bool,
    skills_matched: int,
    is_free: bool,
    times_before: int,
    minutes_this_month: int,
) -> Fit:
    """Weigh how well a volunteer suits a shift.

    Own branch counts 4, each skill that the work asks for 3, free time then 3, having done the work before 2. Each
    four hours given this month take 1 away, so that the same few people do not carry everything.
    """
    merits = []
    score = 0
    for holds, merit, worth in (
        (same_branch, Merit.SAME_BRANCH, 4),
        (skills_matched > 0, Merit.SKILLS, 3 * skills_matched),
        (is_free, Merit.FREE_THEN, 3),
        (times_before > 0, Merit.KNOWS_THE_WORK, 2),
    ):
        if holds:
            merits.append(merit)
            score += worth
    return Fit(score - minutes_this_month // 240, tuple(merits))


def overridable(found: Sequence[Objection]) -> bool:
    """Tell whether somebody with the right to it may give the place in spite of what speaks against it."""
    return bool(found) and not NEVER & set(found)
