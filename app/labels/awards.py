"""Words of the area: awards."""

from typing import Any

from app.domain.awards import AgreementStanding, AmendmentKind, GateKind, TrancheState
from app.domain.grant_claims import ClaimSource
from app.domain.grant_counts import GrantCount
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    AgreementStanding: {
        AgreementStanding.NOT_SIGNED: _l("Not signed"),
        AgreementStanding.IN_FORCE: _l("In force"),
        AgreementStanding.REPORTS_OPEN: _l("Ended, reports are open"),
        AgreementStanding.ENDED: _l("Ended"),
    },
    GateKind: {
        GateKind.AGREEMENT: _l("The agreement is signed"),
        GateKind.SUBMITTED: _l("Something is submitted"),
        GateKind.ACCEPTED: _l("Something is accepted by the funder"),
        GateKind.SPENT: _l("A share of the former tranche is spent"),
        GateKind.CONDITION: _l("A condition in words"),
    },
    TrancheState: {
        TrancheState.RECEIVED: _l("Received in full"),
        TrancheState.PARTLY: _l("Received in part"),
        TrancheState.LATE: _l("Late"),
        TrancheState.HELD: _l("Waits for conditions"),
        TrancheState.EXPECTED: _l("Expected"),
    },
    AmendmentKind: {
        AmendmentKind.END_DATE: _l("Last day of the project"),
        AmendmentKind.AWARD: _l("Amount of the award"),
        AmendmentKind.BUDGET: _l("Budget"),
        AmendmentKind.ACTIVITIES: _l("Activities of the project"),
        AmendmentKind.TEAM: _l("Team"),
    },
    ClaimSource: {
        ClaimSource.DONATION: _l("Gift"),
        ClaimSource.LEDGER: _l("Contribution of a partner"),
        ClaimSource.EXPENDITURE: _l("Expenditure"),
    },
    GrantCount: {
        GrantCount.PARTICIPANTS: _l("Participants"),
        GrantCount.CHILDREN: _l("Participants under 18"),
        GrantCount.ONLINE: _l("Participants online"),
        GrantCount.EVENTS: _l("Events"),
        GrantCount.HOURS: _l("Hours of volunteers"),
        GrantCount.VOLUNTEERS: _l("Volunteers"),
        GrantCount.PARTNERS: _l("Active partners"),
        GrantCount.CONTRIBUTING: _l("Partners that contributed"),
        GrantCount.CONTRIBUTED: _l("Contributions of partners"),
        GrantCount.IN_KIND: _l("Gifts in kind"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    AgreementStanding: {
        AgreementStanding.NOT_SIGNED: "warning",
        AgreementStanding.IN_FORCE: "success",
        AgreementStanding.REPORTS_OPEN: "warning",
    },
    TrancheState: {
        TrancheState.RECEIVED: "success",
        TrancheState.PARTLY: "accent",
        TrancheState.LATE: "danger",
        TrancheState.HELD: "warning",
        TrancheState.EXPECTED: "info",
    },
}
REFUSALS: dict[str, Any] = {
    "agreement_in_future": _l("Enter a date, not later than today."),
    "receipts_before_agreement": _l("Money came on %(value)s already, so the agreement cannot be of a later day."),
    "currency_has_tranches": _l(
        "Tranches are planned in %(value)s. Remove them before the grant changes its currency."
    ),
    "applicant_not_organisation": _l("An applicant is an organisation. Choose one from the suggestions."),
    "gates_closed": _l("This is not met on that day: %(value)s. Say why the money is taken in all the same."),
    "more_than_tranche": _l(
        "%(value)s of this tranche is still expected. Check the amount and the rate, or change the tranche first."
    ),
    "less_than_received": _l("%(value)s came of this tranche already. Enter at least as much."),
    "receipt_currency": _l("A receipt is in one of these currencies: %(value)s."),
    "gate_needs_deliverable": _l("Choose what must be handed in."),
    "gate_needs_percent": _l("Enter a share from 1 to 100 per cent."),
    "gate_needs_words": _l("Write the condition in words."),
    "gate_exists": _l("The tranche has this condition already."),
    "gate_is_computed": _l("This follows from the records and is not ticked by hand."),
    "no_former_tranche": _l("There is no tranche before this one."),
    "holds_a_tranche": _l("A tranche waits for this. Remove the condition from the tranche first."),
    "amendment_before_agreement": _l("There is no amendment before the agreement of %(value)s."),
    "amendment_applied": _l("This amendment is applied and stays as it is. Write a new one."),
    "amendment_number_taken": _l("There is already an amendment No. %(value)s."),
    "amendment_needs_reason": _l("Say why the agreement is amended."),
    "amendment_empty": _l("Say what changes: the last day, the amount, the budget, the activities or the team."),
    "amendment_in_future": _l("The amendment can be applied from its day on."),
    "consent_required": _l("Write down when the funder agreed first."),
    "agreement_missing": _l("Write the agreement down first."),
    "award_below_tranches": _l("The tranches add up to %(value)s. Change them before the award gets smaller."),
    "already_accepted": _l("The funder has accepted it already."),
    "returned_before_submitted": _l("It cannot be returned before it was submitted."),
    "new_date_before_return": _l("The new date cannot be before the day of the return."),
    "remarks_required": _l("Write down what the funder asks to mend."),
    "counted_is_not_typed": _l("This indicator is counted from the records. Leave the typed figure empty."),
    "claimed_elsewhere": _l("This counts on the grant “%(value)s” already, and counts once only."),
    "nothing_to_count": _l("Choose records that may count on this grant."),
    "release_needs_reason": _l("Say why they count no longer."),
    "record_claimed": _l("This counts as co-financing of “%(value)s”. Release it there first."),
}
