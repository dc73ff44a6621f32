"""Periods as people and addresses write them: 2026, 2026-q3, 2026-11, 2026-01-01..2026-03-31."""

import re
from datetime import date, timedelta

from app.domain.periods import InvalidPeriod, Period, month, quarter, year

YEAR = re.compile(r"\d{4}")
QUARTER = re.compile(r"(\d{4})-[qQ]([1-4])")
MONTH = re.compile(r"(\d{4})-(\d{2})")
# Time zones, comparisons with the year before and days of grace reach back from a day that somebody asks for.
EARLIEST = date(1000, 1, 1)


def parse_period(text: str) -> Period:
    """Return the half-open period; the last day of a range is included in it.

    Raises:
        InvalidPeriod: the text is none of the four forms, its dates do not exist, or nobody keeps records of them.
    """
    found = _read(text)
    if found.start < EARLIEST:
        raise InvalidPeriod("bad_period", text[:40])
    return found


def _read(text: str) -> Period:
    try:
        if YEAR.fullmatch(text):
            return year(int(text))
        if found := QUARTER.fullmatch(text):
            return quarter(int(found[1]), int(found[2]))
        if found := MONTH.fullmatch(text):
            return month(int(found[1]), int(found[2]))
        first, _, last = text.partition("..")
        return Period(date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1))
    except (ValueError, OverflowError) as error:
        raise InvalidPeriod("bad_period", text[:40]) from error


def period_text(period: Period) -> str:
    """Return the shortest form that `parse_period` reads back as the same period."""
    start, end = period.start, period.end
    if start.day == end.day == 1:
        months = (end.year - start.year) * 12 + end.month - start.month
        if months == 12 and start.month == 1:
            return start.isoformat()[:4]
        if months == 3 and start.month % 3 == 1:
            return f"{start.isoformat()[:4]}-q{(start.month + 2) // 3}"
        if months == 1:
            return start.isoformat()[:7]
    return f"{start.isoformat()}..{period.last_day.isoformat()}"
