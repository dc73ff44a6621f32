"""What the pages of an award share."""

from collections.abc import Callable
from typing import BinaryIO, cast

from flask import flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.labels import refusal
from app.queries import tranches as questions
from app.services.files import attach_file
from models import db
from models.files import Attachment
from models.grant_money import Disbursement
from views.editing import get_or_404
from views.files import store


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


def chosen_file(application_id: int) -> Attachment | None:
    """Store the file of the form with the application; None when none was chosen.

    Raises:
        RuleError: as `app.services.files.attach_file`, field `file`.
    """
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return None
    return attach_file(
        db.session(),
        store(),
        "application",
        application_id,
        stream=cast(BinaryIO, upload.stream),
        filename=upload.filename,
        by=current_user,
    )
