"""Pages of grants: list and board, record, calls, deliverables, work, texts and money."""

from flask import Blueprint

bp = Blueprint("grants", __name__, url_prefix="/grants")

from views.grants import (  # noqa: E402, F401
    applications,
    assessments,
    award,
    board,
    calendar,
    calls,
    deliverables,
    funders,
    hours,
    money,
    moves,
    narrative,
    work,
)
