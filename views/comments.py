"""Comments on any record."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.i18n import _
from app.labels import refusal
from app.permissions import Permission, may
from app.queries.subjects import SUBJECTS, check_writable, subject
from app.security import current_scope, requires
from app.services.comments import add_comment
from models import db
from models.base import utc_now
from views.editing import record_url

bp = Blueprint("comments", __name__, url_prefix="/comments")


def commented(kind: str, record_id: int) -> Any:
    """Return the record, after checking that the account may see it and that it takes comments."""
    record = subject(db.session(), kind, record_id, current_scope())
    if not may(current_user.role, SUBJECTS[kind][1]):
        abort(403)
    check_writable(record)
    return record


@bp.post("/<kind>/<int:record_id>")
@requires(Permission.COMMENTS_WRITE)
def add(kind: str, record_id: int) -> Response | tuple[str, int]:
    """Add a comment and return to the record; a refused one is shown again with its text."""
    record = commented(kind, record_id)
    body = request.form.get("body", "")
    back_url = record_url(kind, record_id) + "#timeline"
    try:
        add_comment(db.session(), kind, record.id, body, by=current_user, now=utc_now())
    except RuleError as error:
        context = {"kind": kind, "record_id": record_id, "body": body, "back_url": back_url}
        return render_template("comments/refused.html", message=refusal(error), **context), 422
    flash(_("Comment added"), "success")
    return redirect(back_url)
