"""Words of the area: stages of applications, what they ask for, approvals."""

from typing import Any

from app.domain.grant_approvals import Decision
from app.domain.grant_stages import Requirement
from app.domain.grants import LetterOutcome
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    Decision: {
        Decision.APPROVED: _l("Approval given"),
        Decision.RETURNED: _l("Returned for rework"),
    },
    LetterOutcome: {
        LetterOutcome.INVITED: _l("Invited to apply"),
        LetterOutcome.NOT_INVITED: _l("Not invited"),
    },
    Requirement: {
        Requirement.OWNER: _l("Responsible"),
        Requirement.LEADER: _l("Project leader"),
        Requirement.CALL: _l("Call"),
        Requirement.FUNDER_DEADLINE: _l("Deadline of the funder"),
        Requirement.GO_DECISION: _l("Decision “go” about the call"),
        Requirement.REQUESTED_AMOUNT: _l("Requested amount"),
        Requirement.COFINANCING: _l("Co-financing amount"),
        Requirement.BUDGET_MATCHES: _l("Budget whose lines from the grant add up to the requested amount"),
        Requirement.BRANCH: _l("Branch, or the central library"),
        Requirement.PARTNERS: _l("Partners"),
        Requirement.PROJECT_DATES: _l("Beginning and end of the project"),
        Requirement.SUMMARY: _l("Text of the summary"),
        Requirement.FILES: _l("A file"),
        Requirement.AWARD_AMOUNT: _l("Awarded amount"),
        Requirement.AGREEMENT: _l("Number and date of the agreement"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    Decision: {Decision.APPROVED: "success", Decision.RETURNED: "warning"},
    LetterOutcome: {LetterOutcome.INVITED: "success", LetterOutcome.NOT_INVITED: "danger"},
}
REFUSALS: dict[str, Any] = {
    "stage_asks": _l("Something is missing for this stage."),
    "stage_not_approved": _l("It needs approval first: %(value)s."),
    "not_an_approver": _l("Applications are approved by the director and the accountant."),
    "nothing_to_approve": _l("In “%(value)s” your approval is not asked for."),
    "approved_already": _l("You have approved it already."),
    "return_note_required": _l("Write what has to be changed."),
    "first_stage_stays": _l("Every application begins in this stage, so it stays first."),
    "stage_name_taken": _l("Another stage is called “%(value)s”."),
    "letter_not_submitted": _l("Mark the letter as submitted first."),
    "not_letter_of_intent": _l("Only a letter of intent is answered with an invitation."),
    "renewal_circle": _l("These applications would renew each other. Choose an earlier one."),
    "renewal_of_itself": _l("An application cannot renew itself."),
}
