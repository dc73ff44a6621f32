"""Forms of agreements with partners and of the reciprocity ledger."""

from flask_wtf.file import FileField
from wtforms.validators import Optional

from app.domain.agreements import AgreementKind
from app.domain.ledger import LedgerDirection, LedgerKind
from app.domain.money import Currency
from app.forms.base import RecordForm
from app.forms.fields import IdSelectField, MoneyField, day, long_text, paper_number, select, text
from app.forms.numbers import QuantityField, RateField
from app.i18n import _l


class AgreementForm(RecordForm):
    """A paper signed, or being prepared, with a partner."""

    kind = select(_l("Kind"), AgreementKind, default=AgreementKind.MEMORANDUM)
    number = paper_number(_l("Number"), limit=60)
    signed_on = day(_l("Signed on"))
    valid_from = day(_l("Valid from"))
    valid_until = day(_l("Valid until"))
    review_on = day(_l("Review on"))
    note = long_text(_l("Note"), limit=4000)
    file = FileField(_l("Signed file"))


class TerminationForm(RecordForm):
    """The end of an agreement before its time."""

    terminated_on = day(_l("Last day"), required=True)
    termination_reason = long_text(_l("Why it ends"), limit=2000)


class LedgerForm(RecordForm):
    """What one side gave the other on a day."""

    together = (("kind", "quantity"),)

    direction = select(_l("Who gives"), LedgerDirection, default=LedgerDirection.PARTNER_GIVES)
    kind = select(_l("What"), LedgerKind, default=LedgerKind.SPACE)
    happened_on = day(_l("Date"), required=True)
    quantity = QuantityField(_l("How much"), zero=False)
    description = text(_l("In a few words"), limit=500, required=True)
    amount = MoneyField(_l("Value in money"))
    currency = select(_l("Currency"), Currency, default=Currency.UAH)
    rate = RateField(_l("Exchange rate"), [Optional()])
    event_id = IdSelectField(_l("Event"))
    application_id = IdSelectField(_l("Grant"))
    agreement_id = IdSelectField(_l("Under the agreement"))
    branch_id = IdSelectField(_l("Branch"))
    file = FileField(_l("Supporting document"))
