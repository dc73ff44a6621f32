"""Words of the area: grants."""

from datetime import date
from typing import Any

from app.domain.grants import (
    BudgetCategory,
    BudgetSource,
    DeliverableKind,
    DeliverableState,
    DocumentType,
    LossReason,
    NarrativeSection,
    Stage,
    StageKind,
)
from app.i18n import _l, _n

LABELS: dict[Any, dict[Any, Any]] = {
    Stage: {
        Stage.IDEA: _l("Idea"),
        Stage.SELECTION: _l("Choosing a call"),
        Stage.DRAFTING: _l("Drafting"),
        Stage.APPROVAL: _l("In approval"),
        Stage.SUBMITTED: _l("Submitted"),
        Stage.REVIEW: _l("Under review"),
        Stage.CLARIFICATION: _l("Clarification"),
        Stage.AWARDED: _l("Awarded"),
        Stage.REJECTED: _l("Rejected"),
        Stage.WITHDRAWN: _l("Withdrawn"),
        Stage.CONTRACTING: _l("Contracting"),
        Stage.IMPLEMENTATION: _l("Implementation"),
        Stage.REPORTING: _l("Reporting"),
        Stage.CLOSED: _l("Closed"),
        Stage.SUSPENDED: _l("On hold"),
    },
    StageKind: {
        StageKind.OPEN: _l("In the pipeline"),
        StageKind.ON_HOLD: _l("On hold"),
        StageKind.WON: _l("Won"),
        StageKind.ONGOING: _l("Under way"),
        StageKind.DONE: _l("Closed"),
        StageKind.LOST: _l("Lost"),
    },
    LossReason: {
        LossReason.LOW_SCORE: _l("Low score"),
        LossReason.NOT_ELIGIBLE: _l("Not eligible"),
        LossReason.BUDGET_LIMIT: _l("The funder ran out of money"),
        LossReason.NO_COFINANCING: _l("No co-financing"),
        LossReason.MISSED_DEADLINE: _l("Missed deadline"),
        LossReason.PARTNER_LEFT: _l("A partner left"),
        LossReason.PRIORITIES_CHANGED: _l("Priorities changed"),
        LossReason.CALL_CANCELLED: _l("The call was cancelled"),
        LossReason.OTHER: _l("Another reason"),
    },
    BudgetCategory: {
        BudgetCategory.STAFF: _l("Pay and fees"),
        BudgetCategory.SOCIAL_CONTRIBUTIONS: _l("Social contributions"),
        BudgetCategory.TRAVEL: _l("Travel, accommodation and meals"),
        BudgetCategory.RENT: _l("Rent"),
        BudgetCategory.EQUIPMENT: _l("Equipment"),
        BudgetCategory.MATERIALS: _l("Materials"),
        BudgetCategory.BOOKS: _l("Books and resources"),
        BudgetCategory.PRINTING: _l("Printing"),
        BudgetCategory.SERVICES: _l("Services and subcontracting"),
        BudgetCategory.PROMOTION: _l("Promotion"),
        BudgetCategory.INDIRECT: _l("Administrative and indirect costs"),
        BudgetCategory.OTHER: _l("Other costs"),
    },
    BudgetSource: {
        BudgetSource.GRANT: _l("Grant"),
        BudgetSource.OWN: _l("Own contribution"),
        BudgetSource.PARTNER: _l("Partner’s contribution"),
        BudgetSource.IN_KIND: _l("In kind"),
    },
    DocumentType: {
        DocumentType.INVOICE: _l("Invoice"),
        DocumentType.DELIVERY_NOTE: _l("Delivery note"),
        DocumentType.ACT: _l("Act of completed work"),
        DocumentType.RECEIPT: _l("Receipt"),
        DocumentType.CONTRACT: _l("Contract"),
        DocumentType.PAYROLL: _l("Payroll"),
        DocumentType.OTHER: _l("Another document"),
    },
    DeliverableKind: {
        DeliverableKind.LETTER_OF_INTENT: _l("Letter of intent"),
        DeliverableKind.APPLICATION: _l("Application form"),
        DeliverableKind.INTERIM_REPORT: _l("Interim report"),
        DeliverableKind.FINAL_REPORT: _l("Final report"),
    },
    DeliverableState: {
        DeliverableState.PLANNED: _l("Planned"),
        DeliverableState.DUE_SOON: _l("Due soon"),
        DeliverableState.OVERDUE: _l("Overdue"),
        DeliverableState.RETURNED: _l("Returned by the funder"),
        DeliverableState.SUBMITTED: _l("Submitted"),
        DeliverableState.ACCEPTED: _l("Accepted"),
        DeliverableState.NOT_SUBMITTED: _l("Not submitted"),
    },
    NarrativeSection: {
        NarrativeSection.SUMMARY: _l("Summary"),
        NarrativeSection.OBJECTIVES: _l("Objectives and context"),
        NarrativeSection.ACTIVITIES_TEXT: _l("Activities carried out"),
        NarrativeSection.RESULTS_TEXT: _l("Results"),
        NarrativeSection.BENEFICIARIES_TEXT: _l("Beneficiaries"),
        NarrativeSection.PARTNERS_TEXT: _l("Partners and volunteers"),
        NarrativeSection.COMMUNICATION: _l("Communication and visibility"),
        NarrativeSection.DIFFICULTIES: _l("Difficulties, changes and risks"),
        NarrativeSection.SUSTAINABILITY: _l("Sustainability and lessons"),
        NarrativeSection.FINANCE_TEXT: _l("Notes on finances"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    Stage: {
        Stage.APPROVAL: "warning",
        Stage.SUBMITTED: "info",
        Stage.REVIEW: "info",
        Stage.CLARIFICATION: "warning",
        Stage.AWARDED: "success",
        Stage.REJECTED: "danger",
        Stage.CONTRACTING: "info",
        Stage.IMPLEMENTATION: "success",
        Stage.REPORTING: "accent",
        Stage.SUSPENDED: "warning",
    },
    DeliverableState: {
        DeliverableState.DUE_SOON: "warning",
        DeliverableState.OVERDUE: "danger",
        DeliverableState.RETURNED: "warning",
        DeliverableState.SUBMITTED: "info",
        DeliverableState.ACCEPTED: "success",
    },
}
REFUSALS: dict[str, Any] = {
    "reason_required": _l("Say why: choose a reason."),
    "unknown_reason": _l("Choose one of the offered reasons."),
    "award_amount_required": _l("Enter the amount that the funder awarded."),
    "award_not_positive": _l("The awarded amount must be greater than zero."),
    "awarded_before_submitted": _l(
        "The application was submitted on %(value)s: the funder cannot have decided earlier."
    ),
    "awarded_in_future": _l("Enter a date, not later than today."),
    "hold_reason_required": _l("Write why it is put on hold."),
    "resume_in_past": _l("Enter a date after today, or leave it empty."),
    "branch_required": _l("Choose the branch that the application is for."),
    "funder_required": _l("Choose the funder."),
    "funder_not_organisation": _l("A funder is an organisation. Choose one from the suggestions."),
    "call_of_other_funder": _l("This call belongs to another funder: %(value)s."),
    "call_has_applications": _l("The call has applications, so its funder stays."),
    "amounts_out_of_order": _l("The largest amount cannot be less than the smallest."),
    "accepted_before_submitted": _l("It cannot be accepted before it was submitted."),
    "not_submitted_yet": _l("Mark it as submitted first."),
    "event_of_other_grant": _l("Choose an event of this grant."),
    "indicator_exists": _l("This grant already has an indicator of this name."),
    "done_in_future": _l("Enter a date, not later than today."),
}


def waiting_words(submitted_on: date, day: date) -> str:
    """Return for how long the funder has not accepted what was handed in, in words."""
    days = (day - submitted_on).days
    return _n("waits for acceptance for %(num)d day", "waits for acceptance for %(num)d days", days)
