"""Grant reports: which can be made, what they lack, the PDF, the final mark."""

import re
from dataclasses import replace

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.domain.errors import RuleError
from app.domain.grant_report import GrantReport, ReportSection, ReportStatus, gaps
from app.domain.grants import DeliverableKind
from app.domain.money import Currency
from app.domain.text import transliterate
from app.grant_report_pdf import gaps_by_code, pdf_bytes
from app.i18n import LOCALES, _, locale_code
from app.labels import refusal
from app.permissions import Permission
from app.queries.grant_report import Request, grant_report, reportable
from app.security import requires
from app.services.reports import finalise_report, reopen_report
from app.uploads import FileStore
from models import db
from models.base import utc_now
from models.grants import Application
from views.clock import today
from views.editing import get_or_404
from views.grants.record import frame, load

bp = Blueprint("reports", __name__, url_prefix="/reports")

KINDS = (DeliverableKind.FINAL_REPORT, DeliverableKind.INTERIM_REPORT)

# Where a gap of a section is filled.
PLACES = {
    ReportSection.COVER: "grants.edit",
    ReportSection.ACTIVITIES: "grants.work",
    ReportSection.RESULTS: "grants.work",
    ReportSection.PARTICIPANTS: "grants.show",
    ReportSection.PARTNERS: "grants.show",
    ReportSection.FINANCE: "grants.budget",
    ReportSection.DOCUMENTS: "grants.budget",
    ReportSection.ANNEXES: "grants.show",
    ReportSection.SIGNATURES: "grants.edit",
}


def report_of(application: Application, locale: str, kind: DeliverableKind) -> GrantReport:
    """Return the report of an application from the present data, with the mark that it carries."""
    store = FileStore(current_app.config["DATA_DIR"] / "uploads")
    wanted = Request(
        application.id, locale, today(), Currency(current_app.config["BASE_CURRENCY"]), kind
    )
    with force_locale(locale):
        found = get_or_404(grant_report(db.session(), wanted, lambda token: store.path(token).read_bytes()))
    if application.report_final_at is not None and not any(gap.blocking for gap in gaps(found)):
        return replace(found, status=ReportStatus.FINAL)
    return found


def chosen_locale() -> str:
    """Return the language of the address, or the reader's."""
    wanted = request.args.get("lang", "")
    return wanted if wanted in LOCALES else locale_code()


def chosen_kind() -> DeliverableKind:
    """Return the kind of report that the address asks for; final unless it says interim."""
    return next((kind for kind in KINDS if kind.value == request.args.get("kind")), DeliverableKind.FINAL_REPORT)


@bp.get("")
@requires(Permission.REPORTS_VIEW)
def index() -> str:
    """The grants that a report can be made of."""
    return render_template("reports/index.html", rows=reportable(db.session()), today=today())


@bp.get("/grants/<int:application_id>")
@requires(Permission.REPORTS_VIEW)
def grant(application_id: int) -> str:
    """One report: preview, gaps with links to where each is filled, language, the final mark."""
    application = load(application_id)
    locale, kind = chosen_locale(), chosen_kind()
    report = report_of(application, locale, kind)
    found = gaps_by_code(report)
    filled_at = {
        section: url_for(PLACES.get(section, "grants.narrative"), application_id=application_id)
        for section in ReportSection
    }
    return render_template(
        "reports/grant.html",
        **frame(application, "report"),
        report=report,
        gaps=found,
        blocking=sum(gap.blocking for gap, _subjects in found),
        filled_at=filled_at,
        chosen_locale=locale,
        chosen_kind=kind,
        kinds=KINDS,
        pdf_url=url_for("reports.grant_pdf", application_id=application_id, lang=locale, kind=kind.value),
    )


@bp.get("/grants/<int:application_id>.pdf")
@requires(Permission.REPORTS_VIEW)
def grant_pdf(application_id: int) -> Response:
    """The report as PDF: `?lang=uk|en`, `?kind=interim_report`, `?download=1` to save it."""
    application = load(application_id)
    report = report_of(application, chosen_locale(), chosen_kind())
    response = current_app.response_class(pdf_bytes(report), mimetype="application/pdf")
    word = re.sub(r"[^A-Za-z0-9]+", "-", transliterate(application.title)).strip("-").lower()[:60]
    name = f"{word or 'report'}-{report.locale}-{report.status.value}.pdf"
    placed = "attachment" if request.args.get("download") else "inline"
    response.headers["Content-Disposition"] = f'{placed}; filename="{name}"'
    return response


@bp.post("/grants/<int:application_id>/final")
@requires(Permission.REPORTS_FINALISE)
def finalise(application_id: int) -> BaseResponse | tuple[str, int]:
    """Mark the report as final, or explain what is missing."""
    application = load(application_id)
    report = report_of(application, chosen_locale(), chosen_kind())
    try:
        finalise_report(db.session(), application, report, by=current_user, now=utc_now())
        flash(_("The report is final"), "success")
    except RuleError as error:
        flash(refusal(error), "danger")
    return redirect(url_for("reports.grant", application_id=application_id, lang=report.locale))


@bp.post("/grants/<int:application_id>/draft")
@requires(Permission.REPORTS_FINALISE)
def reopen(application_id: int) -> BaseResponse:
    """Take the final mark back."""
    reopen_report(db.session(), load(application_id))
    flash(_("The report is a draft again"), "success")
    return redirect(url_for("reports.grant", application_id=application_id, lang=chosen_locale()))
