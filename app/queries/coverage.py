"""How well the shifts of a time are covered: a list for files, a calendar of days by branch, and the gaps."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.periods import Period
from app.domain.shifts import Cover, cover_of
from app.i18n import _l
from app.queries.filters import branch_filter, flag_filter, period_filter
from app.queries.listing import Column, Filter, Kind, ListSpec, ListState, narrowed
from app.queries.opportunities import by_skill
from app.queries.volunteers import skill_choices
from app.scope import Scope
from models.branches import Branch
from models.opportunities import Opportunity, Shift

# More shifts than a month of a whole library system has.
MOST = 3000


def _select(scope: Scope) -> Any:
    statement = sa.select(
        Shift.id,
        Shift.day,
        Shift.starts_at,
        Shift.ends_at,
        Shift.needed,
        Shift.taken,
        Shift.note,
        Shift.branch_id,
        Shift.opportunity_id,
        Opportunity.title,
        Branch.name.label("branch_name"),
        Branch.sort_key.label("branch_key"),
    )
    return _present(statement, scope).outerjoin(Branch, Branch.id == Shift.branch_id)


def _counted(scope: Scope) -> Any:
    return _present(sa.select(Shift.id), scope)


def _present(statement: Any, scope: Scope) -> Any:
    # Every shift has its branch and its opportunity. Joined so, SQLite begins with the shifts and not with these.
    return statement.outerjoin(Opportunity, Opportunity.id == Shift.opportunity_id).where(
        Shift.cancelled_at.is_(None),
        Opportunity.archived_at.is_(None),
        sa.true() if scope.branch_id is None else Shift.branch_id == scope.branch_id,
    )


SHIFT_LIST = ListSpec(
    name="shifts",
    title=_l("Shifts"),
    select=_select,
    counted=_counted,
    id_column=Shift.id,
    columns=(
        Column("starts", _l("Begins"), lambda row: row.starts_at, Kind.DATETIME, Shift.starts_at, primary=True),
        Column("ends", _l("Ends"), lambda row: row.ends_at, Kind.DATETIME),
        Column(
            "title",
            _l("Opportunity"),
            lambda row: row.title,
            sort=Opportunity.sort_key,
            url=lambda row: ("opportunities.shift", {"shift_id": row.id}),
            secondary=True,
        ),
        Column("branch", _l("Branch"), lambda row: row.branch_name, sort=Branch.sort_key),
        Column("needed", _l("How many are wanted"), lambda row: row.needed, Kind.NUMBER, Shift.needed),
        Column("taken", _l("Places taken"), lambda row: row.taken, Kind.NUMBER, Shift.taken, secondary=True),
        Column("lacking", _l("People lacking"), lambda row: row.needed - row.taken, Kind.NUMBER),
        Column("note", _l("Note"), lambda row: row.note),
    ),
    default_sort="starts",
    filters=(
        branch_filter(Shift.branch_id),
        Filter("skill", _l("Skill"), by_skill, options=skill_choices),
        flag_filter("lacking", _l("Lacks people"), Shift.taken < Shift.needed),
        period_filter(_l("Period"), Shift.day),
    ),
    totals={"needed": sa.func.sum(Shift.needed), "taken": sa.func.sum(Shift.taken)},
)


# Of a month a day shows so many shifts, and the list of what is lacking begins with so many.
FEW, FIRST_GAPS = 4, 12


@dataclass(frozen=True)
class BranchRow:
    """The shifts of a branch, by day in the order of the days."""

    name: str
    days: list[list[Any]]


@dataclass(frozen=True)
class DayRow:
    """The shifts of a day: those that are shown, how many more there are, and how many people may still be found."""

    day: date
    rows: list[Any]
    more: int
    lacking: int


@dataclass(frozen=True)
class Coverage:
    """The shifts of a period: days, branches with their shifts, and what is lacking from now on.

    Attributes:
        by_day: the days that have shifts.
        gaps: the first of the coming shifts that lack people.
        short: how many coming shifts lack people.
        lacking: how many people they lack.
    """

    days: list[date]
    branches: list[BranchRow]
    by_day: list[DayRow]
    gaps: list[Any]
    short: int
    lacking: int


def coverage(
    session: Session, spec: ListSpec, state: ListState, scope: Scope, period: Period, *, today: date
) -> Coverage:
    """Return all shifts of a period under the filters of the list; one statement.

    What has passed is shown, but is no gap that anybody could fill.
    """
    rows = session.execute(_within(narrowed(session, spec, state, scope), period)).all()
    days = [period.start + timedelta(days=number) for number in range(period.days)]
    gaps = _gaps(rows, today)
    lacking = _lacking(gaps)
    by_day = [DayRow(day, of_day, 0, lacking[day]) for day, of_day in _by_day(rows)]
    return Coverage(days, _branches(rows, days), by_day, gaps[:FIRST_GAPS], len(gaps), lacking.total())


def month_coverage(
    session: Session, spec: ListSpec, state: ListState, scope: Scope, period: Period, *, today: date
) -> Coverage:
    """Return a few shifts of each day of a period under the filters of the list; two statements.

    Of a day that has more, those that lack people are the few. Branches are left out.
    """
    # A month has hundreds of shifts: all are counted, and only those that are shown are read.
    counted = narrowed(session, spec, state, scope, counting=True).add_columns(Shift.day, Shift.needed, Shift.taken)
    figures = session.execute(_within(counted, period)).all()
    days = _by_day(figures)
    few = {day: _few(of_day) for day, of_day in days}
    gaps = _gaps(figures, today)
    lacking = _lacking(gaps)
    shown = {row.id for rows in (*few.values(), gaps[:FIRST_GAPS]) for row in rows}
    rows = {row.id: row for row in session.execute(_select(scope).where(Shift.id.in_(shown)))}
    by_day = [
        DayRow(day, [rows[row.id] for row in few[day]], len(of_day) - len(few[day]), lacking[day])
        for day, of_day in days
    ]
    return Coverage([], [], by_day, [rows[row.id] for row in gaps[:FIRST_GAPS]], len(gaps), lacking.total())


def _within(statement: sa.Select[Any], period: Period) -> sa.Select[Any]:
    of_period = statement.where(Shift.day >= period.start, Shift.day < period.end)
    return of_period.order_by(Shift.starts_at, Shift.id).limit(MOST)


def _by_day(rows: Iterable[Any]) -> list[tuple[date, list[Any]]]:
    by_day: dict[date, list[Any]] = {}
    for row in rows:
        by_day.setdefault(row.day, []).append(row)
    return sorted(by_day.items())


def _few(rows: list[Any]) -> list[Any]:
    """Return the shifts of a day that are shown, those that lack people before the others when not all are."""
    return rows if len(rows) <= FEW else sorted(rows, key=lambda row: bool(row.taken >= row.needed))[:FEW]


def _gaps(rows: Iterable[Any], today: date) -> list[Any]:
    return [row for row in rows if row.day >= today and row.taken < row.needed]


def _lacking(gaps: Iterable[Any]) -> Counter[date]:
    """Return how many people each day lacks."""
    found = Counter[date]()
    for row in gaps:
        found[row.day] += row.needed - row.taken
    return found


def _branches(rows: Sequence[Any], days: Sequence[date]) -> list[BranchRow]:
    names = {row.branch_id: (row.branch_key, row.branch_name) for row in rows}
    by_place: dict[tuple[int, date], list[Any]] = {}
    for row in rows:
        by_place.setdefault((row.branch_id, row.day), []).append(row)
    return [
        BranchRow(name, [by_place.get((branch_id, day), []) for day in days])
        for branch_id, (_key, name) in sorted(names.items(), key=lambda item: item[1])
    ]


def cover_of_row(row: Any) -> Cover:
    """Say how far the places of a row are taken."""
    return cover_of(row.taken, row.needed)
