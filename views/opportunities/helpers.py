"""What the views of opportunities share: loading a record, the hours of a shift in words."""

from datetime import datetime
from typing import Any

from flask import current_app

from app.clock import zone
from app.domain.opportunities import Visibility
from app.queries import opportunities as questions
from app.queries.assignments import assignment
from app.queries.shifts import shift
from app.security import current_scope
from models import db
from models.opportunities import Assignment, Opportunity, Shift
from views.editing import get_or_404


def load(opportunity_id: int) -> Opportunity:
    """Return the opportunity that the address names; 404 when the reader does not see it."""
    return get_or_404(questions.opportunity(db.session(), opportunity_id, current_scope()))


def load_shift(shift_id: int) -> Shift:
    """Return the shift that the address names; 404 when the reader does not see it."""
    return get_or_404(shift(db.session(), shift_id, current_scope()))


def load_place(assignment_id: int) -> Assignment:
    """Return the place in a shift that the address names; 404 when the reader does not see it."""
    return get_or_404(assignment(db.session(), assignment_id, current_scope()))


def clock(at: datetime) -> str:
    """Return the local hour of a moment: «09:30»."""
    return f"{at.astimezone(zone()):%H:%M}"


def hours(item: Any) -> str:
    """Return the local hours of a shift: «10:00–13:00»."""
    here = zone()
    return f"{item.starts_at.astimezone(here):%H:%M}–{item.ends_at.astimezone(here):%H:%M}"


def public_address(opportunity: Opportunity) -> str:
    """Return the address at which everybody reads about the opportunity, or nothing when not everybody may."""
    if opportunity.visibility is not Visibility.PUBLIC or opportunity.archived_at is not None:
        return ""
    return f"{current_app.config['BASE_URL'].rstrip('/')}/volunteer/{opportunity.token}"
