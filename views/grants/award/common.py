"""What the pages of an award share."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.labels import refusal
from app.queries import tranches as questions
from models import db
from models.grant_money import Disbursement
from views.editing import get_or_404


def to_award(application_id: int, part: str = "") -> Response:
    """Return to the award at one of its parts."""
    return redirect(url_for("grants.award", application_id=application_id, _anchor=part or None))


def to_tranche(application_id: int, tranche_id: int, part: str = "") -> Response:
    """Return to a tranche at one of its parts."""
    place = url_for("grants.tranche", application_id=application_id, tranche_id=tranche_id, _anchor=part or None)
    return redirect(place)


def attempt(change: Callable[[], object], done: str) -> bool:
    """Change something at once, and say that it is done or why it is not."""
    try:
        change()
    except RuleError as error:
        flash(refusal(error), "danger")
        return False
    flash(done, "success")
    return True


def load_tranche(application_id: int, tranche_id: int) -> Disbursement:
    """Return a tranche of the application, or answer «there is no such page»."""
    return get_or_404(questions.disbursement(db.session(), application_id, tranche_id))
