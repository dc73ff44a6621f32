"""Where the pages of hours are attached."""

from flask import Blueprint

bp = Blueprint("hours", __name__, url_prefix="/hours")
