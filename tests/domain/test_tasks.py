"""When tasks come back, and when the steps of a checklist fall due."""

from datetime import date, datetime, timedelta

import pytest
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import RuleError
from app.domain.periods import add_months
from app.domain.tasks import (
    LAST_DAY,
    Repeat,
    RepeatUnit,
    Snooze,
    TaskState,
    When,
    add_workdays,
    after_weekend,
    before_weekend,
    check_repeat,
    is_weekend,
    next_due,
    progress,
    snoozed,
    step_due,
    when_due,
    workdays_between,
)

days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
FREQUENCIES = {RepeatUnit.DAY: rrule.DAILY, RepeatUnit.WEEK: rrule.WEEKLY}


def rrule_start(day: date) -> datetime:
    """Return a day as the library wants it."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001


def series(repeat: Repeat, count: int) -> list[date]:
    """Return the first dates of a task that is always done on its day."""
    found = [repeat.start]
    while len(found) < count:
        following = next_due(repeat, found[-1], found[-1])
        assert following is not None
        found.append(following)
    return found


def test_the_31st_becomes_the_last_day_of_a_shorter_month_and_comes_back() -> None:
    monthly = Repeat(1, RepeatUnit.MONTH, date(2026, 1, 31))
    assert series(monthly, 5) == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
        date(2026, 5, 31),
    ]


def test_29_february_waits_for_the_next_leap_year() -> None:
    yearly = Repeat(1, RepeatUnit.YEAR, date(2024, 2, 29))
    assert series(yearly, 5) == [
        date(2024, 2, 29),
        date(2025, 2, 28),
        date(2026, 2, 28),
        date(2027, 2, 28),
        date(2028, 2, 29),
    ]


def test_every_third_working_day_passes_over_weekends() -> None:
    friday = date(2026, 11, 20)
    assert series(Repeat(1, RepeatUnit.WORKDAY, friday), 3) == [friday, date(2026, 11, 23), date(2026, 11, 24)]
    assert series(Repeat(3, RepeatUnit.WORKDAY, friday), 3) == [friday, date(2026, 11, 25), date(2026, 11, 30)]


def test_a_task_done_late_comes_back_on_a_day_that_has_not_passed() -> None:
    weekly = Repeat(1, RepeatUnit.WEEK, date(2026, 11, 2))
    assert next_due(weekly, date(2026, 11, 2), date(2026, 11, 19)) == date(2026, 11, 23)
    assert next_due(weekly, date(2026, 11, 2), date(2026, 11, 16)) == date(2026, 11, 16)


def test_a_task_done_early_comes_back_on_its_next_date() -> None:
    weekly = Repeat(1, RepeatUnit.WEEK, date(2026, 11, 9))
    assert next_due(weekly, date(2026, 11, 16), date(2026, 11, 10)) == date(2026, 11, 23)


def test_a_task_that_was_put_off_returns_to_its_rhythm() -> None:
    weekly = Repeat(1, RepeatUnit.WEEK, date(2026, 11, 2))
    assert next_due(weekly, date(2026, 11, 4), date(2026, 11, 4)) == date(2026, 11, 9)


def test_a_repetition_ends_with_its_last_day_or_its_number() -> None:
    start = date(2026, 11, 2)
    assert next_due(Repeat(1, RepeatUnit.WEEK, start, until=date(2026, 11, 9)), start, start) == date(2026, 11, 9)
    assert next_due(Repeat(1, RepeatUnit.WEEK, start, until=date(2026, 11, 8)), start, start) is None
    assert next_due(Repeat(1, RepeatUnit.WEEK, start, times=2), start, start) == date(2026, 11, 9)
    assert next_due(Repeat(1, RepeatUnit.WEEK, start, times=1), start, start) is None


@given(days, st.integers(1, 40), st.sampled_from(sorted(FREQUENCIES)), st.integers(0, 400))
def test_days_and_weeks_are_those_of_the_calendar_standard(
    start: date, every: int, unit: RepeatUnit, late: int
) -> None:
    today = start + timedelta(days=late)
    rule = rrule.rrule(FREQUENCIES[unit], interval=every, dtstart=rrule_start(start))
    wanted = max(start + timedelta(days=1), today)
    assert next_due(Repeat(every, unit, start), start, today) == rule.after(rrule_start(wanted), inc=True).date()


@given(days, st.integers(1, 30), st.integers(1, 40))
def test_months_keep_their_day_or_take_the_last_one(start: date, every: int, count: int) -> None:
    found = series(Repeat(every, RepeatUnit.MONTH, start), count)
    assert found == [add_months(start, every * number) for number in range(count)]


@given(days, st.sampled_from(list(RepeatUnit)), st.integers(1, 20), st.integers(-30, 900))
def test_the_next_day_is_later_and_has_not_passed(start: date, unit: RepeatUnit, every: int, late: int) -> None:
    today = start + timedelta(days=late)
    following = next_due(Repeat(every, unit, start), start, today)
    assert following is not None
    assert following > start
    assert following >= today
    if unit is RepeatUnit.WORKDAY:
        assert not is_weekend(following)


@given(days, st.integers(0, 2000))
def test_working_days_are_counted_as_they_are_added(start: date, count: int) -> None:
    begin = after_weekend(start)
    assert workdays_between(begin, add_workdays(begin, count)) == count


@pytest.mark.parametrize(
    ("repeat", "due_on", "code"),
    [
        (Repeat(1, RepeatUnit.DAY, date(2026, 1, 1)), None, "repeat_needs_date"),
        (Repeat(0, RepeatUnit.DAY, date(2026, 1, 1)), date(2026, 1, 1), "repeat_every"),
        (Repeat(1, RepeatUnit.DAY, date(2026, 1, 1), times=0), date(2026, 1, 1), "repeat_times"),
        (Repeat(1, RepeatUnit.DAY, date(2026, 1, 1), until=date(2025, 12, 31)), date(2026, 1, 1), "repeat_until"),
    ],
)
def test_an_impossible_repetition_is_refused(repeat: Repeat, due_on: date | None, code: str) -> None:
    with pytest.raises(RuleError) as refused:
        check_repeat(repeat, due_on)
    assert refused.value.code == code


def test_a_repetition_ends_where_the_calendar_does() -> None:
    last = date(9999, 12, 1)
    assert next_due(Repeat(1, RepeatUnit.MONTH, last), last, last) is None


@given(days, st.integers(-400, 400))
def test_a_step_never_falls_on_a_weekend_and_stays_on_its_side_of_the_date(on: date, offset: int) -> None:
    due = step_due(on, offset, skip_weekends=True)
    assert not is_weekend(due)
    if offset < 0:
        assert due < on
    else:
        assert due >= on
    assert abs((due - (on + timedelta(days=offset))).days) <= 2
    assert step_due(on, offset, skip_weekends=False) == on + timedelta(days=offset)


def test_weekends_move_to_monday_after_the_date_and_to_friday_before_it() -> None:
    saturday, sunday = date(2026, 11, 21), date(2026, 11, 22)
    assert after_weekend(saturday) == after_weekend(sunday) == date(2026, 11, 23)
    assert before_weekend(saturday) == before_weekend(sunday) == date(2026, 11, 20)
    assert step_due(date(2026, 11, 16), 5, skip_weekends=True) == date(2026, 11, 23)
    assert step_due(date(2026, 11, 23), -2, skip_weekends=True) == date(2026, 11, 20)


def test_a_checklist_that_starts_late_makes_nothing_overdue() -> None:
    ends, today = date(2026, 12, 1), date(2026, 11, 18)
    assert step_due(ends, -60, skip_weekends=True, today=today) == today
    assert step_due(ends, -60, skip_weekends=True, today=date(2026, 11, 21)) == date(2026, 11, 23)
    assert step_due(ends, -7, skip_weekends=True, today=today) == date(2026, 11, 24)


def test_a_step_cannot_be_ten_years_away() -> None:
    with pytest.raises(RuleError):
        step_due(date(2026, 1, 1), 3651, skip_weekends=True)


def test_my_day_has_five_parts() -> None:
    wednesday = date(2026, 11, 18)
    expected = {
        date(2026, 11, 17): When.OVERDUE,
        wednesday: When.TODAY,
        date(2026, 11, 19): When.WEEK,
        date(2026, 11, 22): When.WEEK,
        date(2026, 11, 23): When.LATER,
        None: When.UNDATED,
    }
    assert {day: when_due(day, wednesday) for day in expected} == expected


def test_putting_off_leads_to_tomorrow_to_monday_or_to_the_next_month() -> None:
    monday, sunday, last = date(2026, 11, 23), date(2026, 11, 22), date(2026, 1, 31)
    assert snoozed(Snooze.TOMORROW, sunday) == monday
    assert snoozed(Snooze.WEEK, sunday) == monday
    assert snoozed(Snooze.WEEK, monday) == date(2026, 11, 30)
    assert snoozed(Snooze.MONTH, last) == date(2026, 2, 28)


def test_cancelled_steps_count_for_nothing() -> None:
    states = [TaskState.DONE, TaskState.OPEN, TaskState.CANCELLED, TaskState.DONE]
    assert progress(states) == (2, 3)


@pytest.mark.parametrize("unit", list(RepeatUnit))
def test_a_repetition_ends_with_the_calendar(unit: RepeatUnit) -> None:
    assert next_due(Repeat(1, unit, LAST_DAY), LAST_DAY, date(2026, 1, 1)) is None
