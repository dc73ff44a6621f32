"""What a person may type about the award of a grant: agreement, tranches, receipts, amendments, co-financing."""

from flask_wtf.file import FileField

from app.domain.awards import AmendmentKind, GateKind
from app.domain.money import Currency
from app.forms.base import BaseForm, RecordForm
from app.forms.fields import (
    ContactField,
    Filled,
    IdSelectField,
    MoneyField,
    day,
    long_text,
    paper_number,
    select,
    text,
    whole,
)
from app.forms.numbers import RateField
from app.i18n import _l
from app.services.award_amendments import WORDS, AmendmentData
from app.services.awards import GrantAgreementData
from app.services.tranche_receipts import ReceiptData
from app.services.tranches import GateData
from models.awards import Amendment

AMOUNT = [Filled()]


class GrantAgreementForm(RecordForm):
    """The agreement with the funder."""

    ordered = (("starts_on", "ends_on", "dates_out_of_order"),)

    agreement_number = paper_number(_l("Agreement number"), limit=80)
    agreement_on = day(_l("Signed on"))
    starts_on = day(_l("Project begins"))
    ends_on = day(_l("Project ends"))
    applicant_id = ContactField(_l("Through whom the library applied"), kind="organisation")
    note = text(_l("Note"), limit=500)
    file = FileField(_l("Signed file"))

    def agreement_data(self) -> GrantAgreementData:
        """Return what was typed, for the service."""
        return GrantAgreementData(
            agreement_number=self.agreement_number.data or "",
            agreement_on=self.agreement_on.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            applicant_id=self.applicant_id.one_id,
            note=self.note.data or "",
        )


class TrancheForm(RecordForm):
    """A planned tranche."""

    amount = MoneyField(_l("Amount"), AMOUNT)
    due_on = day(_l("Expected on"))
    condition = text(_l("What it depends on"), limit=300)


class ReceiptForm(RecordForm):
    """Money that came of a tranche."""

    amount = MoneyField(_l("Amount received"), AMOUNT)
    currency = select(_l("Currency"), Currency)
    received_on = day(_l("Received on"), required=True)
    rate = RateField(_l("Exchange rate"))
    document_number = paper_number(_l("Document number"), limit=80)
    note = text(_l("Note"), limit=300)
    override_reason = text(_l("Why the money is taken in all the same"), limit=500)

    def receipt_data(self) -> ReceiptData:
        """Return what was typed, for the service."""
        return ReceiptData(
            amount=self.amount.data,
            currency=self.currency.data,
            received_on=self.received_on.data,
            rate=self.rate.data,
            document_number=self.document_number.data or "",
            note=self.note.data or "",
            override_reason=self.override_reason.data or "",
        )


class GateForm(BaseForm):
    """What must have happened before a tranche comes."""

    kind = select(_l("What must happen"), GateKind, default=GateKind.ACCEPTED)
    deliverable_id = IdSelectField(_l("What is handed in"))
    percent = whole(_l("Share of the former tranche, %"), least=1, most=100)
    text = text(_l("Condition in words"), limit=300)

    def gate_data(self) -> GateData:
        """Return what was typed, for the service."""
        return GateData(
            kind=self.kind.data,
            deliverable_id=self.deliverable_id.data,
            percent=self.percent.data,
            text=self.text.data or "",
        )


class TickForm(BaseForm):
    """The day since which a condition is met."""

    ticked_on = day(_l("Met since"), required=True)


class AmendmentForm(RecordForm):
    """An additional agreement: what is left empty stays as it is."""

    number = paper_number(_l("Number"), limit=40, required=True)
    agreed_on = day(_l("Date"), required=True)
    reason = text(_l("Why"), limit=1000, required=True)
    consent_on = day(_l("The funder agreed on"))
    ends_on = day(_l("New last day of the project"))
    award = MoneyField(_l("New amount of the award"))
    budget_before = long_text(_l("Budget: as it was"), limit=1000)
    budget_after = long_text(_l("Budget: as it is to be"), limit=1000)
    activities_before = long_text(_l("Activities: as they were"), limit=1000)
    activities_after = long_text(_l("Activities: as they are to be"), limit=1000)
    team_before = long_text(_l("Team: as it was"), limit=1000)
    team_after = long_text(_l("Team: as it is to be"), limit=1000)
    file = FileField(_l("File"))

    def show(self, amendment: Amendment) -> None:
        """Fill the form with an amendment that is not applied."""
        for change in amendment.changes:
            if change.kind is AmendmentKind.END_DATE:
                self.ends_on.data = change.day_after
            elif change.kind is AmendmentKind.AWARD:
                self.award.data = change.amount_after
            else:
                self[f"{change.kind.value}_before"].data = change.text_before
                self[f"{change.kind.value}_after"].data = change.text_after
        self.show_version(amendment)

    def amendment_data(self) -> AmendmentData:
        """Return what was typed, for the service."""
        words = tuple(
            (kind, self[f"{kind.value}_before"].data or "", self[f"{kind.value}_after"].data or "") for kind in WORDS
        )
        return AmendmentData(
            number=self.number.data,
            agreed_on=self.agreed_on.data,
            reason=self.reason.data,
            consent_on=self.consent_on.data,
            ends_on=self.ends_on.data,
            award=self.award.data,
            words=words,
        )


class ReleaseForm(BaseForm):
    """Why records count as co-financing no longer."""

    reason = text(_l("Why they count no longer"), limit=300, required=True)


class ReturnForm(RecordForm):
    """The funder gave back what was handed in."""

    returned_on = day(_l("Returned on"), required=True)
    new_due_on = day(_l("To be handed in again by"), required=True)
    remarks = text(_l("What the funder asks to mend"), limit=1000, required=True)
