"""Questions about approvals of applications: how they stand, what was said, what waits for whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from app.domain.grant_approvals import Decision, Figures, Standing
from app.domain.grants import Stage
from app.domain.roles import Approver
from app.queries.places import MOST
from app.scope import Scope
from models.contacts import Contact
from models.grant_money import BudgetLine
from models.grant_stages import ApplicationApproval, GrantStage
from models.grants import Application, ApplicationStageChange

NEEDS = {Approver.DIRECTOR: GrantStage.needs_director, Approver.ACCOUNTANT: GrantStage.needs_accountant}


@dataclass(frozen=True)
class Waiting:
    """An application that waits for somebody's approval; `is_changed` says that it was approved with other money."""

    id: int
    title: str
    funder: str
    stage: Stage
    since: datetime | None
    is_changed: bool


def figures_of(session: Session, application: Application) -> Figures:
    """Return the money of an application as an approval speaks of it."""
    planned: Decimal = session.scalar(_planned_of_one(), {"application": application.id}) or Decimal(0)
    return Figures(application.currency, application.requested_amount, application.cofinancing_amount, planned)


def approvals_of(session: Session, application_id: int) -> Sequence[ApplicationApproval]:
    """Return everything that was said about an application, the newest first, with who said it."""
    return session.scalars(_said(), {"application": application_id}).all()


@cache
def _said() -> Any:
    return (
        sa.select(ApplicationApproval)
        .where(ApplicationApproval.application_id == sa.bindparam("application", type_=sa.Integer))
        .options(joinedload(ApplicationApproval.by))
        .order_by(ApplicationApproval.id.desc())
    )


def standings(
    said: Iterable[ApplicationApproval], stage: Stage, offices: Iterable[Approver], figures: Figures
) -> list[Standing]:
    """Return how each of the offices stands at a stage, from what was said (the newest first) and the money now."""
    newest: dict[Approver, ApplicationApproval] = {}
    for row in said:
        if row.stage is stage and row.lapsed_at is None:
            newest.setdefault(row.approver, row)
    found = []
    for office in offices:
        word = newest.get(office)
        found.append(
            Standing(office)
            if word is None
            else Standing(office, word.decision, word.figures, is_stale=word.figures != figures)
        )
    return found


def waiting_for(session: Session, office: Approver, scope: Scope, limit: int = 50) -> list[Waiting]:
    """Return the applications that wait for an office, those that came first on top, in one statement."""
    said = ApplicationApproval
    standing = sa.and_(
        said.application_id == Application.id,
        said.stage == Application.stage,
        said.approver == office,
        said.decision == Decision.APPROVED,
        said.lapsed_at.is_(None),
    )
    same = sa.and_(
        said.currency == Application.currency,
        said.requested_amount == Application.requested_amount,
        said.cofinancing_amount == Application.cofinancing_amount,
        said.budget_planned == _planned(said.application_id),
    )
    since = ApplicationStageChange.at
    statement = (
        sa.select(
            Application.id,
            Application.title,
            Contact.display_name.label("funder"),
            Application.stage,
            since.label("since"),
            sa.exists().where(standing).label("is_changed"),
        )
        .join(GrantStage, GrantStage.code == Application.stage)
        .join(Contact, Contact.id == Application.funder_id)
        .outerjoin(ApplicationStageChange, ApplicationStageChange.id == Application.current_change_id)
        .where(
            NEEDS[office],
            Application.archived_at.is_(None),
            sa.not_(sa.exists().where(standing, same)),
            sa.true() if scope.branch_id is None else Application.branch_id == scope.branch_id,
        )
        .order_by(since, Application.id)
        .limit(limit)
    )
    return [Waiting(**row._mapping) for row in session.execute(statement)]


def returned_to(session: Session, owner_id: int, limit: int = 20) -> list[tuple[int, str, str]]:
    """Return (id, title, note) of somebody's applications that were returned and have not moved since."""
    found = session.execute(_returned_to(), {"owner": owner_id, "most": limit})
    return [(row.id, row.title, row.note) for row in found]


@cache
def _returned_to() -> Any:
    said = ApplicationApproval
    every = aliased(ApplicationApproval)
    newest = sa.select(sa.func.max(every.id)).where(every.application_id == Application.id).scalar_subquery()
    return (
        sa.select(Application.id, Application.title, said.note)
        .join(said, said.id == newest)
        .join(ApplicationStageChange, ApplicationStageChange.id == Application.current_change_id)
        .where(
            said.decision == Decision.RETURNED,
            ApplicationStageChange.at <= said.at,
            Application.owner_id == sa.bindparam("owner", type_=sa.Integer),
            Application.archived_at.is_(None),
        )
        .order_by(said.at)
        .limit(MOST)
    )


@cache
def _planned_of_one() -> Any:
    return sa.select(_planned(sa.bindparam("application", type_=sa.Integer)))


def _planned(application_id: Any) -> Any:
    """Return the sum of all lines of a budget, as an expression."""
    planned = sa.select(sa.func.coalesce(sa.func.sum(BudgetLine.planned), 0)).where(
        BudgetLine.application_id == application_id
    )
    return sa.type_coerce(planned.scalar_subquery(), BudgetLine.planned.type)
