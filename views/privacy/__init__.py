"""Personal data: consents, everything about one person, erasure, terms of keeping, who looked."""

from flask import Blueprint

bp = Blueprint("privacy", __name__)

from views.privacy import consents, data, erasures, log, retention, settings  # noqa: E402, F401
