"""Letters: those that were written (`records`), a new one (`writing`), templates (`templates`)."""

from flask import Blueprint

bp = Blueprint("letters", __name__, url_prefix="/letters")

from views.letters import records, templates, writing  # noqa: E402, F401
