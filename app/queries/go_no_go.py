"""Questions about go or no-go: criteria, the assessments of a call, the comparison of open calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.go_no_go import Suggestion, suggestion
from models.calls import Call
from models.go_no_go import Assessment, AssessmentScore, GoCriterion


@dataclass(frozen=True)
class Assessed:
    """An assessment with what its scores suggest."""

    record: Assessment
    scores: list[AssessmentScore]
    suggestion: Suggestion


def criteria(session: Session, *, archived: bool = False) -> list[GoCriterion]:
    """Return the criteria in their order; archived ones only when they are asked for."""
    statement = sa.select(GoCriterion).order_by(GoCriterion.position, GoCriterion.id)
    if not archived:
        statement = statement.where(GoCriterion.archived_at.is_(None))
    return list(session.scalars(statement))


def criterion(session: Session, criterion_id: int) -> GoCriterion | None:
    """Return one criterion, or None."""
    return session.get(GoCriterion, criterion_id)


def last_assessment_id() -> Any:
    """Return the id of the assessment that counts, as an expression beside `Call`."""
    return sa.select(sa.func.max(Assessment.id)).where(Assessment.call_id == Call.id).correlate(Call).scalar_subquery()


def assessments(session: Session, call_id: int) -> list[Assessed]:
    """Return the assessments of a call with their scores and authors, the newest first: two statements."""
    rows = session.scalars(
        sa.select(Assessment)
        .where(Assessment.call_id == call_id)
        .options(joinedload(Assessment.by), selectinload(Assessment.scores).joinedload(AssessmentScore.criterion))
        .order_by(Assessment.id.desc())
    ).all()
    return [_assessed(row) for row in rows]


def _assessed(row: Assessment) -> Assessed:
    scores = sorted(row.scores, key=lambda item: (item.criterion.position, item.criterion_id))
    return Assessed(row, scores, suggestion((item.score, item.weight) for item in scores))


def last_assessment(session: Session, call_id: int) -> Assessment | None:
    """Return the assessment of a call that counts, with its author, or None."""
    return session.scalar(
        sa.select(Assessment)
        .where(Assessment.call_id == call_id)
        .options(joinedload(Assessment.by))
        .order_by(Assessment.id.desc())
        .limit(1)
    )


def open_unassessed(session: Session, today: date) -> Sequence[Any]:
    """Return id, title and deadline of the calls that may be applied to and were never assessed, the nearest first."""
    never = sa.literal(date(9999, 12, 31), sa.Date)
    return session.execute(
        sa.select(Call.id, Call.title, Call.deadline_on)
        .where(
            Call.archived_at.is_(None),
            sa.or_(Call.deadline_on.is_(None), Call.deadline_on >= today),
            sa.not_(sa.exists().where(Assessment.call_id == Call.id)),
        )
        .order_by(sa.func.coalesce(Call.deadline_on, never), Call.id)
        .limit(20)
    ).all()
