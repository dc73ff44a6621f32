"""Periods as people and addresses write them: 2026, 2026-q3, 2026-11, 2026-01-01..2026-03-31."""

import re
from datetime import date, timedelta

from app.domain.periods import InvalidPeriod, Period, month, quarter, year

YEAR = re.compile(r"\d{4}")
QUARTER = re.compile(r"(\d{4})-[qQ]([1-4])")
MONTH = re.compile(r"(\d{4})-(\d{2})")


def parse_period(text: str) -> Period:
    """Return the half-open period; the last day of a range is included in it.

    Raises:
        InvalidPeriod: the text is none of the four forms or its dates do not exist.
    """
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
    first, last = period.start, period.end - timedelta(days=1)
    for candidate in (f"{first.year}", f"{first.year}-q{(first.month + 2) // 3}", f"{first:%Y-%m}"):
        if parse_period(candidate) == period:
            return candidate
    return f"{first.isoformat()}..{last.isoformat()}"
