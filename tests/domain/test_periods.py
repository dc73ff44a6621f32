"""Periods are half-open, whole-day and never lose a participant when they are cut."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.periods import (
    InvalidPeriod,
    Period,
    add_months,
    growth_percent,
    last_months,
    local_day_bounds,
    month,
    parse_iso_interval,
    quarter,
    spread_over_months,
    year,
)

days = st.dates(date(2019, 1, 1), date(2029, 12, 31))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start, end = sorted(draw(st.lists(days, min_size=2, max_size=2, unique=True)))
    return Period(start, end)


def test_a_period_has_its_first_day_and_not_its_end() -> None:
    spring = quarter(2026, 2)
    assert spring.contains(date(2026, 4, 1))
    assert not spring.contains(date(2026, 7, 1))
    assert (spring.last_day, spring.days) == (date(2026, 6, 30), 91)


def test_a_period_without_days_cannot_be() -> None:
    for end in (date(2026, 1, 1), date(2025, 12, 31)):
        with pytest.raises(InvalidPeriod) as refusal:
            Period(date(2026, 1, 1), end)
        assert refusal.value.code == "empty_period"


def test_neighbours_do_not_overlap() -> None:
    assert not month(2026, 1).overlaps(month(2026, 2))
    assert month(2026, 1).overlaps(year(2026))


def test_calendar_periods() -> None:
    assert month(2024, 2) == Period(date(2024, 2, 1), date(2024, 3, 1))
    assert quarter(2026, 4) == Period(date(2026, 10, 1), date(2027, 1, 1))
    assert year(2026) == Period(date(2026, 1, 1), date(2027, 1, 1))
    assert last_months(12, date(2026, 11, 22)) == Period(date(2025, 12, 1), date(2026, 12, 1))


def test_the_calendar_has_limits() -> None:
    for impossible in (
        lambda: month(2026, 13),
        lambda: quarter(2026, 5),
        lambda: year(9999),
        lambda: year(0),
        lambda: last_months(0, date(2026, 1, 1)),
    ):
        with pytest.raises(InvalidPeriod):
            impossible()


def test_adding_a_month_to_the_31st_gives_the_last_day() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2024, 2, 29), -12) == date(2023, 2, 28)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2023-04-01/P1M", date(2023, 5, 1)),
        ("2023-04-01/P3M", date(2023, 7, 1)),
        ("2023-04-01/P1Y", date(2024, 4, 1)),
        ("2023-04-01/P1Y6M", date(2024, 10, 1)),
        ("2023-04-01/P2W", date(2023, 4, 15)),
        (" 2023-04-01/P10D ", date(2023, 4, 11)),
    ],
)
def test_iso_intervals_are_read(text: str, end: date) -> None:
    assert parse_iso_interval(text) == Period(date(2023, 4, 1), end)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_an_interval"), ("2023-04-01", "not_an_interval"), ("2023-04-01/P", "not_an_interval"),
        ("2023-02-30/P1M", "not_an_interval"), ("2023-04-01/PT1H", "not_an_interval"),
        ("2023-04-01/P3M extra", "not_an_interval"), ("2023-04-01/P0M", "empty_period"),
        ("2023-04-01/P9999Y", "period_out_of_range"), ("9999-12-01/P999999D", "period_out_of_range"),
    ],
)  # fmt: skip
def test_other_texts_are_no_intervals(text: str, code: str) -> None:
    with pytest.raises(InvalidPeriod) as refusal:
        parse_iso_interval(text)
    assert refusal.value.code == code


@given(periods())
def test_months_cover_the_period_without_gap_or_overlap(period: Period) -> None:
    pieces = period.months()
    assert (pieces[0].start, pieces[-1].end) == (period.start, period.end)
    assert all(one.end == other.start for one, other in pairwise(pieces))
    assert all(piece.start.month == piece.last_day.month for piece in pieces)


@given(periods(), st.integers(0, 10**7))
def test_spreading_over_months_keeps_the_sum(period: Period, total: int) -> None:
    shares = spread_over_months(period, total)
    assert sum(share for _, share in shares) == total
    assert [piece for piece, _ in shares] == period.months()


def test_a_quarter_is_spread_by_the_days_of_its_months() -> None:
    assert [share for _, share in spread_over_months(parse_iso_interval("2023-04-01/P3M"), 91)] == [
        30,
        31,
        30,
    ]


def test_growth_from_nothing_is_unknown() -> None:
    assert growth_percent(50, 0) is None
    assert growth_percent(50, -3) is None


def test_growth_is_told_to_one_decimal() -> None:
    assert growth_percent(4, 3) == Decimal("33.3")
    assert growth_percent(Decimal("0"), Decimal("10")) == Decimal("-100.0")
    assert growth_percent(1, 1) == 0


def test_a_day_in_lutsk_begins_before_midnight_utc() -> None:
    kyiv = ZoneInfo("Europe/Kyiv")
    march = local_day_bounds(month(2026, 3), kyiv)
    assert march == (datetime(2026, 2, 28, 22, tzinfo=UTC), datetime(2026, 3, 31, 21, tzinfo=UTC))
