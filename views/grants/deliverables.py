"""What must be handed in: adding it, changing it, marking it as submitted and accepted."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.errors import RuleError
from app.domain.grants import LetterOutcome, Stage
from app.forms.awards import ReturnForm
from app.forms.grant_work import DeliverableForm
from app.i18n import _
from app.labels import refusal
from app.permissions import Permission
from app.queries import deliverables as questions
from app.security import requires
from app.services import grant_work as verbs
from app.services.grant_letters import answer_letter
from models import db
from models.base import utc_now
from models.grants import Deliverable
from views.editing import Saving, answer_edit, answer_form, conflict_page, get_or_404
from views.grants import bp
from views.grants.record import load, moves

FORM = "grants/deliverable_form.html"
RETURN = "grants/return_form.html"


@bp.route("/<int:application_id>/deliverables/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def create_deliverable(application_id: int) -> Any:
    """Add a deliverable."""
    application = load(application_id)
    form = DeliverableForm()
    if request.method == "GET":
        return render_template(FORM, form=form, application=application, deliverable=None)
    saving = Saving(
        lambda: verbs.add_deliverable(db.session(), application, **_typed(form), today=today()),
        _("Added to what must be handed in"),
        _place,
    )
    return answer_form(form, FORM, saving, valid=form.validate_on_submit(), application=application, deliverable=None)


@bp.route("/<int:application_id>/deliverables/<int:deliverable_id>/edit", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def edit_deliverable(application_id: int, deliverable_id: int) -> Any:
    """Change a deliverable."""
    application, record = load(application_id), _load(application_id, deliverable_id)
    form = DeliverableForm(obj=record)
    if request.method == "GET":
        form.show_version(record)
        return render_template(FORM, form=form, application=application, deliverable=record)
    saving = Saving(
        lambda: verbs.edit_deliverable(db.session(), record, **_typed(form), today=today()),
        _("Changes saved"),
        _place,
    )
    return answer_edit(
        form, record, FORM, saving, valid=form.validate_on_submit(), application=application, deliverable=record
    )


@bp.post("/<int:application_id>/deliverables/<int:deliverable_id>/submit")
@requires(Permission.GRANTS_EDIT)
def submit_deliverable(application_id: int, deliverable_id: int) -> Response:
    """Note that it was handed in today."""
    verbs.submit_deliverable(db.session(), _load(application_id, deliverable_id), on=today())
    return _back(application_id, _("Marked as submitted today"))


@bp.post("/<int:application_id>/deliverables/<int:deliverable_id>/accept")
@requires(Permission.GRANTS_EDIT)
def accept_deliverable(application_id: int, deliverable_id: int) -> Response:
    """Note that the funder accepted it today."""
    found = _load(application_id, deliverable_id)
    try:
        verbs.accept_deliverable(db.session(), found, on=today())
    except RuleError as error:
        flash(refusal(error), "danger")
        return redirect(url_for(".show", application_id=application_id) + "#deliverables")
    return _back(application_id, _("Marked as accepted today"))


@bp.post("/<int:application_id>/deliverables/<int:deliverable_id>/answer")
@requires(Permission.GRANTS_EDIT)
def answer_letter_of_intent(application_id: int, deliverable_id: int) -> Response:
    """Note the funder's answer (`?outcome=`) to a letter of intent; a refusal leads on to the reason of the loss."""
    application, found = load(application_id), _load(application_id, deliverable_id)
    wanted = request.args.get("outcome", "")
    outcome = LetterOutcome(wanted) if wanted in frozenset(LetterOutcome) else None
    try:
        answer_letter(db.session(), found, outcome)
    except RuleError as error:
        flash(refusal(error), "danger")
        return redirect(url_for(".show", application_id=application_id) + "#deliverables")
    if outcome is LetterOutcome.NOT_INVITED and Stage.REJECTED in moves(application):
        flash(_("The answer is written down. Say why, so that the application is closed as rejected."), "info")
        return redirect(url_for(".move", application_id=application_id, stage=Stage.REJECTED.value))
    return _back(
        application_id, _("The funder’s answer is written down") if outcome else _("The answer was taken back")
    )


@bp.post("/<int:application_id>/deliverables/<int:deliverable_id>/reopen")
@requires(Permission.GRANTS_EDIT)
def reopen_deliverable(application_id: int, deliverable_id: int) -> Response:
    """Take the last mark back."""
    verbs.reopen_deliverable(db.session(), _load(application_id, deliverable_id))
    return _back(application_id, _("The mark was taken back"))


@bp.post("/<int:application_id>/deliverables/<int:deliverable_id>/remove")
@requires(Permission.GRANTS_EDIT)
def remove_deliverable(application_id: int, deliverable_id: int) -> Response:
    """Remove a deliverable."""
    found = _load(application_id, deliverable_id)
    try:
        verbs.remove(db.session(), found)
    except RuleError as error:
        flash(refusal(error), "danger")
        return redirect(url_for(".show", application_id=application_id) + "#deliverables")
    return _back(application_id, _("Removed"))


@bp.route("/<int:application_id>/deliverables/<int:deliverable_id>/return", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def return_deliverable(application_id: int, deliverable_id: int) -> Response | str | tuple[str, int]:
    """Note that the funder gave it back with remarks."""
    application, record = load(application_id), _load(application_id, deliverable_id)
    form = ReturnForm(returned_on=today())
    context = {"application": application, "deliverable": record}
    if request.method == "GET":
        form.show_version(record)
        return render_template(RETURN, form=form, **context)
    if form.is_stale(record):
        return conflict_page(form, record, RETURN, **context)
    if form.validate_on_submit():
        try:
            verbs.return_deliverable(
                db.session(),
                record,
                on=form.returned_on.data,
                new_due_on=form.new_due_on.data,
                remarks=form.remarks.data,
                today=today(),
                by=current_user,
                now=utc_now(),
            )
        except RuleError as error:
            form.refuse(error)
        else:
            return _back(application_id, _("Returned by the funder; it is due again"))
    return render_template(RETURN, form=form, **context), 422


def _typed(form: DeliverableForm) -> dict[str, Any]:
    return {
        "kind": form.kind.data,
        "due_on": form.due_on.data,
        "submitted_on": form.submitted_on.data,
        "accepted_on": form.accepted_on.data,
        "note": form.note.data or "",
    }


def _place(record: Deliverable) -> str:
    return url_for(".show", application_id=record.application_id) + "#deliverables"


def _load(application_id: int, deliverable_id: int) -> Deliverable:
    load(application_id)
    return get_or_404(questions.deliverable(db.session(), application_id, deliverable_id))


def _back(application_id: int, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for(".show", application_id=application_id) + "#deliverables")
