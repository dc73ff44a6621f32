"""Comments on any record."""

from flask import Blueprint, abort, flash, redirect, request, url_for
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

bp = Blueprint("comments", __name__, url_prefix="/comments")


@bp.post("/<kind>/<int:record_id>")
@requires(Permission.COMMENTS_WRITE)
def add(kind: str, record_id: int) -> Response:
    """Add a comment and return to the record."""
    record = subject(db.session(), kind, record_id, current_scope())
    _model, permission, endpoint, argument = SUBJECTS[kind]
    if not may(current_user.role, permission):
        abort(403)
    try:
        add_comment(
            db.session(), kind, record.id, request.form.get("body", ""), by=current_user, now=utc_now()
        )
        flash(_("Comment added"), "success")
    except RuleError as error:
        flash(refusal(error), "danger")
    return redirect(url_for(endpoint, **{argument: record_id}) + "#timeline")
