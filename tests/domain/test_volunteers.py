"""Who may volunteer, and which hours can be true."""

from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.errors import RuleError
from app.domain.signups import check_pace, sign_up_refusals
from app.domain.volunteers import HoursProblem, age_on, check_hours_entry, needs_guardian, too_young

TODAY = date(2026, 11, 22)


def test_age_changes_on_the_birthday() -> None:
    born = date(2010, 11, 22)
    assert (age_on(born, date(2026, 11, 21)), age_on(born, TODAY)) == (15, 16)


def test_a_leap_day_child_is_older_on_the_first_of_march() -> None:
    born = date(2008, 2, 29)
    assert (age_on(born, date(2026, 2, 28)), age_on(born, date(2026, 3, 1))) == (17, 18)


@pytest.mark.parametrize(
    ("born", "refused", "guardian"),
    [
        (date(2012, 11, 23), True, False),
        (date(2012, 11, 22), False, True),
        (date(2008, 11, 23), False, True),
        (date(2008, 11, 22), False, False),
    ],
)
def test_under_14_is_too_young_and_under_18_needs_a_guardian(born: date, refused: bool, guardian: bool) -> None:
    assert too_young(born, TODAY) is refused
    assert needs_guardian(born, TODAY) is guardian


NO_GUARDIAN = ["sign_up_guardian_name", "sign_up_guardian_phone"]


@pytest.mark.parametrize(
    ("born", "refusals"),
    [
        (date(2026, 11, 23), ["birth_date_in_future"]),
        (TODAY, ["sign_up_too_young"]),
        (date(2012, 11, 23), ["sign_up_too_young"]),
        (date(2012, 11, 22), NO_GUARDIAN),
        (date(2008, 11, 23), NO_GUARDIAN),
        (date(2008, 11, 22), []),
        (date(1916, 1, 1), []),
        (date(1915, 12, 31), ["birth_date_long_ago"]),
    ],
)
def test_whoever_signs_up_is_of_an_age_to_help(born: date, refusals: list[str]) -> None:
    assert [error.code for error in sign_up_refusals(born, TODAY)] == refusals


@pytest.mark.parametrize(
    ("name", "phone", "refusals"),
    [
        ("Бойко Ірина", "+380671234567", []),
        ("Ірина", "+380671234567", ["sign_up_guardian_name"]),
        ("Бойко Ірина", " ", ["sign_up_guardian_phone"]),
        (" ", "", NO_GUARDIAN),
    ],
)
def test_a_minor_names_a_parent_or_guardian_who_can_be_called(name: str, phone: str, refusals: list[str]) -> None:
    found = sign_up_refusals(date(2011, 5, 5), TODAY, guardian_name=name, guardian_phone=phone)
    assert [error.code for error in found] == refusals


def test_work_for_older_people_says_so_before_it_asks_for_a_guardian() -> None:
    born = date(2010, 11, 22)
    assert [error.code for error in sign_up_refusals(born, TODAY, least=17)] == ["sign_up_min_age"]
    assert [error.code for error in sign_up_refusals(born, TODAY, least=16)] == NO_GUARDIAN


@pytest.mark.parametrize(
    ("seconds", "refusal"), [(3.9, "form_too_fast"), (4, None), (8 * 3600, None), (8 * 3600 + 1, "form_too_old")]
)
def test_a_form_is_filled_in_by_a_person_and_sent_the_same_day(seconds: float, refusal: str | None) -> None:
    opened = datetime(2026, 11, 22, 9, tzinfo=UTC)
    with pytest.raises(RuleError, match=refusal) if refusal else nullcontext():
        check_pace(opened, opened + timedelta(seconds=seconds))


@pytest.mark.parametrize("minutes", [1, 90, 16 * 60])
def test_hours_up_to_sixteen_a_day_can_be_true(minutes: int) -> None:
    assert check_hours_entry(TODAY, minutes, TODAY, TODAY) == []


@pytest.mark.parametrize(
    ("worked_on", "minutes", "problems"),
    [
        (date(2026, 11, 23), 60, [HoursProblem.FUTURE]),
        (date(2026, 8, 31), 60, [HoursProblem.BEFORE_START]),
        (TODAY, 0, [HoursProblem.NOT_POSITIVE]),
        (TODAY, -5, [HoursProblem.NOT_POSITIVE]),
        (TODAY, 961, [HoursProblem.TOO_LONG]),
        (date(2026, 11, 23), 961, [HoursProblem.FUTURE, HoursProblem.TOO_LONG]),
    ],
)
def test_every_reason_against_an_entry_is_told(worked_on: date, minutes: int, problems: list[HoursProblem]) -> None:
    assert check_hours_entry(worked_on, minutes, TODAY, started_on=date(2026, 9, 1)) == problems
