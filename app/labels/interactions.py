"""Words of the area: interactions."""

from typing import Any

from app.domain.interactions import Direction, Outcome
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    Direction: {
        Direction.INCOMING: _l("Incoming"),
        Direction.OUTGOING: _l("Outgoing"),
    },
    Outcome: {
        Outcome.AGREED: _l("Agreed"),
        Outcome.CALL_BACK: _l("Call back"),
        Outcome.NO_ANSWER: _l("No answer"),
        Outcome.REFUSED: _l("Turned down"),
        Outcome.INFORMATION: _l("For information"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    Direction: {Direction.INCOMING: "info", Direction.OUTGOING: "neutral"},
    Outcome: {
        Outcome.AGREED: "success",
        Outcome.CALL_BACK: "warning",
        Outcome.NO_ANSWER: "warning",
        Outcome.REFUSED: "danger",
        Outcome.INFORMATION: "info",
    },
}
REFUSALS: dict[str, Any] = {
    "not_a_length": _l("Enter a length from 1 minute to 24 hours."),
    "too_many_people": _l("Name at most %(value)s participants."),
    "next_step_needed": _l("Say what has to be done next."),
    "next_step_without_day": _l("Say by what day it has to be done."),
    "next_step_without_assignee": _l("Say who does it."),
}
