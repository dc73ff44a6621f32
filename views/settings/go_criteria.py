"""Criteria of go or no-go: names in both languages, weights, order, which are in use."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.forms.go_no_go import CriterionForm
from app.i18n import _, locale_code
from app.labels import refusal
from app.permissions import Permission
from app.queries import go_no_go as questions
from app.security import requires
from app.services import go_no_go as verbs
from models import db
from models.base import utc_now
from models.go_no_go import GoCriterion
from views.editing import conflict_page, get_or_404
from views.messages import flash_undo
from views.settings.home import bp

Answer = str | tuple[Any, ...] | Response
FORM = "settings/go_criterion_form.html"


@bp.get("/go-criteria")
@requires(Permission.SETTINGS_MANAGE)
def go_criteria() -> Answer:
    """List the criteria in the order of the checklist, archived ones below."""
    rows = questions.criteria(db.session(), archived=True)
    return render_template(
        "settings/go_criteria.html",
        rows=[row for row in rows if row.archived_at is None],
        archived=[row for row in rows if row.archived_at is not None],
    )


@bp.route("/go-criteria/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def create_go_criterion() -> Answer:
    """Add a criterion."""
    return _edit(None)


@bp.route("/go-criteria/<int:criterion_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def edit_go_criterion(criterion_id: int) -> Answer:
    """Change a criterion; assessments that were made keep their weights."""
    return _edit(_load(criterion_id))


@bp.post("/go-criteria/<int:criterion_id>/move")
@requires(Permission.SETTINGS_MANAGE)
def move_go_criterion(criterion_id: int) -> Response:
    """Move a criterion one place up or down."""
    verbs.move_criterion(db.session(), _load(criterion_id), 1 if request.form.get("step") == "1" else -1)
    return redirect(url_for(".go_criteria"))


@bp.post("/go-criteria/<int:criterion_id>/archive")
@requires(Permission.SETTINGS_MANAGE)
def archive_go_criterion(criterion_id: int) -> Response:
    """Take a criterion out of new assessments; the message offers to undo it."""
    criterion = _load(criterion_id)
    try:
        verbs.archive_criterion(db.session(), criterion, now=utc_now())
    except RuleError as error:
        flash(refusal(error), "danger")
    else:
        undo = url_for(".restore_go_criterion", criterion_id=criterion_id)
        flash_undo(_("“%(name)s” is no longer asked", name=criterion.name(locale_code())), undo)
    return redirect(url_for(".go_criteria"))


@bp.post("/go-criteria/<int:criterion_id>/restore")
@requires(Permission.SETTINGS_MANAGE)
def restore_go_criterion(criterion_id: int) -> Response:
    """Bring a criterion back into new assessments."""
    criterion = _load(criterion_id)
    verbs.restore_criterion(db.session(), criterion)
    flash(_("“%(name)s” is asked again", name=criterion.name(locale_code())), "success")
    return redirect(url_for(".go_criteria"))


def _edit(criterion: GoCriterion | None) -> Answer:
    form = CriterionForm(obj=criterion)
    if criterion is not None and not form.is_submitted():
        form.show_version(criterion)
    if form.validate_on_submit():
        if criterion is not None and form.is_stale(criterion):
            return conflict_page(form, criterion, FORM, criterion=criterion)
        try:
            saved = verbs.save_criterion(db.session(), criterion, form.criterion_data())
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("Saved: %(name)s.", name=saved.name(locale_code())), "success")
            return redirect(url_for(".go_criteria"))
    status = 422 if form.is_submitted() else 200
    return render_template(FORM, form=form, criterion=criterion), status


def _load(criterion_id: int) -> GoCriterion:
    return get_or_404(questions.criterion(db.session(), criterion_id))
