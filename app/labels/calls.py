"""Words of the area: funders' calls and their dates."""

from typing import Any

from app.domain.calls import ApplicantKind, CallState, CofinancingKind, DayState, GrantDateKind
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    CofinancingKind: {
        CofinancingKind.OWN: _l("Own money"),
        CofinancingKind.PARTNER: _l("A partner’s money"),
        CofinancingKind.IN_KIND: _l("In kind"),
        CofinancingKind.VOLUNTEERS: _l("Volunteers’ hours"),
    },
    ApplicantKind: {
        ApplicantKind.BUDGET_INSTITUTION: _l("Budget institution"),
        ApplicantKind.NGO: _l("NGO"),
        ApplicantKind.CONSORTIUM: _l("Consortium"),
        ApplicantKind.BUSINESS: _l("Business"),
        ApplicantKind.INDIVIDUAL: _l("Individual"),
        ApplicantKind.THROUGH_PARTNER: _l("The library through a partner"),
    },
    GrantDateKind: {
        GrantDateKind.OPENS: _l("Call opens"),
        GrantDateKind.QUESTIONS: _l("Questions until"),
        GrantDateKind.LETTER_OF_INTENT: _l("Letter of intent"),
        GrantDateKind.PROPOSAL: _l("Proposal due"),
        GrantDateKind.DECISION: _l("Decision expected"),
        GrantDateKind.DELIVERABLE: _l("Due to the funder"),
    },
    CallState: {
        CallState.OPEN: _l("Open now"),
        CallState.COMING: _l("Opens later"),
        CallState.UNDATED: _l("No deadline known"),
        CallState.CLOSED: _l("Deadline passed"),
    },
    DayState: {
        DayState.PAST: _l("Over"),
        DayState.NEXT: _l("Next"),
        DayState.LATER: _l("Later"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    GrantDateKind: {
        GrantDateKind.OPENS: "info",
        GrantDateKind.LETTER_OF_INTENT: "accent",
        GrantDateKind.PROPOSAL: "danger",
        GrantDateKind.DECISION: "success",
        GrantDateKind.DELIVERABLE: "warning",
    },
    CallState: {
        CallState.OPEN: "success",
        CallState.COMING: "info",
    },
    DayState: {
        DayState.NEXT: "info",
    },
}
REFUSALS: dict[str, Any] = {
    "before_call_opens": _l("Choose a day, not earlier than the call opens."),
    "after_call_deadline": _l("Choose a day, not later than the deadline."),
    "decision_before_deadline": _l("The decision cannot be expected before the deadline."),
    "list_added_meanwhile": _l("Somebody is adding the list at this moment. Open the page again."),
}
