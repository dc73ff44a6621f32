"""What a person may type about the money of a grant."""

from decimal import Decimal

from wtforms.validators import InputRequired, NumberRange

from app.domain.grants import BudgetCategory, BudgetSource, DocumentType
from app.domain.money import Currency
from app.forms.base import RecordForm
from app.forms.fields import REQUIRED, ContactField, IdSelectField, MoneyField, day, select, text
from app.forms.numbers import QuantityField, RateField
from app.i18n import _l

AMOUNT = [InputRequired(REQUIRED)]


class LineForm(RecordForm):
    """A budget line."""

    code = text(_l("Code"), limit=20, required=True)
    category = select(_l("Category"), BudgetCategory)
    source = select(_l("Source"), BudgetSource)
    item = text(_l("What for"), limit=300, required=True)
    unit = text(_l("Unit"), limit=40)
    quantity = QuantityField(
        _l("Quantity"),
        [InputRequired(REQUIRED), NumberRange(min=Decimal("0.001"), message=_l("Enter a number above zero."))],
        default=Decimal(1),
    )
    price = MoneyField(_l("Price"), AMOUNT)


class ExpenditureForm(RecordForm):
    """Money spent on a line."""

    budget_line_id = IdSelectField(_l("Budget line"), [InputRequired(REQUIRED)])
    spent_on = day(_l("Date"), required=True)
    amount = MoneyField(_l("Amount"), AMOUNT)
    currency = select(_l("Currency"), Currency, default=Currency.UAH)
    rate = RateField(_l("Rate"))
    document_type = select(_l("Document"), DocumentType, default=DocumentType.INVOICE)
    document_number = text(_l("Document number"), limit=80)
    counterparty = ContactField(_l("From whom"))
    note = text(_l("Note"), limit=300)


class TrancheForm(RecordForm):
    """A planned tranche."""

    amount = MoneyField(_l("Amount"), AMOUNT)
    due_on = day(_l("Expected on"))
    condition = text(_l("What it depends on"), limit=300)


class ReceiptForm(RecordForm):
    """A tranche that came."""

    amount = MoneyField(_l("Amount received"), AMOUNT)
    received_on = day(_l("Received on"), required=True)
    rate = RateField(_l("Rate"))


