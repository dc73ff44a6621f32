"""Questions about the timetables of applications: those written down, those that were started."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.domain.tasks import ChecklistTrigger
from models.grants import Application
from models.tasks import Checklist, ChecklistTemplate

TRIGGER = ChecklistTrigger.APPLICATION_DEADLINE


def timetable_templates(session: Session) -> Sequence[ChecklistTemplate]:
    """Return the timetables in use, the oldest first."""
    statement = (
        sa.select(ChecklistTemplate)
        .where(
            ChecklistTemplate.trigger == TRIGGER,
            ChecklistTemplate.is_active,
            ChecklistTemplate.archived_at.is_(None),
        )
        .options(selectinload(ChecklistTemplate.steps))
        .order_by(ChecklistTemplate.id)
    )
    return session.scalars(statement).all()


def timetables_of(session: Session, application: Application) -> list[Checklist]:
    """Return the timetables that were started for an application, the newest first."""
    statement = (
        sa.select(Checklist)
        .join(ChecklistTemplate, ChecklistTemplate.id == Checklist.template_id)
        .where(Checklist.application_id == application.id, ChecklistTemplate.trigger == TRIGGER)
        .order_by(Checklist.id.desc())
    )
    return list(session.scalars(statement))
