"""Words of the area: duplicates."""

from typing import Any

from app.domain.duplicates import PairStatus
from app.domain.matching import MatchStrength
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    MatchStrength: {
        MatchStrength.CERTAIN: _l("almost certain"),
        MatchStrength.LIKELY: _l("likely"),
        MatchStrength.POSSIBLE: _l("possible"),
    },
    PairStatus: {
        PairStatus.OPEN: _l("To be decided"),
        PairStatus.DISMISSED: _l("Not the same"),
        PairStatus.MERGED: _l("Merged"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    MatchStrength: {MatchStrength.CERTAIN: "danger", MatchStrength.LIKELY: "warning", MatchStrength.POSSIBLE: "info"},
    PairStatus: {PairStatus.OPEN: "warning", PairStatus.MERGED: "success"},
}
REFUSALS: dict[str, Any] = {
    "thresholds_out_of_order": _l("The points must not fall: possible, then likely, then almost certain."),
    "no_rule_left": _l("Leave at least one rule that gives points: otherwise nothing is ever found."),
    "scan_is_running": _l("The search for duplicates is already running. Wait until it is done."),
    "pair_is_merged": _l("These two are already merged. Undo the merge instead."),
}
