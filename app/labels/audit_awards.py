"""What people call the columns of awards, amendments, tranches and claims in the audit log."""

from typing import Any

from app.i18n import _l

AWARD_FIELDS: dict[str, Any] = {
    "agreed_on": _l("Date"),
    "amendment_id": _l("Amendment"),
    "amount_after": _l("Amount after the change"),
    "amount_before": _l("Amount before the change"),
    "applicant_id": _l("Through whom the library applied"),
    "applied_at": _l("Applied at"),
    "applied_by_id": _l("Applied by"),
    "consent_on": _l("The funder agreed on"),
    "counted": _l("How it is known"),
    "day_after": _l("Day after the change"),
    "day_before": _l("Day before the change"),
    "deliverable_id": _l("What is handed in"),
    "disbursement_id": _l("Tranche"),
    "expenditure_id": _l("Expenditure"),
    "ledger_entry_id": _l("Entry of the ledger"),
    "new_due_on": _l("To be handed in again by"),
    "overridden": _l("Conditions that were not met"),
    "override_by_id": _l("Taken in all the same by"),
    "percent": _l("Share of the former tranche, %"),
    "record_id": _l("Number of the record"),
    "remarks": _l("What the funder asks to mend"),
    "settled_on": _l("Received in full on"),
    "text_after": _l("Text after the change"),
    "text_before": _l("Text before the change"),
    "ticked_by_id": _l("Marked as met by"),
    "ticked_on": _l("Met since"),
    "tranche_amount": _l("Amount of the tranche"),
}
