"""The monthly proposal of whom to erase, as periodic work."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.clock import zone
from app.services.erasures import propose_erasures


def propose(session: Session, now: datetime) -> dict[str, Any]:
    """Propose the people whose longest term of keeping has run out; nobody is erased by it."""
    proposed = propose_erasures(session, on=now.astimezone(zone()).date())
    return {"url": "/privacy/retention", "proposed": proposed}
