"""Claiming the reminder of a shift, so that nobody is reminded twice."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.opportunities import AssignmentStatus
from models.opportunities import Assignment

PLACES: Any = Assignment.__table__


def claim_reminder(session: Session, assignment_id: int, *, now: datetime) -> bool:
    """Say that somebody is being reminded; return False when they were, or have no place any more."""
    done: Any = session.execute(
        sa.update(PLACES)
        .where(
            PLACES.c.id == assignment_id,
            PLACES.c.reminded_at.is_(None),
            PLACES.c.status == AssignmentStatus.CONFIRMED,
        )
        .values(reminded_at=now)
    )
    return bool(done.rowcount)


def give_reminder_back(session: Session, assignment_id: int) -> None:
    """Forget a reminder that did not leave."""
    session.execute(sa.update(PLACES).where(PLACES.c.id == assignment_id).values(reminded_at=None))
