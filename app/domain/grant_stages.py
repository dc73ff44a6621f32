"""The stages of applications as an institution sees them: order, probability, and what a stage asks for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.grants import LOST_STAGES, OPEN_STAGES, WON_STAGES, Stage

MOST_PERCENT = 100

# The order that comes with the product: kind by kind, and in each kind the order of an application's life.
BUILT_IN_ORDER = (*OPEN_STAGES, Stage.SUSPENDED, *WON_STAGES, Stage.CLOSED, *LOST_STAGES)

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
