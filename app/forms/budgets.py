"""What a person may type about a budget: its lines, what was spent on them, moves between them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, Form, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import TextArea

from app.domain.budget_columns import Column
from app.domain.budgets import ZERO
from app.domain.grants import BudgetCategory, BudgetSource, DocumentType
from app.domain.money import Currency
from app.forms.base import BaseForm, RecordForm
from app.forms.fields import ContactField, EnumField, Filled, IdSelectField, MoneyField, day, paper_number, select, text
from app.forms.numbers import QuantityField, RateField
from app.i18n import _, _l
from app.labels import label
from app.services.budget_lines import LineData
from app.services.budget_spending import ExpenditureData
from models.grant_money import BudgetLine

AMOUNT = [Filled()]


class LineForm(RecordForm):
    """A budget line and what each source pays of it."""

    code = text(_l("Code"), limit=20, required=True)
    category = select(_l("Category"), BudgetCategory, blank=_l("Choose a category"), validators=[Filled()])
    kekv = text(_l("KEKV"), limit=20, render_kw={"list": "kekv-codes", "inputmode": "numeric"})
    item = text(_l("What for"), limit=300, required=True)
    unit = text(_l("Unit"), limit=40)
    quantity = QuantityField(_l("Quantity"), [Filled()], zero=False, default=Decimal(1))
    price = MoneyField(_l("Price"), AMOUNT)
    grant = MoneyField(_l("Grant"))
    own = MoneyField(_l("Own contribution"))
    partner = MoneyField(_l("Partner’s contribution"))
    in_kind = MoneyField(_l("In kind"))
    rest = select(_l("The rest is paid by"), BudgetSource, blank=_l("Nobody: the amounts add up"))

    def shares(self) -> list[tuple[BudgetSource, MoneyField]]:
        """Return the sources with their fields, in their order."""
        return [(source, self[source.value]) for source in BudgetSource]

    def show(self, line: BudgetLine | None, code: str) -> None:
        """Fill the form: one source pays everything; several stand with their amounts."""
        if line is None:
            self.code.data, self.rest.data = code, BudgetSource.GRANT
            return
        amounts = [(field, line.share(source), source) for source, field in self.shares() if line.share(source)]
        if len(amounts) > 1:
            for field, amount, _source in amounts:
                field.data = amount
            self.rest.data = None
        else:
            self.rest.data = amounts[0][2] if amounts else BudgetSource.GRANT
        self.show_version(line)

    def line_data(self) -> LineData:
        """Return what was typed, for the service."""
        return LineData(
            code=self.code.data,
            category=self.category.data,
            kekv=self.kekv.data or "",
            item=self.item.data,
            price=self.price.data,
            quantity=self.quantity.data,
            unit=self.unit.data or "",
            sources={source: field.data or ZERO for source, field in self.shares()},
            rest=self.rest.data,
        )


class ExpenditureForm(RecordForm):
    """Money spent on a line."""

    budget_line_id = IdSelectField(_l("Budget line"), [Filled()])
    source = select(_l("Whose money"), BudgetSource, blank=_l("The line’s only source"))
    spent_on = day(_l("Date"), required=True)
    amount = MoneyField(_l("Amount"), AMOUNT)
    currency = select(_l("Currency"), Currency, default=Currency.UAH)
    rate = RateField(_l("Exchange rate"))
    document_type = select(_l("Document"), DocumentType, default=DocumentType.INVOICE)
    document_number = paper_number(_l("Document number"), limit=80)
    counterparty = ContactField(_l("From whom"))
    note = text(_l("Note"), limit=300)
    over_reason = text(_l("Why more is spent than agreed"), limit=300)
    over_agreed = BooleanField(_l("Save it although it is more than the agreement allows"))

    def expenditure_data(self, line: BudgetLine) -> ExpenditureData:
        """Return what was typed, for the service; `line` is the one that was chosen."""
        return ExpenditureData(
            line=line,
            source=self.source.data,
            spent_on=self.spent_on.data,
            amount=self.amount.data,
            currency=self.currency.data,
            rate=self.rate.data,
            document_type=self.document_type.data,
            document_number=self.document_number.data or "",
            counterparty=self.counterparty.typed[:200],
            counterparty_id=self.counterparty.one_id,
            note=self.note.data or "",
            over_reason=(self.over_reason.data or "") if self.over_agreed.data else "",
        )


class ReallocationForm(RecordForm):
    """An amount that is moved from one line to another."""

    from_line_id = IdSelectField(_l("From the line"), [Filled()])
    to_line_id = IdSelectField(_l("To the line"), [Filled()])
    source = select(_l("Whose money"), BudgetSource, blank=_l("The line’s only source"))
    amount = MoneyField(_l("Amount"), AMOUNT)
    moved_on = day(_l("Decided on"), required=True)
    reason = text(_l("Reason"), limit=300, required=True)
    consent = BooleanField(_l("The funder agrees to go beyond the threshold"))


class PasteForm(BaseForm):
    """A budget as a table: pasted, or a file; and what is done with it."""

    table = StringField(_l("The table"), widget=TextArea())
    file = FileField(_l("Or a file"), render_kw={"accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods"})
    replace = BooleanField(_l("Remove the present lines first"))
    category = select(_l("Category of lines without one"), BudgetCategory, blank=_l("Refuse such lines"))
    skip_refused = BooleanField(_l("Add the other lines and leave out the refused ones"))

    @property
    def text(self) -> str:
        """Return what was pasted."""
        return (self.table.data or "").replace("\x00", "")


class ColumnMenus(Form):
    """Which column of the table holds what; `of` adds a menu for each."""

    @classmethod
    def of(cls, columns: Sequence[str], *, formdata: Any = None, chosen: Mapping[str, str] | None = None) -> Any:
        """Return the menus for these headings, filled from the page or with a guess."""
        options = [SelectChoice("", _("— not in the table —")), *(SelectChoice(name, name) for name in columns)]
        menus = {str(field): EnumField(label(field), choices=options) for field in Column}
        return type("ColumnsOfTable", (cls,), menus)(formdata, data=dict(chosen or {}), prefix="column-")

    def chosen(self, columns: Sequence[str]) -> dict[str, str]:
        """Return field to heading, without the fields that have no column of the table."""
        return {str(field): self[str(field)].data for field in Column if self[str(field)].data in columns}
