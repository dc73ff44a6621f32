"""Forms of donations and campaigns."""

from wtforms.validators import Optional

from app.domain.donations import DonationKind, InKindStatus
from app.domain.money import Currency
from app.forms.base import RecordForm
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
    application_id = IdSelectField(_l("Grant"))
    branch_id = IdSelectField(_l("Branch"), [Filled()])
    document_number = paper_number(_l("Document number"), limit=60)


class NewDonationForm(DonationForm):
    """The same with the kind of gift, which stays as it is afterwards."""

    kind = select(_l("What was given"), DonationKind, default=DonationKind.MONEY)
    in_kind_status = select(_l("Status in kind"), InKindStatus, default=InKindStatus.RECEIVED)


class InKindMoveForm(RecordForm):
    """The next step of a gift in kind, with its value when it becomes known."""

    status = select(_l("Next step"), InKindStatus)
    amount = MoneyField(_l("Estimated value"))
    rate = RateField(_l("Exchange rate"), [Optional()])


class CampaignForm(RecordForm):
    """A fundraising campaign."""

    ordered = (("starts_on", "ends_on", "campaign_dates"),)

    name = text(_l("Name"), required=True)
    goal = MoneyField(_l("Sum to raise"))
    starts_on = day(_l("Starts on"), required=True)
    ends_on = day(_l("Ends on"))
    branch_id = IdSelectField(_l("Branch"))
    purpose = long_text(_l("What the money is for"))
