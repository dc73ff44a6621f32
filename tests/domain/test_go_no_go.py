"""Go or no-go: bounds of the score, money without a lost cent, what is suggested."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import RuleError
from app.domain.go_no_go import (
    Decision,
    Suggestion,
    check_decision,
    expected_value,
    suggestion,
    value_per_hour,
    weighted_score,
)

pairs = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 10)), max_size=12)
amounts = st.decimals(Decimal(0), Decimal(10) ** 12, places=2)
CENT = Decimal("0.01")


@given(pairs)
def test_the_score_is_a_per_cent_and_grows_with_each_answer(given_pairs: list[tuple[int, int]]) -> None:
    score = weighted_score(given_pairs)
    if score is None:
        assert not any(weight for _score, weight in given_pairs)
        return
    assert 0 <= score <= 100
    better = [(min(5, value + 1), weight) for value, weight in given_pairs]
    assert (weighted_score(better) or 0) >= score


@pytest.mark.parametrize(
    ("given_pairs", "score"),
    [([(5, 9), (5, 1)], 100), ([(0, 9), (0, 1)], 0), ([(5, 1), (0, 1)], 50), ([(1, 8), (0, 8), (0, 0)], 10),
     ([(5, 1), (0, 7)], 13), ([], None), ([(5, 0)], None)],
)  # fmt: skip
def test_known_scores(given_pairs: list[tuple[int, int]], score: int | None) -> None:
    assert weighted_score(given_pairs) == score


@pytest.mark.parametrize("pair", [(6, 1), (-1, 1), (3, 11), (3, -1)])
def test_what_is_out_of_bounds_is_an_error(pair: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="score"):
        weighted_score([pair])


@given(amounts, st.integers(0, 100), st.integers(1, 10_000))
def test_the_value_of_all_hours_is_the_expected_value(amount: Decimal, chance: int, hours: int) -> None:
    value, hourly = expected_value(amount, chance), value_per_hour(amount, chance, hours)
    assert 0 <= value <= amount
    assert value == value.quantize(CENT)
    assert hourly == hourly.quantize(CENT)
    # Both are rounded once: each by half a cent at most.
    assert abs(hourly * hours - value) <= CENT / 2 * hours + CENT / 2


def test_rounding_is_half_away_from_zero() -> None:
    assert expected_value(Decimal("0.01"), 50) == CENT
    assert expected_value(Decimal("0.01"), 49) == 0
    assert value_per_hour(Decimal(720_000), 35, 90) == Decimal(2_800)
    assert value_per_hour(Decimal(1), 100, 3) == Decimal("0.33")
    with pytest.raises(ValueError, match="hour"):
        value_per_hour(Decimal(1), 100, 0)


@pytest.mark.parametrize(
    ("given_pairs", "wanted"),
    [
        ([(4, 5), (3, 5)], Suggestion.GO),
        ([(3, 5), (3, 5)], Suggestion.CONSIDER),
        ([(2, 5), (2, 5)], Suggestion.NO_GO),
        ([(5, 10), (5, 10), (0, 1)], Suggestion.NO_GO),
        ([(5, 10), (0, 0)], Suggestion.GO),
        ([], Suggestion.CONSIDER),
    ],
)
def test_what_the_scores_suggest(given_pairs: list[tuple[int, int]], wanted: Suggestion) -> None:
    assert suggestion(given_pairs) is wanted


def test_a_decision_says_why() -> None:
    check_decision(Decision.UNDECIDED, "")
    check_decision(Decision.GO, "бо наше")
    for decision in (Decision.GO, Decision.NO_GO):
        with pytest.raises(RuleError, match="decision_needs_reason"):
            check_decision(decision, "  ")
