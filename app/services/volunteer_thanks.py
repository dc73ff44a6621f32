"""Verbs of recognition: note that a volunteer was thanked for a milestone, and take it back."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.recognition import MILESTONES
from models.accounts import User
from models.hours import MilestoneThanks, VolunteerActivity
from models.volunteers import Volunteer


def thank(session: Session, volunteer: Volunteer, hours: int, *, by: User | None, now: datetime) -> None:
    """Note that a volunteer was thanked for a milestone; a second time changes nothing.

    Raises:
        RuleError: `milestone_not_reached`.
    """
    activity = session.get(VolunteerActivity, volunteer.id)
    if hours not in MILESTONES or activity is None or activity.milestone < hours:
        raise RuleError("milestone_not_reached", hours)
    if _thanks(session, volunteer, hours) is None:
        by_id = by.id if by else None
        session.add(MilestoneThanks(volunteer_id=volunteer.id, hours=hours, thanked_at=now, thanked_by_id=by_id))
        session.flush()


def take_thanks_back(session: Session, volunteer: Volunteer, hours: int) -> None:
    """Note that a volunteer was not thanked after all."""
    known = _thanks(session, volunteer, hours)
    if known is not None:
        session.delete(known)
        session.flush()


def _thanks(session: Session, volunteer: Volunteer, hours: int) -> MilestoneThanks | None:
    return session.scalar(
        sa.select(MilestoneThanks).where(MilestoneThanks.volunteer_id == volunteer.id, MilestoneThanks.hours == hours)
    )
