"""Words of the area: partnerships."""

from typing import Any

from app.domain.partnerships import BranchScope, PartnershipStage, PartnerType
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    PartnershipStage: {
        PartnershipStage.IDENTIFIED: _l("Identified"),
        PartnershipStage.CONTACTED: _l("Contacted"),
        PartnershipStage.NEGOTIATING: _l("Negotiating"),
        PartnershipStage.ACTIVE: _l("Cooperating"),
        PartnershipStage.PAUSED: _l("Paused"),
        PartnershipStage.ENDED: _l("Ended"),
    },
    PartnerType: {
        PartnerType.NGO: _l("NGO"),
        PartnerType.SOCIETY: _l("Society or club"),
        PartnerType.SCHOOL: _l("School"),
        PartnerType.BUSINESS: _l("Business"),
        PartnerType.MEDIA: _l("Media"),
        PartnerType.AUTHORITY: _l("Authority"),
        PartnerType.INSTITUTION: _l("Institution"),
        PartnerType.OTHER: _l("Other"),
    },
    BranchScope: {
        BranchScope.ONE: _l("One branch"),
        BranchScope.ALL: _l("All branches"),
        BranchScope.CENTRAL: _l("Central library"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    PartnershipStage: {
        PartnershipStage.IDENTIFIED: "neutral",
        PartnershipStage.CONTACTED: "info",
        PartnershipStage.NEGOTIATING: "accent",
        PartnershipStage.ACTIVE: "success",
        PartnershipStage.PAUSED: "warning",
        PartnershipStage.ENDED: "neutral",
    },
}
REFUSALS: dict[str, Any] = {
    "partnership_exists": _l("There is already a partnership with this organisation. Open it instead."),
    "not_an_organisation": _l("A partner is an organisation. Choose one."),
    "partnership_branch_needed": _l("Choose the branch that cooperates."),
    "memorandum_dates": _l("The memorandum cannot end before it begins."),
    "stage_cannot_begin": _l("A partnership cannot begin in this stage."),
}
