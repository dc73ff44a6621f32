"""What the pages of reports share: which report is meant, its addresses, where a gap is filled."""

from dataclasses import replace
from typing import Any

from flask import request, url_for

from app.clock import today
from app.domain.grant_report import GrantReport
from app.domain.grants import DeliverableKind
from app.domain.report_blocks import Block, ReportSection
from app.domain.report_flow import ReportState
from app.domain.report_gaps import Gap, GapCode
from app.forms.reports import KINDS
from app.i18n import LOCALES, locale_code
from app.live_report import Wanted, printed
from app.queries.report_records import newest_report, report_by_id
from app.templating import can
from models import db
from models.grants import Application
from models.reports import Report
from views.addresses import record_id
from views.editing import get_or_404
from views.grants.record import load

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
TEXT_GAPS = frozenset(
    {
        GapCode.NO_TEXT,
        GapCode.TEXT_TOO_LONG,
        GapCode.NO_SUMMARY,
        GapCode.NO_OBJECTIVES,
        GapCode.NO_COMMUNICATION,
        GapCode.NO_DIFFICULTIES,
        GapCode.NO_SUSTAINABILITY,
    }
)


def load_report(application_id: int, report_id: int) -> tuple[Application, Report]:
    """Return a report and its grant, or answer «there is no such page»."""
    application = load(application_id)
    return application, get_or_404(report_by_id(db.session(), application.id, report_id))


def chosen(application: Application) -> tuple[Wanted, Report | None]:
    """Return the report that the address asks for.

    `?report=` is a record; otherwise the newest one of `?lang=` and `?kind=`, by default in the reader's language and
    of the final kind.
    """
    number = request.args.get("report", type=record_id)
    if number:
        record = get_or_404(report_by_id(db.session(), application.id, number))
        return Wanted(record.locale, record.kind), record
    locale = request.args.get("lang", "")
    kind = next((kind for kind in KINDS if kind.value == request.args.get("kind")), DeliverableKind.FINAL_REPORT)
    wanted = Wanted(locale if locale in LOCALES else locale_code(), kind)
    return wanted, newest_report(db.session(), application.id, wanted.kind, wanted.locale)


def address(endpoint: str, application_id: int, wanted: Wanted, record: Report | None = None, **more: Any) -> str:
    """Return the address of a page about one report."""
    values = {"report": record.id} if record else {"lang": wanted.locale, "kind": wanted.kind.value}
    return url_for(f"reports.{endpoint}", application_id=application_id, **values, **more)


def shown(application: Application, wanted: Wanted, record: Report | None) -> GrantReport:
    """Return what the report prints now."""
    return printed(db.session(), application, record, wanted, today=today())


def filled_at(gap: Gap, application: Application, wanted: Wanted, record: Report | None) -> str:
    """Return the page on which a gap is filled; a text in the editor of the report that is being written."""
    if gap.code in TEXT_GAPS and gap.key and record is not None and record.state is ReportState.DRAFT:
        return edit_address(record, gap.key)
    if gap.code is GapCode.NO_RATE and record is not None:
        return url_for("reports.settings", application_id=application.id, report_id=record.id)
    if gap.section is None or gap.section not in PLACES:
        return url_for("grants.narrative", application_id=application.id, locale=wanted.locale)
    endpoint, anchor = PLACES[gap.section]
    if endpoint == "grants.edit" and not can("grants.edit"):
        endpoint = "grants.show"
    return url_for(endpoint, application_id=application.id, _anchor=anchor)


def edit_address(record: Report, key: str) -> str:
    """Return the page where a block of a report is edited, or the editor for who may only read."""
    if not can("grants.edit"):
        return url_for("reports.grant", application_id=record.application_id, report=record.id)
    return url_for("reports.edit_block", report_block_id=int(key))


def only(report: GrantReport, key: str) -> GrantReport:
    """Return the report with one block alone; the whole report when it has no such block."""
    found: tuple[Block, ...] = tuple(block for block in report.blocks if block.key == key)
    return replace(report, blocks=found) if found else report
