"""Approving an application or returning it, and the card that shows how approvals stand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user

from app.domain.errors import RuleError
from app.domain.grant_approvals import Decision, Figures, Standing, office_of
from app.domain.grants import Stage
from app.forms.grant_approvals import ApprovalForm
from app.i18n import _
from app.labels import label
from app.permissions import Permission
from app.queries.grant_approvals import approvals_of, figures_of, standings
from app.security import requires
from app.services.grant_approvals import decide
from app.stage_names import present_stages
from app.templating import can
from models import db
from models.grant_stages import ApplicationApproval
from models.grants import Application
from views.clock import zone
from views.grants import bp
from views.grants.record import frame, load

FORM = "grants/approval_form.html"


@dataclass(frozen=True)
class ApprovalLine:
    """One office in the card: how it stands, and its last word with who, when and for what money."""

    standing: Standing
    word: ApplicationApproval | None


@dataclass(frozen=True)
class ApprovalCard:
    """Approvals of an application: of its present stage, and what was said before."""

    stage: Stage
    lines: list[ApprovalLine]
    earlier: list[ApplicationApproval]
    figures: Figures
    is_mine: bool

    @property
    def is_shown(self) -> bool:
        """Say whether there is anything to show."""
        return bool(self.lines or self.earlier)


def approval_card(application: Application) -> ApprovalCard:
    """Return the card of an application, in two statements."""
    session = db.session()
    said, figures = approvals_of(session, application.id), figures_of(session, application)
    stage = application.stage
    lines = []
    for item in standings(said, stage, present_stages()[stage].approvers, figures):
        words = (row for row in said if row.stage is stage and row.approver is item.approver and not row.lapsed_at)
        lines.append(ApprovalLine(item, next(words, None)))
    shown = {line.word.id for line in lines if line.word}
    office = office_of(current_user.role)
    return ApprovalCard(
        stage,
        lines,
        [row for row in said if row.id not in shown],
        figures,
        can(Permission.GRANTS_APPROVE)
        and application.archived_at is None
        and any(line.standing.approver is office and not line.standing.holds for line in lines),
    )


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
    page = render_template(FORM, **frame(application, "show"), form=form, approvals=approval_card(application))
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
