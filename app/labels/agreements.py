"""Words of the area: agreements with partners and the reciprocity ledger."""

from typing import Any

from app.domain.agreements import AgreementKind, AgreementState
from app.domain.ledger import LedgerDirection, LedgerKind, LedgerUnit
from app.domain.memoranda import MemorandumField
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    AgreementKind: {
        AgreementKind.MEMORANDUM: _l("Memorandum"),
        AgreementKind.COOPERATION: _l("Cooperation agreement"),
        AgreementKind.TRANSFER_ACT: _l("Transfer act"),
        AgreementKind.OTHER: _l("Another paper"),
    },
    AgreementState: {
        AgreementState.PLANNED: _l("Being prepared"),
        AgreementState.VALID: _l("Valid"),
        AgreementState.REVIEW_DUE: _l("Review due"),
        AgreementState.ENDS_SOON: _l("Ends soon"),
        AgreementState.EXPIRED: _l("Expired"),
        AgreementState.TERMINATED: _l("Terminated"),
    },
    LedgerDirection: {
        LedgerDirection.PARTNER_GIVES: _l("The partner gives"),
        LedgerDirection.LIBRARY_GIVES: _l("The library gives"),
    },
    LedgerKind: {
        LedgerKind.SPACE: _l("Space"),
        LedgerKind.HOURS: _l("Hours of work"),
        LedgerKind.GOODS: _l("Goods"),
        LedgerKind.MONEY: _l("Money"),
        LedgerKind.AUDIENCE: _l("Audience"),
        LedgerKind.OTHER: _l("Something else"),
    },
    MemorandumField: {
        MemorandumField.NUMBER: _l("Number of the agreement"),
        MemorandumField.PLACE: _l("Place"),
        MemorandumField.DATE: _l("Date"),
        MemorandumField.VALID_FROM: _l("Valid from"),
        MemorandumField.VALID_UNTIL: _l("Valid until"),
        MemorandumField.LIBRARY_NAME: _l("Name of the library"),
        MemorandumField.LIBRARY_EDRPOU: _l("EDRPOU code of the library"),
        MemorandumField.LIBRARY_ADDRESS: _l("Address of the library"),
        MemorandumField.LIBRARY_SIGNATORY: _l("Who signs for the library"),
        MemorandumField.LIBRARY_GIVES: _l("What the library gives"),
        MemorandumField.PARTNER_NAME: _l("Name of the partner"),
        MemorandumField.PARTNER_LEGAL_NAME: _l("Official name of the partner"),
        MemorandumField.PARTNER_EDRPOU: _l("EDRPOU code of the partner"),
        MemorandumField.PARTNER_ADDRESS: _l("Address of the partner"),
        MemorandumField.PARTNER_SIGNATORY: _l("Who signs for the partner"),
        MemorandumField.PARTNER_GIVES: _l("What the partner gives"),
    },
    LedgerUnit: {
        LedgerUnit.HOURS: _l("hours"),
        LedgerUnit.PIECES: _l("pieces"),
        LedgerUnit.PEOPLE: _l("people"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    AgreementState: {
        AgreementState.PLANNED: "info",
        AgreementState.VALID: "success",
        AgreementState.REVIEW_DUE: "warning",
        AgreementState.ENDS_SOON: "warning",
        AgreementState.EXPIRED: "danger",
        AgreementState.TERMINATED: "neutral",
    },
    LedgerDirection: {
        LedgerDirection.PARTNER_GIVES: "success",
        LedgerDirection.LIBRARY_GIVES: "info",
    },
}
REFUSALS: dict[str, Any] = {
    "no_title": _l("Write a title."),
    "no_memorandum_text": _l("Write the text of the memorandum."),
    "memorandum_signed": _l("This memorandum is signed: its words cannot change any more. Draft a new one."),
    "signed_in_future": _l("Write a day of signing that is not later than today, or leave it empty for now."),
    "signed_after_end": _l("The day of signing is after the last day. Correct one of the two."),
    "agreement_dates": _l("The agreement cannot end before it begins."),
    "review_outside": _l("Choose a review date on which the agreement is valid."),
    "already_terminated": _l("The agreement was already terminated on %(day)s."),
    "not_signed_yet": _l("This agreement has not begun yet. Correct it, or remove it."),
    "terminated_before_start": _l("Choose a day not earlier than %(day)s, when it was signed and began."),
    "end_within_dates": _l("It was terminated on %(day)s. Choose dates that hold this day."),
    "agreement_overlaps": _l("There is already an agreement of this kind with the number %(value)s for these days."),
    "termination_needs_reason": _l("Write why it ends before its time."),
    "terminated_after_end": _l("It ends by itself on %(day)s. Choose an earlier day."),
    "given_in_future": _l("Write a day that is not later than today: the ledger holds what was really given."),
    "money_needs_amount": _l("Write the sum of money."),
    "no_quantity_for_kind": _l("This kind has no quantity. Leave it empty, and write the value."),
    "quantity_not_positive": _l("Write a quantity greater than zero, or leave it empty."),
    "quantity_not_whole": _l("Write a whole number."),
    "describe_what_was_given": _l("Write in a few words what was given."),
    "not_joint": _l("Choose one that this partner has a part in."),
    "agreement_not_valid": _l("This agreement was not valid on %(day)s. Choose another one, or none."),
    "quantity_or_value": _l("Write how much was given, or its value in money."),
}
