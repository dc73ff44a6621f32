"""The money of the report: budget lines, tranches, supporting documents."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.grants import BudgetCategory
from app.domain.money import to_base
from app.domain.report_rows import FinanceLine, SupportingDocument, Tranche
from app.queries.budgets import Budget
from app.queries.tranches import disbursements, receipts_of_grant
from models.awards import GrantReceipt
from models.funder_headings import HeadingSet
from models.grant_money import Disbursement, Expenditure

ZERO = Decimal(0)


def finance(found: Budget, headings: HeadingSet | None = None, *, ukrainian: bool = True) -> tuple[FinanceLine, ...]:
    """Return each line of the budget once for each source that pays for it, with plan and actual.

    Args:
        headings: the funder's budget form, under whose headings the lines stand besides our categories.
        ukrainian: whether the headings are wanted in Ukrainian.
    """
    names = heading_names(headings, ukrainian=ukrainian)
    return tuple(
        FinanceLine(
            code=row.line.code,
            category=row.line.category,
            source=share.source,
            item=row.line.item,
            planned=share.planned,
            actual=share.actual,
            agreed=share.agreed,
            heading=names.get(row.line.category, ""),
        )
        for row in found.lines
        for share in row.shares
    )


def heading_names(headings: HeadingSet | None, *, ukrainian: bool) -> dict[BudgetCategory, str]:
    """Return the code and the name of the heading under which each of our categories stands."""
    if headings is None:
        return {}
    names = {
        one.id: f"{one.code} {one.name_uk if ukrainian else one.name_en or one.name_uk}" for one in headings.headings
    }
    return {category: names[heading] for category, heading in headings.mapping.items()}


def tranches(session: Session, application_id: int) -> tuple[Tranche, ...]:
    """Return the tranches in their order: each receipt by itself, at its own rate, then what is still expected."""
    receipts = receipts_of_grant(session, application_id)
    rows: list[Tranche] = []
    for row in disbursements(session, application_id):
        came = receipts.get(row.id, [])
        rows += [_received(row, receipt) for receipt in came]
        left = row.amount - sum((receipt.tranche_amount for receipt in came), ZERO)
        if left > 0:
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
    return tuple(rows)


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


def documents(spent: Sequence[Expenditure]) -> tuple[SupportingDocument, ...]:
    """Return the supporting documents of expenditures, the oldest first."""
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
    )
