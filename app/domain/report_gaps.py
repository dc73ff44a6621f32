"""What a grant report still lacks: the gaps that keep it a draft, and those that are only advised to be filled.

What a report does not print, it does not lack: a gap belongs to a block, and the blocks are the funder's choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from app.domain.errors import RuleError
from app.domain.grant_report import GrantReport, ReportStatus
from app.domain.grants import NarrativeSection
from app.domain.report_blocks import Block, BlockKind, ReportSection, section_of, text_of
from app.domain.report_rows import ActivityState, FinanceLine, by_line
from app.domain.text_limits import count

_KOPIYKA = Decimal("0.01")


class GapCode(StrEnum):
    """What a report may lack."""

    NO_AGREEMENT_NUMBER = "no_agreement_number"
    NO_PERIOD = "no_period"
    NO_AWARD = "no_award"
    NO_LEADER = "no_leader"
    NO_SUMMARY = "no_summary"
    NO_OBJECTIVES = "no_objectives"
    NO_ACTIVITIES = "no_activities"
    ACTIVITY_LATE = "activity_late"
    NO_INDICATORS = "no_indicators"
    INDICATOR_NOT_ACHIEVED = "indicator_without_value"
    NO_PARTICIPANTS = "no_participants"
    MARK_ABOVE_TOTAL = "mark_above_total"
    NO_PARTNERS = "no_partners"
    NO_COMMUNICATION = "no_communication"
    NO_DIFFICULTIES = "no_difficulties"
    NO_SUSTAINABILITY = "no_sustainability"
    NO_FINANCE = "no_finance"
    GRANT_OVERSPENT = "grant_overspent"
    LINE_OVER_PLAN = "line_over_plan"
    NO_TRANCHES = "no_tranches"
    LINE_WITHOUT_DOCUMENTS = "line_without_documents"
    DOCUMENTS_DIFFER = "documents_differ"
    DOCUMENT_WITHOUT_NUMBER = "document_without_number"
    DOCUMENT_OUTSIDE_PROJECT = "document_outside_project"
    NO_PHOTOS = "no_photos"
    PHOTO_WITHOUT_CAPTION = "photo_without_caption"
    PHOTO_UNREADABLE = "photo_unreadable"
    NO_SIGNATURES = "no_signatures"
    NO_TEXT = "no_text"
    TEXT_TOO_LONG = "text_too_long"
    INDICATOR_REQUIRED = "indicator_required"
    NO_RATE = "no_rate"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing: a blocking one keeps the report a draft; `subject` names the record.

    `key` is the block whose text it is about; `section` is the usual section where it belongs, if there is one.
    """

    code: GapCode
    section: ReportSection | None
    blocking: bool = True
    subject: str = ""
    key: str = ""


class ReportIncomplete(RuleError):
    """A report with blocking gaps may not be final: code `report_incomplete`, detail `count`."""


def gaps(report: GrantReport) -> list[Gap]:
    """List what the report lacks, in the order of its sections; an empty list means nothing."""
    found = [gap for find in _FINDERS for gap in find(report) if _is_printed(gap, report)]
    return sorted(found, key=lambda gap: number_of(gap, report))


def number_of(gap: Gap, report: GrantReport) -> int:
    """Return the number of the document's section that a gap is about; 0 is the cover."""
    for section in report.sections:
        for part in section.parts:
            if part.block.key == gap.key if gap.key else section_of(part.block) is gap.section:
                return section.number
    return 0


def _is_printed(gap: Gap, report: GrantReport) -> bool:
    """Say whether the report has a block that the gap is about."""
    if gap.key or gap.section in (None, ReportSection.COVER):
        return True
    needed = _OF_KIND.get(gap.code)
    return any(block.kind is needed if needed else section_of(block) is gap.section for block in report.blocks)


def mark_final(report: GrantReport) -> GrantReport:
    """Return the report as final. Raises `ReportIncomplete` while a blocking gap is left."""
    blocking = sum(gap.blocking for gap in gaps(report))
    if blocking:
        raise ReportIncomplete("report_incomplete", report.project_title, count=blocking)
    return replace(report, status=ReportStatus.FINAL)


def _text_gaps(report: GrantReport) -> Iterator[Gap]:
    for block in report.blocks:
        text = text_of(block, report.narratives)
        if text:
            yield from _length_gaps(block, text)
        elif block.required or block.kind is BlockKind.NARRATIVE or block.section is NarrativeSection.SUMMARY:
            code = _NOT_WRITTEN.get(block.section, GapCode.NO_TEXT) if block.section else GapCode.NO_TEXT
            subject = block.heading if code is GapCode.NO_TEXT else ""
            yield Gap(code, section_of(block), block.required, subject, block.key)


def _length_gaps(block: Block, text: str) -> Iterator[Gap]:
    if block.limit is not None and (found := count(text, block.limit_unit)) > block.limit:
        yield Gap(GapCode.TEXT_TOO_LONG, section_of(block), True, f"{found} / {block.limit}", block.key)


def _cover_gaps(report: GrantReport) -> Iterator[Gap]:
    if not report.agreement_number.strip():
        yield Gap(GapCode.NO_AGREEMENT_NUMBER, ReportSection.COVER)
    if report.period is None:
        yield Gap(GapCode.NO_PERIOD, ReportSection.COVER)
    if not report.award:
        yield Gap(GapCode.NO_AWARD, ReportSection.COVER)
    if not report.leader.strip():
        yield Gap(GapCode.NO_LEADER, ReportSection.COVER)
    if report.rate_missing:
        yield Gap(GapCode.NO_RATE, None)


def _activity_gaps(report: GrantReport) -> Iterator[Gap]:
    if not report.activities:
        yield Gap(GapCode.NO_ACTIVITIES, ReportSection.ACTIVITIES)
    for row in report.activities:
        if row.state(report.as_of) is ActivityState.LATE:
            yield Gap(GapCode.ACTIVITY_LATE, ReportSection.ACTIVITIES, False, row.title)


def _result_gaps(report: GrantReport) -> Iterator[Gap]:
    if not report.indicators:
        yield Gap(GapCode.NO_INDICATORS, ReportSection.RESULTS)
    for indicator in report.indicators:
        if indicator.achieved is None:
            yield Gap(GapCode.INDICATOR_NOT_ACHIEVED, ReportSection.RESULTS, True, indicator.name)
    named = {indicator.name.strip().casefold() for indicator in report.indicators}
    for name in report.required_indicators:
        if name.strip().casefold() not in named:
            yield Gap(GapCode.INDICATOR_REQUIRED, ReportSection.RESULTS, True, name)
    people = report.participants
    if not people.total:
        yield Gap(GapCode.NO_PARTICIPANTS, ReportSection.PARTICIPANTS)
    for mark, marked in people.marks:
        if marked > people.total:
            yield Gap(GapCode.MARK_ABOVE_TOTAL, ReportSection.PARTICIPANTS, True, mark)
    if not report.partners:
        yield Gap(GapCode.NO_PARTNERS, ReportSection.PARTNERS, False)


def _finance_gaps(report: GrantReport) -> Iterator[Gap]:
    if not report.finance:
        yield Gap(GapCode.NO_FINANCE, ReportSection.FINANCE)
    if report.award and report.grant_money.actual > report.award:
        yield Gap(GapCode.GRANT_OVERSPENT, ReportSection.FINANCE)
    for line, sums in by_line(report.finance):
        if sums.actual > sums.planned:
            yield Gap(GapCode.LINE_OVER_PLAN, ReportSection.FINANCE, False, _named(line))
    if not report.tranches and not report.tranches_before:
        yield Gap(GapCode.NO_TRANCHES, ReportSection.FINANCE, False)


def _document_gaps(report: GrantReport) -> Iterator[Gap]:
    documented: dict[str, Decimal] = {}
    for row in report.documents:
        documented[row.line_code] = documented.get(row.line_code, Decimal(0)) + row.grant_amount
    # Amounts that were converted are rounded one by one, and their sums may differ by as many halves of a kopiyka.
    allowed = _KOPIYKA * (len(report.documents) + 1) / 2 if report.conversion else Decimal(0)
    for line, sums in by_line(report.finance):
        spent = sums.actual if sums.in_period is None else sums.in_period
        if spent and line.code not in documented:
            yield Gap(GapCode.LINE_WITHOUT_DOCUMENTS, ReportSection.DOCUMENTS, True, _named(line))
        elif abs(spent - documented.get(line.code, Decimal(0))) > allowed:
            yield Gap(GapCode.DOCUMENTS_DIFFER, ReportSection.DOCUMENTS, True, _named(line))
    for row in report.documents:
        if not row.number.strip():
            yield Gap(GapCode.DOCUMENT_WITHOUT_NUMBER, ReportSection.DOCUMENTS, True, row.counterparty)
    for row in report.documents:
        if report.period is not None and not report.period.contains(row.issued_on):
            subject = row.number.strip() or row.counterparty
            yield Gap(GapCode.DOCUMENT_OUTSIDE_PROJECT, ReportSection.DOCUMENTS, False, subject)


def _closing_gaps(report: GrantReport) -> Iterator[Gap]:
    yield from (Gap(GapCode.PHOTO_UNREADABLE, ReportSection.ANNEXES, True, name) for name in report.unreadable_photos)
    if not report.photos:
        yield Gap(GapCode.NO_PHOTOS, ReportSection.ANNEXES, False)
    for place, photo in enumerate(report.photos, 1):
        if not photo.caption.strip():
            yield Gap(GapCode.PHOTO_WITHOUT_CAPTION, ReportSection.ANNEXES, True, str(place))
    if not any(person.name.strip() for person in report.signatures):
        yield Gap(GapCode.NO_SIGNATURES, ReportSection.SIGNATURES)


def _named(line: FinanceLine) -> str:
    return f"{line.code} {line.item}".strip()


_NOT_WRITTEN: Mapping[NarrativeSection, GapCode] = {
    NarrativeSection.SUMMARY: GapCode.NO_SUMMARY,
    NarrativeSection.OBJECTIVES: GapCode.NO_OBJECTIVES,
    NarrativeSection.COMMUNICATION: GapCode.NO_COMMUNICATION,
    NarrativeSection.DIFFICULTIES: GapCode.NO_DIFFICULTIES,
    NarrativeSection.SUSTAINABILITY: GapCode.NO_SUSTAINABILITY,
}
# Gaps of one kind of block, where a section has several.
_OF_KIND: Mapping[GapCode, BlockKind] = {
    GapCode.NO_FINANCE: BlockKind.FINANCE,
    GapCode.LINE_OVER_PLAN: BlockKind.FINANCE,
    GapCode.NO_TRANCHES: BlockKind.DISBURSEMENTS,
    GapCode.NO_PHOTOS: BlockKind.PHOTOS,
    GapCode.PHOTO_UNREADABLE: BlockKind.PHOTOS,
    GapCode.PHOTO_WITHOUT_CAPTION: BlockKind.PHOTOS,
    GapCode.NO_ACTIVITIES: BlockKind.ACTIVITIES,
    GapCode.NO_INDICATORS: BlockKind.INDICATORS,
    GapCode.NO_PARTICIPANTS: BlockKind.PARTICIPANTS,
    GapCode.NO_PARTNERS: BlockKind.PARTNERS,
}
_FINDERS: tuple[Callable[[GrantReport], Iterator[Gap]], ...] = (
    _cover_gaps,
    _text_gaps,
    _activity_gaps,
    _result_gaps,
    _finance_gaps,
    _document_gaps,
    _closing_gaps,
)
