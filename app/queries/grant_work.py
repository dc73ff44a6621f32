"""Questions about the work of a grant: activities, indicators and the texts of its report."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.events import EventStatus
from app.domain.grants import NarrativeSection
from models.events import Event
from models.grant_work import GrantIndicator, PlannedActivity
from models.grants import Narrative


def activities_of(session: Session, application_id: int) -> Sequence[Any]:
    """Return the planned activities of an application with their events, in the order of their dates.

    An activity without a day of its own was done on the day of its event, as the report says too; an event that is
    still planned, was cancelled or lies in the archive fulfils nothing.
    """
    activity = PlannedActivity
    held = sa.and_(Event.status == EventStatus.HELD, Event.archived_at.is_(None))
    return session.execute(
        sa.select(
            activity.id,
            activity.title,
            activity.planned_from,
            activity.planned_to,
            activity.place,
            activity.responsible,
            sa.func.coalesce(activity.done_on, sa.case((held, Event.starts_on))).label("done_on"),
            activity.note,
            activity.event_id,
            Event.title.label("event_title"),
            Event.starts_on.label("event_on"),
        )
        .outerjoin(Event, activity.event_id == Event.id)
        .where(activity.application_id == application_id)
        .order_by(activity.planned_from, activity.id)
    ).all()


def activity(session: Session, application_id: int, activity_id: int) -> PlannedActivity | None:
    """Return one planned activity of an application."""
    return session.scalar(
        sa.select(PlannedActivity).where(
            PlannedActivity.id == activity_id, PlannedActivity.application_id == application_id
        )
    )


def event_choices(session: Session, application_id: int) -> list[tuple[int, str, Any]]:
    """Return (id, title, day) of the events that a grant paid for, the newest first."""
    statement = (
        sa.select(Event.id, Event.title, Event.starts_on)
        .where(Event.application_id == application_id, Event.archived_at.is_(None))
        .order_by(Event.starts_on.desc(), Event.id.desc())
        .limit(300)
    )
    return [(row.id, row.title, row.starts_on) for row in session.execute(statement)]


def indicators_of(session: Session, application_id: int) -> Sequence[GrantIndicator]:
    """Return the indicators of an application in their order."""
    return session.scalars(
        sa.select(GrantIndicator)
        .where(GrantIndicator.application_id == application_id)
        .order_by(GrantIndicator.position, GrantIndicator.id)
    ).all()


def indicator(session: Session, application_id: int, indicator_id: int) -> GrantIndicator | None:
    """Return one indicator of an application."""
    return session.scalar(
        sa.select(GrantIndicator).where(
            GrantIndicator.id == indicator_id, GrantIndicator.application_id == application_id
        )
    )


def narratives_of(session: Session, application_id: int, locale: str) -> dict[NarrativeSection, Narrative]:
    """Return the texts of an application in one language by section; sections without a text are absent."""
    rows = session.scalars(
        sa.select(Narrative).where(Narrative.application_id == application_id, Narrative.locale == locale)
    )
    return {row.section: row for row in rows}
