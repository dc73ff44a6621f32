"""The grant report as data: what stands in it, its sums, and what it still lacks.

Texts are already in the report's language. Amounts are in the grant's currency unless a field says `base`.
Nothing here knows where the data come from or how they are printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.errors import RuleError
from app.domain.grants import BudgetCategory, BudgetSource, DeliverableKind, NarrativeSection
from app.domain.money import Currency
from app.domain.periods import Period
from app.domain.report_rows import (
    ActivityRow,
    ActivityState,
    Amounts,
    ClaimedHours,
    FinanceGroup,
    FinanceLine,
    IndicatorRow,
    MonthRow,
    ParticipantsTable,
    PartnerRow,
    Photo,
    Publication,
    Signature,
    SupportingDocument,
    Tranche,
    VolunteerRow,
    by_line,
)


class ReportStatus(StrEnum):
    """A draft carries a watermark and its list of gaps; a final report has no blocking gap."""

    DRAFT = "draft"
    FINAL = "final"


class ReportSection(StrEnum):
    """The sections of the report in their order; the cover is section 0."""

    COVER = "cover"
    SUMMARY = "summary"
    OBJECTIVES = "objectives"
    ACTIVITIES = "activities"
    RESULTS = "results"
    PARTICIPANTS = "participants"
    PARTNERS = "partners"
    COMMUNICATION = "communication"
    DIFFICULTIES = "difficulties"
    SUSTAINABILITY = "sustainability"
    FINANCE = "finance"
    DOCUMENTS = "documents"
    ANNEXES = "annexes"
    SIGNATURES = "signatures"

    @property
    def number(self) -> int:
        """The number in front of the heading."""
        return list(ReportSection).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantReport:
    """Everything that stands in the report."""

    kind: DeliverableKind
    project_title: str
    agreement_number: str
    agreement_on: date | None
    funder: str
    call: str
    applicant: str
    applicant_details: str
    period: Period | None
    currency: Currency
    base_currency: Currency
    award: Decimal | None
    award_base: Decimal | None
    leader: str
    locale: str
    status: ReportStatus
    as_of: date
    narratives: Mapping[NarrativeSection, str] = field(default_factory=dict)
    activities: tuple[ActivityRow, ...] = ()
    indicators: tuple[IndicatorRow, ...] = ()
    participants: ParticipantsTable = field(default_factory=ParticipantsTable)
    partners: tuple[PartnerRow, ...] = ()
    volunteers: tuple[VolunteerRow, ...] = ()
    claimed: ClaimedHours | None = None
    months: tuple[MonthRow, ...] = ()
    finance: tuple[FinanceLine, ...] = ()
    tranches: tuple[Tranche, ...] = ()
    documents: tuple[SupportingDocument, ...] = ()
    photos: tuple[Photo, ...] = ()
    unreadable_photos: tuple[str, ...] = ()
    publications: tuple[Publication, ...] = ()
    annexes: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    funder_logo: bytes | None = None

    def narrative(self, section: NarrativeSection) -> str:
        """The text of a section, empty when nobody wrote one."""
        return self.narratives.get(section, "").strip()

    @property
    def hours(self) -> Decimal:
        """The volunteers' hours."""
        return sum((row.hours for row in self.volunteers), Decimal(0))

    @property
    def documented(self) -> Decimal:
        """The sum of the supporting documents in the grant's currency."""
        return sum((row.grant_amount for row in self.documents), Decimal(0))

    @property
    def total(self) -> Amounts:
        """All planned and actual money of the budget."""
        return total(self.finance)

    @property
    def grant_spent(self) -> Decimal:
        """What was spent of the funder's own money."""
        return total(line for line in self.finance if line.source is BudgetSource.GRANT).actual

    @property
    def received(self) -> Decimal:
        """The tranches that have arrived and are in the grant's currency."""
        arrived = (row for row in self.tranches if row.received_on and row.currency is self.currency)
        return sum((row.amount for row in arrived), Decimal(0))


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
    NO_PHOTOS = "no_photos"
    PHOTO_WITHOUT_CAPTION = "photo_without_caption"
    PHOTO_UNREADABLE = "photo_unreadable"
    NO_SIGNATURES = "no_signatures"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing: a blocking one keeps the report a draft; `subject` names the record."""

    code: GapCode
    section: ReportSection
    blocking: bool = True
    subject: str = ""


class ReportIncomplete(RuleError):
    """A report with blocking gaps may not be final: code `report_incomplete`, detail `count`."""


def total(lines: Iterable[FinanceLine]) -> Amounts:
    """Add lines up, exact to the kopiyka."""
    kept = tuple(lines)
    return Amounts(sum((line.planned for line in kept), Decimal(0)), sum((line.actual for line in kept), Decimal(0)))


def by_category(lines: Iterable[FinanceLine]) -> tuple[FinanceGroup, ...]:
    """Group lines under their categories, both in the order in which they come."""
    groups: dict[BudgetCategory, list[FinanceLine]] = {}
    for line in lines:
        groups.setdefault(line.category, []).append(line)
    return tuple(FinanceGroup(category, tuple(kept), total(kept)) for category, kept in groups.items())


def by_source(lines: Iterable[FinanceLine]) -> tuple[tuple[BudgetSource, Amounts], ...]:
    """Give the sums per source of money, in the order of the sources, without those that pay for nothing."""
    kept = tuple(lines)
    return tuple(
        (source, total(line for line in kept if line.source is source))
        for source in BudgetSource
        if any(line.source is source for line in kept)
    )


def gaps(report: GrantReport) -> list[Gap]:
    """List what the report lacks, in the order of its sections; an empty list means nothing."""
    return [gap for find in _FINDERS for gap in find(report)]


def mark_final(report: GrantReport) -> GrantReport:
    """Return the report as final. Raises `ReportIncomplete` while a blocking gap is left."""
    blocking = sum(gap.blocking for gap in gaps(report))
    if blocking:
        raise ReportIncomplete("report_incomplete", report.project_title, count=blocking)
    return replace(report, status=ReportStatus.FINAL)


def _cover_gaps(report: GrantReport) -> Iterator[Gap]:
    if not report.agreement_number.strip():
        yield Gap(GapCode.NO_AGREEMENT_NUMBER, ReportSection.COVER)
    if report.period is None:
        yield Gap(GapCode.NO_PERIOD, ReportSection.COVER)
    if not report.award:
        yield Gap(GapCode.NO_AWARD, ReportSection.COVER)
    if not report.leader.strip():
        yield Gap(GapCode.NO_LEADER, ReportSection.COVER)


def _story_gaps(report: GrantReport) -> Iterator[Gap]:
    if not report.narrative(NarrativeSection.SUMMARY):
        yield Gap(GapCode.NO_SUMMARY, ReportSection.SUMMARY)
    if not report.narrative(NarrativeSection.OBJECTIVES):
        yield Gap(GapCode.NO_OBJECTIVES, ReportSection.OBJECTIVES)


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
    people = report.participants
    if not people.total:
        yield Gap(GapCode.NO_PARTICIPANTS, ReportSection.PARTICIPANTS)
    for mark, count in people.marks:
        if count > people.total:
            yield Gap(GapCode.MARK_ABOVE_TOTAL, ReportSection.PARTICIPANTS, True, mark)
    if not report.partners:
        yield Gap(GapCode.NO_PARTNERS, ReportSection.PARTNERS, False)
    if not report.narrative(NarrativeSection.COMMUNICATION):
        yield Gap(GapCode.NO_COMMUNICATION, ReportSection.COMMUNICATION, False)
    if not report.narrative(NarrativeSection.DIFFICULTIES):
        yield Gap(GapCode.NO_DIFFICULTIES, ReportSection.DIFFICULTIES, False)
    if not report.narrative(NarrativeSection.SUSTAINABILITY):
        yield Gap(GapCode.NO_SUSTAINABILITY, ReportSection.SUSTAINABILITY, False)


def _finance_gaps(report: GrantReport) -> Iterator[Gap]:
    if not report.finance:
        yield Gap(GapCode.NO_FINANCE, ReportSection.FINANCE)
    if report.award and report.grant_spent > report.award:
        yield Gap(GapCode.GRANT_OVERSPENT, ReportSection.FINANCE)
    over = (line for line, sums in by_line(report.finance) if sums.actual > sums.planned)
    yield from (Gap(GapCode.LINE_OVER_PLAN, ReportSection.FINANCE, False, _named(line)) for line in over)
    if not report.tranches:
        yield Gap(GapCode.NO_TRANCHES, ReportSection.FINANCE, False)


def _document_gaps(report: GrantReport) -> Iterator[Gap]:
    documented: dict[str, Decimal] = {}
    for row in report.documents:
        documented[row.line_code] = documented.get(row.line_code, Decimal(0)) + row.grant_amount
    for line, sums in by_line(report.finance):
        if sums.actual and line.code not in documented:
            yield Gap(GapCode.LINE_WITHOUT_DOCUMENTS, ReportSection.DOCUMENTS, True, _named(line))
        elif sums.actual != documented.get(line.code, Decimal(0)):
            yield Gap(GapCode.DOCUMENTS_DIFFER, ReportSection.DOCUMENTS, True, _named(line))
    for row in report.documents:
        if not row.number.strip():
            yield Gap(GapCode.DOCUMENT_WITHOUT_NUMBER, ReportSection.DOCUMENTS, True, row.counterparty)


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


_FINDERS: tuple[Callable[[GrantReport], Iterator[Gap]], ...] = (
    _cover_gaps,
    _story_gaps,
    _activity_gaps,
    _result_gaps,
    _finance_gaps,
    _document_gaps,
    _closing_gaps,
)
