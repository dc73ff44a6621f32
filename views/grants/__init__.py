"""Pages of grants: list and board, record, calls, deliverables, work, texts and money."""

from flask import Blueprint

bp = Blueprint("grants", __name__, url_prefix="/grants")

from views.grants import (  # noqa: E402, F401
    application,
    applications,
    assessments,
    board,
    calendar,
    call_form,
    calls,
    deliverables,
    documents,
    funders,
    hours,
    money,
    moves,
    narrative,
    sections,
    team,
    text_library,
    versions,
    work,
)
