"""Moving an application to another stage: from the board, from the record, and as a page of its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user

from app.clock import zone
from app.domain.errors import RuleError
from app.domain.grant_stages import MoveIncomplete
from app.domain.grants import LOST_STAGES, Stage
from app.forms.grants import MoveForm
from app.i18n import _
from app.labels import label, refusal
from app.permissions import Permission
from app.security import requires
from app.services.grants import move_application
from app.templating import moment
from models import db
from models.grants import Application
from views.grants import bp
from views.grants.gaps import GapLink, gap_links
from views.grants.record import load, moves


@bp.route("/<int:application_id>/move", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def move(application_id: int) -> Any:
    """Move an application; the board asks for JSON, everything else for a page.

    A refused move says why in words: 422, or 409 when somebody else changed the application meanwhile.
    """
    application = load(application_id)
    form = MoveForm(formdata=request.form if request.method == "POST" else None)
    form.stage.offer_only(moves(application))
    if request.method == "GET":
        _ask_for(application, form, request.args.get("stage", ""))
        return _page(application, form)
    error = _refused(application, form)
    as_json = "json" in request.headers.get("Accept", "")
    if error is not None:
        status = 409 if error.code == "stale_record" else 422
        message = _explain(application, form, error)
        gaps = _ways_on(application, error)
        if as_json:
            return jsonify(message=message, code=error.code, gaps=[gap._asdict() for gap in gaps]), status
        if status == 409:
            form.form_errors = [*form.form_errors, message]
            form.stage.offer_only(moves(application))
        elif error.code == "not_allowed":
            form.stage.errors = [message]
        elif error.code in ("stage_asks", "stage_not_approved"):
            form.form_errors = [*form.form_errors, message]
        elif not form.errors:
            form.refuse(error)
        return _page(application, form, gaps), status
    if as_json:
        return jsonify(id=application.id, stage=application.stage, version=application.version)
    flash(
        _("“%(title)s” is now in “%(stage)s”", title=application.title, stage=label(application.stage)),
        "success",
    )
    return redirect(url_for(".show", application_id=application.id))


def _refused(application: Application, form: MoveForm) -> RuleError | None:
    """Move the application as the form says, or return why it cannot be."""
    if form.is_stale(application):
        return RuleError("stale_record")
    if not form.validate_on_submit():
        wrong_stage = form.stage.errors and form.stage.data is not None
        return RuleError("not_allowed" if wrong_stage else "move_incomplete")
    try:
        move_application(
            db.session(),
            application,
            form.stage.data,
            by=current_user,
            at=datetime.now(zone()),
            reason_code=form.reason_code.data,
            reason=form.reason.data or "",
            awarded_amount=form.awarded_amount.data,
            awarded_on=form.awarded_on.data,
            resume_on=form.resume_on.data,
        )
    except RuleError as error:
        return error
    return None


def _ways_on(application: Application, error: RuleError) -> list[GapLink]:
    """Return the pages on which somebody can do what a refused move still needs."""
    if isinstance(error, MoveIncomplete):
        return gap_links(application, error.gaps)
    if error.code == "stage_not_approved":
        where = url_for(".show", application_id=application.id, _anchor="approvals")
        return [GapLink(_("Approvals of this application"), where)]
    return []


def _explain(application: Application, form: MoveForm, error: RuleError) -> str:
    if error.code == "stale_record":
        return _(
            "Somebody changed “%(title)s” at %(time)s. It is now in “%(stage)s”: look again, then move it.",
            title=application.title,
            time=moment(application.updated_at),
            stage=label(application.stage),
        )
    if error.code == "not_allowed":
        return _(
            "“%(title)s” is in “%(stage)s”. From there it can go to: %(stages)s.",
            title=application.title,
            stage=label(application.stage),
            stages=", ".join(label(stage) for stage in moves(application)),
        )
    if isinstance(error, MoveIncomplete):
        return _(
            "“%(stage)s” asks for more. Still missing: %(gaps)s.",
            stage=label(error.stage),
            gaps="; ".join(label(gap) for gap in error.gaps),
        )
    if error.code == "move_incomplete":
        return " ".join(str(text) for texts in form.errors.values() for text in texts)
    return refusal(error)


def _ask_for(application: Application, form: MoveForm, wanted: str) -> None:
    offered = {choice.value for choice in form.stage.choices}
    form.stage.data = Stage(wanted) if wanted in offered else None
    # Most funders that say yes give what was asked for.
    form.awarded_amount.data = application.awarded_amount or application.requested_amount


def _page(application: Application, form: MoveForm, gaps: Sequence[GapLink] = ()) -> str:
    form.show_version(application)
    return render_template(
        "grants/move.html",
        form=form,
        application=application,
        wins=Stage.AWARDED in moves(application),
        loses=any(stage in LOST_STAGES for stage in moves(application)),
        asked=form.stage.data,
        lost_stages=LOST_STAGES,
        awarded=Stage.AWARDED,
        holds=Stage.SUSPENDED in moves(application),
        suspended=Stage.SUSPENDED,
        gaps=gaps,
    )
