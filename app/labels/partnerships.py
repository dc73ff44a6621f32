"""Words of the area: partnerships."""

from typing import Any

from app.domain.partner_growth import PartnerMove
from app.domain.partnerships import BranchScope, CommitmentLevel, PartnershipStage, PartnerType, StopReason
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    PartnerMove: {
        PartnerMove.NEW: _l("New"),
        PartnerMove.RETURNED: _l("Returned partners"),
        PartnerMove.LAPSED: _l("Lapsed"),
    },
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
    CommitmentLevel: {
        CommitmentLevel.OCCASIONAL: _l("Occasional"),
        CommitmentLevel.REGULAR: _l("Regular"),
        CommitmentLevel.STRATEGIC: _l("Strategic"),
    },
    StopReason: {
        StopReason.GOALS_REACHED: _l("What was planned is done"),
        StopReason.AGREEMENT_NOT_RENEWED: _l("The agreement was not renewed"),
        StopReason.CONTACT_LEFT: _l("The contact person left"),
        StopReason.NO_RESOURCES: _l("No people or money for it now"),
        StopReason.NO_ANSWER: _l("The partner does not answer"),
        StopReason.PROMISES_BROKEN: _l("What was agreed is not kept"),
        StopReason.PARTNER_CLOSED: _l("The organisation closed or moved away"),
        StopReason.OTHER: _l("Another reason"),
    },
    BranchScope: {
        BranchScope.ONE: _l("One branch"),
        BranchScope.ALL: _l("All branches"),
        BranchScope.CENTRAL: _l("Central library"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    CommitmentLevel: {
        CommitmentLevel.OCCASIONAL: "neutral",
        CommitmentLevel.REGULAR: "info",
        CommitmentLevel.STRATEGIC: "accent",
    },
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
    "stop_reason_required": _l("Choose why the cooperation is paused or ended."),
    "stop_reason_in_words": _l("Write the reason in your own words."),
    "stage_cannot_begin": _l("A partnership cannot begin in this stage."),
}
