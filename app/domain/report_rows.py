"""The rows of a grant report's tables.

Texts are already in the report's language. Amounts are in the grant's currency unless a field says `base`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from app.domain.events import AttendanceMode, Mark
from app.domain.grants import BudgetCategory, BudgetSource, DocumentType, variance
from app.domain.money import Currency, RateSource

_NUMBERS = re.compile(r"(\d+)")


class ActivityState(StrEnum):
    """How an activity stands on the day of the report."""

    DONE = "done"
    LATE = "late"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRow:
    """An activity of the plan and what became of it."""

    title: str
    planned_from: date
    planned_to: date | None = None
    done_on: date | None = None
    place: str = ""
    responsible: str = ""
    participants: int | None = None
    note: str = ""

    def state(self, as_of: date) -> ActivityState:
        """Tell whether it is done, late or still ahead."""
        if self.done_on is not None:
            return ActivityState.DONE
        return ActivityState.LATE if (self.planned_to or self.planned_from) < as_of else ActivityState.PLANNED


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRow:
    """An indicator with its baseline, target and achieved value."""

    name: str
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    achieved: Decimal | None = None
    source: str = ""

    @property
    def percent_of_target(self) -> Decimal | None:
        """Achieved ÷ target × 100, to one decimal; None without both or with a target of zero."""
        if self.achieved is None or not self.target:
            return None
        return (self.achieved / self.target * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class ParticipantsRow:
    """One age band: its name and the counts in the order of the table's modes; or those whose age nobody stated."""

    band: str
    counts: tuple[int, ...]
    is_children: bool = False
    is_unstated: bool = False

    @property
    def total(self) -> int:
        """Everybody in the band."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsTable:
    """Attendances by age band and mode. Marks are totals of their own: they never add to the sum."""

    modes: tuple[AttendanceMode, ...] = tuple(AttendanceMode)
    rows: tuple[ParticipantsRow, ...] = ()
    marks: tuple[tuple[Mark, int], ...] = ()
    events: int = 0

    def __post_init__(self) -> None:
        if any(len(row.counts) != len(self.modes) for row in self.rows):
            raise ValueError("every row needs one count per mode")

    @property
    def by_mode(self) -> tuple[int, ...]:
        """The totals of the columns."""
        return tuple(sum(row.counts[place] for row in self.rows) for place in range(len(self.modes)))

    @property
    def total(self) -> int:
        """Everybody."""
        return sum(self.by_mode)

    @property
    def known_total(self) -> int | None:
        """Everybody; None where events took place and nobody counted."""
        return None if self.events and not self.total else self.total

    @property
    def known_events(self) -> int | None:
        """The number of events; None where people came to a period of which nobody counted the events."""
        return None if self.total and not self.events else self.events

    @property
    def knows_ages(self) -> bool:
        """Whether the age of anybody is known; otherwise nothing can be said about children."""
        return any(row.total for row in self.rows if not row.is_unstated)

    @property
    def children(self) -> int:
        """Everybody under 18."""
        return sum(row.total for row in self.rows if row.is_children)


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner, what it did in the project, and its agreement.

    `memorandum` is the agreement in one text, as it stood in copies that were frozen before number and day were kept
    apart; the two are written in the language of the report.
    """

    name: str
    contribution: str = ""
    memorandum: str = ""
    agreement_number: str = ""
    agreement_on: date | None = None


@dataclass(frozen=True, slots=True)
class VolunteerRow:
    """A volunteer's confirmed hours in the project."""

    name: str
    role: str
    hours: Decimal


@dataclass(frozen=True, slots=True)
class ClaimedHours:
    """Volunteers' hours that count as co-financing: their value in the grant's currency and the rates of an hour."""

    hours: Decimal
    value: Decimal
    rates: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class MonthRow:
    """The course of the project: figures of one month, which is given by its first day."""

    month: date
    spent: Decimal
    participants: int
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Amounts:
    """Planned and actual money side by side.

    `in_period` is set in a report of a part of the project only: the part of `actual` that was spent in that time;
    `actual` is what was spent since the start then, up to the last day of that time.
    """

    planned: Decimal
    actual: Decimal
    in_period: Decimal | None = None

    @property
    def difference(self) -> Decimal:
        """Actual minus planned: negative when less was spent."""
        return variance(self.planned, self.actual).difference

    @property
    def percent(self) -> Decimal | None:
        """The difference in per cent of the plan, to one decimal; None when nothing was planned."""
        return variance(self.planned, self.actual).percent

    @property
    def remainder(self) -> Decimal:
        """What is left of the plan: negative when more was spent."""
        return self.planned - self.actual

    @property
    def used(self) -> Decimal | None:
        """Actual in per cent of the plan, to one decimal; None when nothing was planned."""
        return (self.actual / self.planned * 100).quantize(Decimal("0.1"), ROUND_HALF_UP) if self.planned else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinanceLine(Amounts):
    """What one source pays of a budget line; a line of several sources is as many rows of one code.

    `agreed` is the plan before anything was moved between lines, None where nobody asked. `heading` is the funder's
    own heading in the report's language, "" where the line stands under none.
    """

    code: str
    category: BudgetCategory
    source: BudgetSource
    item: str
    agreed: Decimal | None = None
    heading: str = ""


def by_heading(lines: Iterable[FinanceLine]) -> tuple[tuple[str, Amounts], ...]:
    """Give the sums under each of the funder's headings, A2 before A10; what stands under none comes last, as "".

    A report of which no line has a heading has no such sums.
    """

    def place(heading: str) -> tuple[bool, list[tuple[int, str]]]:
        return not heading, [(int(part), "") if part.isdecimal() else (-1, part) for part in _NUMBERS.split(heading)]

    rows: dict[str, list[FinanceLine]] = {}
    for line in lines:
        rows.setdefault(line.heading, []).append(line)
    named = sorted(rows, key=place)
    return tuple((heading, total(rows[heading])) for heading in named) if any(rows) else ()


def total(lines: Iterable[FinanceLine]) -> Amounts:
    """Add lines up, exact to the kopiyka."""
    kept = tuple(lines)
    parts = [line.in_period for line in kept if line.in_period is not None]
    return Amounts(
        sum((line.planned for line in kept), Decimal(0)),
        sum((line.actual for line in kept), Decimal(0)),
        sum(parts, Decimal(0)) if parts else None,
    )


def by_line(lines: Iterable[FinanceLine]) -> list[tuple[FinanceLine, Amounts]]:
    """Put the sources of each line together: the first row of each code, and the sums of all of them."""
    rows: dict[str, list[FinanceLine]] = {}
    for line in lines:
        rows.setdefault(line.code, []).append(line)
    return [(of[0], total(of)) for of in rows.values()]


@dataclass(frozen=True, slots=True)
class FinanceGroup:
    """The lines of one category and their subtotal."""

    category: BudgetCategory
    lines: tuple[FinanceLine, ...]
    total: Amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Tranche:
    """A payment of the funder, planned or received, in its own and in the base currency."""

    number: int
    amount: Decimal
    currency: Currency
    base_amount: Decimal
    rate: Decimal
    due_on: date | None = None
    received_on: date | None = None
    rate_on: date | None = None
    rate_source: RateSource = RateSource.SAME_CURRENCY
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportingDocument:
    """A paper behind an expenditure: `amount` as printed on it, `grant_amount` in the grant's currency."""

    kind: DocumentType
    number: str
    issued_on: date
    counterparty: str
    line_code: str
    amount: Decimal
    currency: Currency
    grant_amount: Decimal


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph of the annex: `data` is the file, already made small."""

    data: bytes
    caption: str
    credit: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """Something that was written or shown about the project."""

    title: str
    outlet: str
    published_on: date | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A person who signs, with the office held."""

    role: str
    name: str
