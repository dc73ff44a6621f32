"""The blueprint that the pages of tasks share."""

from flask import Blueprint

bp = Blueprint("tasks", __name__, url_prefix="/tasks")
