"""How well the shifts of a time are covered: a list for files, a calendar of days by branch, and the gaps."""

from collections.abc import Sequence
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
    return (
        sa.select(
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
        .join(Opportunity, Opportunity.id == Shift.opportunity_id)
        .join(Branch, Branch.id == Shift.branch_id)
        .where(
            Shift.cancelled_at.is_(None),
            Opportunity.archived_at.is_(None),
            sa.true() if scope.branch_id is None else Shift.branch_id == scope.branch_id,
        )
    )


SHIFT_LIST = ListSpec(
    name="shifts",
    title=_l("Shifts"),
    select=_select,
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


@dataclass(frozen=True)
class BranchRow:
    """The shifts of a branch, by day in the order of the days."""

    name: str
    days: list[list[Any]]


@dataclass(frozen=True)
class Gap:
    """A coming shift that lacks people."""

    row: Any
    lacking: int


@dataclass(frozen=True)
class Coverage:
    """The shifts of a period: days, branches with their shifts, and what is lacking from now on."""

    days: list[date]
    branches: list[BranchRow]
    by_day: list[tuple[date, list[Any]]]
    gaps: list[Gap]
    shifts: int
    needed: int
    taken: int

    @property
    def lacking(self) -> int:
        """Return how many people are lacking in coming shifts."""
        return sum(gap.lacking for gap in self.gaps)


def coverage(
    session: Session, spec: ListSpec, state: ListState, scope: Scope, period: Period, *, today: date
) -> Coverage:
    """Return the shifts of a period under the filters of the list; one statement.

    What has passed is shown, but is no gap that anybody could fill.
    """
    statement = narrowed(session, spec, state, scope).where(Shift.day >= period.start, Shift.day < period.end)
    rows = session.execute(statement.order_by(Shift.starts_at, Shift.id).limit(MOST)).all()
    days = [period.start + timedelta(days=number) for number in range(period.days)]
    by_day: dict[date, list[Any]] = {}
    for row in rows:
        by_day.setdefault(row.day, []).append(row)
    return Coverage(
        days,
        _branches(rows, days),
        sorted(by_day.items()),
        [Gap(row, row.needed - row.taken) for row in rows if row.day >= today and row.taken < row.needed],
        len(rows),
        sum(row.needed for row in rows),
        sum(row.taken for row in rows),
    )


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
