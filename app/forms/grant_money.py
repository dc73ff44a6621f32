"""What a person may type about the money of a grant."""

from decimal import Decimal

from wtforms.validators import InputRequired

from app.domain.grants import BudgetCategory, BudgetSource, DocumentType
from app.domain.money import Currency
from app.forms.base import RecordForm
from app.forms.fields import REQUIRED, ContactField, IdSelectField, MoneyField, day, select, text
from app.forms.numbers import QuantityField, RateField
from app.i18n import _l
from app.services.grant_money import ExpenditureData, LineData
from models.grant_money import BudgetLine

AMOUNT = [InputRequired(REQUIRED)]


class LineForm(RecordForm):
    """A budget line."""

    code = text(_l("Code"), limit=20, required=True)
    category = select(_l("Category"), BudgetCategory)
    source = select(_l("Source"), BudgetSource)
    item = text(_l("What for"), limit=300, required=True)
    unit = text(_l("Unit"), limit=40)
    quantity = QuantityField(_l("Quantity"), [InputRequired(REQUIRED)], zero=False, default=Decimal(1))
    price = MoneyField(_l("Price"), AMOUNT)

    def line_data(self) -> LineData:
        """Return what was typed, for the service."""
        return LineData(
            code=self.code.data,
            category=self.category.data,
            source=self.source.data,
            item=self.item.data,
            unit=self.unit.data or "",
            quantity=self.quantity.data,
            price=self.price.data,
        )


class ExpenditureForm(RecordForm):
    """Money spent on a line."""

    budget_line_id = IdSelectField(_l("Budget line"), [InputRequired(REQUIRED)])
    spent_on = day(_l("Date"), required=True)
    amount = MoneyField(_l("Amount"), AMOUNT)
    currency = select(_l("Currency"), Currency, default=Currency.UAH)
    rate = RateField(_l("Exchange rate"))
    document_type = select(_l("Document"), DocumentType, default=DocumentType.INVOICE)
    document_number = text(_l("Document number"), limit=80)
    counterparty = ContactField(_l("From whom"))
    note = text(_l("Note"), limit=300)

    def expenditure_data(self, line: BudgetLine) -> ExpenditureData:
        """Return what was typed, for the service; `line` is the one that was chosen."""
        return ExpenditureData(
            line=line,
            spent_on=self.spent_on.data,
            amount=self.amount.data,
            currency=self.currency.data,
            rate=self.rate.data,
            document_type=self.document_type.data,
            document_number=self.document_number.data or "",
            counterparty=self.counterparty.typed[:200],
            counterparty_id=self.counterparty.one_id,
            note=self.note.data or "",
        )
