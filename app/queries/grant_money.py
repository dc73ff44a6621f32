"""Questions about the money of a grant: plan against actual, documents.

All amounts are in the application's currency unless said otherwise. The actual of a line is the sum of
`Expenditure.grant_amount` on it: one definition for the page, the chart and the report.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.grants import BudgetCategory, BudgetSource, Variance, variance
from models.grant_money import BudgetLine, Expenditure

ZERO = Decimal(0)


@dataclass(frozen=True)
class LineStanding:
    """A budget line with what was spent on it and how many documents prove it."""

    line: BudgetLine
    actual: Decimal
    documents: int

    @property
    def variance(self) -> Variance:
        """Return actual minus planned, and the same in per cent."""
        return variance(self.line.planned, self.actual)


@dataclass(frozen=True)
class Sums:
    """Planned and actual of a group of lines."""

    planned: Decimal
    actual: Decimal

    @property
    def variance(self) -> Variance:
        """Return actual minus planned, and the same in per cent."""
        return variance(self.planned, self.actual)


@dataclass(frozen=True)
class Budget:
    """The whole budget of an application, in the order of its lines."""

    lines: Sequence[LineStanding]

    @property
    def total(self) -> Sums:
        """Return the sums of all lines."""
        return self._sums(self.lines)

    def by_source(self) -> dict[BudgetSource, Sums]:
        """Return the sums of each source that has lines."""
        return {
            source: self._sums(rows)
            for source in BudgetSource
            if (rows := [row for row in self.lines if row.line.source is source])
        }

    def by_category(self) -> dict[BudgetCategory, Sums]:
        """Return the sums of each category that has lines."""
        return {
            category: self._sums(rows)
            for category in BudgetCategory
            if (rows := [row for row in self.lines if row.line.category is category])
        }

    @staticmethod
    def _sums(rows: Sequence[LineStanding]) -> Sums:
        return Sums(sum((row.line.planned for row in rows), ZERO), sum((row.actual for row in rows), ZERO))


def budget(session: Session, application_id: int) -> Budget:
    """Return every line of a budget with its actual, in one statement."""
    spent = (
        sa.select(
            Expenditure.budget_line_id,
            sa.func.sum(Expenditure.grant_amount).label("actual"),
            sa.func.count().label("documents"),
        )
        .where(Expenditure.application_id == application_id)
        .group_by(Expenditure.budget_line_id)
        .subquery()
    )
    statement = (
        sa.select(BudgetLine, spent.c.actual, spent.c.documents)
        .outerjoin(spent, spent.c.budget_line_id == BudgetLine.id)
        .where(BudgetLine.application_id == application_id)
        .order_by(BudgetLine.position, BudgetLine.id)
    )
    return Budget(
        [LineStanding(line, actual or ZERO, documents or 0) for line, actual, documents in session.execute(statement)]
    )


def budget_line(session: Session, application_id: int, line_id: int) -> BudgetLine | None:
    """Return a line of this application, or None."""
    return session.scalar(
        sa.select(BudgetLine).where(BudgetLine.id == line_id, BudgetLine.application_id == application_id)
    )


def line_choices(session: Session, application_id: int) -> list[tuple[str, str]]:
    """Return (id, «code item») of the lines of a budget."""
    statement = (
        sa.select(BudgetLine.id, BudgetLine.code, BudgetLine.item)
        .where(BudgetLine.application_id == application_id)
        .order_by(BudgetLine.position, BudgetLine.id)
    )
    return [(str(row.id), f"{row.code} {row.item}") for row in session.execute(statement)]


def expenditures(session: Session, application_id: int) -> list[Expenditure]:
    """Return the expenditures with their lines, the newest first."""
    statement = (
        sa.select(Expenditure)
        .where(Expenditure.application_id == application_id)
        .options(joinedload(Expenditure.line))
        .order_by(Expenditure.spent_on.desc(), Expenditure.id.desc())
    )
    return list(session.scalars(statement))


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


def next_code(session: Session, application_id: int) -> str:
    """Return a code for the next line: one more than the largest whole code."""
    codes = session.scalars(sa.select(BudgetLine.code).where(BudgetLine.application_id == application_id))
    numbers = [int(whole) for code in codes if (whole := code.partition(".")[0]).isdecimal()]
    return str(max(numbers, default=0) + 1)
