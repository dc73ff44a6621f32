"""Questions about checklists: those written down, those that were started."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.tasks import PLANNED_BACK, TRIGGER_RECORDS
from app.queries.alphabet import alphabetical
from models.tasks import Checklist, ChecklistTemplate


def templates(session: Session) -> list[tuple[ChecklistTemplate, int]]:
    """Return the checklists that are not put away, each with how many times it was started; two statements."""
    started = (
        sa.select(sa.func.count()).where(Checklist.template_id == ChecklistTemplate.id).correlate(ChecklistTemplate)
    ).scalar_subquery()
    statement = (
        sa.select(ChecklistTemplate, started)
        .where(ChecklistTemplate.archived_at.is_(None))
        .options(selectinload(ChecklistTemplate.steps))
        .order_by(ChecklistTemplate.id)
    )
    return [(row[0], row[1]) for row in session.execute(statement)]


def template(session: Session, template_id: int) -> ChecklistTemplate | None:
    """Return one checklist with its steps."""
    statement = sa.select(ChecklistTemplate).where(ChecklistTemplate.id == template_id)
    return session.scalar(statement.options(selectinload(ChecklistTemplate.steps)))


def startable(session: Session, kind: str) -> list[tuple[str, str]]:
    """Return (id, name) of the checklists that somebody can start for a record of this kind."""
    fitting = [trigger for trigger, kinds in TRIGGER_RECORDS.items() if kind in kinds and trigger not in PLANNED_BACK]
    statement = (
        sa.select(ChecklistTemplate.id, ChecklistTemplate.name)
        .where(
            ChecklistTemplate.trigger.in_(fitting),
            ChecklistTemplate.is_active,
            ChecklistTemplate.archived_at.is_(None),
        )
        .order_by(alphabetical(ChecklistTemplate.name))
    )
    return [(str(row.id), row.name) for row in session.execute(statement)]


def checklist(session: Session, checklist_id: int) -> Checklist | None:
    """Return a started checklist."""
    return session.scalar(
        sa.select(Checklist).where(Checklist.id == checklist_id).options(joinedload(Checklist.started_by))
    )
