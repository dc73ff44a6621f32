"""Growth of partners: the moves of one partner and the days that they are reckoned from."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.partner_growth import (
    PartnerMove,
    Spell,
    counted_day,
    counted_period,
    counted_text,
    ends_of,
    move_between,
    spell_of_activity,
    stretches,
    year_before,
)
from app.domain.partnerships import is_active_partner
from app.domain.periods import Period, last_months, month, year

OPENING, CLOSING = date(2025, 12, 31), date(2026, 12, 31)
dates = st.dates(date(2022, 1, 1), date(2028, 12, 31))
memoranda = st.tuples(st.none() | dates, st.none() | dates).map(
    lambda ends: Spell(*(sorted(ends) if None not in ends else ends))
)
spells = st.lists(memoranda | dates.map(spell_of_activity), max_size=4)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([Spell(date(2026, 3, 1), None)], PartnerMove.NEW),
        ([Spell(date(2025, 12, 31), None)], None),
        ([Spell(date(2026, 3, 1), date(2026, 6, 1))], None),
        ([Spell(date(2020, 1, 1), date(2020, 1, 2)), Spell(date(2026, 3, 1), None)], PartnerMove.RETURNED),
        ([Spell(None, date(2026, 12, 30))], PartnerMove.LAPSED),
        ([Spell(None, date(2020, 1, 2)), Spell(date(2026, 3, 1), None)], PartnerMove.RETURNED),
        ([Spell(date(2020, 1, 1), date(2025, 12, 31)), Spell(date(2026, 12, 31), None)], None),
        ([], None),
    ],
)
def test_a_partner_moves_by_the_two_ends_of_the_stretch(found: list[Spell], expected: PartnerMove | None) -> None:
    assert move_between(found, OPENING, CLOSING) is expected


@given(activity=dates, on=dates)
def test_a_joint_activity_counts_on_the_days_of_the_one_definition(activity: date, on: date) -> None:
    assert spell_of_activity(activity).covers(on) == is_active_partner([], activity, on)


@pytest.mark.parametrize("activity", [date(2024, 2, 29), date(2023, 2, 28), date(2023, 3, 1), date(2025, 12, 31)])
def test_the_last_days_of_february_count_alike(activity: date) -> None:
    for shift in range(360, 370):
        on = activity + timedelta(days=shift)
        assert spell_of_activity(activity).covers(on) == is_active_partner([], activity, on)


@given(found=st.lists(memoranda | st.dates(date(2023, 1, 1), date(2024, 3, 2)).map(spell_of_activity), max_size=4))
def test_stretches_cover_every_day_once_and_no_more(found: list[Spell]) -> None:
    joined = stretches(found)
    for number in range(date(2023, 2, 1).toordinal(), date(2025, 3, 10).toordinal()):
        on = date.fromordinal(number)
        covered = [True for first, last in joined if first <= on <= last]
        assert len(covered) == any(spell.covers(on) for spell in found)
    for (_first, last), (following, _last) in pairwise(joined):
        assert last + timedelta(days=1) < following


def test_days_that_follow_each_other_are_one_stretch() -> None:
    january, february, march = (month(2026, number) for number in (1, 2, 3))
    spells = [Spell(each.start, each.last_day) for each in (march, january, february)]
    assert stretches(spells) == [(january.start, march.last_day)]
    assert stretches(spells[:2]) == [(january.start, january.last_day), (march.start, march.last_day)]


def test_stretches_reach_to_the_ends_of_the_calendar() -> None:
    assert stretches([Spell(None, None), Spell(CLOSING, CLOSING)]) == [(date.min, date.max)]
    assert stretches([spell_of_activity(date(9999, 1, 1)), spell_of_activity(date(9998, 12, 31))]) == [
        (date(9998, 12, 31), date.max)
    ]


def test_a_period_is_judged_up_to_the_present_day_and_beside_as_many_days_a_year_before() -> None:
    today = date(2026, 3, 10)
    assert ends_of(year(2026), today) == (date(2025, 12, 31), today)
    assert year_before(year(2026), today) == Period(date(2025, 1, 1), date(2025, 3, 11))
    assert year_before(year(2025), today) == year(2024)
    assert year_before(last_months(12, today), today) == Period(date(2024, 4, 1), date(2025, 3, 11))
    assert year_before(month(2024, 2), date(2024, 2, 29)) == month(2023, 2)
    assert ends_of(year(2027), today) == (date(2026, 12, 31), date(2026, 12, 31))


def test_what_a_list_counts_is_read_back_from_its_address() -> None:
    assert counted_period(counted_text(month(2026, 3), 7)) == (month(2026, 3), 7)
    assert counted_period(counted_text(year(2026))) == (year(2026), None)
    assert counted_day(counted_text(CLOSING, 7)) == (CLOSING, 7)
    for text in ("", "2026-13", "2026~x", "~7", "0001"):
        with pytest.raises(ValueError):
            counted_period(text)
