"""The chance of a stage, forecasts without hindsight, and how they are judged."""

import statistics
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.domain.calibration import calibration, wilson
from app.domain.grant_outcomes import (
    OUTCOMES,
    Forecast,
    Move,
    Outcome,
    StageRecord,
    chance,
    forecasts,
)
from app.domain.grants import Stage

VALUES = {Stage.IDEA: 5, Stage.DRAFTING: 25, Stage.SUBMITTED: 40, Stage.REVIEW: 50}
STAGES = (Stage.DRAFTING, Stage.SUBMITTED, Stage.REVIEW, Stage.AWARDED, Stage.REJECTED, Stage.WITHDRAWN)
MOVES = some.lists(some.tuples(some.integers(0, 6), some.integers(1, 4), some.sampled_from(STAGES)), max_size=25).map(
    lambda rows: [Move(*row) for row in sorted(rows, key=lambda row: row[0])]
)
PAIRS = some.lists(some.tuples(some.integers(0, 1000), some.booleans()), min_size=1, max_size=40)


def test_the_record_outweighs_the_stage_s_value_as_cases_come() -> None:
    assert chance(50, StageRecord(), 5) == 500
    assert chance(50, StageRecord(11, 7), 5) == 594, "(7 + 2.5) ÷ 16"
    assert chance(50, StageRecord(1100, 700), 5) == 636
    assert chance(40, StageRecord(3, 3), 0) == 1000
    assert chance(40, StageRecord(), 0) == 400, "nothing to go by but the stage's value"
    for wrong in ((101, StageRecord(), 5), (50, StageRecord(1, 2), 5), (50, StageRecord(), -1)):
        with pytest.raises(ValueError, match="per cent"):
            chance(*wrong)


@given(some.integers(0, 100), some.integers(0, 60), some.integers(0, 60), some.integers(0, 100))
@settings(max_examples=60)
def test_a_chance_is_the_mean_of_the_beta_distribution(value: int, won: int, lost: int, weight: int) -> None:
    found = chance(value, StageRecord(won + lost, won), weight)
    if won + lost + weight:
        exact = (won + Fraction(weight * value, 100)) / (won + lost + weight)
        assert abs(Fraction(found, 1000) - exact) <= Fraction(1, 2000)


def test_a_forecast_knows_nothing_of_what_came_later() -> None:
    moves = [
        Move(1, 1, Stage.REVIEW),
        Move(2, 1, Stage.AWARDED),
        Move(3, 2, Stage.REVIEW),
        Move(3, 3, Stage.REVIEW),
        Move(4, 3, Stage.AWARDED),
        Move(5, 2, Stage.REJECTED),
    ]
    made = forecasts(moves, VALUES, 5)
    assert [(item.application_id, item.chance, item.won) for item in made] == [
        (1, 500, True),
        (2, chance(50, StageRecord(1, 1), 5), False),
        (3, chance(50, StageRecord(1, 1), 5), True),
    ]
    assert [item.chance for item in forecasts(moves[:4], VALUES, 5)] == [500], "the undecided are not judged"
    for cut in range(len(moves) + 1):
        known = {(item.application_id, item.stage): item.chance for item in forecasts(moves[:cut], VALUES, 5)}
        assert known.items() <= {(item.application_id, item.stage): item.chance for item in made}.items()


def test_what_happens_in_the_same_moment_is_no_former_experience() -> None:
    imported = [Move(1, number, stage) for number in (1, 2) for stage in (Stage.REVIEW, Stage.AWARDED)]
    assert {item.chance for item in forecasts(imported, VALUES, 5)} == {500}


def test_an_end_that_was_taken_back_counts_only_while_it_stood() -> None:
    moves = [
        Move(1, 1, Stage.SUBMITTED),
        Move(2, 1, Stage.REJECTED),
        Move(3, 2, Stage.SUBMITTED),
        Move(4, 1, Stage.DRAFTING),
        Move(5, 3, Stage.SUBMITTED),
        Move(6, 2, Stage.AWARDED),
        Move(6, 3, Stage.AWARDED),
        Move(7, 1, Stage.SUBMITTED),
        Move(8, 1, Stage.AWARDED),
    ]
    found = {(item.application_id, item.stage): item.chance for item in forecasts(moves, VALUES, 5)}
    assert found[2, Stage.SUBMITTED] == chance(40, StageRecord(1, 0), 5)
    assert found[3, Stage.SUBMITTED] == chance(40, StageRecord(), 5)
    assert found[1, Stage.SUBMITTED] == 400, "one forecast for a stage, the first"


def brute_force(moves: list[Move], weight: int) -> list[Forecast]:
    """Reckon every forecast anew from all the moves before its moment."""

    def end(number: int, until: int | None = None) -> Outcome:
        passed = [move for move in moves if move.application_id == number and (until is None or move.at < until)]
        return OUTCOMES[passed[-1].stage] if passed else Outcome.UNDECIDED

    def counted(number: int, stage: Stage, until: int) -> bool:
        """Whether the stage was reached by the moment of the decision that stands."""
        own = [move for move in moves if move.application_id == number and move.at < until]
        decided_at = None
        for before, move in zip([None, *own], own, strict=False):
            if before is None or OUTCOMES[before.stage] is not OUTCOMES[move.stage]:
                decided_at = move.at
        return any(move.stage is stage and move.at <= decided_at for move in own)

    found, numbers = [], {move.application_id for move in moves}
    seen: set[tuple[int, Stage]] = set()
    for move in moves:
        key = (move.application_id, move.stage)
        if move.stage not in VALUES or key in seen:
            continue
        seen.add(key)
        ends = [
            end(number, move.at)
            for number in numbers - {move.application_id}
            if end(number, move.at) is not Outcome.UNDECIDED and counted(number, move.stage, move.at)
        ]
        final = end(move.application_id)
        if final is not Outcome.UNDECIDED:
            record = StageRecord(len(ends), ends.count(Outcome.WON))
            found.append(Forecast(*key, chance(VALUES[move.stage], record, weight), final is Outcome.WON))
    return found


@given(MOVES, some.integers(0, 9))
@settings(max_examples=150)
def test_forecasts_agree_with_reckoning_each_anew(moves: list[Move], weight: int) -> None:
    assert sorted(forecasts(moves, VALUES, weight)) == sorted(brute_force(moves, weight))


@given(PAIRS)
@settings(max_examples=80)
def test_the_score_is_the_sum_of_its_parts(pairs: list[tuple[int, bool]]) -> None:
    found = calibration(pairs)
    assert found is not None
    plain = statistics.fmean((value / 1000 - won) ** 2 for value, won in pairs)
    assert found.score == pytest.approx(plain)
    parts = found.reliability - found.resolution + found.uncertainty + found.spread
    assert parts == pytest.approx(plain)
    assert sum(item.count for item in found.bins) == len(pairs)
    base = sum(won for _value, won in pairs) / len(pairs)
    constant = statistics.fmean((base - won) ** 2 for _value, won in pairs)
    if constant:
        assert found.skill == pytest.approx(1 - plain / constant)
    else:
        assert found.skill is None


def test_within_bins_of_one_value_the_score_is_murphy_s() -> None:
    pairs = [(150, False), (150, True), (150, False), (650, True), (650, True), (650, False)]
    found = calibration(pairs)
    assert found is not None
    assert found.spread == pytest.approx(0)
    assert [(item.low, item.count, item.won) for item in found.bins] == [(10, 3, 1), (60, 3, 2)]
    certain = calibration([(0, False), (99, False), (100, True), (1000, True)])
    assert certain is not None
    assert [(item.low, item.high, item.count) for item in certain.bins] == [(0, 10, 2), (10, 20, 1), (90, 100, 1)]
    assert calibration([]) is None


def test_the_interval_of_wilson_is_that_of_the_books() -> None:
    """Newcombe, «Two-sided confidence intervals for the single proportion», 1998, table I: 81 of 263, 15 of 148."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)
    with pytest.raises(ValueError, match="at least one"):
        wilson(0, 0)


def test_chances_are_exact_tenths() -> None:
    assert Decimal(chance(33, StageRecord(2, 1), 4)) / 10 == Decimal("38.7"), "(1 + 1.32) ÷ 6"
