"""Personal links: how long one works, and why it does not work any more."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

LIFETIME = timedelta(days=180)


class LinkState(StrEnum):
    """Whether a personal link opens the volunteer's page."""

    WORKS = "works"
    EXPIRED = "expired"
    REVOKED = "revoked"


def link_state(expires_at: datetime, revoked_at: datetime | None, now: datetime) -> LinkState:
    """Return the state of a link: whoever revoked it said so, whatever its term was."""
    if revoked_at is not None:
        return LinkState.REVOKED
    return LinkState.EXPIRED if expires_at <= now else LinkState.WORKS
