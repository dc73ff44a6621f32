"""Grant reports: what can be made, the editor, approvals, frozen versions, templates of funders."""

from flask import Blueprint

bp = Blueprint("reports", __name__, url_prefix="/reports")

from views.reports import approvals, blocks, logos, pages, records, templates, versions  # noqa: E402, F401
