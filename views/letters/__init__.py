"""Letters: those that were written (`records`), a new one (`writing`), templates (`templates`)."""

from flask import Blueprint

from views.merged import lead_on

bp = Blueprint("letters", __name__, url_prefix="/letters")
bp.before_request(lead_on)

from views.letters import records, templates, writing  # noqa: E402, F401
