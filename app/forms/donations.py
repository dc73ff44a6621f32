"""Forms of donations and campaigns."""

from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import Field
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import TextInput

from app.domain.donations import DonationKind, InKindStatus
from app.domain.money import Currency
from app.forms.base import RecordForm
from app.forms.fields import REQUIRED, ContactField, IdSelectField, MoneyField, day, long_text, select, text, whole
from app.i18n import _, _l

_LARGEST_RATE = Decimal(1_000_000)


class RateField(Field):
    """An exchange rate with up to six decimal places. Its data is a Decimal or None."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data.normalize():f}".replace(".", ",") if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: Decimal | None = None
        typed = "".join(valuelist[0].split()).replace(",", ".") if valuelist else ""
        if not typed:
            return
        try:
            rate = Decimal(typed)
        except InvalidOperation as error:
            raise ValueError(_("Enter a rate, for example 45,5.")) from error
        if not rate.is_finite() or not 0 < rate < _LARGEST_RATE or rate != round(rate, 6):
            raise ValueError(_("Enter a rate, for example 45,5."))
        self.data = rate


class DonationForm(RecordForm):
    """A gift of money or in kind."""

    donor = ContactField(_l("Charitable giver"))
    received_on = day(_l("Date"), required=True)
    amount = MoneyField(_l("Amount"))
    currency = select(_l("Currency"), Currency, default=Currency.UAH)
    rate = RateField(_l("Exchange rate"), [Optional()])
    purpose = text(_l("Designated purpose"), limit=300)
    description = long_text(_l("What was given"))
    book_copies = whole(_l("Book copies"), least=1)
    campaign_id = IdSelectField(_l("Campaign"))
    branch_id = IdSelectField(_l("Branch"), [InputRequired(REQUIRED)])
    document_number = text(_l("Document number"), limit=60)


class NewDonationForm(DonationForm):
    """The same with the kind of gift, which stays as it is afterwards."""

    kind = select(_l("What was given"), DonationKind, default=DonationKind.MONEY)
    in_kind_status = select(_l("Status in kind"), InKindStatus, default=InKindStatus.RECEIVED)


class InKindMoveForm(RecordForm):
    """The next step of a gift in kind, with its value when it becomes known."""

    status = select(_l("Next step"), InKindStatus)
    amount = MoneyField(_l("Estimated value"))
    rate = RateField(_l("Exchange rate"), [Optional()])

    def offer(self, statuses: Any) -> None:
        """Offer these steps only, in this order."""
        words = {choice.value: choice for choice in self.status.choices}
        self.status.choices = [words[status.value] for status in statuses]


class CampaignForm(RecordForm):
    """A fundraising campaign."""

    name = text(_l("Name"), required=True)
    goal = MoneyField(_l("Sum to raise"))
    starts_on = day(_l("Starts on"), required=True)
    ends_on = day(_l("Ends on"))
    branch_id = IdSelectField(_l("Branch"))
    purpose = long_text(_l("What the money is for"))
