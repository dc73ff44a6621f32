"""When an event is, and how a tally over months is shared out."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import RuleError
from app.domain.event_times import event_times, has_time, share_within
from app.domain.periods import Period

KYIV = ZoneInfo("Europe/Kyiv")
DAY = date(2026, 7, 1)


def test_local_hours_become_moments_in_utc() -> None:
    times = event_times(DAY, time(18, 30), None, time(20), KYIV)
    assert times.starts_at == datetime(2026, 7, 1, 15, 30, tzinfo=UTC)
    assert times.ends_at == datetime(2026, 7, 1, 17, 0, tzinfo=UTC)
    assert (times.starts_on, times.ends_before) == (DAY, date(2026, 7, 2))


def test_an_event_without_an_hour_has_no_time_to_show() -> None:
    times = event_times(DAY, None, date(2026, 7, 5), None, KYIV)
    assert not has_time(times.starts_at, KYIV)
    assert (times.ends_before, times.ends_at) == (date(2026, 7, 6), None)


@pytest.mark.parametrize(
    ("start", "last_day", "end", "code", "field"),
    [
        (time(18), None, time(17), "ends_before_start", "end_time"),
        (time(18), None, time(18), "ends_before_start", "end_time"),
        (None, date(2026, 6, 30), None, "ends_before_start", "ends_on"),
        (None, None, time(17), "start_time_missing", "start_time"),
    ],
)
def test_times_out_of_order_name_the_field(
    start: time | None, last_day: date | None, end: time | None, code: str, field: str
) -> None:
    with pytest.raises(RuleError) as refused:
        event_times(DAY, start, last_day, end, KYIV)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_quarter_gives_each_month_its_days() -> None:
    quarter = Period(date(2026, 1, 1), date(2026, 4, 1))
    assert share_within(quarter, 90, Period(date(2026, 2, 1), date(2026, 3, 1))) == 28
    assert share_within(quarter, 90, Period(date(2025, 1, 1), date(2026, 1, 1))) == 0
    assert share_within(quarter, 90, Period(date(2025, 1, 1), date(2027, 1, 1))) == 90


DAYS = st.dates(date(2020, 1, 1), date(2027, 12, 31))


@given(DAYS, st.integers(1, 900), st.integers(0, 10_000), st.lists(DAYS, max_size=6))
def test_shares_of_any_cut_add_up_to_the_whole(start: date, days: int, total: int, cuts: list[date]) -> None:
    whole = Period(start, start + timedelta(days=days))
    edges = sorted({whole.start, whole.end, *(cut for cut in cuts if whole.contains(cut))})
    shares = [share_within(whole, total, Period(a, b)) for a, b in pairwise(edges)]
    assert sum(shares) == total
    assert all(share >= 0 for share in shares)
