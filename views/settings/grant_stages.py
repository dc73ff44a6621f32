"""Stages of applications: names in both languages, order, probability, approvals, what a stage asks for."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.domain.grant_approvals import GATED_STAGES
from app.domain.grant_stages import is_certain
from app.domain.grants import Stage
from app.forms.grant_stages import StageForm
from app.i18n import LOCALES, _
from app.labels import LABELS, label, refusal
from app.permissions import Permission
from app.queries.grant_stages import stage_row
from app.security import requires
from app.services import grant_stages as verbs
from app.stage_names import forget_names, present_stages
from models import db
from models.grant_stages import GrantStage
from views.editing import conflict_page, get_or_404
from views.settings.home import bp

Answer = str | tuple[Any, ...] | Response
FORM = "settings/grant_stage_form.html"


@bp.get("/grant-stages")
@requires(Permission.SETTINGS_MANAGE)
def grant_stages() -> Answer:
    """List the stages in their order, kind by kind."""
    rows = list(present_stages().values())
    kinds = [(kind, [row for row in rows if row.kind is kind]) for kind in dict.fromkeys(row.kind for row in rows)]
    return render_template("settings/grant_stages.html", kinds=kinds, built_in=_built_in)


@bp.route("/grant-stages/<stage_code>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def edit_grant_stage(stage_code: str) -> Answer:
    """Change a stage; the history of applications reads with the new name at once."""
    row = _load(stage_code)
    form = StageForm(obj=row)
    peers = verbs.peers(db.session(), row.code)
    form.place.offer([(str(number), str(number)) for number in range(1, len(peers) + 1)])
    if not form.is_submitted():
        form.show_version(row)
        form.place.data = peers.index(row.code) + 1
        form.approvers.data = row.approvers
    if is_certain(row.code):
        del form.probability
    if row.code not in GATED_STAGES:
        del form.approvers
    context: dict[str, Any] = {
        "row": row,
        "peers": len(peers),
        "built_in": {locale: _built_in(row.code, locale) for locale in LOCALES},
    }
    status = 200
    if form.is_submitted():
        status = 422
        if form.is_stale(row):
            return conflict_page(form, row, FORM, **context)
        if form.validate():
            try:
                verbs.save_stage(db.session(), row.code, form.stage_data())
            except RuleError as error:
                form.refuse(error)
            else:
                return _back(_("Saved: %(name)s.", name=_new_name(row.code)))
    return render_template(FORM, form=form, **context), status


@bp.post("/grant-stages/<stage_code>/move")
@requires(Permission.SETTINGS_MANAGE)
def move_grant_stage(stage_code: str) -> Response:
    """Move a stage one place up or down among those of its kind."""
    try:
        verbs.move_stage(db.session(), _load(stage_code).code, 1 if request.form.get("step") == "1" else -1)
    except RuleError as error:
        flash(refusal(error), "danger")
    return redirect(url_for(".grant_stages"))


@bp.post("/grant-stages/<stage_code>/reset")
@requires(Permission.SETTINGS_MANAGE)
def reset_grant_stage(stage_code: str) -> Response:
    """Give a stage back what it came with; its place stays."""
    row = verbs.reset_stage(db.session(), _load(stage_code).code)
    return _back(_("%(name)s is as it came with Mistok", name=_new_name(row.code)))


@bp.post("/grant-stages/order")
@requires(Permission.SETTINGS_MANAGE)
def reset_grant_stage_order() -> Response:
    """Put the stages back into the order that they came in."""
    verbs.reset_order(db.session())
    return _back(_("The stages are in their first order again"))


def _load(stage_code: str) -> GrantStage:
    if stage_code not in frozenset(Stage):
        raise RuleError("not_found")
    return get_or_404(stage_row(db.session(), Stage(stage_code)))


def _built_in(stage: Stage, locale: str | None = None) -> str:
    """Return the name that a stage came with, in the reader's language or another."""
    if locale is None:
        return str(LABELS[Stage][stage])
    with force_locale(locale):
        return str(LABELS[Stage][stage])


def _new_name(stage: Stage) -> str:
    forget_names()
    return label(stage)


def _back(message: str) -> Response:
    flash(message, "success")
    return redirect(url_for(".grant_stages"))
