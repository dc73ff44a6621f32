"""What a person may type about the tranches of a grant."""

from wtforms.validators import InputRequired

from app.forms.base import RecordForm
from app.forms.fields import REQUIRED, MoneyField, day, text
from app.forms.numbers import RateField
from app.i18n import _l

AMOUNT = [InputRequired(REQUIRED)]


class TrancheForm(RecordForm):
    """A planned tranche."""

    amount = MoneyField(_l("Amount"), AMOUNT)
    due_on = day(_l("Expected on"))
    condition = text(_l("What it depends on"), limit=300)


class ReceiptForm(RecordForm):
    """A tranche that came."""

    amount = MoneyField(_l("Amount received"), AMOUNT)
    received_on = day(_l("Received on"), required=True)
    rate = RateField(_l("Exchange rate"))
