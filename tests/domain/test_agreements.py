"""Agreements: what their dates must be like, how they stand on a day, what follows them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.agreements import (
    AgreementState,
    Terms,
    agreement_state,
    check_termination,
    check_terms,
    is_valid,
    overlaps,
    renewed,
)
from app.domain.errors import RuleError

ON = date(2026, 11, 28)
DAY = timedelta(days=1)
days = st.integers(-400, 400).map(lambda shift: ON + shift * DAY)


@st.composite
def dated(draw: st.DrawFn) -> Terms:
    """Dates as the tables allow them."""
    begins, ends = draw(st.none() | days), draw(st.none() | days)
    if begins is not None and ends is not None and ends < begins:
        begins, ends = ends, begins
    last = draw(st.none() | days)
    if last is not None and ((begins is not None and last < begins) or (ends is not None and last > ends)):
        last = None
    return Terms(begins, ends, terminated_on=last)


@pytest.mark.parametrize(
    ("terms", "state"),
    [
        (Terms(), AgreementState.PLANNED),
        (Terms(valid_from=ON + DAY), AgreementState.PLANNED),
        (Terms(valid_from=ON), AgreementState.VALID),
        (Terms(ON, ON + 60 * DAY), AgreementState.VALID),
        (Terms(ON, ON + 59 * DAY), AgreementState.ENDS_SOON),
        (Terms(valid_until=ON), AgreementState.ENDS_SOON),
        (Terms(valid_until=ON - DAY), AgreementState.EXPIRED),
        (Terms(ON - 9 * DAY, review_on=ON + 14 * DAY), AgreementState.REVIEW_DUE),
        (Terms(ON - 9 * DAY, review_on=ON + 15 * DAY), AgreementState.VALID),
        (Terms(ON - 9 * DAY, review_on=ON - 5 * DAY), AgreementState.REVIEW_DUE),
        (Terms(ON - 9 * DAY, ON + 9 * DAY, terminated_on=ON), AgreementState.ENDS_SOON),
        (Terms(ON - 9 * DAY, ON + 9 * DAY, terminated_on=ON - DAY), AgreementState.TERMINATED),
    ],
)
def test_the_state_follows_from_the_dates(terms: Terms, state: AgreementState) -> None:
    assert agreement_state(terms, ON) is state


@given(terms=dated(), on=days)
def test_an_agreement_is_valid_in_the_states_of_validity_only(terms: Terms, on: date) -> None:
    valid = {AgreementState.VALID, AgreementState.ENDS_SOON, AgreementState.REVIEW_DUE}
    assert is_valid(terms, on) is (agreement_state(terms, on) in valid)


@given(first=dated(), second=dated())
def test_two_agreements_overlap_when_a_day_has_both(first: Terms, second: Terms) -> None:
    common = [ON + shift * DAY for shift in range(-402, 403) if is_valid(first, ON + shift * DAY)]
    assert overlaps(first, second) is any(is_valid(second, day) for day in common)
    assert overlaps(first, second) is overlaps(second, first)


@given(terms=dated())
def test_what_follows_starts_the_day_after_and_overlaps_with_nothing(terms: Terms) -> None:
    following = renewed(terms)
    if terms.last_day is None:
        assert not following.has_dates
        return
    assert following.valid_from == terms.last_day + DAY
    assert not overlaps(terms, following)


@pytest.mark.parametrize(
    ("terms", "following"),
    [
        ((date(2027, 1, 1), date(2027, 12, 31)), (date(2028, 1, 1), date(2028, 12, 31))),
        ((date(2028, 1, 1), date(2028, 12, 31)), (date(2029, 1, 1), date(2029, 12, 31))),
        ((date(2026, 3, 15), date(2027, 3, 14)), (date(2027, 3, 15), date(2028, 3, 14))),
        ((date(2026, 2, 1), date(2026, 2, 28)), (date(2026, 3, 1), date(2026, 3, 31))),
        ((date(2026, 3, 1), date(2026, 3, 10)), (date(2026, 3, 11), date(2026, 3, 20))),
        ((date(2026, 3, 1), date(2026, 3, 1)), (date(2026, 3, 2), date(2026, 3, 2))),
    ],
)
def test_what_follows_lasts_as_long_in_the_calendar(terms: tuple[date, date], following: tuple[date, date]) -> None:
    assert renewed(Terms(*terms)) == Terms(*following)


def test_what_follows_an_agreement_that_ended_early_lasts_as_long_as_was_agreed() -> None:
    ended = Terms(date(2027, 1, 1), date(2027, 12, 31), terminated_on=date(2027, 6, 30))
    assert renewed(ended) == Terms(date(2027, 7, 1), date(2028, 6, 30))


@pytest.mark.parametrize(
    "terms",
    [
        Terms(ON, ON, signed_on=ON, review_on=ON),
        Terms(ON - 9 * DAY, ON - 5 * DAY, signed_on=ON - 5 * DAY, review_on=ON - 9 * DAY),
        Terms(ON, review_on=ON + 400 * DAY),
        Terms(valid_until=ON, review_on=ON - 400 * DAY),
    ],
)
def test_the_first_and_the_last_day_belong_to_an_agreement(terms: Terms) -> None:
    check_terms(terms, ON)
    for day in (terms.valid_from, terms.valid_until):
        if day is not None and (terms.signed_on or day) <= day:
            check_termination(terms, day)


@pytest.mark.parametrize(
    ("terms", "code", "field"),
    [
        (Terms(signed_on=ON + DAY), "signed_in_future", "signed_on"),
        (Terms(ON, ON - DAY), "agreement_dates", "valid_until"),
        (Terms(ON - 9 * DAY, ON - 5 * DAY, signed_on=ON), "signed_after_end", "signed_on"),
        (Terms(ON, ON + DAY, review_on=ON + 2 * DAY), "review_outside", "review_on"),
        (Terms(ON, review_on=ON - DAY), "review_outside", "review_on"),
    ],
)
def test_dates_that_cannot_be_are_refused_at_their_field(terms: Terms, code: str, field: str) -> None:
    with pytest.raises(RuleError) as refused:
        check_terms(terms, ON)
    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize(
    ("terms", "last_day", "code"),
    [
        (Terms(), ON, "not_signed_yet"),
        (Terms(ON, signed_on=ON - DAY), ON - DAY, "terminated_before_start"),
        (Terms(ON - 9 * DAY, signed_on=ON), ON - DAY, "terminated_before_start"),
        (Terms(ON - 9 * DAY, ON), ON + DAY, "terminated_after_end"),
        (Terms(ON - 9 * DAY, terminated_on=ON), ON, "already_terminated"),
    ],
)
def test_an_agreement_ends_neither_before_it_began_nor_twice(terms: Terms, last_day: date, code: str) -> None:
    with pytest.raises(RuleError) as refused:
        check_termination(terms, last_day)
    assert refused.value.code == code
