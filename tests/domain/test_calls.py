"""Dates of calls: their order, the way, a year later."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calls import (
    CallDates,
    CallState,
    DayState,
    GrantDateKind,
    a_year_later,
    call_state,
    check_dates,
    next_title,
    way_of,
)
from app.domain.errors import RuleError

DAY = date(2026, 3, 2)
days = st.none() | st.dates(date(2020, 1, 1), date(2030, 12, 31))


def after(number: int) -> date:
    return DAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("dates", "code", "field"),
    [
        (CallDates(opens_on=after(1), deadline_on=DAY), "dates_out_of_order", "deadline_on"),
        (CallDates(opens_on=DAY, loi_due_on=after(-1)), "before_call_opens", "loi_due_on"),
        (CallDates(opens_on=DAY, questions_until=after(-1)), "before_call_opens", "questions_until"),
        (CallDates(deadline_on=DAY, loi_due_on=after(1)), "after_call_deadline", "loi_due_on"),
        (CallDates(deadline_on=DAY, questions_until=after(1)), "after_call_deadline", "questions_until"),
        (CallDates(deadline_on=DAY, decision_on=after(-1)), "decision_before_deadline", "decision_on"),
    ],
)
def test_a_date_out_of_order_is_refused_at_its_field(dates: CallDates, code: str, field: str) -> None:
    with pytest.raises(RuleError) as refused:
        check_dates(dates)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_everything_on_one_day_and_unknown_dates_pass() -> None:
    check_dates(CallDates(DAY, DAY, DAY, DAY, DAY))
    check_dates(CallDates())


@given(st.builds(CallDates, days, days, days, days, days))
def test_dates_that_pass_still_pass_a_year_later(dates: CallDates) -> None:
    try:
        check_dates(dates)
    except RuleError:
        return
    names = ("opens_on", "questions_until", "loi_due_on", "deadline_on", "decision_on")
    check_dates(CallDates(*(a_year_later(getattr(dates, name)) for name in names)))


def test_a_year_after_the_29th_of_february_is_the_28th() -> None:
    assert a_year_later(date(2028, 2, 29)) == date(2029, 2, 28)
    assert a_year_later(date(2027, 2, 28)) == date(2028, 2, 28)
    assert a_year_later(None) is None


@pytest.mark.parametrize(
    ("opens", "deadline", "state"),
    [
        (None, None, CallState.UNDATED),
        (-5, None, CallState.UNDATED),
        (1, None, CallState.COMING),
        (1, 9, CallState.COMING),
        (None, 0, CallState.OPEN),
        (0, 5, CallState.OPEN),
        (-9, -1, CallState.CLOSED),
    ],
)
def test_the_state_of_a_call(opens: int | None, deadline: int | None, state: CallState) -> None:
    shown = call_state(
        None if opens is None else after(opens), None if deadline is None else after(deadline), today=DAY
    )
    assert shown is state


def test_the_way_marks_what_is_over_and_what_comes_next() -> None:
    way = way_of(CallDates(opens_on=after(-3), loi_due_on=DAY, deadline_on=after(9), decision_on=after(40)), DAY)
    assert [(item.kind, item.state, item.days) for item in way] == [
        (GrantDateKind.OPENS, DayState.PAST, -3),
        (GrantDateKind.LETTER_OF_INTENT, DayState.NEXT, 0),
        (GrantDateKind.PROPOSAL, DayState.LATER, 9),
        (GrantDateKind.DECISION, DayState.LATER, 40),
    ]


@pytest.mark.parametrize(
    ("title", "later"),
    [
        ("Культура 2026", "Культура 2027"),
        ("Сезон 2025/2026", "Сезон 2026/2027"),
        ("Читання", "Читання"),
        ("Код 120267", "Код 120267"),
    ],
)
def test_the_year_in_a_title_grows(title: str, later: str) -> None:
    assert next_title(title) == later
