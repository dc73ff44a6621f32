"""The daily erasure of what people wrote in sign-ups, as periodic work."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.services.sign_ups import erase_over_terms


def erase_old_sign_ups(session: Session, now: datetime) -> dict[str, Any]:
    """Erase what was written in sign-ups whose term of keeping is over."""
    return {"url": "/volunteers/sign-ups", **erase_over_terms(session, now)}
