"""Verbs of budget lines: save one with its sources, remove it, move money between two."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.budgets import MOST_LINES, Allowance, checked_kekv, distribute
from app.domain.errors import RuleError
from app.domain.grants import BudgetCategory, BudgetSource, line_total
from app.domain.money import LIMIT, Share, Sum
from app.queries.budgets import reallocation_percent, spent_by_source
from app.services.base import refuse_archived
from models.accounts import User
from models.base import utc_now
from models.grant_money import BudgetLine, BudgetLineSource, Expenditure, Reallocation
from models.grants import Application


@dataclass(frozen=True)
class LineData:
    """A budget line as typed: what each source pays, and which one pays the rest."""

    code: str
    category: BudgetCategory
    item: str
    price: Decimal
    quantity: Decimal = Decimal(1)
    unit: str = ""
    kekv: str = ""
    sources: Mapping[BudgetSource, Decimal] = field(default_factory=dict)
    rest: BudgetSource | None = BudgetSource.GRANT


def save_line(session: Session, application: Application, data: LineData, line: BudgetLine | None = None) -> BudgetLine:
    """Create a budget line, or change one.

    Planned is quantity × price, rounded once, and what was moved before; the sources pay exactly that.

    Raises:
        RuleError: `archived`, `too_many_lines`, `code_taken`, `amount_too_large`, `kekv_not_four_digits`,
            `moved_more_than_plan`, and what `distribute` refuses.
    """
    refuse_archived(application)
    others = sa.select(BudgetLine.id).where(
        BudgetLine.application_id == application.id, BudgetLine.id != (line.id if line else 0)
    )
    if session.scalar(others.where(BudgetLine.code == data.code)) is not None:
        raise RuleError("code_taken", data.code, field="code")
    planned = planned_total(data.quantity, data.price) + (line.moved if line else 0)
    if planned < 0:
        raise RuleError("moved_more_than_plan", field="price")
    kekv, shares = checked_kekv(data.kekv), distribute(planned, data.sources, data.rest)
    if line is None:
        line = BudgetLine(application_id=application.id, position=next_position(session, application.id))
        session.add(line)
    line.code, line.category, line.kekv = data.code, data.category, kekv
    line.item, line.unit = data.item, data.unit
    line.quantity, line.price, line.planned = data.quantity, data.price, planned
    _share_out(session, line, shares)
    session.flush()
    return line


def planned_total(quantity: Decimal, price: Decimal) -> Decimal:
    """Return quantity × price, rounded once. Raises `RuleError`: `amount_too_large`."""
    planned = line_total(quantity, price)
    if planned >= LIMIT:
        raise RuleError("amount_too_large", planned, field="price")
    return planned


def next_position(session: Session, application_id: int, more: int = 1) -> int:
    """Return the place behind the last line of a budget.

    Raises:
        RuleError: `too_many_lines`, when `more` lines would be too many.
    """
    present = sa.select(sa.func.count(), sa.func.max(BudgetLine.position)).where(
        BudgetLine.application_id == application_id
    )
    count, last = session.execute(present).one()
    if count + more > MOST_LINES:
        raise RuleError("too_many_lines", MOST_LINES)
    return (last or 0) + 1


def _share_out(session: Session, line: BudgetLine, shares: Mapping[BudgetSource, Decimal]) -> None:
    """Make the sources of a line what they should be; one that paid for something stays, with nothing planned."""
    present = {row.source: row for row in line.sources}
    if {source: row.amount for source, row in present.items()} == dict(shares):
        return
    paid = spent_by_source(session, line.id) if present else {}
    for source, amount in shares.items():
        if source in present:
            present[source].amount = amount
        else:
            line.sources.append(BudgetLineSource(source=source, amount=amount))
    for source, row in present.items():
        if source in shares:
            continue
        if source in paid:
            row.amount = Decimal(0)
        else:
            line.sources.remove(row)
    # The line itself may be as it was: its version says that its sources are not.
    line.updated_at = utc_now()


def remove_line(session: Session, line: BudgetLine) -> None:
    """Remove a budget line that nothing was spent on and nothing was moved to or from.

    Raises:
        RuleError: `archived`, `line_has_spending`, `line_has_moves`.
    """
    refuse_archived(line.application)
    spent = sa.select(Expenditure.id).where(Expenditure.budget_line_id == line.id).limit(1)
    if session.scalar(spent) is not None:
        raise RuleError("line_has_spending", line.code)
    ends = sa.or_(Reallocation.from_line_id == line.id, Reallocation.to_line_id == line.id)
    if session.scalar(sa.select(Reallocation.id).where(ends).limit(1)) is not None:
        raise RuleError("line_has_moves", line.code)
    session.delete(line)
    session.flush()


def reallocate(
    session: Session,
    line_from: BudgetLine,
    line_to: BudgetLine,
    amount: Decimal,
    *,
    by: User | None,
    on: date,
    reason: str,
    source: BudgetSource | None = None,
    consent: bool = False,
) -> Reallocation:
    """Move planned money from one line of a budget to another; the total and the sum of the source stay.

    Args:
        amount: in the application's currency.
        on: the day of the decision.
        source: whose money it is; may be left out when `line_from` has one source.
        consent: that the funder agrees, or that whoever moves it decided so knowingly. Without it neither line may
            differ from its agreed plan by more than the grant's threshold.

    Raises:
        RuleError: `archived`, `amount_required`, `same_line`, `lines_of_two_budgets`, `reason_of_move_required`,
            `source_required`, `source_not_of_line`, `not_enough_left` (what is planned and not spent),
            `amount_too_large`, `beyond_threshold` (detail `percent`).
    """
    application = line_from.application
    refuse_archived(application)
    if line_from.id == line_to.id:
        raise RuleError("same_line", field="to_line_id")
    if line_from.application_id != line_to.application_id:
        raise RuleError("lines_of_two_budgets", field="to_line_id")
    if amount <= 0:
        raise RuleError("amount_required", field="amount")
    if not reason.strip():
        raise RuleError("reason_of_move_required", field="reason")
    hold_lines(session, line_from, line_to)
    source = source_of_line(line_from, source)
    left = line_from.share(source) - spent_by_source(session, line_from.id).get(source, Decimal(0))
    if amount > left:
        raise RuleError("not_enough_left", Sum(max(left, Decimal(0)), application.currency), field="amount")
    if line_to.planned + amount >= LIMIT:
        raise RuleError("amount_too_large", field="amount")
    percent = reallocation_percent(application)
    beyond = [
        line.code
        for line, planned in ((line_from, line_from.planned - amount), (line_to, line_to.planned + amount))
        if not Allowance(line.agreed, line.planned, percent).allows(planned)
    ]
    if beyond and not consent:
        raise RuleError("beyond_threshold", ", ".join(beyond), field="consent", percent=Share(percent))
    _move(line_from, source, -amount)
    _move(line_to, source, amount)
    row = Reallocation(
        application_id=application.id,
        from_line=line_from,
        to_line=line_to,
        source=source,
        amount=amount,
        from_planned=line_from.planned,
        to_planned=line_to.planned,
        moved_on=on,
        reason=reason.strip(),
        consent=bool(beyond),
        by_id=by.id if by else None,
    )
    session.add(row)
    session.flush()
    return row


def hold_lines(session: Session, *lines: BudgetLine) -> None:
    """Keep others from changing lines until the transaction ends, and see them as they are now."""
    ids = sorted(line.id for line in lines)
    wanted = sa.select(BudgetLine).where(BudgetLine.id.in_(ids)).order_by(BudgetLine.id).with_for_update()
    session.scalars(wanted.execution_options(populate_existing=True)).all()
    sources = sa.select(BudgetLineSource).where(BudgetLineSource.line_id.in_(ids))
    session.scalars(sources.execution_options(populate_existing=True)).all()


def source_of_line(line: BudgetLine, source: BudgetSource | None) -> BudgetSource:
    """Return the source that pays: the one that was named, or the only one of the line.

    Raises:
        RuleError: `source_required`, `source_not_of_line`; field `source`.
    """
    own = [row.source for row in line.sources]
    planned = [row.source for row in line.sources if row.amount] or own
    if source is None:
        if len(planned) != 1:
            raise RuleError("source_required", line.code, field="source")
        return planned[0]
    if source not in own:
        raise RuleError("source_not_of_line", line.code, field="source")
    return source


def _move(line: BudgetLine, source: BudgetSource, amount: Decimal) -> None:
    line.planned += amount
    line.moved += amount
    row = next((row for row in line.sources if row.source is source), None)
    if row is None:
        line.sources.append(BudgetLineSource(source=source, amount=amount))
    else:
        row.amount += amount
