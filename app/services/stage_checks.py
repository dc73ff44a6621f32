"""What keeps an application from entering or leaving a stage before its time."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grant_approvals import goes_on, lacking
from app.domain.grant_stages import MoveIncomplete, missing, open_order
from app.domain.grants import LOST_STAGES, Stage
from app.labels import label
from app.queries.grant_approvals import approvals_of, figures_of, standings
from app.queries.grant_stages import Settings
from app.queries.stage_checks import present
from models.grants import Application


def check_stage(
    session: Session,
    application: Application,
    to_stage: Stage,
    settings: Settings,
    *,
    awarded_amount: Decimal | None,
) -> None:
    """Let a move pass that the stages allow: what the new one asks for is there, and the old one is approved.

    Raises:
        MoveIncomplete: what is missing. A step back, the end of a hold and reopening ask for nothing again.
        RuleError: `stage_not_approved`, with the offices whose approval is missing or no longer holds.
    """
    forwards = goes_on(application.stage, to_stage, open_order(settings))
    if settings[to_stage].requirements and (forwards or to_stage in (Stage.SUSPENDED, *LOST_STAGES)):
        there = present(session, application, awarded_amount=awarded_amount)
        gaps = missing(settings[to_stage].requirements, there)
        if gaps:
            raise MoveIncomplete(to_stage, gaps)
    needed = settings[application.stage].approvers
    if needed and forwards:
        said, figures = approvals_of(session, application.id), figures_of(session, application)
        waiting = lacking(needed, standings(said, application.stage, needed, figures))
        if waiting:
            raise RuleError("stage_not_approved", ", ".join(label(office) for office in waiting), field="stage")


def begin_anew(session: Session, application: Application, from_stage: Stage, at: datetime) -> None:
    """Ask for the approvals of the stage that an application has come to again; a hold in between changes nothing."""
    if from_stage is Stage.SUSPENDED:
        return
    for row in approvals_of(session, application.id):
        if row.stage is application.stage and row.lapsed_at is None:
            row.lapsed_at = at
    session.flush()
