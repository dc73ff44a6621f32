"""Pickers of volunteers in the forms of other areas."""

from typing import Any

from app.i18n import _
from app.queries import volunteers as questions
from app.security import current_scope
from models import db


def show_volunteer(field: Any, volunteer_id: int | None) -> None:
    """Fill a picker with a volunteer that the present account sees."""
    if volunteer_id:
        name = questions.names_of(db.session(), [volunteer_id], current_scope()).get(volunteer_id)
        if name:
            field.data, field.typed, field.shown = volunteer_id, name, [(volunteer_id, name)]


def settle_volunteer(field: Any) -> bool:
    """Make a submitted picker certain, as `views.pickers.settle_contact` does for contacts."""
    session, scope = db.session(), current_scope()
    name = questions.names_of(session, [field.data], scope).get(field.data) if field.data else None
    if name is None or (field.typed and field.typed != name):
        found = questions.named(session, field.typed, scope) if field.typed else []
        field.data = found[0] if len(found) == 1 else None
        if len(found) > 1:
            problem = _("Several volunteers have this name. Choose one from the suggestions.")
        elif field.typed:
            problem = _("There is no volunteer with this name. Choose one from the suggestions.")
        else:
            problem = _("Choose a volunteer.")
        if field.data is None:
            field.errors = [*field.errors, problem]
            return False
    return True
