"""Questions about the documents of a grant's spending.

All amounts are in the application's currency unless said otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from models.grant_money import Expenditure

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
