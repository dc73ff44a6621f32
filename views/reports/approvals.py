"""The way of a report to its final version: send, decide, take back, issue, begin a new version."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.errors import RuleError
from app.domain.report_flow import Decision, ReportState
from app.domain.roles import Approver
from app.forms.reports import DecisionForm, NewVersionForm
from app.i18n import _
from app.labels import refusal
from app.live_report import Wanted, present
from app.permissions import Permission
from app.security import requires
from app.services import reports as verbs
from app.services.grant_work import submit_deliverable
from models import db
from models.base import utc_now
from models.grants import Application
from models.reports import Report
from views.reports import bp
from views.reports.common import load_report
from views.reports.pages import report_page


@bp.post("/grants/<int:application_id>/<int:report_id>/send")
@requires(Permission.GRANTS_EDIT)
def send(application_id: int, report_id: int) -> Any:
    """Freeze the report and give it to the director and the accountant, or explain what is missing."""
    application, record = load_report(application_id, report_id)
    wanted = Wanted(record.locale, record.kind)
    try:
        document = present(db.session(), application, record, wanted, on=today())
        verbs.send_for_approval(db.session(), record, document, now=utc_now())
    except RuleError as error:
        return report_page(application, wanted, record, refusal(error)), 422
    flash(_("Sent for approval: the director and the accountant see this copy until they decide."), "success")
    return _back(record)


@bp.post("/grants/<int:application_id>/<int:report_id>/withdraw")
@requires(Permission.GRANTS_EDIT)
def withdraw(application_id: int, report_id: int) -> Any:
    """Take a report back from approval."""
    application, record = load_report(application_id, report_id)
    return _do(application, record, lambda: verbs.withdraw(db.session(), record), _("The report is a draft again"))


@bp.post("/grants/<int:application_id>/<int:report_id>/decide/<any(director, accountant):office>")
@requires(Permission.REPORTS_APPROVE)
def decide(application_id: int, report_id: int, office: str) -> Any:
    """Approve the report in an office, or return it for rework with what has to be mended."""
    application, record = load_report(application_id, report_id)
    form = DecisionForm()
    chosen = request.form.get("decision", "")
    if not form.validate_on_submit() or chosen not in frozenset(Decision):
        refused = "; ".join(str(error) for error in form.note.errors) or _("Choose one of the offered values.")
        return report_page(application, Wanted(record.locale, record.kind), record, refused), 422
    decision = Decision(chosen)
    done = {
        Decision.APPROVED: _("The report is approved"),
        Decision.RETURNED: _("The report is returned for rework"),
    }[decision]

    def save() -> None:
        verbs.decide(
            db.session(), record, Approver(office), decision, form.note.data or "", by=current_user, now=utc_now()
        )

    return _do(application, record, save, done)


@bp.post("/grants/<int:application_id>/<int:report_id>/issue")
@requires(Permission.REPORTS_FINALISE)
def issue(application_id: int, report_id: int) -> Any:
    """Make the approved copy the next version; with `submitted` the report that is due is marked as handed in."""
    application, record = load_report(application_id, report_id)

    def save() -> None:
        verbs.issue(db.session(), record, by=current_user, now=utc_now())
        if record.deliverable is not None and request.form.get("submitted") == "1":
            submit_deliverable(db.session(), record.deliverable, on=today())

    return _do(application, record, save, _("The report is final. Its version stays as it is."))


@bp.post("/grants/<int:application_id>/<int:report_id>/renew")
@requires(Permission.REPORTS_FINALISE)
def renew(application_id: int, report_id: int) -> Any:
    """Take a final report up again, so that a new version can be issued."""
    application, record = load_report(application_id, report_id)
    form = NewVersionForm()
    form.validate_on_submit()
    done = _("The report is a draft again; the issued versions stay as they are")
    return _do(application, record, lambda: verbs.renew(db.session(), record, form.reason.data or ""), done)


@bp.post("/grants/<int:application_id>/<int:report_id>/submitted")
@requires(Permission.GRANTS_EDIT)
def submitted(application_id: int, report_id: int) -> Any:
    """Mark the report that is due as handed in today, once the final one was issued."""
    _application, record = load_report(application_id, report_id)
    if record.deliverable is not None and record.state is ReportState.FINAL:
        submit_deliverable(db.session(), record.deliverable, on=today())
        flash(_("Marked as submitted today"), "success")
    return _back(record)


def _do(application: Application, record: Report, save: Any, done: str) -> Any:
    try:
        save()
    except RuleError as error:
        return report_page(application, Wanted(record.locale, record.kind), record, refusal(error)), 422
    flash(done, "success")
    return _back(record)


def _back(record: Report) -> Response:
    return redirect(url_for(".grant", application_id=record.application_id, report=record.id))
