"""Shifts: the days of a series, hours by the local clock, and who may have a place."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.assignments import Candidate, Merit, Objection, Slot, fit, objections, overridable
from app.domain.errors import RuleError
from app.domain.shifts import Cover, Series, cover_of, days_of, is_late, part_of_day, shift_times
from app.domain.volunteers import DayPart, VolunteerStatus

KYIV = ZoneInfo("Europe/Kyiv")
DAY = date(2026, 3, 2)
MOMENTS = st.integers(0, 100_000).map(lambda minutes: datetime(2026, 3, 2, tzinfo=UTC) + timedelta(minutes=minutes))


def slot(begins: int, ends: int, day: date = DAY) -> Slot:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Slot(start + timedelta(hours=begins), start + timedelta(hours=ends), day)


def adult(**fields: object) -> Candidate:
    values: dict[str, object] = {"status": VolunteerStatus.ACTIVE, "briefed_on": DAY, "birth_date": date(1990, 1, 1)}
    return Candidate(**{**values, **fields})  # type: ignore[arg-type]


def test_a_series_has_the_chosen_days_and_leaves_out_the_others() -> None:
    series = Series(date(2026, 3, 2), date(2026, 3, 15), {0, 5}, {date(2026, 3, 7)})
    assert days_of(series) == [date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 14)]


@pytest.mark.parametrize(
    ("last", "weekdays", "skip", "code"),
    [
        (date(2026, 3, 1), {0}, (), "series_backwards"),
        (date(2027, 6, 1), {0}, (), "series_too_long"),
        (date(2026, 3, 9), set(), (), "series_weekdays"),
        (date(2026, 3, 4), {5}, (), "series_empty"),
        (date(2026, 3, 3), {0}, (DAY,), "series_empty"),
        (date(2026, 12, 31), set(range(7)), (), "series_too_many"),
    ],
)
def test_a_series_that_cannot_be_is_refused(last: date, weekdays: set[int], skip: tuple[date, ...], code: str) -> None:
    with pytest.raises(RuleError) as refused:
        days_of(Series(DAY, last, weekdays, skip))
    assert refused.value.code == code


@given(st.integers(0, 300), st.integers(1, 60), st.sets(st.integers(0, 6), min_size=1))
def test_every_day_of_a_series_is_a_chosen_day_in_order(offset: int, length: int, weekdays: set[int]) -> None:
    first = DAY + timedelta(days=offset)
    try:
        days = days_of(Series(first, first + timedelta(days=length), weekdays))
    except RuleError as error:
        assert error.code == "series_empty"
        return
    assert days == sorted(set(days))
    assert {day.weekday() for day in days} <= weekdays


def test_hours_stay_by_the_clock_when_summer_time_begins_and_ends() -> None:
    for day, utc_hour in ((date(2026, 3, 28), 8), (date(2026, 3, 29), 7), (date(2026, 10, 25), 8)):
        starts_at, ends_at = shift_times(day, time(10), time(13), KYIV)
        assert (starts_at.hour, ends_at - starts_at) == (utc_hour, timedelta(hours=3))
        assert starts_at.astimezone(KYIV).time() == time(10)


@pytest.mark.parametrize(("begins", "ends"), [(time(10), time(10)), (time(10), time(9)), (time(3, 10), time(4, 5))])
def test_a_shift_ends_after_it_begins(begins: time, ends: time) -> None:
    # Between 3 and 4 o'clock of 29 March there is no time: the third would end before it begins.
    with pytest.raises(RuleError) as refused:
        shift_times(date(2026, 3, 29), begins, ends, KYIV)
    assert refused.value.code == "shift_backwards"


def test_cover_and_parts_of_the_day() -> None:
    assert [cover_of(taken, 3) for taken in (0, 1, 3)] == [Cover.EMPTY, Cover.PARTLY, Cover.FULL]
    assert part_of_day(time(11, 59)) is DayPart.MORNING
    assert part_of_day(time(12)) is DayPart.AFTERNOON
    assert part_of_day(time(17)) is DayPart.EVENING
    assert is_late(datetime(2026, 3, 3, 9, tzinfo=UTC), datetime(2026, 3, 2, 9, 1, tzinfo=UTC))
    assert not is_late(datetime(2026, 3, 3, 9, tzinfo=UTC), datetime(2026, 3, 2, 9, tzinfo=UTC))


@given(MOMENTS, MOMENTS, MOMENTS, MOMENTS)
def test_overlapping_is_mutual(a: datetime, b: datetime, c: datetime, d: datetime) -> None:
    one, other = Slot(min(a, b), max(a, b), a.date()), Slot(min(c, d), max(c, d), c.date())
    assert one.overlaps(other) == other.overlaps(one)


def test_shifts_one_after_the_other_do_not_clash() -> None:
    assert objections(adult(), slot(10, 13), 14, [slot(13, 15), slot(8, 10)]) == []
    assert objections(adult(), slot(10, 13), 14, [slot(12, 15)]) == [Objection.CLASH]


def test_a_day_has_eight_hours_of_shifts_at_most() -> None:
    assert objections(adult(), slot(14, 18), 14, [slot(9, 13)]) == []
    assert objections(adult(), slot(14, 19), 14, [slot(9, 13)]) == [Objection.TOO_LONG_DAY]
    assert objections(adult(), slot(14, 19), 14, [slot(9, 13, DAY - timedelta(days=1))]) == []
    assert objections(adult(), slot(8, 17), 14, []) == [Objection.TOO_LONG_DAY]


@pytest.mark.parametrize(
    ("fields", "min_age", "expected"),
    [
        ({"birth_date": date(2012, 3, 3)}, 14, [Objection.UNDER_AGE]),
        ({"birth_date": date(2012, 3, 2), "has_guardian": True}, 14, []),
        ({"birth_date": date(2012, 3, 2)}, 14, [Objection.NO_GUARDIAN]),
        ({"birth_date": date(2010, 1, 1), "has_guardian": True}, 18, [Objection.TOO_YOUNG]),
        ({"birth_date": date(2008, 3, 2)}, 18, []),
        ({"birth_date": None}, 14, []),
        ({"birth_date": None}, 16, [Objection.AGE_UNKNOWN]),
        ({"status": VolunteerStatus.PAUSED}, 14, [Objection.NOT_ACTIVE]),
        ({"left_on": DAY - timedelta(days=1)}, 14, [Objection.NOT_ACTIVE]),
        ({"briefed_on": None}, 14, [Objection.NOT_BRIEFED]),
        ({"briefed_on": DAY + timedelta(days=1)}, 14, [Objection.NOT_BRIEFED]),
        ({"archived": True, "briefed_on": None}, 14, [Objection.ARCHIVED, Objection.NOT_BRIEFED]),
    ],
)
def test_what_speaks_against_a_place(fields: dict[str, object], min_age: int, expected: list[Objection]) -> None:
    assert objections(adult(**fields), slot(10, 12), min_age, []) == expected


def test_the_law_cannot_be_overridden_and_the_rest_can() -> None:
    assert overridable([Objection.CLASH, Objection.NOT_BRIEFED, Objection.TOO_YOUNG])
    for never in (Objection.UNDER_AGE, Objection.NO_GUARDIAN, Objection.ARCHIVED):
        assert not overridable([Objection.CLASH, never])
    assert not overridable([])


def test_who_fits_is_weighed_with_reasons() -> None:
    best = fit(same_branch=True, skills_matched=2, is_free=True, times_before=1, minutes_this_month=0)
    tired = fit(same_branch=True, skills_matched=0, is_free=False, times_before=0, minutes_this_month=1200)
    assert best.merits == tuple(Merit)
    assert best.score == 15 and tired.score == -1
