"""Verbs of approvals: approve an application, or return it for rework."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grant_approvals import Decision, office_of
from app.domain.grant_stages import open_order
from app.domain.grants import OPEN_STAGES, Stage
from app.labels import label
from app.queries.grant_approvals import approvals_of, figures_of, standings
from app.queries.grant_stages import Settings, stage_settings
from app.services.base import refuse_archived
from app.services.grants import move_application
from models.accounts import User
from models.grant_stages import ApplicationApproval
from models.grants import Application

APPLICATIONS: Any = Application.__table__


def decide(
    session: Session, application: Application, decision: Decision, note: str, *, by: User, at: datetime
) -> ApplicationApproval:
    """Write what the director or the accountant says about an application in its present stage.

    A return takes back what the offices approved so far, and an application that is not won yet goes one stage back.

    Raises:
        RuleError: `not_an_approver`; `nothing_to_approve`, when the stage asks for no word of this office;
            `approved_already`; `return_note_required`; `archived`.
    """
    office = office_of(by.role)
    if office is None:
        raise RuleError("not_an_approver")
    hold(session, application)
    refuse_archived(application)
    stages = stage_settings(session)
    if office not in stages[application.stage].approvers:
        raise RuleError("nothing_to_approve", label(application.stage))
    figures, said = figures_of(session, application), approvals_of(session, application.id)
    if decision is Decision.APPROVED and standings(said, application.stage, [office], figures)[0].holds:
        raise RuleError("approved_already")
    if decision is Decision.RETURNED and not note.strip():
        raise RuleError("return_note_required", field="note")
    for row in said:
        if row.lapsed_at is None and (row.approver is office or decision is Decision.RETURNED):
            row.lapsed_at = at
    session.flush()
    record = ApplicationApproval(
        application_id=application.id,
        stage=application.stage,
        approver=office,
        decision=decision,
        note=note.strip(),
        at=at,
        by_id=by.id,
        currency=figures.currency,
        requested_amount=figures.requested,
        cofinancing_amount=figures.cofinancing,
        budget_planned=figures.budget,
    )
    session.add(record)
    session.flush()
    back = stage_before(stages, application.stage)
    if decision is Decision.RETURNED and back is not None:
        move_application(session, application, back, by=by, at=at, reason=note.strip())
    return record


def stage_before(settings: Settings, stage: Stage) -> Stage | None:
    """Return the stage to which a returned application goes for rework; only an open one goes back."""
    order = open_order(settings)
    if stage not in OPEN_STAGES or order.index(stage) == 0:
        return None
    return order[order.index(stage) - 1]


def hold(session: Session, application: Application) -> None:
    """Make everybody else who wants to decide about this application wait until the transaction ends.

    Writing to its row also takes the only writer's place on SQLite.
    """
    own = APPLICATIONS.c.id == application.id
    session.execute(sa.update(APPLICATIONS).where(own).values(version=APPLICATIONS.c.version))
    session.refresh(application)
