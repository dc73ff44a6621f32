"""Importing visits and the yearly figures of branches.

A figure of a branch is either a whole (`detail` empty) or split into parts by place. Both at once would count
twice: parts replace the whole that they add up to, and a whole that comes after its parts is only compared.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.attendance_import import AttendanceField, FigureRow, ServiceRow
from app.domain.imports import PREVIEW_ROWS, Issue, RefusalCode
from app.domain.periods import Period
from app.formats import grouped
from app.i18n import _
from app.labels import label
from app.labels.imports import period_words
from app.queries.imports.attendance import Figure, figures, tallies
from app.queries.imports.portions import portions
from app.services.imports.branches import BranchBook, Ref
from app.services.imports.outcome import Outcome
from models.events import BranchFigure, Measure

FIGURES = cast(sa.Table, BranchFigure.__table__)

Value = tuple[Ref, AttendanceField, str, Period, int]
AnyRow = TypeVar("AnyRow", FigureRow, ServiceRow)


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
        self._details: dict[tuple[Ref, str], set[str]] = defaultdict(set)
        for item in stored:
            self.put(item.branch_id, item.measure, item.detail, item.period, (item.value, item.figure_id))

    def put(self, ref: Ref, measure: str, detail: str, period: Period, stored: tuple[int, int | None]) -> None:
        """Remember a figure and its id; one without an id is not in the database yet."""
        self.values[ref, measure, detail][period] = stored
        if detail:
            self._details[ref, measure].add(detail)

    def clash(self, ref: Ref, measure: str, detail: str, period: Period) -> Period | None:
        """Return a period of the same figure that overlaps without being the same."""
        known = self.values.get((ref, measure, detail), {})
        return next((other for other in known if other != period and other.overlaps(period)), None)

    def parts(self, ref: Ref, measure: str, period: Period) -> list[tuple[Period, int]]:
        """Return the parts of a figure that touch a period."""
        return [
            (other, value)
            for detail in self._details.get((ref, measure), ())
            for other, (value, _id) in self.values[ref, measure, detail].items()
            if other.overlaps(period)
        ]

    def wholes(self, ref: Ref, measure: str, period: Period) -> list[tuple[Period, int | None]]:
        """Return the undivided figures that touch a period, with their ids."""
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
                [book.of(ref).name, row.detail or "—", period_words(row.period), grouped(row.value)]
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
        clashes = [clash for name in row.figures if row.period and (clash := known.clash(ref, name, "", row.period))]
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
                summed = sums.of(ref, name, row.period) if isinstance(ref, int) else None
                if summed is not None:
                    _compare(plan, row.line, mapping.get(name, ""), value, summed)
        counts[next(name for name in ("updated", "created", "unchanged") if name in results)] += 1
        if len(plan.outcome.preview) < PREVIEW_ROWS:
            plan.outcome.preview.append(_preview(book, ref, row))
    return plan


def _settle_branches(
    session: Session, rows: Sequence[AnyRow], mapping: Mapping[str, str], book: BranchBook, outcome: Outcome
) -> tuple[list[tuple[Ref, AnyRow]], _Book]:
    settled: list[tuple[Ref, AnyRow]] = []
    for row in rows:
        ref = book.find_or_add(row.branch, row.line, mapping.get(AttendanceField.BRANCH, ""))
        if isinstance(ref, Issue):
            outcome.issues.append(ref)
        else:
            settled.append((ref, row))
    return settled, _Book(figures(session, {ref for ref, _row in settled if isinstance(ref, int)}))


def _settle(plan: FigurePlan, known: _Book, value: Value) -> str:
    """Plan one figure and return how it is counted: created, updated or unchanged."""
    ref, measure, detail, period, number = value
    stored = known.values[ref, measure, detail].get(period)
    known.put(ref, measure, detail, period, (number, stored[1] if stored else None))
    if stored is None:
        plan.create.append(value)
        return "created"
    if stored[0] == number:
        return "unchanged"
    if stored[1] is not None:
        plan.change.append((stored[1], number))
    return "updated"


def _replace_wholes(plan: FigurePlan, known: _Book, ref: Ref, row: FigureRow) -> None:
    for period, figure_id in known.wholes(ref, row.measure, row.period):
        if figure_id is not None:
            plan.remove.append(figure_id)
        del known.values[ref, row.measure, ""][period]
        plan.outcome.issues.append(
            Issue(row.line, "", RefusalCode.TOTAL_REPLACED, period_words(period), is_refusal=False)
        )


def _compare(plan: FigurePlan, line: int, heading: str, stated: int, summed: int) -> None:
    plan.outcome.counts["checked"] += 1
    if stated != summed:
        text = f"{grouped(stated)} ≠ {grouped(summed)}"
        plan.outcome.issues.append(Issue(line, heading, RefusalCode.TOTAL_DIFFERS, text, is_refusal=False))


def _overlap(line: int, heading: str, period: Period, other: Period) -> Issue:
    value = f"{period_words(period)} ↔ {period_words(other)}"
    return Issue(line, heading, RefusalCode.OVERLAPPING_PERIOD, value[:300])


def _within(inner: Period, outer: Period) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


class _Sums:
    """What the stored summaries of events add up to."""

    def __init__(self, session: Session, branch_ids: set[int]) -> None:
        self._known: dict[int, list[tuple[Period, int | None, int | None]]] = defaultdict(list)
        for tally in tallies(session, branch_ids):
            self._known[tally.branch_id].append((tally.period, tally.events, tally.attendances))

    def of(self, branch_id: int, name: AttendanceField, period: Period) -> int | None:
        """Return the sum inside a period, None when nothing of the kind is stored."""
        found = [
            number
            for inner, events, attendances in self._known.get(branch_id, ())
            if _within(inner, period)
            and (number := events if name is AttendanceField.EVENTS else attendances) is not None
        ]
        return sum(found) if found else None


def _describe_branch(plan: FigurePlan, book: BranchBook, ref: Ref, row: ServiceRow) -> str:
    """Plan the name and the population of a branch. A name that people gave is left as it is."""
    branch = book.of(ref)
    name, population = plan.branches.get(ref, (branch.name, branch.population))
    wanted_name = row.name if row.name and name == branch.code else name
    wanted = (wanted_name, population if row.population is None else row.population)
    if wanted != (name, population):
        plan.branches[ref] = wanted
    if isinstance(ref, str):
        return "created"
    return "unchanged" if wanted == (name, population) else "updated"


def _preview(book: BranchBook, ref: Ref, row: ServiceRow) -> list[str]:
    numbers = "; ".join(f"{label(Measure(name))}: {grouped(value)}" for name, value in row.figures.items())
    population = grouped(row.population) if row.population is not None else "—"
    period = period_words(row.period) if row.period else "—"
    return [book.of(ref).code, row.name or book.of(ref).name, population, period, numbers or "—"]


def apply_figures(session: Session, plan: FigurePlan, book: BranchBook) -> None:
    """Write what was planned. The branches are saved already; figures go past the audit listener."""
    for ref, (name, population) in plan.branches.items():
        branch = book.of(ref)
        branch.rename(name)
        branch.population = population
    session.flush()
    for ids in portions(plan.remove):
        session.execute(sa.delete(BranchFigure).where(BranchFigure.id.in_(ids)))
    if plan.change:
        statement = sa.update(FIGURES).where(FIGURES.c.id == sa.bindparam("row_id"))
        values = [{"row_id": row_id, "number": number} for row_id, number in plan.change]
        session.execute(statement.values(value=sa.bindparam("number")), values)
    for portion in portions(plan.create):
        session.execute(sa.insert(FIGURES), [_figure(book, value) for value in portion])


def _figure(book: BranchBook, value: Value) -> dict[str, object]:
    ref, measure, detail, period, number = value
    return {
        "branch_id": book.of(ref).id,
        "measure": Measure(measure),
        "detail": detail,
        "starts_on": period.start,
        "ends_before": period.end,
        "value": number,
    }
