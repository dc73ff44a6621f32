"""What the calendar starts by itself: the checklists of memoranda that expire soon."""

from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale
from sqlalchemy.orm import Session

from app.clock import zone
from app.services.checklists import start_for_memoranda


def start_memorandum_checklists(session: Session, now: datetime) -> dict[str, Any]:
    """Start the checklists of the memoranda whose last day is near enough; once for each last day."""
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        return {"created": start_for_memoranda(session, today=now.astimezone(zone()).date())}
