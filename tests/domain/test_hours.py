"""Lengths of time as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import RuleError
from app.domain.hours import clock_text, parse_hours


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2:30", 150),
        (" 0:05 ", 5),
        ("2,5", 150),
        ("2.25", 135),
        ("2", 120),
        ("0,33", 20),
        ("45 хв", 45),
        ("2 год 30 хв", 150),
        ("1 година", 60),
        ("2h 30m", 150),
        ("2,5 год", 150),
        ("0.5 h", 30),
        ("2 ГОД 30 ХВ", 150),
        ("2,5 Год", 150),
    ],
)
def test_the_usual_ways_of_writing_are_understood(text: str, minutes: int) -> None:
    assert parse_hours(text) == minutes


@pytest.mark.parametrize("text", ["", " ", "довго", "-2", "2:60", "2:3", "1,234", "2;30", "два", "1e5", "²"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse_hours(text)
    assert refused.value.code == "not_hours"


@given(st.integers(0, 999 * 60 + 59))
def test_what_is_written_is_read_back(minutes: int) -> None:
    assert parse_hours(clock_text(minutes)) == minutes
