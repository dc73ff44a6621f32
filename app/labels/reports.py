"""Words of the area: reports."""

from typing import Any

from app.domain.grant_report import RateRule, ReportStatus
from app.domain.report_blocks import BlockKind, Column, LimitUnit, ReportSection
from app.domain.report_formats import ReportFormat
from app.domain.report_gaps import GapCode
from app.domain.report_rows import ActivityState
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    ReportFormat: {
        ReportFormat.PDF: _l("PDF: the whole report, to be printed and sent"),
        ReportFormat.DOCX: _l("DOCX: the whole report, to be edited in Word"),
        ReportFormat.XLSX: _l("XLSX: the money of the report, for a spreadsheet"),
    },
    ReportStatus: {ReportStatus.DRAFT: _l("Draft"), ReportStatus.FINAL: _l("Final")},
    ActivityState: {
        ActivityState.DONE: _l("Done"),
        ActivityState.LATE: _l("Overdue"),
        ActivityState.PLANNED: _l("Planned"),
    },
    ReportSection: {
        ReportSection.COVER: _l("Cover"),
        ReportSection.SUMMARY: _l("Summary"),
        ReportSection.OBJECTIVES: _l("Objectives and context"),
        ReportSection.ACTIVITIES: _l("Activities"),
        ReportSection.RESULTS: _l("Results and indicators"),
        ReportSection.PARTICIPANTS: _l("Participants and target groups"),
        ReportSection.PARTNERS: _l("Partners and volunteers"),
        ReportSection.COMMUNICATION: _l("Communication and visibility"),
        ReportSection.DIFFICULTIES: _l("Difficulties, changes, risks"),
        ReportSection.SUSTAINABILITY: _l("Sustainability, lessons, next steps"),
        ReportSection.FINANCE: _l("Financial report"),
        ReportSection.DOCUMENTS: _l("Register of supporting documents"),
        ReportSection.ANNEXES: _l("Annexes"),
        ReportSection.SIGNATURES: _l("Signatures"),
    },
    BlockKind: {
        BlockKind.COVER: _l("Cover"),
        BlockKind.NARRATIVE: _l("Text"),
        BlockKind.FIGURES: _l("Key figures"),
        BlockKind.ACTIVITIES: _l("Activities"),
        BlockKind.INDICATORS: _l("Indicators"),
        BlockKind.PARTICIPANTS: _l("Participants"),
        BlockKind.PARTNERS: _l("Partners and volunteers"),
        BlockKind.FINANCE: _l("Budget and spending"),
        BlockKind.DISBURSEMENTS: _l("Tranches"),
        BlockKind.DOCUMENTS: _l("Register of supporting documents"),
        BlockKind.ANNEXES: _l("Attached papers"),
        BlockKind.PUBLICATIONS: _l("Publications about the project"),
        BlockKind.PHOTOS: _l("Photographs"),
        BlockKind.DECLARATION: _l("Declaration"),
        BlockKind.SIGNATURES: _l("Signatures"),
    },
    Column: {
        Column.PLACE: _l("Place and responsible person"),
        Column.PARTICIPANTS: _l("Participants"),
        Column.BASELINE: _l("Baseline"),
        Column.PERCENT: _l("Per cent"),
        Column.SOURCE: _l("Source"),
        Column.MEMORANDUM: _l("Memorandum"),
        Column.VOLUNTEERS: _l("Volunteers by name"),
        Column.RATE: _l("Rate and base currency"),
        Column.CONDITION: _l("Condition"),
        Column.COUNTERPARTY: _l("Counterparty"),
        Column.CHARTS: _l("Charts"),
    },
    LimitUnit: {LimitUnit.CHARACTERS: _l("characters"), LimitUnit.WORDS: _l("words")},
    RateRule: {
        RateRule.AWARD: _l("Rate of the award"),
        RateRule.RECEIPTS: _l("Rate of the received tranches"),
        RateRule.DAY: _l("Rate of the day of the report"),
        RateRule.AVERAGE: _l("Average rate of the period"),
    },
    GapCode: {
        GapCode.NO_AGREEMENT_NUMBER: _l("The agreement number is missing"),
        GapCode.NO_PERIOD: _l("The project’s start and end dates are missing"),
        GapCode.NO_AWARD: _l("The awarded amount is missing"),
        GapCode.NO_LEADER: _l("The project leader is not named"),
        GapCode.NO_SUMMARY: _l("The summary is not written"),
        GapCode.NO_OBJECTIVES: _l("The objectives are not written"),
        GapCode.NO_ACTIVITIES: _l("There is no activity"),
        GapCode.ACTIVITY_LATE: _l("The activity is overdue and not marked as done"),
        GapCode.NO_INDICATORS: _l("There is no indicator"),
        GapCode.INDICATOR_NOT_ACHIEVED: _l("The indicator has no achieved value"),
        GapCode.NO_PARTICIPANTS: _l("No participants are counted"),
        GapCode.MARK_ABOVE_TOTAL: _l("More people are marked than took part"),
        GapCode.NO_PARTNERS: _l("No partner is linked"),
        GapCode.NO_COMMUNICATION: _l("The section on communication is not written"),
        GapCode.NO_DIFFICULTIES: _l("The section on difficulties is not written"),
        GapCode.NO_SUSTAINABILITY: _l("The section on sustainability is not written"),
        GapCode.NO_FINANCE: _l("The budget has no lines"),
        GapCode.GRANT_OVERSPENT: _l("More of the grant is spent than was awarded"),
        GapCode.LINE_OVER_PLAN: _l("The actual amount is above the plan"),
        GapCode.NO_TRANCHES: _l("No tranche is recorded"),
        GapCode.LINE_WITHOUT_DOCUMENTS: _l("The spending has no supporting document"),
        GapCode.DOCUMENTS_DIFFER: _l("The documents do not add up to the actual amount"),
        GapCode.DOCUMENT_WITHOUT_NUMBER: _l("The document has no number"),
        GapCode.NO_PHOTOS: _l("There is no photograph"),
        GapCode.PHOTO_WITHOUT_CAPTION: _l("The photograph has no caption"),
        GapCode.PHOTO_UNREADABLE: _l("The photograph cannot be read: upload it again or leave it out of the report"),
        GapCode.NO_SIGNATURES: _l("Nobody is named to sign"),
        GapCode.NO_TEXT: _l("The text is not written"),
        GapCode.TEXT_TOO_LONG: _l("The text is longer than allowed"),
        GapCode.INDICATOR_REQUIRED: _l("The funder asks for an indicator that the grant does not have"),
        GapCode.NO_RATE: _l("The exchange rate that the report asks for is not known"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    ReportStatus: {ReportStatus.DRAFT: "warning", ReportStatus.FINAL: "success"},
    ActivityState: {
        ActivityState.DONE: "success",
        ActivityState.LATE: "danger",
        ActivityState.PLANNED: "neutral",
    },
}
REFUSALS: dict[str, Any] = {
    "already_final": _l("The report is already final."),
    "not_final": _l("The report is a draft already."),
    "reports_none_chosen": _l("Tick at least one report of the month."),
    "reports_none_due": _l("None of these reports is due in the month any more. Open the month and choose again."),
    "report_incomplete": _l("The report cannot be final yet: required items still missing: %(count)s."),
}
