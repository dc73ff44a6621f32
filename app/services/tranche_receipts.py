"""Verbs of receipts: write down money that came of a tranche, correct it, take it back."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

from sqlalchemy.orm import Session

from app.domain.awards import closed
from app.domain.errors import RuleError
from app.domain.money import LIMIT, Currency, Sum, quantize, to_base
from app.queries import tranches as questions
from app.queries.rates import base_currency
from app.services.base import refuse_archived
from app.services.money import find_rate
from app.services.tranches import hold_tranche, refuse_before_agreement, settle
from models.accounts import User
from models.awards import GrantReceipt
from models.grant_money import Disbursement


@dataclass(frozen=True, kw_only=True)
class ReceiptData:
    """A receipt as typed. `rate` is of the tranche's currency; without it the rate of the day holds."""

    amount: Decimal
    received_on: date
    currency: Currency
    rate: Decimal | None = None
    document_number: str = ""
    note: str = ""
    override_reason: str = ""


def record_receipt(
    session: Session,
    tranche: Disbursement,
    data: ReceiptData,
    *,
    by: User | None,
    today: date,
    receipt: GrantReceipt | None = None,
) -> GrantReceipt:
    """Write down money that came of a tranche, or correct a receipt; it counts as money raised from its day on.

    What must have happened is judged as of the day of the receipt. Money that came all the same needs a reason,
    which stays with the receipt beside what was not met. Nothing comes before the day of the agreement.

    Raises:
        RuleError: `archived`, `amount_required`, `in_future`, `before_agreement`, `receipt_currency`, `no_rate`,
            `rate_not_positive`, `amount_too_small`, `amount_too_large`, `more_than_tranche`, `gates_closed`.
    """
    application = tranche.application
    refuse_archived(application)
    if data.amount <= 0:
        raise RuleError("amount_required", field="amount")
    if data.received_on > today:
        raise RuleError("in_future", field="received_on")
    refuse_before_agreement(application, data.received_on, "received_on")
    columns = _converted(session, tranche, data, receipt)
    hold_tranche(session, tranche)
    left = tranche.amount - questions.received_of(session, tranche, receipt).amount
    if columns["tranche_amount"] > left:
        raise RuleError("more_than_tranche", Sum(left, tranche.currency), field="amount")
    tranches = questions.disbursements(session, application.id)
    gates = questions.gates_by_tranche(session, application, tranches, data.received_on)[tranche.id]
    missing = "; ".join(questions.gate_words(gate, tranche.currency) for gate in closed(gates, data.received_on))
    if missing and not data.override_reason:
        raise RuleError("gates_closed", missing, field="override_reason")
    record = receipt or GrantReceipt(disbursement_id=tranche.id)
    for name, value in columns.items():
        setattr(record, name, value)
    record.received_on = data.received_on
    record.document_number, record.note = data.document_number, data.note
    record.overridden = missing[:500]
    record.override_reason = data.override_reason if missing else ""
    record.override_by_id = by.id if by and missing else None
    session.add(record)
    session.flush()
    settle(session, tranche)
    return record


def take_back_receipt(session: Session, receipt: GrantReceipt) -> None:
    """Remove a receipt that was written down by mistake: it is money raised no longer; the audit log keeps it.

    Raises:
        RuleError: `archived`.
    """
    tranche = receipt.disbursement
    refuse_archived(tranche.application)
    hold_tranche(session, tranche)
    session.delete(receipt)
    session.flush()
    settle(session, tranche)


def _converted(
    session: Session, tranche: Disbursement, data: ReceiptData, receipt: GrantReceipt | None
) -> dict[str, Any]:
    """Return the amounts and the rate of a receipt; each amount is rounded once."""
    base = base_currency()
    if data.currency not in (tranche.currency, base):
        raise RuleError("receipt_currency", f"{tranche.currency}, {base}", field="currency")
    found = _rate(session, tranche, data, receipt)
    amount = quantize(data.amount)
    if data.currency is tranche.currency:
        in_tranche, in_base = amount, to_base(amount, found["rate"])
    else:
        with localcontext(prec=60):
            in_tranche, in_base = quantize(amount / found["rate"]), amount
    if in_tranche <= 0:
        raise RuleError("amount_too_small", tranche.currency, field="amount")
    if max(in_tranche, in_base) >= LIMIT:
        raise RuleError("amount_too_large", field="amount")
    return {
        **found,
        "amount": amount,
        "currency": data.currency,
        "tranche_amount": in_tranche,
        "base_amount": in_base,
    }


def _rate(session: Session, tranche: Disbursement, data: ReceiptData, receipt: GrantReceipt | None) -> dict[str, Any]:
    """Return the rate of the tranche's currency; a correction that leaves the day alone keeps what it had."""
    if receipt is not None and receipt.received_on == data.received_on and data.rate in (None, receipt.rate):
        return {name: getattr(receipt, name) for name in ("rate", "rate_date", "rate_source")}
    found = find_rate(session, tranche.currency, data.received_on, rate=data.rate)
    return {name: found[name] for name in ("rate", "rate_date", "rate_source")}
