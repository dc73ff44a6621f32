"""Grant reports: which can be made, what they lack, the preview, the PDF, the final mark."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, send_file, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.domain.errors import RuleError
from app.domain.grant_report import GrantReport
from app.domain.grants import DeliverableKind
from app.domain.report_blocks import ReportSection
from app.domain.report_gaps import Gap
from app.grant_report_pdf import gaps_by_code, section_words
from app.i18n import LOCALES, _, locale_code
from app.jobs import jobs_of
from app.labels import label, refusal
from app.live_report import Wanted, live_report, report_file_name, report_files
from app.permissions import Permission
from app.queries.grant_report import reportable
from app.security import requires
from app.services.reports import finalise_report, reopen_report
from app.templating import can, static_url
from models import db
from models.base import utc_now
from models.grants import Application
from views.clock import today
from views.grants.record import frame, load

bp = Blueprint("reports", __name__, url_prefix="/reports")

KINDS = (DeliverableKind.FINAL_REPORT, DeliverableKind.INTERIM_REPORT)

# Where what a section lacks is filled in: the endpoint, and the part of its page.
PLACES: dict[ReportSection, tuple[str, str | None]] = {
    ReportSection.COVER: ("grants.edit", None),
    ReportSection.ACTIVITIES: ("grants.work", None),
    ReportSection.RESULTS: ("grants.work", None),
    ReportSection.PARTICIPANTS: ("grants.show", None),
    ReportSection.PARTNERS: ("grants.show", None),
    ReportSection.FINANCE: ("grants.budget", None),
    ReportSection.DOCUMENTS: ("grants.budget", "expenditures"),
    ReportSection.ANNEXES: ("grants.show", "files"),
    ReportSection.SIGNATURES: ("grants.edit", None),
}


def chosen() -> Wanted:
    """Return the report that the address asks for: the reader's language and the final kind by default."""
    locale = request.args.get("lang", "")
    kind = next((kind for kind in KINDS if kind.value == request.args.get("kind")), DeliverableKind.FINAL_REPORT)
    return Wanted(locale if locale in LOCALES else locale_code(), kind)


def address(endpoint: str, application_id: int, wanted: Wanted, **more: Any) -> str:
    """Return the address of a page about one report."""
    values = {"lang": wanted.locale, "kind": wanted.kind.value, **more}
    return url_for(f"reports.{endpoint}", application_id=application_id, **values)


def present(application: Application, wanted: Wanted) -> GrantReport:
    """Return the report from the present data."""
    return live_report(db.session(), application, wanted, today=today())


@bp.get("")
@requires(Permission.REPORTS_VIEW)
def index() -> str:
    """The grants that a report can be made of."""
    return render_template("reports/index.html", rows=reportable(db.session()), today=today())


@bp.get("/grants/<int:application_id>")
@requires(Permission.REPORTS_VIEW)
def grant(application_id: int) -> str:
    """One report: preview, gaps with links to where each is filled, language, the final mark."""
    return report_page(load(application_id), chosen())


def report_page(application: Application, wanted: Wanted, refused: str = "") -> str:
    """Draw the page of a report; `refused` says why the last step was not done."""
    report = present(application, wanted)
    found = gaps_by_code(report)
    return render_template(
        "reports/grant.html",
        **frame(application, "report"),
        report=report,
        gaps=[
            (gap, subjects, filled_at(gap, application.id, wanted), section_words(gap, report))
            for gap, subjects in found
        ],
        blocking=sum(gap.blocking for gap, _subjects in found),
        advised=sum(not gap.blocking for gap, _subjects in found),
        wanted=wanted,
        kinds=KINDS,
        address=address,
        is_ready=report_files().ready(report) is not None,
        refused=refused,
        may_finalise=application.archived_at is None,
    )


def filled_at(gap: Gap, application_id: int, wanted: Wanted) -> str:
    """Return the page on which a gap is filled; texts are written in the language of the report."""
    if gap.section is None or gap.section not in PLACES:
        return url_for("grants.narrative", application_id=application_id, locale=wanted.locale)
    endpoint, anchor = PLACES[gap.section]
    if endpoint == "grants.edit" and not can("grants.edit"):
        endpoint = "grants.show"
    return url_for(endpoint, application_id=application_id, _anchor=anchor)


@bp.get("/grants/<int:application_id>/preview")
@requires(Permission.REPORTS_VIEW)
def preview(application_id: int) -> str:
    """The document itself for a screen, to be shown inside the page of the report."""
    report = present(load(application_id), chosen())
    sheets = [
        url_for("vendor.asset", name="source-sans-pro.css"),
        static_url("css/report.css"),
        static_url("css/report_screen.css"),
    ]
    return report_files().preview(report, stylesheets=sheets)


@bp.get("/grants/<int:application_id>.pdf")
@requires(Permission.REPORTS_VIEW)
def grant_pdf(application_id: int) -> Response:
    """The report as PDF: `?lang=uk|en`, `?kind=interim_report`, `?download=1` to save it.

    It is set in a process of its own, once for the same content; whoever does not want to wait for it asks
    for a background job instead.
    """
    report = present(load(application_id), chosen())
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
    application, wanted = load(application_id), chosen()
    job = jobs_of(current_app).enqueue(
        db.session(),
        "grant_report",
        _("%(kind)s: %(title)s", kind=label(wanted.kind), title=application.title)[:200],
        {"application_id": application.id, "report_locale": wanted.locale, "report_kind": wanted.kind.value},
        by_id=current_user.id,
    )
    return redirect(url_for("jobs.show", job_id=job.id))


@bp.post("/grants/<int:application_id>/final")
@requires(Permission.REPORTS_FINALISE)
def finalise(application_id: int) -> BaseResponse | tuple[str, int]:
    """Mark the report as final, or explain what is missing."""
    application, wanted = load(application_id), chosen()
    try:
        report = present(application, wanted)
        finalise_report(db.session(), application, report, by=current_user, now=utc_now())
    except RuleError as error:
        return report_page(application, wanted, refusal(error)), 422
    flash(_("The report is final"), "success")
    return redirect(address("grant", application_id, wanted))


@bp.post("/grants/<int:application_id>/draft")
@requires(Permission.REPORTS_FINALISE)
def reopen(application_id: int) -> BaseResponse:
    """Take the final mark back."""
    wanted, application = chosen(), load(application_id)
    try:
        reopen_report(db.session(), application)
        flash(_("The report is a draft again"), "success")
    except RuleError as error:
        flash(refusal(error), "danger")
    return redirect(address("grant", application_id, wanted))
