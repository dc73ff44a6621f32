"""What an application has of the things that a stage may ask for."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.go_no_go import Decision
from app.domain.grant_stages import Requirement
from app.domain.grants import BudgetSource, NarrativeSection
from app.domain.partnerships import BranchScope
from models.calls import Call
from models.files import Attachment
from models.go_no_go import Assessment
from models.grant_money import BudgetLine, BudgetLineSource
from models.grants import Application, Narrative, application_partners


def present(
    session: Session, application: Application, *, awarded_amount: Decimal | None = None
) -> frozenset[Requirement]:
    """Return which of the requirements an application meets, in one statement.

    Args:
        awarded_amount: the award that comes with the move itself, if one does.
    """
    row = session.execute(_facts(application)).one()
    has = {
        Requirement.OWNER: application.owner_id is not None,
        Requirement.LEADER: bool(application.leader.strip()),
        Requirement.CALL: application.call_id is not None,
        Requirement.FUNDER_DEADLINE: row.deadline_on is not None,
        Requirement.GO_DECISION: row.decision is Decision.GO,
        Requirement.REQUESTED_AMOUNT: application.requested_amount > 0,
        Requirement.COFINANCING: application.cofinancing_amount > 0,
        Requirement.BUDGET_MATCHES: application.requested_amount > 0 and row.granted == application.requested_amount,
        Requirement.BRANCH: application.scope is not BranchScope.ALL,
        Requirement.PARTNERS: row.partners,
        Requirement.PROJECT_DATES: application.starts_on is not None and application.ends_on is not None,
        Requirement.SUMMARY: row.summary,
        Requirement.FILES: row.files,
        Requirement.AWARD_AMOUNT: awarded_amount is not None or application.awarded_amount is not None,
        Requirement.AGREEMENT: bool(application.agreement_number.strip()) and application.agreement_on is not None,
    }
    return frozenset(item for item, there in has.items() if there)


def planned_from_grant(application_id: int) -> Any:
    """Return the sum of what the budget plans to pay from the grant, as an expression."""
    return (
        sa.select(sa.func.coalesce(sa.func.sum(BudgetLineSource.amount), 0))
        .join(BudgetLine, BudgetLine.id == BudgetLineSource.line_id)
        .where(BudgetLine.application_id == application_id, BudgetLineSource.source == BudgetSource.GRANT)
        .scalar_subquery()
    )


def _facts(application: Application) -> sa.Select[Any]:
    number = application.id
    newest = sa.select(sa.func.max(Assessment.id)).where(Assessment.call_id == application.call_id).scalar_subquery()
    texts = sa.exists().where(
        Narrative.application_id == number, Narrative.section == NarrativeSection.SUMMARY, Narrative.text != ""
    )
    return sa.select(
        sa.select(Call.deadline_on).where(Call.id == application.call_id).scalar_subquery().label("deadline_on"),
        sa.select(Assessment.decision).where(Assessment.id == newest).scalar_subquery().label("decision"),
        sa.type_coerce(planned_from_grant(number), BudgetLine.planned.type).label("granted"),
        sa.exists().where(application_partners.c.application_id == number).label("partners"),
        texts.label("summary"),
        sa.exists().where(Attachment.application_id == number).label("files"),
    )
