"""Verbs of tranches: plan, change, settle at what came, remove; what must have happened before one comes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.awards import GateKind
from app.domain.errors import RuleError
from app.domain.grants import WON_STAGES, Stage
from app.domain.money import Sum, quantize, to_base
from app.queries import tranches as questions
from app.services.base import refuse_archived
from models.accounts import User
from models.awards import TrancheGate
from models.grant_money import Disbursement
from models.grants import Application, Deliverable

PAID_STAGES = frozenset({*WON_STAGES, Stage.CLOSED})
TRANCHES: Any = Disbursement.__table__
APPLICATIONS: Any = Application.__table__


@dataclass(frozen=True, kw_only=True)
class GateData:
    """A gate as typed: which of the values matters follows from its kind."""

    kind: GateKind
    deliverable_id: int | None = None
    percent: int | None = None
    text: str = ""


def plan_disbursement(
    session: Session,
    application: Application,
    *,
    amount: Decimal,
    due_on: date | None,
    condition: str,
    disbursement: Disbursement | None = None,
) -> Disbursement:
    """Plan a tranche in the grant's currency, or change one that has not come as a whole.

    A tranche stands at the rate of the application; each receipt brings its own.

    Raises:
        RuleError: `archived`, `not_won`, `amount_required`, `already_received`, `less_than_received`,
            `more_than_award`, `before_agreement`.
    """
    refuse_archived(application)
    if (application.held_stage or application.stage) not in PAID_STAGES:
        raise RuleError("not_won")
    if amount <= 0:
        raise RuleError("amount_required", field="amount")
    if due_on is not None:
        refuse_before_agreement(application, due_on, "due_on")
    hold_application(session, application)
    if disbursement is not None:
        hold_tranche(session, disbursement)
        _check_came(session, disbursement, amount)
    _check_award(session, application, amount, disbursement)
    if disbursement is None:
        last = sa.select(sa.func.max(Disbursement.number)).where(Disbursement.application_id == application.id)
        disbursement = Disbursement(application_id=application.id, number=(session.scalar(last) or 0) + 1)
        session.add(disbursement)
    disbursement.amount = quantize(amount)
    disbursement.base_amount = to_base(amount, application.rate)
    for name in ("currency", "rate", "rate_date", "rate_source"):
        setattr(disbursement, name, getattr(application, name))
    disbursement.due_on, disbursement.condition = due_on, condition
    session.flush()
    settle(session, disbursement)
    return disbursement


def close_tranche(session: Session, disbursement: Disbursement) -> None:
    """Note that no more is coming of a tranche: it becomes what came of it.

    Raises:
        RuleError: `archived`, `not_received` (then it is removed instead), `already_received`.
    """
    refuse_archived(disbursement.application)
    hold_tranche(session, disbursement)
    came = questions.received_of(session, disbursement)
    if not came.receipts:
        raise RuleError("not_received")
    if came.amount >= disbursement.amount:
        raise RuleError("already_received")
    disbursement.amount = came.amount
    disbursement.base_amount = to_base(came.amount, disbursement.rate)
    settle(session, disbursement)


def remove_disbursement(session: Session, disbursement: Disbursement) -> None:
    """Remove a planned tranche with its gates.

    Raises:
        RuleError: `archived`; `already_received`, because money that came is never removed quietly.
    """
    refuse_archived(disbursement.application)
    hold_tranche(session, disbursement)
    if questions.received_of(session, disbursement).receipts:
        raise RuleError("already_received")
    for row in questions.gate_rows(session, disbursement.id):
        session.delete(row)
    session.flush()
    session.delete(disbursement)
    session.flush()


def add_gate(session: Session, tranche: Disbursement, data: GateData) -> TrancheGate:
    """Set what must have happened before a tranche comes.

    Raises:
        RuleError: `archived`, `gate_needs_deliverable`, `gate_needs_percent`, `no_former_tranche`,
            `gate_needs_words`, `gate_exists`.
    """
    refuse_archived(tranche.application)
    _check_gate(session, tranche, data)
    gate = TrancheGate(
        disbursement_id=tranche.id,
        kind=data.kind,
        deliverable_id=data.deliverable_id if data.kind in (GateKind.SUBMITTED, GateKind.ACCEPTED) else None,
        percent=data.percent if data.kind is GateKind.SPENT else None,
        text=data.text if data.kind is GateKind.CONDITION else "",
    )
    same = sa.select(TrancheGate.id).where(
        TrancheGate.disbursement_id == tranche.id,
        TrancheGate.kind == gate.kind,
        TrancheGate.deliverable_id.is_not_distinct_from(gate.deliverable_id),
        TrancheGate.text == gate.text,
    )
    if session.scalar(same) is not None:
        raise RuleError("gate_exists", field="kind")
    session.add(gate)
    session.flush()
    return gate


def tick_gate(session: Session, gate: TrancheGate, *, on: date, today: date, by: User | None) -> None:
    """Note that a condition in words is met since a day.

    Raises:
        RuleError: `archived`, `gate_is_computed`, `in_future`.
    """
    refuse_archived(gate.disbursement.application)
    if gate.kind is not GateKind.CONDITION:
        raise RuleError("gate_is_computed")
    if on > today:
        raise RuleError("in_future", field="ticked_on")
    gate.ticked_on, gate.ticked_by_id = on, by.id if by else None
    session.flush()


def untick_gate(session: Session, gate: TrancheGate) -> None:
    """Take a tick back. Raises `RuleError` (`archived`)."""
    refuse_archived(gate.disbursement.application)
    gate.ticked_on = gate.ticked_by_id = None
    session.flush()


def remove_gate(session: Session, gate: TrancheGate) -> None:
    """Remove a gate; the audit log keeps what it was. Raises `RuleError` (`archived`)."""
    refuse_archived(gate.disbursement.application)
    session.delete(gate)
    session.flush()


def settle(session: Session, tranche: Disbursement) -> None:
    """Keep in step whether a tranche has come as a whole; to be called whenever its amount or receipts change."""
    came = questions.received_of(session, tranche)
    tranche.settled_on = came.last_on if came.amount >= tranche.amount else None
    session.flush()


def hold_tranche(session: Session, tranche: Disbursement) -> None:
    """Make everybody else who changes this tranche or its receipts wait until the transaction ends.

    The UPDATE holds the row on PostgreSQL and the whole database on SQLite. The version goes up, so that who opened
    the form of a receipt before another one was saved sees that there is one.
    """
    held = sa.update(TRANCHES).where(TRANCHES.c.id == tranche.id)
    session.execute(held.values(version=TRANCHES.c.version + 1))
    session.refresh(tranche)


def hold_application(session: Session, application: Application) -> None:
    """Make everybody else who changes the award of this grant or plans its tranches wait likewise."""
    wanted = sa.update(APPLICATIONS).where(APPLICATIONS.c.id == application.id)
    session.execute(wanted.values(title=APPLICATIONS.c.title))
    session.refresh(application)


def refuse_before_agreement(application: Application, day: date, field: str) -> None:
    """Raise `RuleError` (`before_agreement`) for a day before the agreement was signed."""
    if application.agreement_on is not None and day < application.agreement_on:
        raise RuleError("before_agreement", application.agreement_on, field=field)


def _check_came(session: Session, tranche: Disbursement, amount: Decimal) -> None:
    came = questions.received_of(session, tranche).amount
    if came >= tranche.amount:
        raise RuleError("already_received", field="amount")
    if amount < came:
        raise RuleError("less_than_received", Sum(came, tranche.currency), field="amount")


def _check_award(session: Session, application: Application, amount: Decimal, present: Disbursement | None) -> None:
    left = questions.award_left(session, application, present)
    if left is not None and amount > left:
        award = Sum(application.awarded_amount or Decimal(0), application.currency)
        raise RuleError("more_than_award", award, field="amount")


def _check_gate(session: Session, tranche: Disbursement, data: GateData) -> None:
    if data.kind in (GateKind.SUBMITTED, GateKind.ACCEPTED):
        wanted = session.get(Deliverable, data.deliverable_id) if data.deliverable_id else None
        if wanted is None or wanted.application_id != tranche.application_id:
            raise RuleError("gate_needs_deliverable", field="deliverable_id")
    elif data.kind is GateKind.SPENT:
        if data.percent is None or not 1 <= data.percent <= 100:
            raise RuleError("gate_needs_percent", field="percent")
        former = sa.select(Disbursement.id).where(
            Disbursement.application_id == tranche.application_id, Disbursement.number < tranche.number
        )
        if session.scalar(former.limit(1)) is None:
            raise RuleError("no_former_tranche", field="kind")
    elif not data.text:
        raise RuleError("gate_needs_words", field="text")
