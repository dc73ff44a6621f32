"""Issued versions: each is read, downloaded and compared with the present data; its checksum is verified on the way."""

from typing import Any

from flask import Response, render_template, url_for

from app.clock import zone
from app.domain.grant_report import GrantReport
from app.live_report import Wanted, present, report_files
from app.permissions import Permission
from app.queries.report_records import version_of, versions_of
from app.report_freezing import changed_since, issued
from app.security import requires
from app.templating import static_url
from models import db
from models.reports import ReportVersion
from views.editing import get_or_404
from views.grants.record import frame
from views.reports import bp
from views.reports.change_words import lines
from views.reports.common import load_report
from views.reports.pages import pdf_answer


@bp.get("/grants/<int:application_id>/<int:report_id>/versions/<int:number>")
@requires(Permission.REPORTS_VIEW)
def version(application_id: int, report_id: int, number: int) -> str:
    """One version: when and why it was issued, its checksum, what the data say otherwise today, the document."""
    application, record = load_report(application_id, report_id)
    found = get_or_404(version_of(db.session(), record, number))
    issued(db.session(), found)
    live = present(
        db.session(), application, record, Wanted(record.locale, record.kind), on=found.as_of.astimezone(zone()).date()
    )
    return render_template(
        "reports/version.html",
        **frame(application, "report"),
        record=record,
        version=found,
        versions=versions_of(db.session(), record),
        changed=lines(changed_since(found.document, live)),
    )


@bp.get("/grants/<int:application_id>/<int:report_id>/versions/<int:number>/preview")
@requires(Permission.REPORTS_VIEW)
def version_preview(application_id: int, report_id: int, number: int) -> str:
    """The document of a version for a screen."""
    sheets = [
        url_for("vendor.asset", name="source-sans-pro.css"),
        static_url("css/report.css"),
        static_url("css/report_screen.css"),
    ]
    return report_files().preview(_issued(application_id, report_id, number), stylesheets=sheets)


@bp.get("/grants/<int:application_id>/<int:report_id>/versions/<int:number>.pdf")
@requires(Permission.REPORTS_VIEW)
def version_pdf(application_id: int, report_id: int, number: int) -> Response:
    """A version as PDF, made from what was frozen; `?download=1` to save it."""
    return pdf_answer(_issued(application_id, report_id, number))


@bp.get("/grants/<int:application_id>/<int:report_id>/versions/<int:number>.json")
@requires(Permission.REPORTS_VIEW)
def version_json(application_id: int, report_id: int, number: int) -> Any:
    """What was frozen, byte by byte: its SHA-256 is the checksum that the report prints, unless a name was removed."""
    _application, record = load_report(application_id, report_id)
    found: ReportVersion = get_or_404(version_of(db.session(), record, number))
    name = f"report-{record.id}-v{found.number}.json"
    return Response(
        found.document.encode(),
        mimetype="application/json",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


def _issued(application_id: int, report_id: int, number: int) -> GrantReport:
    _application, record = load_report(application_id, report_id)
    return issued(db.session(), get_or_404(version_of(db.session(), record, number)))
