"""Words of the area: branches."""

from typing import Any

from app.i18n import _l
from models.branches import BranchKind

LABELS: dict[Any, dict[Any, Any]] = {
    BranchKind: {
        BranchKind.CENTRAL: _l("Central library"),
        BranchKind.BRANCH: _l("Branch"),
    },
}
TONES: dict[Any, dict[Any, str]] = {BranchKind: {BranchKind.CENTRAL: "info"}}
REFUSALS: dict[str, Any] = {
    "branch_code_taken": _l("Another branch has this code."),
    "branch_has_users": _l("Accounts that still belong to this branch: %(count)d. Move them first."),
    "branch_has_events": _l("Planned events of this branch: %(count)d. Hold, move or cancel them first."),
    "band_code_taken": _l("Another age band has this code."),
    "band_in_use": _l("Participants are already counted in this band, so its ages stay as they are."),
    "ages_in_order": _l("The last age must not be less than the first."),
}
