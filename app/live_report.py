"""The grant report as it stands now: one way for the pages, the PDF, the background job and the command."""

import re
from dataclasses import dataclass, replace
from datetime import date

from flask import current_app
from flask_babel import force_locale
from sqlalchemy.orm import Session

from app.domain.grant_report import GrantReport, ReportStatus
from app.domain.grants import DeliverableKind
from app.domain.report_formats import ReportFormat
from app.domain.report_gaps import gaps
from app.domain.text import transliterate
from app.photos import SmallPhotos
from app.queries.grant_report import Request, grant_report
from app.queries.rates import base_currency
from app.report_files import ReportFiles
from models.grants import Application


@dataclass(frozen=True)
class Wanted:
    """Which report of an application: in which language and of which kind."""

    locale: str
    kind: DeliverableKind = DeliverableKind.FINAL_REPORT


def live_report(session: Session, application: Application, wanted: Wanted, *, today: date) -> GrantReport:
    """Return the report from the present data, as final when it is marked so and nothing required is missing.

    The mark is of the application: it holds in both languages and for both kinds, each as long as that very
    document is complete.
    """
    photos = SmallPhotos(current_app.config["DATA_DIR"])
    request = Request(application.id, wanted.locale, today, base_currency(), wanted.kind)
    with force_locale(wanted.locale):
        found = grant_report(session, request, photos.read)
    assert found is not None, "the application was given"
    is_final = application.report_final_at is not None and is_complete(found)
    return replace(found, status=ReportStatus.FINAL) if is_final else found


def is_complete(report: GrantReport) -> bool:
    """Say whether nothing required is missing."""
    return not any(gap.blocking for gap in gaps(report))


def report_files() -> ReportFiles:
    """Return where finished reports are kept."""
    return ReportFiles(current_app.config["DATA_DIR"])


def report_file_name(report: GrantReport, format_: ReportFormat = ReportFormat.PDF) -> str:
    """Return a name to save a report under: the project's title in Latin letters, the language, the state."""
    words = re.sub(r"[^a-z0-9]+", "-", transliterate(report.project_title).lower()).strip("-")
    return f"{words[:60].strip('-') or 'report'}-{report.locale}-{report.status.value}.{format_}"
