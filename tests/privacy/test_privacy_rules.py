"""Rules of personal data: minors, what a consent is worth on a day, terms of keeping, the hour of an access."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.erasure import name_forms
from app.domain.privacy import (
    ConsentFacts,
    ConsentState,
    access_hour,
    answer_due,
    is_due_for_erasure,
    is_minor,
    latest_adult_birthday,
    state_of,
    state_together,
)

days = st.dates(date(1930, 1, 1), date(2090, 12, 31))
near = st.dates(date(2006, 1, 1), date(2028, 12, 31))


def test_somebody_is_a_minor_until_the_day_before_the_eighteenth_birthday() -> None:
    assert is_minor(date(2008, 5, 17), date(2026, 5, 16))
    assert not is_minor(date(2008, 5, 17), date(2026, 5, 17))
    assert is_minor(date(2008, 2, 29), date(2026, 2, 28))
    assert not is_minor(date(2008, 2, 29), date(2026, 3, 1))
    assert not is_minor(None, date(2026, 1, 1))


@given(birth=days, on=days)
def test_the_rule_for_queries_is_the_rule(birth: date, on: date) -> None:
    assert is_minor(birth, on) == (birth > latest_adult_birthday(on))


def test_a_consent_holds_from_its_day_until_the_day_of_its_withdrawal() -> None:
    consent = ConsentFacts(date(2026, 3, 1), date(2026, 4, 1))
    assert state_of(consent, None, date(2026, 2, 28)) is ConsentState.FUTURE
    assert state_of(consent, None, date(2026, 3, 1)) is ConsentState.GIVEN
    assert state_of(consent, None, date(2026, 3, 31)) is ConsentState.GIVEN
    assert state_of(consent, None, date(2026, 4, 1)) is ConsentState.WITHDRAWN


def test_a_guardians_consent_is_to_be_renewed_from_the_eighteenth_birthday() -> None:
    consent = ConsentFacts(date(2024, 3, 1), by_guardian=True)
    birth = date(2008, 5, 17)
    assert state_of(consent, birth, date(2026, 5, 16)) is ConsentState.GIVEN
    assert state_of(consent, birth, date(2026, 5, 17)) is ConsentState.RENEWAL
    own = ConsentFacts(date(2026, 5, 17))
    assert state_together([consent, own], birth, date(2026, 5, 18)) is ConsentState.GIVEN


@given(
    rows=st.lists(
        st.tuples(near, st.none() | st.integers(0, 900), st.booleans()).map(
            lambda row: ConsentFacts(row[0], row[0] + timedelta(days=row[1]) if row[1] is not None else None, row[2])
        ),
        max_size=4,
    ),
    birth=st.none() | near,
    on=near,
)
def test_together_they_are_given_when_one_is_and_nobody_withdrew_since(
    rows: list[ConsentFacts], birth: date | None, on: date
) -> None:
    states = {state_of(row, birth, on) for row in rows}
    given = [row.given_on for row in rows if state_of(row, birth, on) is ConsentState.GIVEN]
    left = [row.withdrawn_on for row in rows if row.withdrawn_on and row.withdrawn_on <= on]
    together = state_together(rows, birth, on)
    assert (together is ConsentState.GIVEN) == bool(given and max(given) >= max(left, default=date.min))
    assert (together is None) == (states <= {ConsentState.FUTURE})


def test_the_later_will_of_two_records_counts_when_they_are_merged() -> None:
    valid = ConsentFacts(date(2026, 1, 10))
    withdrawn = ConsentFacts(date(2025, 5, 1), date(2026, 3, 1))
    assert state_together([valid, withdrawn], None, date(2026, 2, 1)) is ConsentState.GIVEN
    assert state_together([valid, withdrawn], None, date(2026, 3, 1)) is ConsentState.WITHDRAWN
    at_once = ConsentFacts(date(2026, 3, 1))
    assert state_together([valid, withdrawn, at_once], None, date(2026, 3, 1)) is ConsentState.GIVEN
    renewed = ConsentFacts(date(2026, 4, 1))
    assert state_together([valid, withdrawn, renewed], None, date(2026, 5, 1)) is ConsentState.GIVEN


def test_the_day_of_receipt_is_not_counted() -> None:
    assert answer_due(date(2026, 3, 1), 10) == date(2026, 3, 11)


@given(last=days, months=st.lists(st.integers(1, 240), min_size=1), more=st.integers(1, 240), on=days)
def test_another_purpose_never_shortens_the_keeping(last: date, months: list[int], more: int, on: date) -> None:
    if is_due_for_erasure(last, [*months, more], on):
        assert is_due_for_erasure(last, months, on)
        assert on > last


def test_the_term_is_the_longest_and_its_last_day_is_kept() -> None:
    last = date(2021, 1, 31)
    assert not is_due_for_erasure(last, [12, 60], date(2026, 1, 31))
    assert is_due_for_erasure(last, [12, 60], date(2026, 2, 1))
    assert not is_due_for_erasure(last, [61], date(2026, 2, 28))


@given(st.integers(0, 4_000_000_000))
def test_accesses_of_one_hour_share_it(second: int) -> None:
    aware = datetime.fromtimestamp(second, UTC)
    hour = access_hour(aware)
    assert hour <= aware < hour + timedelta(hours=1)
    assert access_hour(hour) == hour


def test_one_word_is_no_whole_name() -> None:
    assert name_forms("Світло", "", "") == []
    assert set(name_forms("Коваль", "Олена", "Іванівна")) == {
        "Коваль Олена Іванівна", "Олена Іванівна Коваль", "Коваль Олена", "Олена Коваль",
    }  # fmt: skip
