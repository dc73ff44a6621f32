"""Events and the counting of those who came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class EventType(StrEnum):
    """The forms of events that a library holds."""

    MASTER_CLASS = "master_class"
    BOOK_PRESENTATION = "book_presentation"
    LITERARY_MEETING = "literary_meeting"
    LECTURE = "lecture"
    BOOK_EXHIBITION = "book_exhibition"
    CLUB = "club"
    CONVERSATION_CLUB = "conversation_club"
    BOOK_CLUB = "book_club"
    FILM_SCREENING = "film_screening"
    PERFORMANCE = "performance"
    QUEST_OR_GAME = "quest_or_game"
    READ_ALOUD = "read_aloud"
    TRAINING = "training"
    DIGITAL_EDUCATION = "digital_education"
    ART_THERAPY = "art_therapy"
    EXCURSION = "excursion"
    FLASH_MOB = "flash_mob"
    CHARITY_FAIR = "charity_fair"
    CONTEST = "contest"
    OTHER = "other"


class Place(StrEnum):
    """Where an event is held."""

    ON_SITE = "on_site"
    ONLINE = "online"
    OFF_SITE = "off_site"


class EventStatus(StrEnum):
    """Whether an event has taken place."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class AttendanceMode(StrEnum):
    """How a participant took part."""

    ON_SITE = "on_site"
    ONLINE = "online"


class CountMethod(StrEnum):
    """How a number of participants became known."""

    COUNTED = "counted"
    REGISTERED = "registered"
    ESTIMATED = "estimated"
    IMPORTED = "imported"


class Mark(StrEnum):
    """Groups that are counted as totals of an event, never as a property of a person."""

    IDPS = "idps"
    VETERANS = "veterans"
    DISABILITIES = "disabilities"
    MILITARY = "military"


class CountCode(StrEnum):
    """What can be wrong with the counts of an event."""

    NEGATIVE = "negative"
    REPEATED = "repeated"
    MARK_ABOVE_TOTAL = "mark_above_total"
    TOTAL_DIFFERS = "total_differs"


@dataclass(frozen=True, slots=True)
class CountRow:
    """Participants of one age band and mode; `is_child` says that the band lies under 18."""

    band: str
    mode: AttendanceMode
    count: int
    is_child: bool = False
    method: CountMethod = CountMethod.COUNTED


@dataclass(frozen=True, slots=True)
class CountProblem:
    """One thing to correct: `subject` names the band, the mark or `total`; the numbers explain it."""

    code: CountCode
    subject: str
    value: int
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class CountTotals:
    """The participants of an event: everybody, by mode, and the children among them."""

    total: int
    on_site: int
    online: int
    children: int


def totals(rows: Iterable[CountRow]) -> CountTotals:
    """Add up the rows. However a number became known, it counts once; marks are never added."""
    on_site = online = children = 0
    for row in rows:
        if row.mode is AttendanceMode.ONLINE:
            online += row.count
        else:
            on_site += row.count
        children += row.count if row.is_child else 0
    return CountTotals(on_site + online, on_site, online, children)


def check_counts(rows: Iterable[CountRow], marks: Mapping[Mark, int], stated_total: int | None) -> list[CountProblem]:
    """List what is wrong with the counts; an empty list means that they agree.

    The ages must add up to the stated total when both are given. A mark may not exceed the total, but marks
    may overlap. Estimates obey the same arithmetic and are as welcome as exact counts.
    """
    known = list(rows)
    problems = [_negative(row.band, row.count) for row in known if row.count < 0]
    seen: set[tuple[str, AttendanceMode]] = set()
    for row in known:
        if (row.band, row.mode) in seen:
            problems.append(CountProblem(CountCode.REPEATED, row.band, row.count))
        seen.add((row.band, row.mode))
    summed = totals(known).total
    if stated_total is not None and stated_total < 0:
        problems.append(_negative("total", stated_total))
    if stated_total is not None and known and stated_total != summed:
        problems.append(CountProblem(CountCode.TOTAL_DIFFERS, "total", stated_total, summed))
    limit = summed if known or stated_total is None else stated_total
    for mark, count in marks.items():
        if count < 0:
            problems.append(_negative(mark, count))
        elif count > limit:
            problems.append(CountProblem(CountCode.MARK_ABOVE_TOTAL, mark, count, limit))
    return problems


def _negative(subject: str, count: int) -> CountProblem:
    return CountProblem(CountCode.NEGATIVE, subject, count)
