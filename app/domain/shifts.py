"""Shifts: the days of a series, local times as moments, how full a shift is, parts of the day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from app.domain.errors import RuleError
from app.domain.volunteers import DayPart

LONGEST_SERIES = 120
LONGEST_SPAN = timedelta(days=366)
MOST_NEEDED = 500
LATE_CANCEL = timedelta(hours=24)
_NOON, _EVENING = time(12), time(17)


class Cover(StrEnum):
    """How far the places of a shift are taken."""

    EMPTY = "empty"
    PARTLY = "partly"
    FULL = "full"


@dataclass(frozen=True)
class Series:
    """Shifts of the same hours on chosen week days (Monday is 0), from one day to another, both included."""

    first: date
    last: date
    weekdays: Collection[int]
    skip: Collection[date] = field(default_factory=frozenset)


def days_of(series: Series) -> list[date]:
    """Return the days of a series in order.

    Raises:
        RuleError: `series_backwards`, `series_too_long` (more than a year), `series_weekdays` (no week day),
            `series_empty` (no such day, or all are left out), `series_too_many`.
    """
    if series.last < series.first:
        raise RuleError("series_backwards", field="until")
    if series.last - series.first > LONGEST_SPAN:
        raise RuleError("series_too_long", field="until")
    if not series.weekdays:
        raise RuleError("series_weekdays", field="weekdays")
    span = (series.first + timedelta(days=number) for number in range((series.last - series.first).days + 1))
    days = [day for day in span if day.weekday() in series.weekdays and day not in series.skip]
    if not days:
        raise RuleError("series_empty", field="until")
    if len(days) > LONGEST_SERIES:
        raise RuleError("series_too_many", LONGEST_SERIES, field="until", count=len(days))
    return days


def shift_times(day: date, begins: time, ends: time, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the moments, in UTC, of local hours on a day, whichever time is kept on that day.

    Raises:
        RuleError: `shift_backwards`, when the shift would end before it begins.
    """
    starts_at, ends_at = (datetime.combine(day, hour, tzinfo=zone).astimezone(UTC) for hour in (begins, ends))
    if ends <= begins or ends_at <= starts_at:
        raise RuleError("shift_backwards", field="ends")
    return starts_at, ends_at


def cover_of(taken: int, needed: int) -> Cover:
    """Tell how far the places of a shift are taken."""
    if taken >= needed:
        return Cover.FULL
    return Cover.PARTLY if taken else Cover.EMPTY


def part_of_day(begins: time) -> DayPart:
    """Return the part of the day in which a shift begins."""
    if begins < _NOON:
        return DayPart.MORNING
    return DayPart.AFTERNOON if begins < _EVENING else DayPart.EVENING


def is_late(starts_at: datetime, now: datetime) -> bool:
    """Tell whether somebody who gives up a place now does it less than a day before the shift."""
    return starts_at - now < LATE_CANCEL


class Told(StrEnum):
    """What a volunteer is written to about."""

    ASSIGNED = "assigned"
    PROMOTED = "promoted"
    MOVED = "moved"
    CANCELLED = "cancelled"
    REMOVED = "removed"
    TAKEN_OVER = "taken_over"
    REMINDER = "reminder"
