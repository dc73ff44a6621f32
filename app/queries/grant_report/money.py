"""The money of the report: budget lines, tranches, supporting documents."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.domain.report_rows import FinanceLine, SupportingDocument, Tranche
from app.queries.budgets import Budget
from app.queries.grant_money import disbursements
from models.grant_money import Expenditure


def finance(found: Budget) -> tuple[FinanceLine, ...]:
    """Return each line of the budget once for each source that pays for it, with plan and actual."""
    return tuple(
        FinanceLine(
            code=row.line.code,
            category=row.line.category,
            source=share.source,
            item=row.line.item,
            planned=share.planned,
            actual=share.actual,
            agreed=share.agreed,
        )
        for row in found.lines
        for share in row.shares
    )


def tranches(session: Session, application_id: int) -> tuple[Tranche, ...]:
    """Return the tranches in their order."""
    return tuple(
        Tranche(
            number=row.number,
            amount=row.amount,
            currency=row.currency,
            base_amount=row.base_amount,
            rate=row.rate,
            due_on=row.due_on,
            received_on=row.received_on,
            rate_on=row.rate_date,
            rate_source=row.rate_source,
            condition=row.condition,
        )
        for row in disbursements(session, application_id)
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
