"""Amendments of the agreement: write down, change, apply, remove."""

from flask import flash, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.errors import RuleError
from app.forms.awards import AmendmentForm
from app.i18n import _
from app.permissions import Permission
from app.queries import awards as questions
from app.security import requires
from app.services import award_amendments as verbs
from app.services.awards import attach_paper
from app.services.tranches import PAID_STAGES
from models import db
from models.awards import Amendment
from models.base import utc_now
from models.grants import Application
from views.editing import conflict_page, get_or_404
from views.files import chosen_file
from views.grants import bp
from views.grants.award.common import attempt, to_award
from views.grants.money.common import Answer, load_open
from views.grants.record import load

FORM = "grants/award/amendment_form.html"


@bp.route("/<int:application_id>/amendments/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def create_amendment(application_id: int) -> Answer:
    """Write an amendment down."""
    application = load_open(application_id)
    if application.stage not in PAID_STAGES:
        raise RuleError("not_won")
    return amendment_page(application, None)


@bp.route("/<int:application_id>/amendments/<int:amendment_id>/edit", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def edit_amendment(application_id: int, amendment_id: int) -> Answer:
    """Change an amendment that is not applied."""
    application = load_open(application_id)
    found = _load(application_id, amendment_id)
    if found.applied_at is not None:
        raise RuleError("amendment_applied")
    return amendment_page(application, found)


@bp.post("/<int:application_id>/amendments/<int:amendment_id>/apply")
@requires(Permission.GRANTS_EDIT)
def apply_amendment(application_id: int, amendment_id: int) -> Response:
    """Change the record as the amendment says."""
    found = _load(application_id, amendment_id)
    attempt(
        lambda: verbs.apply_amendment(db.session(), found, today=today(), now=utc_now(), by=current_user),
        _("The amendment is applied: the record has the new terms"),
    )
    return to_award(application_id, "amendments")


@bp.post("/<int:application_id>/amendments/<int:amendment_id>/remove")
@requires(Permission.GRANTS_EDIT)
def remove_amendment(application_id: int, amendment_id: int) -> Response:
    """Remove an amendment that is not applied."""
    found = _load(application_id, amendment_id)
    attempt(lambda: verbs.remove_amendment(db.session(), found), _("The amendment is removed"))
    return to_award(application_id, "amendments")


def amendment_page(application: Application, record: Amendment | None) -> Answer:
    """Show the form of an amendment and save it."""
    form = AmendmentForm(obj=record)
    context = {"application": application, "amendment": record}
    if request.method == "GET":
        if record is not None:
            form.show(record)
        return render_template(FORM, form=form, **context)
    if record is not None and form.is_stale(record):
        return conflict_page(form, record, FORM, **context)
    if form.validate_on_submit():
        session = db.session()
        try:
            saved = verbs.save_amendment(session, application, form.amendment_data(), today=today(), amendment=record)
            stored = chosen_file("application", application.id)
            if stored is not None:
                attach_paper(session, saved, stored)
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The amendment is saved"), "success")
            return to_award(application.id, "amendments")
    return render_template(FORM, form=form, **context), 422


def _load(application_id: int, amendment_id: int) -> Amendment:
    load(application_id)
    return get_or_404(questions.amendment(db.session(), application_id, amendment_id))
