"""Questions about personal links and about what a volunteer's own page shows."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.passwords import hash_token
from models.hours import VolunteerActivity
from models.opportunities import PersonalLink
from models.volunteers import HoursEntry, Volunteer

MOST_ENTRIES = 12


def link_by_token(session: Session, token: str) -> PersonalLink | None:
    """Return the link whose secret this is, an expired or revoked one too, with its volunteer; or None."""
    return session.scalar(
        sa.select(PersonalLink)
        .where(PersonalLink.token_hash == hash_token(token))
        .options(
            joinedload(PersonalLink.volunteer).joinedload(Volunteer.person),
            joinedload(PersonalLink.volunteer).joinedload(Volunteer.branch),
        )
    )


def links_of(session: Session, volunteer_id: int) -> list[PersonalLink]:
    """Return the links of a volunteer, newest first, with who made them."""
    return list(
        session.scalars(
            sa.select(PersonalLink)
            .where(PersonalLink.volunteer_id == volunteer_id)
            .options(joinedload(PersonalLink.created_by))
            .order_by(PersonalLink.id.desc())
        )
    )


def link_of_volunteer(session: Session, link_id: int, volunteer_id: int) -> PersonalLink | None:
    """Return a link when it is one of this volunteer."""
    return session.scalar(
        sa.select(PersonalLink).where(PersonalLink.id == link_id, PersonalLink.volunteer_id == volunteer_id)
    )


def own_minutes(session: Session, volunteer_id: int) -> int:
    """Return the confirmed minutes of a volunteer in all."""
    statement = sa.select(VolunteerActivity.minutes).where(VolunteerActivity.volunteer_id == volunteer_id)
    return session.scalar(statement) or 0


def own_entries(session: Session, volunteer_id: int) -> list[sa.Row[Any]]:
    """Return the latest entries of a volunteer's log, newest first; one statement."""
    return list(
        session.execute(
            sa.select(
                HoursEntry.id,
                HoursEntry.worked_on,
                HoursEntry.minutes,
                HoursEntry.activity,
                HoursEntry.status,
                HoursEntry.source,
                HoursEntry.decline_reason,
            )
            .where(HoursEntry.volunteer_id == volunteer_id)
            .order_by(HoursEntry.worked_on.desc(), HoursEntry.id.desc())
            .limit(MOST_ENTRIES)
        )
    )
