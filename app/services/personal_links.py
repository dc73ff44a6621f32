"""Verbs of personal links: make, revoke, note that one was used."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.personal_links import LIFETIME
from app.passwords import new_token
from app.services.base import refuse_archived
from models.accounts import User
from models.opportunities import PersonalLink
from models.volunteers import Volunteer

# Who opens the page ten times in an hour costs one write.
USE_NOTED_EVERY = timedelta(hours=1)


def make_link(session: Session, volunteer: Volunteer, *, by: User | None, now: datetime) -> str:
    """Make a personal link and return its secret, which cannot be had again; earlier links go on working.

    Raises:
        RuleError: `archived`.
    """
    refuse_archived(volunteer)
    token, token_hash = new_token()
    session.add(
        PersonalLink(
            volunteer_id=volunteer.id,
            token_hash=token_hash,
            created_at=now,
            created_by_id=by.id if by else None,
            expires_at=now + LIFETIME,
        )
    )
    session.flush()
    return token


def revoke_link(session: Session, link: PersonalLink, *, now: datetime) -> None:
    """Make a link stop working; one that was revoked before keeps its day."""
    if link.revoked_at is None:
        link.revoked_at = now
        session.flush()


def note_use(session: Session, link: PersonalLink, *, now: datetime) -> None:
    """Remember when a link was last opened, to the hour."""
    if link.last_used_at is None or now - link.last_used_at >= USE_NOTED_EVERY:
        table: Any = PersonalLink.__table__
        session.execute(sa.update(table).where(table.c.id == link.id).values(last_used_at=now))
