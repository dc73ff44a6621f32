"""The blueprint that the modules of this package attach their views to."""

from flask import Blueprint

bp = Blueprint("events", __name__, url_prefix="/events")
