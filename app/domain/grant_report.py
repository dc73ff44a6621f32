"""The grant report as data: what stands in it, and its sums. What it still lacks says `app.domain.report_gaps`.

Texts are already in the report's language. Amounts are in the grant's currency unless a field says `base`.
Nothing here knows where the data come from or how they are printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from app.domain.grants import BudgetCategory, BudgetSource, DeliverableKind, NarrativeSection
from app.domain.money import Currency, quantize
from app.domain.periods import Period
from app.domain.report_blocks import Block, BlockKind, DocumentSection, default_blocks, document
from app.domain.report_rows import (
    ActivityRow,
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
    total,
)


class ReportStatus(StrEnum):
    """A draft carries a watermark and its list of gaps; a final report has no blocking gap."""

    DRAFT = "draft"
    FINAL = "final"


class RateRule(StrEnum):
    """Which rate turns the grant's currency into that of the report."""

    AWARD = "award"
    RECEIPTS = "receipts"
    DAY = "day"
    AVERAGE = "average"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """How amounts came into the report's currency: each was multiplied by `rate` and rounded once.

    Attributes:
        source: the currency of the grant.
        rate: units of the report's currency for one of the grant's.
        rule: where the rate comes from.
        since: the first day of the rates that it was made of, if there are several.
        until: their last day, or the only one.
        count: how many rates or receipts it was made of.
    """

    source: Currency
    rate: Decimal
    rule: RateRule
    since: date | None = None
    until: date | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that the funder wants on the cover: `data` is a PNG or JPEG file, `name` says whose it is."""

    data: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Definition:
    """How a figure of the report is counted, in words."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """The frozen version that is printed: its number, the moment of its data, its checksum, why it was issued.

    `redacted_at` is when a person's name was last removed from it; the checksum stays that of what was issued.
    """

    number: int
    as_of: datetime
    checksum: str
    reason: str = ""
    redacted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantReport:
    """Everything that stands in the report.

    `covers` is the time that the report is about when it is not the whole project: `tranches` and `documents` are of
    that time then, and `tranches_before` are those that arrived earlier. `category_names` are the funder's
    own words for categories of the budget. `rate_missing` says that amounts stay in the grant's currency because the
    rate that the report asks for is not known. `issue` is set for a frozen version only.
    """

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
    tranches_before: tuple[Tranche, ...] = ()
    documents: tuple[SupportingDocument, ...] = ()
    photos: tuple[Photo, ...] = ()
    unreadable_photos: tuple[str, ...] = ()
    publications: tuple[Publication, ...] = ()
    annexes: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    funder_logo: bytes | None = None
    blocks: tuple[Block, ...] = field(default_factory=default_blocks)
    covers: Period | None = None
    conversion: Conversion | None = None
    rate_missing: bool = False
    category_names: Mapping[BudgetCategory, str] = field(default_factory=dict)
    required_indicators: tuple[str, ...] = ()
    logos: tuple[Logo, ...] = ()
    disclaimer: str = ""
    definitions: tuple[Definition, ...] = ()
    issue: Issue | None = None

    @property
    def sections(self) -> tuple[DocumentSection, ...]:
        """The document: the blocks in their numbered sections."""
        return document(self.blocks, self.narratives, self.filled)

    @property
    def filled(self) -> frozenset[BlockKind]:
        """The kinds of blocks that have something to print beside their text."""
        return frozenset(kind for kind, has in _HAS_DATA.items() if has(self))

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
    def grant_money(self) -> Amounts:
        """Plan and spending of the funder's own money."""
        return total(line for line in self.finance if line.source is BudgetSource.GRANT)

    @property
    def received(self) -> Decimal:
        """The tranches of the report that have arrived, in its currency."""
        return self._arrived(self.tranches)

    @property
    def received_since_start(self) -> Decimal:
        """The same with the tranches that arrived before the time that the report covers."""
        return self._arrived((*self.tranches_before, *self.tranches))

    @property
    def unspent(self) -> Decimal:
        """What is left of the money that came: negative when more was spent than has come yet."""
        return self.received_since_start - self.grant_money.actual

    def _arrived(self, tranches: Iterable[Tranche]) -> Decimal:
        """Add up what arrived; tranches in a currency that is neither the report's nor the grant's are left out.

        In the base currency it is what was credited, whatever rate turns the other amounts into that currency.
        """
        if self.currency is self.base_currency:
            return sum((row.base_amount for row in tranches if row.received_on), Decimal(0))
        rates = {self.currency: Decimal(1)}
        if self.conversion is not None:
            rates[self.conversion.source] = self.conversion.rate
        came = (row for row in tranches if row.received_on and row.currency in rates)
        return sum((quantize(row.amount * rates[row.currency]) for row in came), Decimal(0))


_HAS_DATA: Mapping[BlockKind, Callable[[GrantReport], object]] = {
    BlockKind.COVER: lambda report: True,
    BlockKind.FIGURES: lambda report: True,
    BlockKind.ACTIVITIES: lambda report: report.activities,
    BlockKind.INDICATORS: lambda report: report.indicators,
    BlockKind.PARTICIPANTS: lambda report: report.participants.rows,
    BlockKind.PARTNERS: lambda report: report.partners or report.volunteers or report.claimed,
    BlockKind.FINANCE: lambda report: report.finance,
    BlockKind.DISBURSEMENTS: lambda report: report.tranches or report.tranches_before,
    BlockKind.DOCUMENTS: lambda report: report.documents,
    BlockKind.ANNEXES: lambda report: report.annexes,
    BlockKind.PUBLICATIONS: lambda report: report.publications,
    BlockKind.PHOTOS: lambda report: report.photos,
    BlockKind.SIGNATURES: lambda report: True,
}


def by_category(
    lines: Iterable[FinanceLine], names: Mapping[BudgetCategory, str] = MappingProxyType({})
) -> tuple[FinanceGroup, ...]:
    """Group lines under their categories, both in the order in which they come.

    Categories for which the funder has the same name are one group; groups with such names are in their order.
    """
    groups: dict[str, list[FinanceLine]] = {}
    for line in lines:
        groups.setdefault(names.get(line.category, line.category.value), []).append(line)
    wanted = sorted(set(names.values()))
    order = [*(name for name in wanted if name in groups), *(name for name in groups if name not in wanted)]
    return tuple(FinanceGroup(groups[name][0].category, tuple(groups[name]), total(groups[name])) for name in order)


def by_source(lines: Iterable[FinanceLine]) -> tuple[tuple[BudgetSource, Amounts], ...]:
    """Give the sums per source of money, in the order of the sources, without those that pay for nothing."""
    kept = tuple(lines)
    return tuple(
        (source, total(line for line in kept if line.source is source))
        for source in BudgetSource
        if any(line.source is source for line in kept)
    )
