"""Questions about budgets: plan against actual by line, source and category.

All amounts are in the application's currency. The actual of a line is the sum of `Expenditure.grant_amount` on it:
one definition for the page, the chart, the files and the report.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from itertools import groupby
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.budgets import Allowance, LineState, effective_percent
from app.domain.grants import BudgetCategory, BudgetSource, Variance, variance
from models.grant_money import BudgetLine, BudgetLineSource, Expenditure, Reallocation
from models.grants import Application

ZERO = Decimal(0)
SOURCES = list(BudgetSource)


@dataclass(frozen=True, slots=True)
class Sums:
    """What was agreed, what is planned now and what was spent, of a group of lines or shares."""

    planned: Decimal
    actual: Decimal
    agreed: Decimal = ZERO

    @property
    def variance(self) -> Variance:
        """Return actual minus planned, and the same in per cent."""
        return variance(self.planned, self.actual)


@dataclass(frozen=True, slots=True)
class Share(Sums):
    """What one source pays of a line."""

    source: BudgetSource = BudgetSource.GRANT


class Line(NamedTuple):
    """What a budget line says; long budgets are read without records of the session, which cost most of a page."""

    id: int
    code: str
    position: int
    category: BudgetCategory
    kekv: str
    item: str
    unit: str
    quantity: Decimal
    price: Decimal
    moved: Decimal
    planned: Decimal

    @property
    def agreed(self) -> Decimal:
        """Return the plan as it was before anything was moved."""
        return self.planned - self.moved


@dataclass(frozen=True, slots=True)
class LineStanding:
    """A budget line with its shares, what was spent on it and how many documents prove it."""

    line: Line
    shares: tuple[Share, ...]
    documents: int
    percent: int

    @property
    def actual(self) -> Decimal:
        """Return what was spent on the line."""
        return sum((share.actual for share in self.shares), ZERO)

    @property
    def variance(self) -> Variance:
        """Return actual minus planned, and the same in per cent."""
        return variance(self.line.planned, self.actual)

    @property
    def allowance(self) -> Allowance:
        """Return how much may be spent on it without the funder's consent."""
        return Allowance(self.line.agreed, self.line.planned, self.percent)

    @property
    def state(self) -> LineState:
        """Say how near its spending is to what is allowed."""
        return self.allowance.state(self.actual)


@dataclass(frozen=True)
class Budget:
    """The whole budget of an application, in the order of its lines."""

    lines: Sequence[LineStanding]

    @cached_property
    def total(self) -> Sums:
        """Return the sums of all lines."""
        return add_up(share for row in self.lines for share in row.shares)

    def by_source(self) -> dict[BudgetSource, Sums]:
        """Return the sums of each source that pays for anything, in the order of the sources."""
        shares: dict[BudgetSource, list[Share]] = {}
        for row in self.lines:
            for share in row.shares:
                shares.setdefault(share.source, []).append(share)
        return {source: add_up(shares[source]) for source in SOURCES if source in shares}

    def by_category(self) -> dict[BudgetCategory, Sums]:
        """Return the sums of each category that has lines, in the order of the categories."""
        shares: dict[BudgetCategory, list[Share]] = {category: [] for category in BudgetCategory}
        for row in self.lines:
            shares[row.line.category].extend(row.shares)
        return {category: add_up(of) for category, of in shares.items() if of}


def add_up(sums: Iterable[Sums]) -> Sums:
    """Add amounts up, exact to the kopiyka."""
    planned = actual = agreed = ZERO
    for row in sums:
        planned += row.planned
        actual += row.actual
        agreed += row.agreed
    return Sums(planned, actual, agreed)


def reallocation_percent(application: Application) -> int:
    """Return how much of a line, in per cent, may be moved or overspent without the funder's consent."""
    call = application.call
    return effective_percent(application.reallocation_percent, call.reallocation_percent if call else None)


def budget(session: Session, application_id: int) -> Budget:
    """Return every line of a budget with its sources and its actual; four statements however many lines there are."""
    application = session.get(Application, application_id, options=[joinedload(Application.call)])
    if application is None:
        return Budget([])
    percent = reallocation_percent(application)
    spent: dict[tuple[int, BudgetSource], tuple[Decimal, int]] = {
        (row.budget_line_id, row.source): (row.actual, row.documents)
        for row in session.execute(_spent().where(Expenditure.application_id == application_id))
    }
    moved = _moved(session, application_id)
    lines = []
    for fields, rows in groupby(session.execute(_lines(), {"application": application_id}), lambda row: row[:-2]):
        line, documents, shares = Line(*fields), 0, []
        for *_fields, source, amount in rows:
            if source is None:
                continue
            actual, papers = spent.get((line.id, source), (ZERO, 0))
            shares.append(Share(amount, actual, amount - moved.get((line.id, source), ZERO), source))
            documents += papers
        shares.sort(key=lambda share: SOURCES.index(share.source))
        lines.append(LineStanding(line, tuple(shares), documents, percent))
    return Budget(lines)


@cache
def _lines() -> sa.Select[Any]:
    """Return the statement of the lines of an application, each with a row for each of its sources."""
    columns = [getattr(BudgetLine, name) for name in Line._fields]
    return (
        sa.select(*columns, BudgetLineSource.source, BudgetLineSource.amount)
        .outerjoin(BudgetLineSource, BudgetLineSource.line_id == BudgetLine.id)
        .where(BudgetLine.application_id == sa.bindparam("application", type_=sa.Integer))
        .order_by(BudgetLine.position, BudgetLine.id)
    )


def _spent() -> sa.Select[int, BudgetSource, Decimal, int]:
    return sa.select(
        Expenditure.budget_line_id,
        Expenditure.source,
        sa.func.sum(Expenditure.grant_amount).label("actual"),
        sa.func.count().label("documents"),
    ).group_by(Expenditure.budget_line_id, Expenditure.source)


def _moved(session: Session, application_id: int) -> dict[tuple[int, BudgetSource], Decimal]:
    """Return what the moves brought to each source of each line, or took from it."""
    found: dict[tuple[int, BudgetSource], Decimal] = {}
    statement = sa.select(
        Reallocation.from_line_id, Reallocation.to_line_id, Reallocation.source, Reallocation.amount
    ).where(Reallocation.application_id == application_id)
    for row in session.execute(statement):
        for line_id, amount in ((row.from_line_id, -row.amount), (row.to_line_id, row.amount)):
            found[line_id, row.source] = found.get((line_id, row.source), ZERO) + amount
    return found


def spent_by_source(session: Session, line_id: int) -> dict[BudgetSource, Decimal]:
    """Return what each source paid on a line; sources that paid nothing are left out."""
    rows = session.execute(_spent().where(Expenditure.budget_line_id == line_id))
    return {row.source: row.actual for row in rows}


def spent_besides(session: Session, line_id: int, expenditure_id: int | None) -> Decimal:
    """Return what was spent on a line, one expenditure left out."""
    others = sa.select(sa.func.sum(Expenditure.grant_amount)).where(
        Expenditure.budget_line_id == line_id, Expenditure.id != (expenditure_id or 0)
    )
    return session.scalar(others) or ZERO


def budget_line(session: Session, application_id: int, line_id: int | None) -> BudgetLine | None:
    """Return a line of this application with its sources, or None."""
    return session.scalar(
        sa.select(BudgetLine)
        .where(BudgetLine.id == line_id, BudgetLine.application_id == application_id)
        .options(selectinload(BudgetLine.sources))
    )


def line_choices(session: Session, application_id: int) -> list[tuple[str, str]]:
    """Return (id, «code item») of the lines of a budget."""
    statement = (
        sa.select(BudgetLine.id, BudgetLine.code, BudgetLine.item)
        .where(BudgetLine.application_id == application_id)
        .order_by(BudgetLine.position, BudgetLine.id)
    )
    return [(str(row.id), f"{row.code} {row.item}") for row in session.execute(statement)]


def codes(session: Session, application_id: int) -> list[str]:
    """Return the codes of the lines of a budget."""
    statement = sa.select(BudgetLine.code).where(BudgetLine.application_id == application_id)
    return list(session.scalars(statement.order_by(BudgetLine.position, BudgetLine.id)))


def next_code(taken: Iterable[str]) -> str:
    """Return a code for the next line: one more than the largest whole code."""
    numbers = [int(whole) for code in taken if (whole := code.partition(".")[0]).isdecimal()]
    return str(max(numbers, default=0) + 1)


def reallocations(session: Session, application_id: int) -> list[Reallocation]:
    """Return the moves between lines with their lines and who made them, the newest first."""
    statement = (
        sa.select(Reallocation)
        .where(Reallocation.application_id == application_id)
        .options(joinedload(Reallocation.from_line), joinedload(Reallocation.to_line), joinedload(Reallocation.by))
        .order_by(Reallocation.id.desc())
    )
    return list(session.scalars(statement))
