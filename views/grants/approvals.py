"""Approving an application, or returning it for rework."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from app.clock import zone
from app.domain.errors import RuleError
from app.domain.grant_approvals import Decision, Figures
from app.forms.grant_approvals import ApprovalForm
from app.i18n import _
from app.labels import label
from app.permissions import Permission
from app.queries.grant_approvals import figures_of
from app.security import requires
from app.services.grant_approvals import decide
from models import db
from models.grants import Application
from views.grants import bp
from views.grants.record import frame, load

FORM = "grants/approval_form.html"


@bp.route("/<int:application_id>/approval", methods=["GET", "POST"])
@requires(Permission.GRANTS_APPROVE)
def approval(application_id: int) -> Any:
    """Approve an application in its present stage, or return it for rework."""
    application = load(application_id)
    form = ApprovalForm()
    figures = figures_of(db.session(), application)
    status = 200
    if form.is_submitted():
        status = 422
        decision = form.decided
        if form.is_stale(application) or form.seen.data != _mark(application, figures):
            status = 409
            form.form_errors = [
                *form.form_errors,
                _("Somebody changed the application meanwhile. Look at the figures again, then decide."),
            ]
        elif decision is None:
            form.form_errors = [*form.form_errors, _("Choose: approve it, or return it for rework.")]
        elif form.validate():
            try:
                now = datetime.now(zone())
                decide(db.session(), application, decision, form.note.data or "", by=current_user, at=now)
            except RuleError as error:
                form.refuse(error)
            else:
                return _done(application, decision)
    form.show_version(application)
    form.seen.data = _mark(application, figures)
    page = render_template(FORM, **frame(application, "show"), form=form)
    return page, status


def _mark(application: Application, figures: Figures) -> str:
    """Return what the page was drawn for: the stage and the money."""
    amounts = (figures.currency, figures.requested, figures.cofinancing, figures.budget)
    return " ".join([application.stage.value, *(str(item) for item in amounts)])


def _done(application: Application, decision: Decision) -> Any:
    if decision is Decision.APPROVED:
        flash(_("Approved: %(title)s", title=application.title), "success")
    else:
        text = _(
            "Returned for rework: %(title)s. It is in “%(stage)s” now.",
            title=application.title,
            stage=label(application.stage),
        )
        flash(text, "success")
    return redirect(url_for(".show", application_id=application.id, _anchor="approvals"))
