"""Verbs of expenditures: write down money that was spent, correct it, remove it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from sqlalchemy.orm import Session

from app.domain.budgets import Allowance
from app.domain.errors import RuleError
from app.domain.grant_claims import ClaimSource
from app.domain.grants import BudgetSource, DocumentType
from app.domain.money import Currency, quantize
from app.queries.budgets import reallocation_percent, spent_besides
from app.services.base import refuse_archived
from app.services.budget_lines import hold_lines, source_of_line
from app.services.grant_claims import refuse_claimed
from app.services.money import at_rate_of, check_size, convert
from app.services.tranches import PAID_STAGES
from models.grant_money import BudgetLine, Expenditure
from models.grants import Application


@dataclass(frozen=True)
class ExpenditureData:
    """An expenditure as typed: the amount is in the document's currency.

    `source` may be left out when the line has one. `over_reason` is why more is spent than the agreement allows.
    """

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
    source: BudgetSource | None = None
    over_reason: str = ""


class BeyondAllowance(RuleError):
    """Spending that goes further than the agreement allows, and has no reason yet: code `beyond_allowance`.

    Attributes:
        allowance: of the line.
        actual: what would be spent on it.
    """

    def __init__(self, line: BudgetLine, allowance: Allowance, actual: Decimal) -> None:
        super().__init__("beyond_allowance", line.code, field="over_reason")
        self.allowance = allowance
        self.actual = actual


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
        BeyondAllowance: the line would be exceeded by more than the agreement allows, and no reason is given.
        RuleError: `archived`, `record_claimed`, `not_won`, `in_future`, `amount_required`, `amount_too_small`,
            `amount_too_large`, `no_rate`, `rate_not_positive`, `source_required`, `source_not_of_line`.
    """
    refuse_archived(application)
    refuse_claimed(session, ClaimSource.EXPENDITURE, expenditure.id if expenditure else None)
    if (application.held_stage or application.stage) not in PAID_STAGES:
        raise RuleError("not_won")
    if data.spent_on > today:
        raise RuleError("in_future", field="spent_on")
    if data.amount <= 0:
        raise RuleError("amount_required", field="amount")
    if expenditure is not None and _same_rate(expenditure, data):
        columns = at_rate_of(expenditure, data.amount)
    else:
        columns = convert(session, data.amount, data.currency, data.spent_on, rate=data.rate)
    grant_amount = in_grant_currency(application, columns["amount"], data.currency, columns["rate"])
    if grant_amount <= 0:
        raise RuleError("amount_too_small", application.currency, field="amount")
    check_size(columns["base_amount"], grant_amount)
    hold_lines(session, data.line)
    source = source_of_line(data.line, data.source)
    over = _is_over(session, application, data, grant_amount, expenditure)
    if expenditure is None:
        expenditure = Expenditure(application_id=application.id)
        session.add(expenditure)
    for name, value in columns.items():
        setattr(expenditure, name, value)
    expenditure.grant_amount = grant_amount
    expenditure.budget_line_id, expenditure.source, expenditure.spent_on = data.line.id, source, data.spent_on
    expenditure.document_type, expenditure.document_number = data.document_type, data.document_number
    expenditure.counterparty, expenditure.counterparty_id = data.counterparty, data.counterparty_id
    expenditure.note = data.note
    expenditure.over_reason = (data.over_reason.strip() or expenditure.over_reason or "") if over else ""
    session.flush()
    return expenditure


def _is_over(
    session: Session, application: Application, data: ExpenditureData, amount: Decimal, present: Expenditure | None
) -> bool:
    """Say whether the line goes beyond its allowance by this amount.

    A correction that does not make the line dearer needs no new reason, and keeps the one that it has.
    """
    line = data.line
    allowance = Allowance(line.agreed, line.planned, reallocation_percent(application))
    actual = spent_besides(session, line.id, present.id if present else None) + amount
    if actual <= allowance.limit:
        return False
    was = present.grant_amount if present and present.budget_line_id == line.id else Decimal(0)
    if amount > was and not data.over_reason.strip():
        raise BeyondAllowance(line, allowance, actual)
    return True


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
    refuse_archived(expenditure.application)
    refuse_claimed(session, ClaimSource.EXPENDITURE, expenditure.id)
    session.delete(expenditure)
    session.flush()


def _same_rate(present: Expenditure, data: ExpenditureData) -> bool:
    """Say whether a correction leaves the rate alone, so that a rate published since does not change the past."""
    same = (present.currency, present.spent_on) == (data.currency, data.spent_on)
    return same and data.rate in (None, present.rate)
