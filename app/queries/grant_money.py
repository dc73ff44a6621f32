"""Questions about the money of a grant: documents and tranches.

All amounts are in the application's currency unless said otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from models.grant_money import Disbursement, Expenditure
from models.grants import Application

ZERO = Decimal(0)
PER_PAGE = 100


def expenditures(session: Session, application_id: int) -> list[Expenditure]:
    """Return the expenditures with their lines, the newest first."""
    return list(session.scalars(_newest_first(application_id)))


def _newest_first(application_id: int) -> sa.Select[Expenditure]:
    return (
        sa.select(Expenditure)
        .where(Expenditure.application_id == application_id)
        .options(joinedload(Expenditure.line))
        .order_by(Expenditure.spent_on.desc(), Expenditure.id.desc())
    )


@dataclass(frozen=True)
class ExpenditurePage:
    """A portion of the expenditures: which of how many portions, and how many expenditures there are."""

    rows: Sequence[Expenditure]
    page: int
    pages: int
    count: int


def expenditure_page(session: Session, application_id: int, page: int) -> ExpenditurePage:
    """Return a portion of the expenditures, the newest first; two statements however many there are."""
    count = session.scalar(
        sa.select(sa.func.count()).select_from(Expenditure).where(Expenditure.application_id == application_id)
    )
    pages = max(1, -(-(count or 0) // PER_PAGE))
    now = min(max(page, 1), pages)
    rows = session.scalars(_newest_first(application_id).limit(PER_PAGE).offset((now - 1) * PER_PAGE))
    return ExpenditurePage(list(rows), now, pages, count or 0)


def expenditure(session: Session, application_id: int, expenditure_id: int) -> Expenditure | None:
    """Return an expenditure of this application, or None."""
    return session.scalar(
        sa.select(Expenditure).where(Expenditure.id == expenditure_id, Expenditure.application_id == application_id)
    )


def same_document(session: Session, application_id: int, number: str, counterparty: str, spent_on: date) -> bool:
    """Say whether a document of this number, giver and day is already entered; without a number nobody knows."""
    if not number:
        return False
    statement = sa.select(Expenditure.id).where(
        Expenditure.application_id == application_id,
        Expenditure.document_number == number,
        Expenditure.counterparty == counterparty,
        Expenditure.spent_on == spent_on,
    )
    return session.scalar(statement.limit(1)) is not None


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


def received(tranches: Sequence[Disbursement]) -> Decimal:
    """Return what came of the tranches, in the application's currency."""
    return sum((row.amount for row in tranches if row.received_on is not None), ZERO)


def award_left(session: Session, application: Application, besides: Disbursement | None = None) -> Decimal | None:
    """Return what of the award no tranche is planned for, `besides` left out; None when nothing is awarded yet."""
    if application.awarded_amount is None:
        return None
    others = sa.select(sa.func.sum(Disbursement.amount)).where(
        Disbursement.application_id == application.id, Disbursement.id != (besides.id if besides else 0)
    )
    return application.awarded_amount - (session.scalar(others) or ZERO)
