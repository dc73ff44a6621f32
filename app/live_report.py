"""The grant report that is printed: one way for the pages, the PDF, the background job and the command.

Which one that is depends on the record: a draft shows the present data, a report in approval the copy that is being
approved, a final one its newest version. A grant without a record prints the generic report from the present data.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from flask import current_app
from flask_babel import force_locale
from sqlalchemy.orm import Session

from app.domain.grant_report import GrantReport, ReportStatus
from app.domain.grants import DeliverableKind
from app.domain.report_flow import ReportState
from app.domain.report_formats import ReportFormat
from app.domain.report_gaps import gaps
from app.domain.text import transliterate
from app.photos import SmallPhotos
from app.queries.grant_report import Request, grant_report
from app.queries.rates import base_currency
from app.queries.report_records import newest_report, version_of
from app.report_files import ReportFiles
from app.report_freezing import as_draft, issued, thawed
from models.grants import Application
from models.reports import Report


@dataclass(frozen=True)
class Wanted:
    """Which report of an application: in which language and of which kind."""

    locale: str
    kind: DeliverableKind = DeliverableKind.FINAL_REPORT


def live_report(session: Session, application: Application, wanted: Wanted, *, today: date) -> GrantReport:
    """Return what the newest report of a kind and language prints."""
    record = newest_report(session, application.id, wanted.kind, wanted.locale)
    return printed(session, application, record, wanted, today=today)


def printed(
    session: Session, application: Application, record: Report | None, wanted: Wanted, *, today: date
) -> GrantReport:
    """Return what a report prints now.

    Raises:
        RuleError: `version_damaged`, `picture_missing`: what was frozen cannot be read.
    """
    if record is not None and record.state is ReportState.FINAL:
        version = version_of(session, record)
        if version is not None:
            return issued(session, version)
    if record is not None and record.pending is not None:
        return as_draft(thawed(session, record.pending))
    found = present(session, application, record, wanted, on=today)
    # Reports that were marked before versions were kept are final as long as they are complete.
    marked = record is not None and record.state is ReportState.FINAL
    return replace(found, status=ReportStatus.FINAL) if marked and is_complete(found) else found


def present(
    session: Session, application: Application, record: Report | None, wanted: Wanted, *, on: date
) -> GrantReport:
    """Return the report from the present data as of a day, as a draft."""
    photos = SmallPhotos(current_app.config["DATA_DIR"])
    locale, kind = (record.locale, record.kind) if record else (wanted.locale, wanted.kind)
    request = Request(application.id, locale, on, base_currency(), kind, record)
    with force_locale(locale):
        found = grant_report(session, request, photos.read)
    assert found is not None, "the application was given"
    return found


def is_complete(report: GrantReport) -> bool:
    """Say whether nothing required is missing."""
    return not any(gap.blocking for gap in gaps(report))


def report_files() -> ReportFiles:
    """Return where finished reports are kept."""
    return ReportFiles(current_app.config["DATA_DIR"])


def report_file_name(report: GrantReport, format_: ReportFormat = ReportFormat.PDF) -> str:
    """Return a name to save a report under: the project's title in Latin letters, the language, the state."""
    words = re.sub(r"[^a-z0-9]+", "-", transliterate(report.project_title).lower()).strip("-")
    state = f"v{report.issue.number}" if report.issue else report.status.value
    return f"{words[:60].strip('-') or 'report'}-{report.locale}-{state}.{format_}"
