"""Words of the area: whether to apply."""

from typing import Any

from app.domain.go_no_go import Decision, Suggestion
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    Decision: {
        Decision.GO: _l("Go"),
        Decision.NO_GO: _l("No-go"),
        Decision.UNDECIDED: _l("Undecided"),
    },
    Suggestion: {
        Suggestion.GO: _l("Worth applying"),
        Suggestion.CONSIDER: _l("Think it over"),
        Suggestion.NO_GO: _l("Better not"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    Decision: {
        Decision.GO: "success",
        Decision.NO_GO: "danger",
        Decision.UNDECIDED: "warning",
    },
    Suggestion: {
        Suggestion.GO: "success",
        Suggestion.CONSIDER: "warning",
        Suggestion.NO_GO: "danger",
    },
}
REFUSALS: dict[str, Any] = {
    "decision_needs_reason": _l("Say in a few words why; it helps next year."),
    "no_criteria": _l("There are no criteria in use. Ask an administrator to bring some back in the settings."),
    "criteria_changed": _l("The criteria have changed meanwhile. Score what is new."),
    "last_criterion": _l("Keep at least one criterion with a weight in use."),
}
