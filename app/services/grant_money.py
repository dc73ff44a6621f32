"""Verbs of a grant's disbursements: plan a tranche, record that it came, take that back."""

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grants import WON_STAGES, Stage
from app.domain.money import LIMIT, quantize, to_base
from app.queries.grant_money import award_left
from app.services.budget_lines import check_open
from app.services.money import convert
from models.grant_money import Disbursement
from models.grants import Application
from models.money import HasRate

PAID_STAGES = frozenset({*WON_STAGES, Stage.CLOSED})


def plan_disbursement(
    session: Session,
    application: Application,
    *,
    amount: Decimal,
    due_on: date | None,
    condition: str,
    disbursement: Disbursement | None = None,
) -> Disbursement:
    """Plan a tranche in the grant's currency, or change one that has not come.

    Until the money comes the tranche stands at the rate of the application; the receipt brings its own.

    Raises:
        RuleError: `archived`, `not_won`, `amount_required`, `already_received`, `more_than_award`,
            `before_agreement`.
    """
    check_open(application)
    if application.stage not in PAID_STAGES:
        raise RuleError("not_won")
    if amount <= 0:
        raise RuleError("amount_required", field="amount")
    if disbursement is not None and disbursement.received_on is not None:
        raise RuleError("already_received", field="amount")
    if due_on is not None:
        _check_agreement(application, due_on, "due_on")
    _check_award(session, application, amount, disbursement)
    if disbursement is None:
        last = sa.select(sa.func.max(Disbursement.number)).where(Disbursement.application_id == application.id)
        disbursement = Disbursement(application_id=application.id, number=(session.scalar(last) or 0) + 1)
        session.add(disbursement)
    for name, value in at_rate_of(application, amount).items():
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
        RuleError: `archived`, `already_received`, `amount_required`, `amount_too_large`, `in_future`,
            `before_agreement`, `more_than_award`, `no_rate`, `rate_not_positive`.
    """
    application = disbursement.application
    check_open(application)
    if disbursement.received_on is not None:
        raise RuleError("already_received")
    if amount <= 0:
        raise RuleError("amount_required", field="amount")
    if received_on > today:
        raise RuleError("in_future", field="received_on")
    _check_agreement(application, received_on, "received_on")
    _check_award(session, application, amount, disbursement)
    columns = convert(session, amount, disbursement.currency, received_on, rate=rate)
    check_size(columns["base_amount"])
    for name, value in columns.items():
        setattr(disbursement, name, value)
    disbursement.received_on = received_on
    session.flush()
    return disbursement


def take_back_receipt(session: Session, disbursement: Disbursement) -> Disbursement:
    """Correct a receipt that was recorded by mistake: the tranche is planned again, at the application's rate.

    It no longer counts as money raised; the audit log keeps that it once did.

    Raises:
        RuleError: `archived`, `not_received`.
    """
    application = disbursement.application
    check_open(application)
    if disbursement.received_on is None:
        raise RuleError("not_received")
    for name, value in at_rate_of(application, disbursement.amount).items():
        setattr(disbursement, name, value)
    disbursement.received_on = None
    session.flush()
    return disbursement


def remove_disbursement(session: Session, disbursement: Disbursement) -> None:
    """Remove a planned tranche.

    Raises:
        RuleError: `archived`; `already_received`, because money that came is never removed quietly.
    """
    check_open(disbursement.application)
    if disbursement.received_on is not None:
        raise RuleError("already_received")
    session.delete(disbursement)
    session.flush()


def at_rate_of(known: HasRate, amount: Decimal) -> dict[str, Any]:
    """Return the columns of `HasMoney` for an amount at the rate that another record carries."""
    return {
        "amount": quantize(amount),
        "currency": known.currency,
        "rate": known.rate,
        "rate_date": known.rate_date,
        "rate_source": known.rate_source,
        "base_amount": to_base(amount, known.rate),
    }


def check_size(*amounts: Decimal) -> None:
    """Refuse amounts that are too large to be kept. Raises `RuleError`: `amount_too_large`."""
    if any(amount >= LIMIT for amount in amounts):
        raise RuleError("amount_too_large", field="amount")


def _check_agreement(application: Application, day: date, field: str) -> None:
    if application.agreement_on is not None and day < application.agreement_on:
        raise RuleError("before_agreement", f"{application.agreement_on:%d.%m.%Y}", field=field)


def _check_award(session: Session, application: Application, amount: Decimal, present: Disbursement | None) -> None:
    left = award_left(session, application, present)
    if left is not None and amount > left:
        award = f"{application.awarded_amount:,.2f}".replace(",", " ").replace(".", ",")
        raise RuleError("more_than_award", f"{award} {application.currency}", field="amount")
