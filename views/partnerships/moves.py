"""Moving a partnership to another stage: from the board, from the record, and as a page of its own."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user

from app.domain.errors import RuleError
from app.domain.partnerships import STOPPED, PartnershipStage, allowed_moves
from app.forms.partnerships import MoveForm
from app.i18n import _
from app.labels import label, refusal
from app.permissions import Permission
from app.security import requires
from app.services.partnerships import move_partnership
from models import db
from models.base import utc_now
from models.partnerships import Partnership
from views.partnerships import bp
from views.partnerships.page import load


@bp.route("/<int:partnership_id>/move", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIPS_EDIT)
def move(partnership_id: int) -> Any:
    """Move a partnership; the board asks for JSON, everything else for a page.

    A refused move says why in words: 422, or 409 when somebody else changed the partnership meanwhile.
    """
    partnership = load(partnership_id)
    form = MoveForm(formdata=request.form if request.method == "POST" else None)
    form.stage.offer_only(allowed_moves(partnership.stage))
    if request.method == "GET":
        wanted = request.args.get("stage", "")
        offered = {choice.value for choice in form.stage.choices}
        form.stage.data = PartnershipStage(wanted) if wanted in offered else None
        return _page(partnership, form)
    error = _refused(partnership, form)
    as_json = "json" in request.headers.get("Accept", "")
    if error is not None:
        status = 409 if error.code == "stale_record" else 422
        message = _explain(partnership, form, error)
        if as_json:
            return jsonify(message=message, code=error.code), status
        if status == 409:
            form.form_errors = [*form.form_errors, message]
        elif error.code == "not_allowed":
            form.stage.errors = [message]
        elif not form.errors:
            form.refuse(error)
        return _page(partnership, form), status
    if as_json:
        return jsonify(id=partnership.id, stage=partnership.stage, version=partnership.version)
    flash(_("Moved to “%(stage)s”", stage=label(partnership.stage)), "success")
    return redirect(url_for(".show", partnership_id=partnership.id))


def _refused(partnership: Partnership, form: MoveForm) -> RuleError | None:
    """Move the partnership as the form says, or return why it cannot be."""
    if form.is_stale(partnership):
        return RuleError("stale_record")
    if not form.validate_on_submit():
        return RuleError("not_allowed" if form.stage.errors and form.stage.data is not None else "move_incomplete")
    try:
        move_partnership(
            db.session(),
            partnership,
            form.stage.data,
            by=current_user,
            at=utc_now(),
            reason_code=form.reason_code.data,
            reason=form.reason.data or "",
        )
    except RuleError as error:
        return error
    return None


def _explain(partnership: Partnership, form: MoveForm, error: RuleError) -> str:
    if error.code == "not_allowed":
        return _(
            "“%(title)s” is in “%(stage)s”. From there it can go to: %(stages)s.",
            title=partnership.organisation.display_name,
            stage=label(partnership.stage),
            stages=", ".join(label(stage) for stage in allowed_moves(partnership.stage)),
        )
    if error.code == "move_incomplete":
        return " ".join(str(text) for texts in form.errors.values() for text in texts)
    return refusal(error)


def _page(partnership: Partnership, form: MoveForm) -> str:
    form.show_version(partnership)
    stops = any(stage in STOPPED for stage in allowed_moves(partnership.stage))
    return render_template(
        "partnerships/move.html",
        form=form,
        partnership=partnership,
        asked=form.stage.data,
        asks_reason=stops and (form.stage.data is None or form.stage.data in STOPPED),
    )
