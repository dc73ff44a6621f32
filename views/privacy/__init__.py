"""Personal data: consents, everything about one person, erasure, terms of keeping, who looked."""

from flask import Blueprint

from views.merged import lead_on

bp = Blueprint("privacy", __name__)
bp.before_request(lead_on)

from views.privacy import consents, data, erasures, log, retention, settings  # noqa: E402, F401
