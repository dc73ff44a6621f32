"""Whether to apply: a weighted score, the expected value of an application, and what they suggest."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum

from app.domain.errors import RuleError
from app.domain.money import CENT, quantize

MOST_SCORE = 5
MOST_WEIGHT = 10
MOST_HOURS = 10_000
GO_FROM = 70
NO_GO_BELOW = 50


class Decision(StrEnum):
    """What the institution decided about a call."""

    GO = "go"
    NO_GO = "no_go"
    UNDECIDED = "undecided"


class Suggestion(StrEnum):
    """What the score suggests; people decide."""

    GO = "suggest_go"
    CONSIDER = "consider"
    NO_GO = "suggest_no_go"


def weighted_score(scores: Iterable[tuple[int, int]]) -> int | None:
    """Return the weighted score in whole per cent, halves rounded up; None when no criterion has a weight.

    Args:
        scores: (score from 0 to 5, weight from 0 to 10) of each criterion.

    Raises:
        ValueError: a score or a weight is out of its bounds.
    """
    reached = possible = 0
    for score, weight in scores:
        if not 0 <= score <= MOST_SCORE or not 0 <= weight <= MOST_WEIGHT:
            raise ValueError("a score is from 0 to 5 and a weight from 0 to 10")
        reached += score * weight
        possible += MOST_SCORE * weight
    return (200 * reached + possible) // (2 * possible) if possible else None


def expected_value(amount: Decimal, chance: int) -> Decimal:
    """Return the amount times the chance in per cent, rounded to two decimals, halves away from zero."""
    with localcontext(prec=60):
        return quantize(amount * chance / 100)


def value_per_hour(amount: Decimal, chance: int, hours: int) -> Decimal:
    """Return the expected value of one hour of work, rounded once to two decimals, halves away from zero.

    Raises:
        ValueError: the work takes no hours.
    """
    if hours <= 0:
        raise ValueError("the effort is at least one hour")
    with localcontext(prec=60):
        return (amount * chance / (100 * hours)).quantize(CENT, rounding=ROUND_HALF_UP)


def suggestion(scores: Iterable[tuple[int, int]]) -> Suggestion:
    """Return what the (score, weight) pairs suggest.

    From 70 % on it is «go»; below 50 %, or when a criterion that has a weight got nothing, «no-go».
    """
    pairs = list(scores)
    score = weighted_score(pairs)
    if score is None:
        return Suggestion.CONSIDER
    if score < NO_GO_BELOW or any(given == 0 and weight > 0 for given, weight in pairs):
        return Suggestion.NO_GO
    return Suggestion.GO if score >= GO_FROM else Suggestion.CONSIDER


def check_decision(decision: Decision, reason: str) -> None:
    """Let a decision pass that says why.

    Raises:
        RuleError: `decision_needs_reason`, for a go or a no-go without a reason.
    """
    if decision is not Decision.UNDECIDED and not reason.strip():
        raise RuleError("decision_needs_reason", field="reason")
