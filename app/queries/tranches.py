"""Questions about tranches: what is planned, what came, what still holds each of them.

Received (grant_received) is the sum of the receipts, in the currency of the tranche and in the base currency: one
definition for the page, the budget, the report and money raised. Spent of the grant (grant_spent) are expenditures that
the grant pays for; money is spent in the order of the tranches.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.amounts import money
from app.domain.awards import Gate, GateKind, TrancheState, closed, spent_of, tranche_state
from app.domain.grants import BudgetSource
from app.domain.money import quantize
from app.formats import percent
from app.i18n import _
from app.labels import label
from models.awards import GrantReceipt, TrancheGate
from models.grant_money import Disbursement, Expenditure
from models.grants import Application

ZERO = Decimal(0)


@dataclass(frozen=True)
class Received:
    """What came of a tranche, in its currency and in the base currency, in how many receipts, and when last."""

    amount: Decimal = ZERO
    base: Decimal = ZERO
    receipts: int = 0
    last_on: date | None = None


@dataclass(frozen=True)
class TrancheStanding:
    """A tranche with what came of it and what holds the rest."""

    tranche: Disbursement
    received: Received
    gates: tuple[Gate, ...]
    state: TrancheState
    today: date

    @property
    def left(self) -> Decimal:
        """What is still expected."""
        return self.tranche.amount - self.received.amount

    @property
    def awaits(self) -> str:
        """What the tranche depends on in mere words, of which nothing tells whether it is met, as its gates would."""
        return self.tranche.condition if len(self.gates) <= 1 and self.left > 0 else ""

    @property
    def held_by(self) -> list[Gate]:
        """The gates that are closed today; nothing holds a tranche that came."""
        return closed(self.gates, self.today) if self.left > 0 else []


def disbursements(session: Session, application_id: int) -> list[Disbursement]:
    """Return the tranches in their order."""
    statement = (
        sa.select(Disbursement).where(Disbursement.application_id == application_id).order_by(Disbursement.number)
    )
    return list(session.scalars(statement))


def disbursement(session: Session, application_id: int, disbursement_id: int) -> Disbursement | None:
    """Return a tranche of this application, or None."""
    return session.scalar(
        sa.select(Disbursement).where(Disbursement.id == disbursement_id, Disbursement.application_id == application_id)
    )


def standings(session: Session, application: Application, today: date) -> list[TrancheStanding]:
    """Return the tranches of a grant with everything that is known of them today, in four statements."""
    tranches = disbursements(session, application.id)
    came = received_by_tranche(session, application.id)
    gates = gates_by_tranche(session, application, tranches, today)
    rows = []
    for tranche in tranches:
        got = came.get(tranche.id, Received())
        held = bool(closed(gates[tranche.id], today))
        state = tranche_state(tranche.amount, got.amount, tranche.due_on, today, held=held)
        rows.append(TrancheStanding(tranche, got, tuple(gates[tranche.id]), state, today))
    return rows


def received_by_tranche(session: Session, application_id: int) -> dict[int, Received]:
    """Return what came of each tranche of a grant; a tranche of which nothing came is left out."""
    statement = (
        sa.select(
            GrantReceipt.disbursement_id,
            sa.func.sum(GrantReceipt.tranche_amount),
            sa.func.sum(GrantReceipt.base_amount),
            sa.func.count(),
            sa.func.max(GrantReceipt.received_on),
        )
        .join(Disbursement, Disbursement.id == GrantReceipt.disbursement_id)
        .where(Disbursement.application_id == application_id)
        .group_by(GrantReceipt.disbursement_id)
    )
    return {row[0]: Received(*row[1:]) for row in session.execute(statement)}


def received(session: Session, application_id: int) -> Decimal:
    """Return what came of a grant, in the currency of its tranches."""
    statement = (
        sa.select(sa.func.sum(GrantReceipt.tranche_amount))
        .join(Disbursement, Disbursement.id == GrantReceipt.disbursement_id)
        .where(Disbursement.application_id == application_id)
    )
    return session.scalar(statement) or ZERO


def received_of(session: Session, tranche: Disbursement, besides: GrantReceipt | None = None) -> Received:
    """Return what came of one tranche, `besides` left out."""
    row = session.execute(
        sa.select(
            sa.func.sum(GrantReceipt.tranche_amount),
            sa.func.sum(GrantReceipt.base_amount),
            sa.func.count(),
            sa.func.max(GrantReceipt.received_on),
        ).where(GrantReceipt.disbursement_id == tranche.id, GrantReceipt.id != (besides.id if besides else 0))
    ).one()
    return Received(row[0] or ZERO, row[1] or ZERO, row[2], row[3])


def receipts_of(session: Session, tranche_id: int) -> list[GrantReceipt]:
    """Return the receipts of a tranche, the oldest first, with who let them in."""
    statement = (
        sa.select(GrantReceipt)
        .where(GrantReceipt.disbursement_id == tranche_id)
        .options(joinedload(GrantReceipt.override_by))
        .order_by(GrantReceipt.received_on, GrantReceipt.id)
    )
    return list(session.scalars(statement))


def receipts_of_grant(session: Session, application_id: int) -> dict[int, list[GrantReceipt]]:
    """Return the receipts of a grant by tranche, the oldest first."""
    found: defaultdict[int, list[GrantReceipt]] = defaultdict(list)
    statement = (
        sa.select(GrantReceipt)
        .join(Disbursement, Disbursement.id == GrantReceipt.disbursement_id)
        .where(Disbursement.application_id == application_id)
        .order_by(GrantReceipt.received_on, GrantReceipt.id)
    )
    for row in session.scalars(statement):
        found[row.disbursement_id].append(row)
    return found


def receipt(session: Session, tranche_id: int, receipt_id: int) -> GrantReceipt | None:
    """Return a receipt of this tranche, or None."""
    return session.scalar(
        sa.select(GrantReceipt).where(GrantReceipt.id == receipt_id, GrantReceipt.disbursement_id == tranche_id)
    )


def gate_rows(session: Session, tranche_id: int) -> list[TrancheGate]:
    """Return the gates of a tranche in the order in which they were set, with who ticked them."""
    statement = (
        sa.select(TrancheGate)
        .where(TrancheGate.disbursement_id == tranche_id)
        .options(joinedload(TrancheGate.deliverable), joinedload(TrancheGate.ticked_by))
        .order_by(TrancheGate.id)
    )
    return list(session.scalars(statement))


def gate(session: Session, tranche_id: int, gate_id: int) -> TrancheGate | None:
    """Return a gate of this tranche, or None."""
    return session.scalar(
        sa.select(TrancheGate).where(TrancheGate.id == gate_id, TrancheGate.disbursement_id == tranche_id)
    )


def gates_by_tranche(
    session: Session, application: Application, tranches: Sequence[Disbursement], on: date
) -> dict[int, list[Gate]]:
    """Return what must have happened before each tranche, with what the records know by a day.

    Args:
        tranches: all of the grant, in their order: a share of the former one needs to know which that is.
    """
    statement = (
        sa.select(TrancheGate)
        .join(Disbursement, Disbursement.id == TrancheGate.disbursement_id)
        .where(Disbursement.application_id == application.id)
        .options(joinedload(TrancheGate.deliverable))
        .order_by(TrancheGate.id)
    )
    signed = Gate(GateKind.AGREEMENT, since=application.agreement_on)
    found = {tranche.id: [signed] for tranche in tranches}
    spent = grant_spent(session, application.id, on)
    places = {tranche.id: place for place, tranche in enumerate(tranches)}
    for row in session.scalars(statement):
        found[row.disbursement_id].append(as_gate(row, tranches[: places[row.disbursement_id]], spent))
    return found


def as_gate(row: TrancheGate, former: Sequence[Disbursement], spent: Decimal) -> Gate:
    """Return a gate as the rules take it.

    Args:
        former: the tranches before this one, in their order.
        spent: what was spent of the grant.
    """
    if row.kind is GateKind.SPENT:
        percent = row.percent or 0
        amount = former[-1].amount if former else ZERO
        before = sum((tranche.amount for tranche in former[:-1]), ZERO)
        needed = quantize(amount * percent / 100)
        return Gate(row.kind, percent=percent, needed=needed, spent=spent_of(spent, before, amount))
    if row.deliverable is not None:
        handed = row.deliverable
        since = handed.submitted_on if row.kind is GateKind.SUBMITTED else handed.accepted_on
        return Gate(row.kind, since=since, text=label(handed.kind))
    return Gate(row.kind, since=row.ticked_on, text=row.text)


def grant_spent(session: Session, application_id: int, on: date) -> Decimal:
    """Return what was spent by a day from the grant's own money, in the grant's currency."""
    statement = sa.select(sa.func.sum(Expenditure.grant_amount)).where(
        Expenditure.application_id == application_id,
        Expenditure.spent_on <= on,
        Expenditure.source == BudgetSource.GRANT,
    )
    return session.scalar(statement) or ZERO


def award_left(session: Session, application: Application, besides: Disbursement | None = None) -> Decimal | None:
    """Return what of the award no tranche is planned for, `besides` left out; None when nothing is awarded yet."""
    if application.awarded_amount is None:
        return None
    return application.awarded_amount - planned(session, application.id, besides)


def planned(session: Session, application_id: int, besides: Disbursement | None = None) -> Decimal:
    """Return the sum of the tranches of a grant, `besides` left out."""
    statement = sa.select(sa.func.sum(Disbursement.amount)).where(
        Disbursement.application_id == application_id, Disbursement.id != (besides.id if besides else 0)
    )
    return session.scalar(statement) or ZERO


def gate_words(item: Gate, currency: str) -> str:
    """Return what a gate asks for, in words."""
    if item.kind is GateKind.AGREEMENT:
        return _("the agreement is signed")
    if item.kind is GateKind.SUBMITTED:
        return _("submitted: %(what)s", what=item.text)
    if item.kind is GateKind.ACCEPTED:
        return _("accepted by the funder: %(what)s", what=item.text)
    if item.kind is GateKind.SPENT:
        return _(
            "%(percent)s of the former tranche is spent: %(spent)s of %(needed)s",
            percent=percent(item.percent),
            spent=money(item.spent, currency),
            needed=money(item.needed, currency),
        )
    return item.text
