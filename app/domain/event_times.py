"""When an event takes place, and which part of a tally over months falls into a period."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from app.domain.errors import RuleError
from app.domain.money import apportion
from app.domain.periods import Period, spread_over_months


@dataclass(frozen=True, slots=True)
class EventTimes:
    """The local days `[starts_on, ends_before)` of an event and its moments in UTC."""

    starts_on: date
    ends_before: date
    starts_at: datetime
    ends_at: datetime | None


def event_times(
    starts_on: date, start_time: time | None, ends_on: date | None, end_time: time | None, zone: tzinfo
) -> EventTimes:
    """Put together what a person typed, in the time zone of the institution.

    Without a time the event begins at midnight, which `has_time` reads as «the hour is not stated».
    Raises `RuleError`: `start_time_missing`, `ends_before_start`.
    """
    if end_time is not None and start_time is None:
        raise RuleError("start_time_missing", field="start_time")
    last_day = ends_on or starts_on
    starts_at = datetime.combine(starts_on, start_time or time.min, tzinfo=zone).astimezone(UTC)
    ends_at = None
    if end_time is not None:
        ends_at = datetime.combine(last_day, end_time, tzinfo=zone).astimezone(UTC)
    if last_day < starts_on or (ends_at is not None and ends_at <= starts_at):
        raise RuleError("ends_before_start", field="ends_on" if last_day < starts_on else "end_time")
    return EventTimes(starts_on, last_day + timedelta(days=1), starts_at, ends_at)


def has_time(starts_at: datetime | None, zone: tzinfo) -> bool:
    """Tell whether the hour of the beginning is known; midnight stands for «not stated»."""
    return starts_at is not None and starts_at.astimezone(zone).time() != time.min


def share_within(whole: Period, total: int, part: Period) -> int:
    """Give the share of a tally over `whole` that falls into `part`; see `shares_by_month`."""
    return sum(share for _month, share in shares_by_month(whole, total, part))


def shares_by_month(whole: Period, total: int, part: Period) -> list[tuple[date, int]]:
    """Give the shares of a tally over `whole` that fall into `part`, by the first day of the month.

    The tally is first spread over its months, then inside a month by days, so that the shares of periods
    which cover `whole` without overlapping add up to `total` exactly.
    """
    months = [(whole, total)] if _same_month(whole) else spread_over_months(whole, total)
    return [
        (piece.start.replace(day=1), _until(piece, amount, part.end) - _until(piece, amount, part.start))
        for piece, amount in months
        if piece.overlaps(part)
    ]


def _same_month(period: Period) -> bool:
    last = period.last_day
    return (period.start.year, period.start.month) == (last.year, last.month)


def _until(piece: Period, amount: int, day: date) -> int:
    """Give the part of a month's amount that lies before a day."""
    if day <= piece.start:
        return 0
    if day >= piece.end:
        return amount
    days = (day - piece.start).days
    return apportion(amount, [days, piece.days - days])[0]
