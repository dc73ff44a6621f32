"""Grant reports: which can be made, what they lack, the preview, the PDF."""

from typing import Any

from flask import Response, current_app, redirect, render_template, request, send_file, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.clock import zone
from app.domain.grant_report import GrantReport
from app.domain.report_flow import ReportState, offices, waiting
from app.forms.reports import KINDS, DecisionForm, NewVersionForm
from app.grant_report_pdf import gaps_by_code, section_words
from app.i18n import _
from app.jobs import jobs_of
from app.labels import label
from app.live_report import Wanted, present, report_file_name, report_files
from app.permissions import Permission
from app.queries.report_list import REPORT_LIST
from app.queries.report_records import approvals_of, reports_of, version_of, versions_of
from app.report_freezing import changed_since
from app.security import requires
from app.templating import static_url
from models import db
from models.grants import Application
from models.reports import Report
from views.grants.record import frame, load
from views.listing import EmptyState, listing_page
from views.reports import bp
from views.reports.change_words import ChangeLine, lines
from views.reports.common import address, chosen, filled_at, only, shown


@bp.get("")
@requires(Permission.REPORTS_VIEW)
def index() -> Response | str:
    """The grants that a report can be made of."""
    empty = EmptyState(
        "file-earmark-pdf",
        _("There is nothing to report yet"),
        _("A report appears here as soon as a grant is awarded."),
        url_for("grants.index"),
        _("Open the grants"),
    )
    return listing_page(REPORT_LIST, empty, "reports/index.html")


@bp.get("/grants/<int:application_id>")
@requires(Permission.REPORTS_VIEW)
def grant(application_id: int) -> str:
    """One report: preview, gaps with links to where each is filled, state, approvals, versions."""
    application = load(application_id)
    return report_page(application, *chosen(application))


def report_page(application: Application, wanted: Wanted, record: Report | None, refused: str = "") -> str:
    """Draw the page of a report; `refused` says why the last step was not done."""
    report = shown(application, wanted, record)
    is_draft = record is None or record.state is ReportState.DRAFT
    found = gaps_by_code(report) if is_draft else []
    return render_template(
        "reports/grant.html",
        **frame(application, "report"),
        report=report,
        record=record,
        records=reports_of(db.session(), application.id),
        gaps=[
            (gap, subjects, filled_at(gap, application, wanted, record), section_words(gap, report))
            for gap, subjects in found
        ],
        blocking=sum(gap.blocking for gap, _subjects in found),
        advised=sum(not gap.blocking for gap, _subjects in found),
        wanted=wanted,
        kinds=KINDS,
        address=address,
        is_ready=report_files().ready(report) is not None,
        refused=refused,
        may_change=application.archived_at is None,
        **_life(application, wanted, record),
    )


def _life(application: Application, wanted: Wanted, record: Report | None) -> dict[str, Any]:
    """Return what the page says about approvals, versions and later changes."""
    if record is None:
        return {"decisions": [], "versions": [], "changed": [], "my_offices": []}
    approvals = approvals_of(db.session(), record)
    decided = [row.office for row in approvals if row.round == record.round]
    may = offices(current_user.role) if record.state is ReportState.IN_APPROVAL else ()
    return {
        "decisions": approvals,
        "versions": versions_of(db.session(), record),
        "changed": changes_now(application, wanted, record),
        "waiting": waiting(decided) if record.state is ReportState.IN_APPROVAL else (),
        "my_offices": [office for office in may if office not in decided],
        "decision_form": DecisionForm(),
        "version_form": NewVersionForm(),
    }


def changes_now(application: Application, wanted: Wanted, record: Report) -> list[ChangeLine]:
    """Return what the data say otherwise than the frozen copy: that in approval, or the newest version."""
    if record.pending is not None and record.pending_at is not None:
        document, moment = record.pending, record.pending_at
    elif record.state is ReportState.FINAL and (version := version_of(db.session(), record)) is not None:
        document, moment = version.document, version.as_of
    else:
        return []
    live = present(db.session(), application, record, wanted, on=moment.astimezone(zone()).date())
    return lines(changed_since(document, live))


@bp.get("/grants/<int:application_id>/preview")
@requires(Permission.REPORTS_VIEW)
def preview(application_id: int) -> str:
    """The document itself for a screen, to be shown inside the page; `?block=` shows one block alone."""
    application = load(application_id)
    report = shown(application, *chosen(application))
    block = request.args.get("block", "")
    sheets = [
        url_for("vendor.asset", name="source-sans-pro.css"),
        static_url("css/report.css"),
        static_url("css/report_screen.css"),
    ]
    return report_files().preview(only(report, block) if block else report, stylesheets=sheets, alone=bool(block))


@bp.get("/grants/<int:application_id>.pdf")
@requires(Permission.REPORTS_VIEW)
def grant_pdf(application_id: int) -> Response:
    """The report as PDF: `?lang=uk|en`, `?kind=interim_report`, or `?report=` its number; `?download=1` to save it.

    It is set in a process of its own, once for the same content; whoever does not want to wait for it asks
    for a background job instead.
    """
    application = load(application_id)
    return pdf_answer(shown(application, *chosen(application)))


def pdf_answer(report: GrantReport) -> Response:
    """Return the PDF of a report, to be shown or, with `?download=1`, to be saved."""
    return send_file(
        report_files().pdf(report),
        mimetype="application/pdf",
        as_attachment=request.args.get("download") == "1",
        download_name=report_file_name(report),
    )


@bp.post("/grants/<int:application_id>/job")
@requires(Permission.REPORTS_VIEW)
def prepare(application_id: int) -> BaseResponse:
    """Make the PDF in the background; the job's page shows how far it is and then offers the file."""
    application = load(application_id)
    wanted, record = chosen(application)
    job = jobs_of(current_app).enqueue(
        db.session(),
        "grant_report",
        _("%(kind)s: %(title)s", kind=label(wanted.kind), title=application.title)[:200],
        {
            "application_id": application.id,
            "report_locale": wanted.locale,
            "report_kind": wanted.kind.value,
            "report_id": record.id if record else None,
        },
        by_id=current_user.id,
    )
    return redirect(url_for("jobs.show", job_id=job.id))
