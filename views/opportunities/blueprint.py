"""Where the pages of opportunities are attached."""

from flask import Blueprint

bp = Blueprint("opportunities", __name__, url_prefix="/opportunities")
