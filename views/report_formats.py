"""Reports in other formats than PDF, and all reports that are due in a month as one background job."""

from babel.dates import format_date
from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, send_file, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.clock import today
from app.domain.errors import RuleError
from app.domain.grants import deliverable_state
from app.domain.periods import Period, add_months
from app.domain.report_formats import ReportFormat
from app.forms.report_batch import BatchReportsForm
from app.i18n import _, locale_code
from app.jobs import jobs_of
from app.live_report import report_file_name, report_files
from app.permissions import Permission
from app.queries.reports_due import reports_due
from app.report_batch import BATCH
from app.security import requires
from models import db
from views.grants.record import load
from views.months import month_asked, month_code, words
from views.reports.common import chosen, shown

bp = Blueprint("report_formats", __name__, url_prefix="/reports")

MOST = 1000


@bp.get("/grants/<int:application_id>.<any(docx,xlsx):file_format>")
@requires(Permission.REPORTS_VIEW)
def grant_file(application_id: int, file_format: str) -> Response:
    """The report as a Word file, or its money as a workbook; which one is said as for the PDF."""
    application, wanted = load(application_id), ReportFormat(file_format)
    report = shown(application, *chosen(application))
    return send_file(
        report_files().file(report, wanted),
        mimetype=wanted.mimetype,
        as_attachment=True,
        download_name=report_file_name(report, wanted),
    )


@bp.get("/due")
@requires(Permission.REPORTS_VIEW)
def due() -> str:
    """The reports due in a month, `?month=2026-12`, to be made at once."""
    return due_page(month_asked(request.args.get("month", "")))


def due_page(period: Period, form: BatchReportsForm | None = None, ticked: set[int] | None = None) -> str:
    """Draw the page of a month; unless something was ticked, it is what the funder does not have yet."""
    rows = reports_due(db.session(), period)
    waiting = {row.id for row in rows if row.submitted_on is None}
    return render_template(
        "reports/due.html",
        rows=[(row, deliverable_state(row.due_on, row.submitted_on, row.accepted_on, today())) for row in rows],
        ticked=ticked or waiting or {row.id for row in rows},
        form=form or BatchReportsForm(formdata=None, data={"locale": locale_code()}),
        month=month_code(period.start),
        month_name=words(period.start, "LLLL y"),
        previous=month_code(add_months(period.start, -1)),
        following=month_code(period.end),
    )


@bp.post("/due")
@requires(Permission.REPORTS_VIEW)
def make() -> BaseResponse | tuple[str, int]:
    """Make the ticked reports of a month in the background."""
    period, form = month_asked(request.form.get("month", "")), BatchReportsForm()
    typed = [int(value) for value in request.form.getlist("ids")[:MOST] if value.isdecimal() and len(value) < 11]
    ids = [row.id for row in reports_due(db.session(), period, typed)]
    if not form.validate():
        return due_page(period, form, set(ids)), 422
    if not ids:
        form.refuse(RuleError("reports_none_chosen"))
        return due_page(period, form), 422
    job = jobs_of(current_app).enqueue(
        db.session(),
        BATCH,
        _("Reports due in %(month)s", month=format_date(period.start, "LLLL y", locale=locale_code())),
        {
            "month": month_code(period.start),
            "deliverables": ids,
            "report_locale": form.locale.data,
            "format": form.format.data,
            "as_of": today().isoformat(),
        },
        by_id=current_user.id,
    )
    flash(_("The reports are being made. You can leave this page."), "info")
    return redirect(url_for("jobs.show", job_id=job.id))
