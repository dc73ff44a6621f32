"""Verbs of renewals: apply again on the ground of an earlier application, and link two that exist."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.grants import Stage
from app.domain.renewals import check_renewal
from app.queries.budgets import budget
from app.queries.renewals import ancestors
from app.services.grants import ApplicationData, create_application, link_partners
from models.accounts import User
from models.grant_money import BudgetLine, BudgetLineSource
from models.grant_stages import GrantStage
from models.grants import Application

STAGES: Any = GrantStage.__table__


@dataclass(frozen=True, kw_only=True)
class RenewalData:
    """What is decided when an application is renewed."""

    title: str
    call_id: int | None = None
    with_partners: bool = True
    with_budget: bool = False


def renew(session: Session, earlier: Application, data: RenewalData, *, by: User | None, today: date) -> Application:
    """Make a new application that continues an earlier one.

    Funder, branch, responsible person, leader, currency and amounts are those of the earlier one; dates, agreement,
    award and history begin anew.

    Raises:
        RuleError: as `app.services.grants.create_application`.
    """
    application = create_application(
        session,
        ApplicationData(
            title=data.title,
            funder_id=earlier.funder_id,
            call_id=data.call_id,
            owner_id=earlier.owner_id,
            scope=earlier.scope,
            branch_id=earlier.branch_id,
            currency=earlier.currency,
            requested_amount=earlier.requested_amount,
            cofinancing_amount=earlier.cofinancing_amount,
            leader=earlier.leader,
        ),
        by=by,
        today=today,
    )
    if data.with_partners:
        link_partners(session, application, [partner.id for partner in earlier.partners])
    if data.with_budget:
        copy_budget(session, earlier, application)
    renew_of(session, application, earlier)
    return application


def renew_of(session: Session, application: Application, earlier: Application | None) -> None:
    """Say which earlier application one continues, or that it continues none.

    Raises:
        RuleError: a code of `app.domain.renewals.check_renewal`.
    """
    _hold_chains(session)
    if earlier is not None:
        check_renewal(application.id, earlier.id, ancestors(session, earlier.id))
    application.renewal_of_id = earlier.id if earlier else None
    session.flush()


def copy_budget(session: Session, earlier: Application, application: Application) -> None:
    """Copy the plan of a budget as it was agreed: its lines without what was moved between them or spent on them."""
    names = ("code", "position", "category", "kekv", "item", "unit", "quantity", "price")
    for row in budget(session, earlier.id).lines:
        copied = {name: getattr(row.line, name) for name in names}
        # A line that costs nothing keeps its source, so that there is one to pay from.
        kept = [share for share in row.shares if share.agreed or len(row.shares) == 1]
        sources = [BudgetLineSource(source=share.source, amount=share.agreed) for share in kept]
        session.add(BudgetLine(application_id=application.id, planned=row.line.agreed, sources=sources, **copied))
    session.flush()


def _hold_chains(session: Session) -> None:
    """Let one link be made at a time: two people who each see no circle could close one together.

    Writing to one row that is always there makes the second wait for the first, on SQLite too.
    """
    session.execute(sa.update(STAGES).where(STAGES.c.code == Stage.IDEA.value).values(position=STAGES.c.position))
