"""Verbs of a grant's money: budget lines and expenditures."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grant_claims import ClaimSource
from app.domain.grants import BudgetCategory, BudgetSource, DocumentType, line_total
from app.domain.money import LIMIT, Currency, quantize, to_base
from app.services.grant_claims import refuse_claimed
from app.services.money import convert
from app.services.tranches import PAID_STAGES
from models.grant_money import BudgetLine, Expenditure
from models.grants import Application
from models.money import HasRate


@dataclass(frozen=True)
class LineData:
    """A budget line as typed."""

    code: str
    category: BudgetCategory
    source: BudgetSource
    item: str
    price: Decimal
    quantity: Decimal = Decimal(1)
    unit: str = ""


@dataclass(frozen=True)
class ExpenditureData:
    """An expenditure as typed: the amount is in the document's currency."""

    line: BudgetLine
    spent_on: date
    amount: Decimal
    currency: Currency
    document_type: DocumentType
    document_number: str = ""
    counterparty: str = ""
    counterparty_id: int | None = None
    note: str = ""
    rate: Decimal | None = None


def save_line(session: Session, application: Application, data: LineData, line: BudgetLine | None = None) -> BudgetLine:
    """Create a budget line, or change one; planned is quantity × price, rounded once.

    Raises:
        RuleError: `archived`, `code_taken`, `amount_too_large`.
    """
    _check_open(application)
    taken = sa.select(BudgetLine.id).where(
        BudgetLine.application_id == application.id,
        BudgetLine.code == data.code,
        BudgetLine.id != (line.id if line else 0),
    )
    if session.scalar(taken) is not None:
        raise RuleError("code_taken", data.code, field="code")
    planned = line_total(data.quantity, data.price)
    if planned >= LIMIT:
        raise RuleError("amount_too_large", planned, field="price")
    if line is None:
        line = BudgetLine(application_id=application.id)
        last = sa.select(sa.func.max(BudgetLine.position)).where(BudgetLine.application_id == application.id)
        line.position = (session.scalar(last) or 0) + 1
        session.add(line)
    line.code, line.category, line.source = data.code, data.category, data.source
    line.item, line.unit = data.item, data.unit
    line.quantity, line.price, line.planned = data.quantity, data.price, planned
    session.flush()
    return line


def remove_line(session: Session, line: BudgetLine) -> None:
    """Remove a budget line that nothing was spent on.

    Raises:
        RuleError: `archived`, `line_has_spending`.
    """
    _check_open(line.application)
    spent = sa.select(Expenditure.id).where(Expenditure.budget_line_id == line.id).limit(1)
    if session.scalar(spent) is not None:
        raise RuleError("line_has_spending", line.code)
    session.delete(line)
    session.flush()


def save_expenditure(
    session: Session,
    application: Application,
    data: ExpenditureData,
    *,
    today: date,
    expenditure: Expenditure | None = None,
) -> Expenditure:
    """Write down money that was spent on a line, or correct it.

    The amount in the grant's currency is the amount itself when the document is in that currency; otherwise
    it goes through the base currency: document amount × document rate ÷ grant rate, rounded once.

    Raises:
        RuleError: `archived`, `record_claimed`, `not_won`, `in_future`, `amount_required`, `amount_too_small`,
            `amount_too_large`, `no_rate`, `rate_not_positive`.
    """
    _check_open(application)
    refuse_claimed(session, ClaimSource.EXPENDITURE, expenditure.id if expenditure else None)
    if application.stage not in PAID_STAGES:
        raise RuleError("not_won")
    if data.spent_on > today:
        raise RuleError("in_future", field="spent_on")
    if data.amount <= 0:
        raise RuleError("amount_required", field="amount")
    if expenditure is not None and _same_rate(expenditure, data):
        columns = _at_rate_of(expenditure, data.amount)
    else:
        columns = convert(session, data.amount, data.currency, data.spent_on, rate=data.rate)
    grant_amount = in_grant_currency(application, columns["amount"], data.currency, columns["rate"])
    if grant_amount <= 0:
        raise RuleError("amount_too_small", application.currency, field="amount")
    _check_size(columns["base_amount"], grant_amount)
    if expenditure is None:
        expenditure = Expenditure(application_id=application.id)
        session.add(expenditure)
    for name, value in columns.items():
        setattr(expenditure, name, value)
    expenditure.grant_amount = grant_amount
    expenditure.budget_line_id, expenditure.spent_on = data.line.id, data.spent_on
    expenditure.document_type, expenditure.document_number = data.document_type, data.document_number
    expenditure.counterparty, expenditure.counterparty_id = data.counterparty, data.counterparty_id
    expenditure.note = data.note
    session.flush()
    return expenditure


def in_grant_currency(application: Application, amount: Decimal, currency: Currency, rate: Decimal) -> Decimal:
    """Return an amount in the application's currency, through the base currency, rounded once to the cent."""
    if currency is application.currency:
        return amount
    with localcontext(prec=60):
        return quantize(amount * rate / application.rate)


def remove_expenditure(session: Session, expenditure: Expenditure) -> None:
    """Remove an expenditure; the audit log keeps what it was.

    Raises:
        RuleError: `archived`, `record_claimed`.
    """
    _check_open(expenditure.application)
    refuse_claimed(session, ClaimSource.EXPENDITURE, expenditure.id)
    session.delete(expenditure)
    session.flush()


def _same_rate(present: Expenditure, data: ExpenditureData) -> bool:
    """Say whether a correction leaves the rate alone, so that a rate published since does not change the past."""
    same = (present.currency, present.spent_on) == (data.currency, data.spent_on)
    return same and data.rate in (None, present.rate)


def _at_rate_of(known: HasRate, amount: Decimal) -> dict[str, Any]:
    """Return the columns of `HasMoney` for an amount at the rate that another record carries."""
    return {
        "amount": quantize(amount),
        "currency": known.currency,
        "rate": known.rate,
        "rate_date": known.rate_date,
        "rate_source": known.rate_source,
        "base_amount": to_base(amount, known.rate),
    }


def _check_open(application: Application) -> None:
    if application.archived_at is not None:
        raise RuleError("archived")


def _check_size(*amounts: Decimal) -> None:
    if any(amount >= LIMIT for amount in amounts):
        raise RuleError("amount_too_large", field="amount")
