"""What became of applications, and the chance that our own record gives to those that are still open.

An application is decided once it is won, or rejected, or withdrawn; the two last ones both bring no money. Being put
on hold decides nothing. A stage has a chance of its own (the stage's value). Our record moves it: of `decided`
applications that ever reached the stage, `won` were won, and

    chance = (won + weight × value) ÷ (decided + weight)

which is the mean of a beta distribution whose prior has the mean `value` and the weight of so many cases (Gelman
et al., Bayesian Data Analysis, 3rd ed., section 2.4). With few cases the stage's value prevails, with many the record.

Chances are kept in whole tenths of a per cent, so that the figure on the screen is the one that multiplies money.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from app.domain.grants import LOST_STAGES, OPEN_STAGES, WON_STAGES, Stage

WHOLE = 1000
MOST_WEIGHT = 100


class Outcome(StrEnum):
    """How an application ended, or that it did not yet."""

    WON = "outcome_won"
    LOST = "outcome_lost"
    UNDECIDED = "outcome_undecided"


class SizeBand(StrEnum):
    """How much an application asks for, in the base currency."""

    SMALL = "band_small"
    MEDIUM = "band_medium"
    LARGE = "band_large"
    HUGE = "band_huge"


# From which amount on an application belongs to a band, up to where the next one begins.
BAND_FROM: Mapping[SizeBand, int] = {
    SizeBand.SMALL: 0,
    SizeBand.MEDIUM: 50_000,
    SizeBand.LARGE: 250_000,
    SizeBand.HUGE: 1_000_000,
}


@dataclass(frozen=True, slots=True)
class StageRecord:
    """Of the applications that reached a stage: how many are decided, and how many of these were won."""

    decided: int = 0
    won: int = 0


class Move(NamedTuple):
    """An application came into a stage at a moment; moments need only be comparable and in order."""

    at: Any
    application_id: int
    stage: Stage


class Forecast(NamedTuple):
    """The chance that an application had when it first came into a stage, and whether it was won in the end."""

    application_id: int
    stage: Stage
    chance: int
    won: bool


# To be put on hold changes nothing about the outcome, so that stage has none.
OUTCOMES: Mapping[Stage, Outcome] = MappingProxyType(
    {
        **dict.fromkeys(OPEN_STAGES, Outcome.UNDECIDED),
        **dict.fromkeys((*WON_STAGES, Stage.CLOSED), Outcome.WON),
        **dict.fromkeys(LOST_STAGES, Outcome.LOST),
    }
)


def chance(value: int, record: StageRecord, weight: int) -> int:
    """Return the chance in tenths of a per cent, halves up.

    Args:
        value: the stage's own chance in per cent.
        record: of the applications that reached the stage.
        weight: as how many cases the stage's value counts; 0 lets the record alone speak, once there is one.

    Raises:
        ValueError: a number is out of its bounds.
    """
    if not 0 <= value <= 100 or not 0 <= record.won <= record.decided or not 0 <= weight <= MOST_WEIGHT:
        raise ValueError("a chance is in per cent, wins are among the decided, and a weight is not negative")
    cases = record.decided + weight
    if cases == 0:
        return value * 10
    return (2 * (WHOLE * record.won + 10 * weight * value) + cases) // (2 * cases)


def chances(values: Mapping[Stage, int], records: Mapping[Stage, StageRecord], weight: int) -> dict[Stage, int]:
    """Return the chance of each stage that has a value."""
    return {stage: chance(value, records.get(stage, StageRecord()), weight) for stage, value in values.items()}


def forecasts(moves: Iterable[Move], values: Mapping[Stage, int], weight: int) -> list[Forecast]:
    """Return what was forecast without hindsight, for every application that is decided by now.

    A forecast is made when an application comes into a stage of `values` for the first time. It knows only what had
    been decided before that moment, as it stood then: neither what was decided later or in the same moment, nor
    its own end. Present values and weight are used, since former ones are not kept.

    Args:
        moves: of all applications, in the order of time; the first one of each brings it into its first stage.
        values: the chance of each open stage in per cent.
    """
    reached: defaultdict[int, set[Stage]] = defaultdict(set)
    ends: dict[int, Outcome] = {}
    counted: dict[int, tuple[Stage, ...]] = {}
    decided: dict[Stage, int] = dict.fromkeys(values, 0)
    won: dict[Stage, int] = dict.fromkeys(values, 0)
    made: list[tuple[int, Stage, int]] = []
    for _at, together in groupby(moves, key=itemgetter(0)):
        group = list(together)
        for _moment, number, stage in group:
            if stage in values and stage not in reached[number]:
                made.append((number, stage, chance(values[stage], StageRecord(decided[stage], won[stage]), weight)))
                reached[number].add(stage)
        for _moment, number, stage in group:
            before, after = ends.get(number, Outcome.UNDECIDED), OUTCOMES.get(stage)
            if after is None or before is after:
                continue
            for passed in counted.pop(number, ()):
                decided[passed] -= 1
                won[passed] -= before is Outcome.WON
            if after is not Outcome.UNDECIDED:
                counted[number] = tuple(reached[number])
                for passed in counted[number]:
                    decided[passed] += 1
                    won[passed] += after is Outcome.WON
            ends[number] = after
    return [
        Forecast(number, stage, value, ends[number] is Outcome.WON)
        for number, stage, value in made
        if ends.get(number, Outcome.UNDECIDED) is not Outcome.UNDECIDED
    ]
