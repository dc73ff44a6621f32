"""The figures behind the Drivers page: what was raised beside partners, participants and volunteers' hours.

The page shows the figures side by side and claims nothing about causes.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple, TypeVar

from sqlalchemy.orm import Session

from app.domain.periods import Period
from app.queries.events import participants_by_month_branch
from app.queries.hours import minutes_by_month_branch
from app.queries.money_raised import money_raised_by_month_branch
from app.queries.partnerships import active_partners_by_month, active_partners_by_month_branch
from app.scope import Scope

Key = TypeVar("Key")


@dataclass(slots=True)
class Sums:
    """What adds up: money in the base currency, events, participants, and minutes of volunteers."""

    money: Decimal = field(default_factory=Decimal)
    events: int = 0
    participants: int = 0
    minutes: int = 0

    def add(self, other: "Sums") -> None:
        """Add the figures of another branch or month."""
        self.money += other.money
        self.events += other.events
        self.participants += other.participants
        self.minutes += other.minutes


class MonthRow(NamedTuple):
    """A month, named by its first day; it has no partners until it has come."""

    month: date
    sums: Sums
    partners: int | None


class BranchRow(NamedTuple):
    """A branch with its partners on the last day of the period that has come.

    What belongs to no branch has neither an id nor partners.
    """

    branch_id: int | None
    sums: Sums
    partners: int | None


class CellRow(NamedTuple):
    """A branch in a month, with its partners on the month's last day that has come; or what belongs to no branch."""

    month: date
    branch_id: int | None
    sums: Sums
    partners: int | None


@dataclass(frozen=True)
class Drivers:
    """The figures of one period, and the sums that each table adds up to; partners of branches do not add up.

    Attributes:
        months: a row a month, in order.
        branches: a row a branch that has any figure, the most participants first.
        totals: the sums of the period.
        metrics: those metrics of the period that are known without asking again, by their codes.
    """

    months: list[MonthRow]
    branches: list[BranchRow]
    totals: Sums
    metrics: dict[str, int | Decimal]


def drivers(session: Session, period: Period, scope: Scope, today: date) -> Drivers:
    """Return the drivers of a period, month by month and branch by branch.

    The columns of `months` and of `branches` add up to the same totals, which are the metrics of the period.
    """
    cells = _cells(session, period, scope)
    come = _come(period, today)
    of_all = dict(active_partners_by_month(session, come, scope))
    present = active_partners_by_month_branch(session, come.months()[-1], scope)
    newest = come.months()[-1].start.replace(day=1)

    by_month = _added((month, sums) for (month, _branch_id), sums in cells.items())
    by_branch = _added((branch_id, sums) for (_month, branch_id), sums in cells.items())
    totals = _added((None, sums) for sums in by_branch.values())[None]
    months = [
        MonthRow(start, by_month[start], of_all.get(start) if start <= today else None)
        for start in (month.start.replace(day=1) for month in period.months())
    ]
    branches = [
        BranchRow(
            branch_id, by_branch[branch_id], present.get((newest, branch_id), 0) if branch_id is not None else None
        )
        for branch_id in by_branch.keys() | {branch_id for _month, branch_id in present}
    ]
    branches.sort(key=lambda row: (-row.sums.participants, row.branch_id is None, row.branch_id or 0))
    known: dict[str, int | Decimal] = {
        "money_raised": totals.money,
        "active_partners": of_all[newest],
        "participants": totals.participants,
        "volunteer_hours": totals.minutes,
        "events": totals.events,
    }
    return Drivers(months, branches, totals, known)


def branches_by_month(session: Session, period: Period, scope: Scope, today: date) -> list[CellRow]:
    """Return a row for each branch and month that has any figure; they add up as those of `drivers` do.

    The branches with the most participants come first, the months in their order.
    """
    cells = _cells(session, period, scope)
    partners: dict[tuple[date, int | None], int] = dict(
        active_partners_by_month_branch(session, _come(period, today), scope).items()
    )
    came: defaultdict[int | None, int] = defaultdict(int)
    for (_month, branch_id), sums in cells.items():
        came[branch_id] += sums.participants
    keys = sorted(cells.keys() | partners.keys(), key=lambda key: (-came[key[1]], key[1] is None, key[1] or 0, key[0]))
    return [
        CellRow(*key, cells.get(key) or Sums(), partners.get(key, 0) if key[1] is not None else None) for key in keys
    ]


def _come(period: Period, today: date) -> Period:
    """Return the part of a period that has come; its first day at least."""
    return Period(period.start, min(period.end, max(today, period.start) + timedelta(days=1)))


def _cells(session: Session, period: Period, scope: Scope) -> dict[tuple[date, int | None], Sums]:
    """Return what adds up, by month and branch."""
    cells: defaultdict[tuple[date, int | None], Sums] = defaultdict(Sums)
    for held in participants_by_month_branch(session, period, scope):
        cell = cells[held.month_start, held.branch_id]
        cell.events, cell.participants = held.events, held.participants
    for worked in minutes_by_month_branch(session, period, scope):
        cells[worked.month, worked.branch_id].minutes = worked.value
    for raised in money_raised_by_month_branch(session, period, scope):
        cells[raised.month, raised.branch_id].money = raised.value
    return cells


def _added(parts: Iterable[tuple[Key, Sums]]) -> defaultdict[Key, Sums]:
    """Return the sums by key, in exact numbers; a key without any has nothing of everything."""
    found: defaultdict[Key, Sums] = defaultdict(Sums)
    for key, sums in parts:
        found[key].add(sums)
    return found
