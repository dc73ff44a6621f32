"""Mailings: drafts, audience, sending, addresses that get none."""

from flask import Blueprint

bp = Blueprint("mailings", __name__, url_prefix="/mailings")

from views.mailings import audience, bounces, drafts, sending  # noqa: E402, F401
