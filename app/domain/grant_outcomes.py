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
    return _mean(value, record.decided, record.won, weight)


def _mean(value: int, decided: int, won: int, weight: int) -> int:
    cases = decided + weight
    return (2 * (WHOLE * won + 10 * weight * value) + cases) // (2 * cases) if cases else value * 10


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
    record = _Record()
    made: list[tuple[int, Stage, int]] = []
    together: list[tuple[int, Stage]] = []
    present: Any = None
    for at, number, stage in moves:
        if at != present:
            record.note(together, reached)
            together, present = [], at
        if stage in values and stage not in reached[number]:
            made.append((number, stage, _mean(values[stage], record.decided[stage], record.won[stage], weight)))
            reached[number].add(stage)
        together.append((number, stage))
    record.note(together, reached)
    ends = record.ends
    return [
        Forecast(number, stage, value, ends[number] is Outcome.WON)
        for number, stage, value in made
        if ends.get(number, Outcome.UNDECIDED) is not Outcome.UNDECIDED
    ]


class _Record:
    """How many applications that reached each stage are decided and won, as of the moments noted so far."""

    def __init__(self) -> None:
        self.ends: dict[int, Outcome] = {}
        self.decided: defaultdict[Stage, int] = defaultdict(int)
        self.won: defaultdict[Stage, int] = defaultdict(int)
        self._counted: dict[int, tuple[Stage, ...]] = {}

    def note(self, together: list[tuple[int, Stage]], reached: Mapping[int, set[Stage]]) -> None:
        """Take in the moves of one moment; an end that is taken back counts no longer."""
        for number, stage in together:
            before, after = self.ends.get(number, Outcome.UNDECIDED), OUTCOMES.get(stage)
            if after is None or before is after:
                continue
            self._count(self._counted.pop(number, ()), -1, won=before is Outcome.WON)
            if after is not Outcome.UNDECIDED:
                self._counted[number] = tuple(reached[number])
                self._count(self._counted[number], 1, won=after is Outcome.WON)
            self.ends[number] = after

    def _count(self, stages: Iterable[Stage], step: int, *, won: bool) -> None:
        for stage in stages:
            self.decided[stage] += step
            if won:
                self.won[stage] += step
