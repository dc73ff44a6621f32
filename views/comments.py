"""Comments on any record."""

from flask import Blueprint, abort, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.i18n import _
from app.labels import refusal
from app.permissions import Permission, may
from app.queries.subjects import SUBJECTS, subject
from app.security import current_scope, requires
from app.services.comments import add_comment
from models import db
from models.base import utc_now
from views.editing import record_url

bp = Blueprint("comments", __name__, url_prefix="/comments")


@bp.post("/<kind>/<int:record_id>")
@requires(Permission.COMMENTS_WRITE)
def add(kind: str, record_id: int) -> Response:
    """Add a comment and return to the record."""
    record = subject(db.session(), kind, record_id, current_scope())
    permission = SUBJECTS[kind][1]
    if not may(current_user.role, permission):
        abort(403)
    try:
        add_comment(
            db.session(), kind, record.id, request.form.get("body", ""), by=current_user, now=utc_now()
        )
        flash(_("Comment added"), "success")
    except RuleError as error:
        flash(refusal(error), "danger")
    return redirect(record_url(kind, record_id) + "#timeline")
