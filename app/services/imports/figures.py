"""Importing visits and the yearly figures of branches.

A figure of a branch is either a whole (`detail` empty) or split into parts by place. Both at once would count
twice: parts replace the whole that they add up to, and a whole that comes after its parts is only compared.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.attendance_import import AttendanceField, FigureRow, ServiceRow
from app.domain.imports import PREVIEW_ROWS, Issue, RefusalCode
from app.domain.periods import Period
from app.i18n import _
from app.labels.imports import period_words
from app.queries.imports.attendance import Figure, figures, tallies
from app.queries.imports.portions import portions
from app.services.imports.branches import BranchBook, Ref
from app.services.imports.outcome import Outcome
from models.branches import Branch
from models.events import BranchFigure, Measure

Value = tuple[Ref, AttendanceField, str, Period, int]


@dataclass(slots=True)
class FigurePlan:
    """What importing the lines will do."""

    outcome: Outcome
    create: list[Value] = field(default_factory=list)
    change: list[tuple[int, int]] = field(default_factory=list)
    remove: list[int] = field(default_factory=list)
    branches: dict[Ref, tuple[str, int | None]] = field(default_factory=dict)


class _Book:
    """The figures known so far: those stored, and those of the lines before."""

    def __init__(self, stored: Sequence[Figure]) -> None:
        self.values: dict[tuple[Ref, str, str], dict[Period, tuple[int, int | None]]] = defaultdict(dict)
        for item in stored:
            self.values[item.branch_id, item.measure, item.detail][item.period] = (item.value, item.figure_id)

    def clash(self, ref: Ref, measure: str, detail: str, period: Period) -> Period | None:
        known = self.values.get((ref, measure, detail), {})
        return next((other for other in known if other != period and other.overlaps(period)), None)

    def parts(self, ref: Ref, measure: str, period: Period) -> list[tuple[Period, int]]:
        return [
            (other, value)
            for (owner, name, detail), known in self.values.items()
            if owner == ref and name == measure and detail
            for other, (value, _id) in known.items()
            if other.overlaps(period)
        ]

    def wholes(self, ref: Ref, measure: str, period: Period) -> list[tuple[Period, int | None]]:
        known = self.values.get((ref, measure, ""), {})
        return [(other, stored[1]) for other, stored in known.items() if other.overlaps(period)]


def plan_visits(
    session: Session, rows: Sequence[FigureRow], mapping: Mapping[str, str], book: BranchBook
) -> FigurePlan:
    """Decide what becomes of each line of visits; nothing is written."""
    plan = FigurePlan(Outcome(heading=[_("Branch"), _("Place of the visit"), _("Period"), _("Visits")]))
    issues = plan.outcome.issues
    settled, known = _settle_branches(session, rows, mapping, book, plan.outcome)
    period_heading = mapping.get(AttendanceField.PERIOD, "")
    lines: dict[tuple[Ref, str, Period], int] = {}
    for ref, row in settled:
        key = (ref, row.detail, row.period)
        if key in lines:
            issues.append(Issue(row.line, "", RefusalCode.DUPLICATE_LINE, _("line %(num)d", num=lines[key])))
            continue
        clash = known.clash(ref, row.measure, row.detail, row.period)
        if clash is None and not row.detail:
            clash = next((period for period, _value in known.parts(ref, row.measure, row.period)), None)
        if clash:
            issues.append(_overlap(row.line, period_heading, row.period, clash))
            continue
        lines[key] = row.line
        if row.detail:
            _replace_wholes(plan, known, ref, row)
        plan.outcome.counts[_settle(plan, known, (ref, row.measure, row.detail, row.period, row.value))] += 1
        plan.outcome.counts["visits"] += row.value
        if len(plan.outcome.preview) < PREVIEW_ROWS:
            plan.outcome.preview.append(
                [book.of(ref).name, row.detail or "—", period_words(row.period), str(row.value)]
            )
    return plan


def plan_services(
    session: Session, rows: Sequence[ServiceRow], mapping: Mapping[str, str], book: BranchBook
) -> FigurePlan:
    """Decide what becomes of each branch with its figures; nothing is written.

    Totals of events and attendances are compared with the summaries of the same branch and never stored,
    because a total does not say who took part, and how.
    """
    heading = [_("Branch"), _("Name"), _("Population served"), _("Period"), _("Figures")]
    plan = FigurePlan(Outcome(heading=heading))
    issues, counts = plan.outcome.issues, plan.outcome.counts
    settled, known = _settle_branches(session, rows, mapping, book, plan.outcome)
    sums = _Sums(session, {ref for ref, _row in settled if isinstance(ref, int)})
    lines: dict[tuple[Ref, Period | None], int] = {}
    for ref, row in settled:
        if (ref, row.period) in lines:
            before = _("line %(num)d", num=lines[ref, row.period])
            issues.append(Issue(row.line, "", RefusalCode.DUPLICATE_LINE, before))
            continue
        clashes = [
            clash for name in row.figures if row.period and (clash := known.clash(ref, name, "", row.period))
        ]
        if clashes and row.period:
            issues.append(_overlap(row.line, mapping.get(AttendanceField.PERIOD, ""), row.period, clashes[0]))
            continue
        lines[ref, row.period] = row.line
        results = {_describe_branch(plan, book, ref, row)}
        if row.period:
            for name, value in row.figures.items():
                if parts := known.parts(ref, name, row.period):
                    total = sum(part for period, part in parts if _within(period, row.period))
                    _compare(plan, row.line, mapping.get(name, ""), value, total)
                    continue
                results.add(_settle(plan, known, (ref, name, "", row.period, value)))
                counts[name] += value
            for name, value in row.stated.items():
                if isinstance(ref, int) and (total := sums.of(ref, name, row.period)) is not None:
                    _compare(plan, row.line, mapping.get(name, ""), value, total)
        counts[next(name for name in ("updated", "created", "unchanged") if name in results)] += 1
        if len(plan.outcome.preview) < PREVIEW_ROWS:
            plan.outcome.preview.append(_preview(book, ref, row))
    return plan


def _settle_branches(
    session: Session,
    rows: Sequence[FigureRow] | Sequence[ServiceRow],
    mapping: Mapping[str, str],
    book: BranchBook,
    outcome: Outcome,
) -> tuple[list[tuple[Ref, "FigureRow | ServiceRow | object"]], _Book]:
    raise NotImplementedError
