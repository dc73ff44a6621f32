"""The blueprint of volunteers' papers."""

from flask import Blueprint

bp = Blueprint("volunteer_papers", __name__)
