"""What the pages of a grant's money share."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.labels import refusal
from models.grants import Application
from views.grants.record import load

Answer = Response | str | tuple[str, int]


def load_open(application_id: int) -> Application:
    """Return the application whose money is to be changed.

    Raises:
        RuleError: `not_found`; `archived`, so that nobody fills in a form that cannot be saved.
    """
    application = load(application_id)
    if application.archived_at is not None:
        raise RuleError("archived")
    return application


def back(application_id: int, part: str) -> Response:
    """Return to the budget page at one of its parts."""
    return redirect(url_for("grants.budget", application_id=application_id, _anchor=part))


def changed(application_id: int, part: str, change: Callable[[], object], done: str) -> Response:
    """Change something at once, say that it is done or why it is not, and return to its part of the page."""
    try:
        change()
        flash(done, "success")
    except RuleError as error:
        flash(refusal(error), "danger")
    return back(application_id, part)
