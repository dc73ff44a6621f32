"""The blueprint of the volunteers' pages, and the record that most of them are about."""

from flask import Blueprint

from app.queries import volunteers as questions
from app.security import current_scope
from models import db
from models.volunteers import Volunteer
from views.editing import get_or_404

bp = Blueprint("volunteers", __name__, url_prefix="/volunteers")


def load_volunteer(volunteer_id: int) -> Volunteer:
    """Return a volunteer that the present account sees, or answer that there is none."""
    return get_or_404(questions.volunteer(db.session(), volunteer_id, current_scope()))
