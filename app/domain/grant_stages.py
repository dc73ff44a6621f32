"""The stages of applications as an institution sees them: order, probability, and what a stage asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from app.domain.errors import MoveRefused, RuleError
from app.domain.grants import LOST_STAGES, OPEN_STAGES, WON_STAGES, Stage, stage_kind

MOST_PERCENT = 100

# The order that comes with the product.
BUILT_IN_ORDER = tuple(Stage)

# How likely money is in a stage, in per cent, before the institution has a record of its own.
DEFAULT_PROBABILITY: Mapping[Stage, int] = MappingProxyType(
    {
        Stage.IDEA: 5,
        Stage.SELECTION: 10,
        Stage.DRAFTING: 25,
        Stage.APPROVAL: 35,
        Stage.SUBMITTED: 40,
        Stage.REVIEW: 50,
        Stage.CLARIFICATION: 60,
        Stage.SUSPENDED: 10,
        **dict.fromkeys((*WON_STAGES, Stage.CLOSED), 100),
        **dict.fromkeys(LOST_STAGES, 0),
    }
)


class Requirement(StrEnum):
    """What an institution may ask for before an application enters a stage."""

    OWNER = "owner"
    LEADER = "leader"
    CALL = "call"
    FUNDER_DEADLINE = "funder_deadline"
    GO_DECISION = "go_decision"
    REQUESTED_AMOUNT = "requested_amount"
    COFINANCING = "cofinancing"
    BUDGET_MATCHES = "budget_matches"
    BRANCH = "branch"
    PARTNERS = "partners"
    PROJECT_DATES = "project_dates"
    SUMMARY = "summary"
    FILES = "files"
    AWARD_AMOUNT = "award_amount"
    AGREEMENT = "agreement"


class MoveIncomplete(MoveRefused):
    """A stage asks for what the application does not have yet; `gaps` names each thing, in the order of the list."""

    def __init__(self, stage: Stage, gaps: Sequence[Requirement]) -> None:
        super().__init__("stage_asks", ", ".join(gaps), field="stage")
        self.stage = stage
        self.gaps = tuple(gaps)


def missing(asked: Collection[Requirement], present: Collection[Requirement]) -> tuple[Requirement, ...]:
    """Return what a stage asks for and the application lacks, in the order of the list."""
    return tuple(item for item in Requirement if item in asked and item not in present)


def open_order(order: Iterable[Stage]) -> tuple[Stage, ...]:
    """Return the open stages among these, in the given order; the idea, in which every application begins, is first."""
    rest = [stage for stage in order if stage in OPEN_STAGES and stage is not Stage.IDEA]
    return (Stage.IDEA, *rest)


def placed(order: Sequence[Stage], stage: Stage, place: int) -> tuple[Stage, ...]:
    """Return the order with a stage put in another place among those of its kind.

    Args:
        place: counted from 1; one that is out of bounds becomes the nearest.

    Raises:
        RuleError: `first_stage_stays`, for the idea or a place before it.
    """
    peers = [item for item in order if stage_kind(item) is stage_kind(stage)]
    index = max(1, min(len(peers), place)) - 1
    if Stage.IDEA in peers and (stage is Stage.IDEA) is not (index == 0):
        raise RuleError("first_stage_stays", field="place")
    peers.remove(stage)
    peers.insert(index, stage)
    turn = iter(peers)
    return tuple(next(turn) if stage_kind(item) is stage_kind(stage) else item for item in order)


def is_certain(stage: Stage) -> bool:
    """Tell whether the outcome of a stage is known, so that its probability is no matter of opinion."""
    return DEFAULT_PROBABILITY[stage] in (0, MOST_PERCENT)
