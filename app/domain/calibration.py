"""How good forecasts were: the Brier score, what it consists of, and a table of calibration.

The Brier score is the mean of (chance − outcome)², where the outcome is 1 for a win and 0 otherwise (Brier,
«Verification of forecasts expressed in terms of probability», 1950): 0 is perfect, 1 always wrong with certainty.
Forecasts are gathered in bins of ten per cent, and the score is the sum of

    reliability − resolution + uncertainty + spread

(Murphy, «A new vector partition of the probability score», 1973; `spread` is what differs within the bins, after
Stephenson, Coelho and Jolliffe, «Two extra components in the Brier score decomposition», 2008). The skill compares
the score with that of saying the share of wins of these very forecasts every time: 1 is perfect, 0 no better.

The share of wins in a bin has the score interval of Wilson («Probable inference, the law of succession, and
statistical inference», 1927), which stays sensible with few cases.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from app.domain.grant_outcomes import WHOLE

BINS = 10
Z_95 = 1.959964
FEW = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts between `low` and `high` per cent.

    `mean` is their mean chance and `share` the share of wins, both from 0 to 1; `interval` is for the share.
    """

    low: int
    high: int
    count: int
    won: int
    mean: float
    share: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A Brier score with its parts: score = reliability − resolution + uncertainty + spread."""

    count: int
    won: int
    score: float
    reliability: float
    resolution: float
    uncertainty: float
    spread: float
    bins: tuple[Bin, ...]

    @property
    def skill(self) -> float | None:
        """Return 1 − score ÷ uncertainty; None when every application ended in the same way."""
        return 1 - self.score / self.uncertainty if self.uncertainty else None


def wilson(won: int, count: int) -> tuple[float, float]:
    """Return the bounds, from 0 to 1, between which the true share lies with 95 per cent.

    Raises:
        ValueError: there are no cases, or more wins than cases.
    """
    if not 0 <= won <= count or count == 0:
        raise ValueError("wins are among the cases, of which there is at least one")
    share, square = won / count, Z_95 * Z_95
    middle = share + square / (2 * count)
    reach = Z_95 * sqrt(share * (1 - share) / count + square / (4 * count * count))
    whole = 1 + square / count
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def bin_of(value: int) -> int:
    """Return which of the ten bins a chance in tenths of a per cent belongs to; 100 % is in the last one."""
    return min(value * BINS // WHOLE, BINS - 1)


def calibration(pairs: Iterable[tuple[int, bool]]) -> Calibration | None:
    """Return how (chance in tenths of a per cent, won) agree; None without any."""
    # Many forecasts are alike, so each kind of them is reckoned once.
    cases = Counter(pairs)
    if not cases:
        return None
    binned: defaultdict[int, list[tuple[int, bool, int]]] = defaultdict(list)
    for (value, won), number in cases.items():
        binned[bin_of(value)].append((value, won, number))
    count = sum(cases.values())
    score = sum(number * (value - WHOLE * won) ** 2 for (value, won), number in cases.items()) / count / WHOLE**2
    wins = sum(number for (_value, won), number in cases.items() if won)
    base = wins / count
    bins = tuple(_bin(place, binned[place]) for place in sorted(binned))
    reliability = sum(item.count * (item.mean - item.share) ** 2 for item in bins) / count
    resolution = sum(item.count * (item.share - base) ** 2 for item in bins) / count
    uncertainty = base * (1 - base)
    spread = score - (reliability - resolution + uncertainty)
    return Calibration(count, wins, score, reliability, resolution, uncertainty, spread, bins)


def _bin(place: int, cases: list[tuple[int, bool, int]]) -> Bin:
    count = sum(number for _value, _won, number in cases)
    won = sum(number for _value, is_won, number in cases if is_won)
    mean = sum(value * number for value, _won, number in cases) / count / WHOLE
    width = 100 // BINS
    return Bin(place * width, (place + 1) * width, count, won, mean, won / count, wilson(won, count))
