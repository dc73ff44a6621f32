"""Pages of grants: list and board, record, calls, deliverables, work, texts and money."""

from flask import Blueprint

bp = Blueprint("grants", __name__, url_prefix="/grants")

from views.grants import (  # noqa: E402, F401
    application,
    applications,
    approvals,
    assessments,
    award,
    board,
    calendar,
    call_form,
    calls,
    deliverables,
    documents,
    forecast,
    funders,
    headings,
    hours,
    investments,
    money,
    moves,
    narrative,
    outcomes,
    renewals,
    sections,
    team,
    text_library,
    versions,
    work,
)
