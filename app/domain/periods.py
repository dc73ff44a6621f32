"""Stretches of time: half-open, in whole days of the institution's calendar."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal, localcontext

from app.domain.errors import RuleError
from app.domain.money import apportion

_TENTH = Decimal("0.1")
_INTERVAL = re.compile(
    r"(?P<start>[0-9]{4}-[0-9]{2}-[0-9]{2})/"
    r"P(?=[0-9])(?:(?P<years>[0-9]{1,4})Y)?(?:(?P<months>[0-9]{1,5})M)?"
    r"(?:(?P<weeks>[0-9]{1,5})W)?(?:(?P<days>[0-9]{1,6})D)?"
)


class InvalidPeriod(RuleError):
    """A stretch of time that cannot be: codes `empty_period`, `not_an_interval`, `period_out_of_range`."""


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """The days from `start` up to, and without, `end`. Raises `InvalidPeriod` when there is none."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise InvalidPeriod("empty_period", f"{self.start}..{self.end}")

    @property
    def last_day(self) -> date:
        """The last day inside the period, the one to show to people."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.end - self.start).days

    def contains(self, day: date) -> bool:
        """Tell whether the day lies in the period."""
        return self.start <= day < self.end

    def overlaps(self, other: Period) -> bool:
        """Tell whether the two periods share a day."""
        return self.start < other.end and other.start < self.end

    def months(self) -> list[Period]:
        """Cut the period at every first of the month; the first and the last piece may be part months."""
        pieces = []
        start = self.start
        while start < self.end:
            until = min(add_months(start.replace(day=1), 1), self.end)
            pieces.append(Period(start, until))
            start = until
        return pieces


def add_months(day: date, count: int) -> date:
    """Move a date by calendar months; the 31st becomes the last day of a shorter month.

    Raises `InvalidPeriod` beyond the calendar (years 1 to 9999).
    """
    year, zero_month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not 1 <= year <= 9999:
        raise InvalidPeriod("period_out_of_range", f"{day} {count:+d} months")
    return date(year, zero_month + 1, min(day.day, calendar.monthrange(year, zero_month + 1)[1]))


def month(year_number: int, month_number: int) -> Period:
    """Give a calendar month; raises `InvalidPeriod` when the calendar has none such."""
    return _months_from(year_number, month_number, 1)


def quarter(year_number: int, quarter_number: int) -> Period:
    """Give a calendar quarter, 1 to 4; raises `InvalidPeriod` otherwise."""
    if not 1 <= quarter_number <= 4:
        raise InvalidPeriod("period_out_of_range", f"quarter {quarter_number}")
    return _months_from(year_number, quarter_number * 3 - 2, 3)


def year(year_number: int) -> Period:
    """Give a calendar year; raises `InvalidPeriod` when the calendar has none such."""
    return _months_from(year_number, 1, 12)


def last_months(count: int, today: date) -> Period:
    """Give `count` whole calendar months, of which the last is the month of `today`."""
    if count < 1:
        raise InvalidPeriod("empty_period", f"{count} months")
    end = add_months(today.replace(day=1), 1)
    return Period(add_months(end, -count), end)


def parse_iso_interval(text: str) -> Period:
    """Read an ISO 8601 start and duration in years, months, weeks and days: «2023-04-01/P3M».

    Raises `InvalidPeriod`.
    """
    found = _INTERVAL.fullmatch(text.strip())
    if found is None:
        raise InvalidPeriod("not_an_interval", text[:40])
    try:
        start = date.fromisoformat(found["start"])
    except ValueError as error:
        raise InvalidPeriod("not_an_interval", text[:40]) from error
    after_months = add_months(start, int(found["years"] or 0) * 12 + int(found["months"] or 0))
    try:
        end = after_months + timedelta(days=int(found["weeks"] or 0) * 7 + int(found["days"] or 0))
    except OverflowError as error:
        raise InvalidPeriod("period_out_of_range", text[:40]) from error
    return Period(start, end)


def spread_over_months(period: Period, total: int) -> list[tuple[Period, int]]:
    """Share a whole number over the months of a period by their days; the shares add up to it exactly."""
    pieces = period.months()
    return list(zip(pieces, apportion(total, [piece.days for piece in pieces]), strict=True))


def growth_percent(current: int | Decimal, previous: int | Decimal) -> Decimal | None:
    """Give (current − previous) ÷ previous × 100 to one decimal.

    There is no growth from nothing: when the earlier value is not positive the answer is None.
    """
    if previous <= 0:
        return None
    with localcontext(prec=60):
        growth = (Decimal(current) - Decimal(previous)) / Decimal(previous) * 100
        return growth.quantize(_TENTH, rounding=ROUND_HALF_UP)


def local_day_bounds(period: Period, tz: tzinfo) -> tuple[datetime, datetime]:
    """Give the UTC moments at which the period's days begin and end in the given time zone."""
    start = datetime.combine(period.start, time.min, tzinfo=tz)
    end = datetime.combine(period.end, time.min, tzinfo=tz)
    return start.astimezone(UTC), end.astimezone(UTC)


def _months_from(year_number: int, month_number: int, count: int) -> Period:
    try:
        start = date(year_number, month_number, 1)
    except ValueError as error:
        raise InvalidPeriod("period_out_of_range", f"{year_number}-{month_number}") from error
    return Period(start, add_months(start, count))
