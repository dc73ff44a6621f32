"""The money of the report: budget lines, tranches, supporting documents."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.domain.grants import BudgetCategory, BudgetSource
from app.domain.money import to_base
from app.domain.periods import Period
from app.domain.report_rows import FinanceLine, SupportingDocument, Tranche
from app.queries.budgets import Budget
from app.queries.tranches import disbursements, receipts_of_grant
from models.awards import GrantReceipt
from models.funder_headings import HeadingSet
from models.grant_money import Disbursement, Expenditure

ZERO = Decimal(0)


def finance(
    found: Budget,
    spent: Sequence[Expenditure],
    days: Period | None = None,
    headings: HeadingSet | None = None,
    *,
    ukrainian: bool = True,
) -> tuple[FinanceLine, ...]:
    """Return each line of the budget once for each source that pays for it, with plan and actual.

    Args:
        spent: the expenditures of the grant.
        days: those that the report covers; lines then say what was spent in them, and since the start until their end.
        headings: the funder's budget form, under whose headings the lines stand besides our categories.
        ukrainian: whether the headings are wanted in Ukrainian.
    """
    names = heading_names(headings, ukrainian=ukrainian)
    since_start, in_period = (_by_share(spent, only) for only in (_until(days), days)) if days else ({}, {})
    return tuple(
        FinanceLine(
            code=row.line.code,
            category=row.line.category,
            source=share.source,
            item=row.line.item,
            planned=share.planned,
            actual=since_start.get((row.line.id, share.source), ZERO) if days else share.actual,
            in_period=in_period.get((row.line.id, share.source), ZERO) if days else None,
            agreed=share.agreed,
            heading=names.get(row.line.category, ""),
        )
        for row in found.lines
        for share in row.shares
    )


def _until(days: Period) -> Period:
    return Period(date.min, days.end)


def _by_share(spent: Iterable[Expenditure], days: Period) -> dict[tuple[int, BudgetSource], Decimal]:
    """Return what was spent in some days, by the line and its source."""
    found: dict[tuple[int, BudgetSource], Decimal] = {}
    for row in spent:
        if days.contains(row.spent_on):
            key = (row.budget_line_id, row.source)
            found[key] = found.get(key, ZERO) + row.grant_amount
    return found


def heading_names(headings: HeadingSet | None, *, ukrainian: bool) -> dict[BudgetCategory, str]:
    """Return the code and the name of the heading under which each of our categories stands."""
    if headings is None:
        return {}
    names = {
        one.id: f"{one.code} {one.name_uk if ukrainian else one.name_en or one.name_uk}" for one in headings.headings
    }
    return {category: names[heading] for category, heading in headings.mapping.items()}


class Tranches(NamedTuple):
    """The tranches that a report lists, and those that arrived before the time that it covers."""

    listed: tuple[Tranche, ...]
    before: tuple[Tranche, ...]


def tranches(session: Session, application_id: int, days: Period) -> Tranches:
    """Return the tranches in their order: each receipt by itself, at its own rate, then what is still expected.

    Args:
        session: the database session.
        application_id: the grant.
        days: listed are receipts of these days and what was expected by their end and had not come by then.
    """
    receipts = receipts_of_grant(session, application_id)
    rows: list[Tranche] = []
    before: list[Tranche] = []
    for row in disbursements(session, application_id):
        came = [receipt for receipt in receipts.get(row.id, []) if receipt.received_on < days.end]
        for receipt in came:
            (rows if days.contains(receipt.received_on) else before).append(_received(row, receipt))
        left = row.amount - sum((receipt.tranche_amount for receipt in came), ZERO)
        if left > 0 and (row.due_on is None or row.due_on < days.end):
            rows.append(
                Tranche(
                    number=row.number,
                    amount=left,
                    currency=row.currency,
                    base_amount=to_base(left, row.rate),
                    rate=row.rate,
                    due_on=row.due_on,
                    rate_on=row.rate_date,
                    rate_source=row.rate_source,
                    condition=row.condition,
                )
            )
    return Tranches(tuple(rows), tuple(before))


def _received(row: Disbursement, receipt: GrantReceipt) -> Tranche:
    return Tranche(
        number=row.number,
        amount=receipt.tranche_amount,
        currency=row.currency,
        base_amount=receipt.base_amount,
        rate=receipt.rate,
        due_on=row.due_on,
        received_on=receipt.received_on,
        rate_on=receipt.rate_date,
        rate_source=receipt.rate_source,
        condition=row.condition,
    )


def documents(spent: Sequence[Expenditure], days: Period) -> tuple[SupportingDocument, ...]:
    """Return the supporting documents of the expenditures of some days, the oldest first."""
    return tuple(
        SupportingDocument(
            kind=row.document_type,
            number=row.document_number,
            issued_on=row.spent_on,
            counterparty=row.counterparty,
            line_code=row.line.code,
            amount=row.amount,
            currency=row.currency,
            grant_amount=row.grant_amount,
        )
        for row in sorted(spent, key=lambda row: (row.spent_on, row.id))
        if days.contains(row.spent_on)
    )
