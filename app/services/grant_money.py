"""Verbs of a grant's money: budget lines, expenditures, disbursements."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grants import WON_STAGES, BudgetCategory, BudgetSource, DocumentType, Stage, line_total
from app.domain.money import Currency, quantize
from app.services.money import convert
from models.grant_money import BudgetLine, Disbursement, Expenditure
from models.grants import Application

PAID_STAGES = frozenset({*WON_STAGES, Stage.CLOSED})


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
        RuleError: `code_taken`, `amount_too_large`.
    """
    taken = sa.select(BudgetLine.id).where(
        BudgetLine.application_id == application.id,
        BudgetLine.code == data.code,
        BudgetLine.id != (line.id if line else 0),
    )
    if session.scalar(taken) is not None:
        raise RuleError("code_taken", data.code, field="code")
    if line is None:
        line = BudgetLine(application_id=application.id)
        last = sa.select(sa.func.max(BudgetLine.position)).where(BudgetLine.application_id == application.id)
        line.position = (session.scalar(last) or 0) + 1
        session.add(line)
    planned = line_total(data.quantity, data.price)
    if planned >= Decimal(10) ** 13:
        raise RuleError("amount_too_large", planned, field="price")
    line.code, line.category, line.source = data.code, data.category, data.source
    line.item, line.unit = data.item, data.unit
    line.quantity, line.price, line.planned = data.quantity, data.price, planned
    session.flush()
    return line


def remove_line(session: Session, line: BudgetLine) -> None:
    """Remove a budget line that nothing was spent on.

    Raises:
        RuleError: `line_has_spending`.
    """
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
        RuleError: `not_won`, `in_future`, `amount_required`, `no_rate`, `before_project`.
    """
    if application.stage not in PAID_STAGES:
        raise RuleError("not_won")
    if data.spent_on > today:
        raise RuleError("in_future", field="spent_on")
    if data.amount <= 0:
        raise RuleError("amount_required", field="amount")
    columns = convert(session, data.amount, data.currency, data.spent_on, rate=data.rate)
    if data.currency is application.currency:
        grant_amount = columns["amount"]
    else:
        grant_amount = quantize(columns["amount"] * columns["rate"] / application.rate)
    if grant_amount <= 0:
        raise RuleError("amount_required", field="amount")
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


def remove_expenditure(session: Session, expenditure: Expenditure) -> None:
    """Remove an expenditure; the audit log keeps what it was."""
    session.delete(expenditure)
    session.flush()


def plan_disbursement(
    session: Session,
    application: Application,
    *,
    amount: Decimal,
    due_on: date | None,
    condition: str,
    today: date,
    disbursement: Disbursement | None = None,
) -> Disbursement:
    """Plan a tranche in the grant's currency, or change one that has not come.

    Raises:
        RuleError: `not_won`, `amount_required`, `already_received`, `more_than_award`, `no_rate`.
    """
    if application.stage not in PAID_STAGES:
        raise RuleError("not_won")
    if amount <= 0:
        raise RuleError("amount_required", field="amount")
    if disbursement is not None and disbursement.received_on is not None:
        raise RuleError("already_received", field="amount")
    _check_award(session, application, amount, disbursement)
    if disbursement is None:
        last = sa.select(sa.func.max(Disbursement.number)).where(Disbursement.application_id == application.id)
        disbursement = Disbursement(application_id=application.id, number=(session.scalar(last) or 0) + 1)
        session.add(disbursement)
    # Until the money comes, the tranche stands at the rate of the application; the receipt brings its own.
    columns = convert(session, amount, application.currency, today, rate=application.rate)
    for name, value in columns.items():
        setattr(disbursement, name, value)
    disbursement.due_on, disbursement.condition = due_on, condition
    session.flush()
    return disbursement


def receive_disbursement(
    session: Session,
    disbursement: Disbursement,
    *,
    amount: Decimal,
    received_on: date,
    today: date,
    rate: Decimal | None = None,
) -> Disbursement:
    """Record that a tranche came: its amount at the rate of the day counts as money raised from then on.

    Raises:
        RuleError: `already_received`, `in_future`, `before_agreement`, `more_than_award`, `no_rate`.
    """
    application = disbursement.application
    if disbursement.received_on is not None:
        raise RuleError("already_received")
    if amount <= 0:
        raise RuleError("amount_required", field="amount")
    if received_on > today:
        raise RuleError("in_future", field="received_on")
    if application.agreement_on is not None and received_on < application.agreement_on:
        raise RuleError("before_agreement", f"{application.agreement_on:%d.%m.%Y}", field="received_on")
    _check_award(session, application, amount, disbursement)
    for name, value in convert(session, amount, disbursement.currency, received_on, rate=rate).items():
        setattr(disbursement, name, value)
    disbursement.received_on = received_on
    session.flush()
    return disbursement


def remove_disbursement(session: Session, disbursement: Disbursement) -> None:
    """Remove a planned tranche.

    Raises:
        RuleError: `already_received`, because money that came is never removed quietly.
    """
    if disbursement.received_on is not None:
        raise RuleError("already_received")
    session.delete(disbursement)
    session.flush()


def _check_award(session: Session, application: Application, amount: Decimal, present: Disbursement | None) -> None:
    others = sa.select(sa.func.sum(Disbursement.amount)).where(
        Disbursement.application_id == application.id, Disbursement.id != (present.id if present else 0)
    )
    total = (session.scalar(others) or Decimal(0)) + amount
    if application.awarded_amount is not None and total > application.awarded_amount:
        raise RuleError("more_than_award", application.awarded_amount, field="amount")
