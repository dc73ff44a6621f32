"""Memoranda: drafting one from a template and its words (`drafting`), the templates (`templates`)."""

from flask import Blueprint

bp = Blueprint("memoranda", __name__, url_prefix="/partnerships")

from views.memoranda import drafting, templates  # noqa: E402, F401
