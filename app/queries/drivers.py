"""The frames behind the Drivers page: what was raised beside partners, participants and volunteers' hours.

The page shows the figures side by side and claims nothing about causes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from app.domain.periods import Period
from app.queries.events import participants_by_month_branch
from app.queries.hours import minutes_by_month_branch
from app.queries.money_raised import money_raised_by_month_branch
from app.queries.partnerships import active_partners_by_month, active_partners_by_month_branch
from app.scope import Scope

if TYPE_CHECKING:
    from pandas import DataFrame

MEASURES = ("money", "events", "participants", "minutes")


@dataclass(frozen=True)
class Drivers:
    """Three frames over one period, and the sums that they add up to; partners of branches do not add up.

    Attributes:
        months: a row a month, in order: month (date), money (Decimal), events, participants, minutes (int),
            partners (int, or None for a month that has not come).
        branches: a row a branch that has any figure: branch_id (None is the whole system), the sums, and
            partners (int) on the last day of the period that has come.
        cells: a row a month and branch that has any figure: month, branch_id, the sums, and partners (int) on
            the last day of the month.
        totals: the sums of the period: money, events, participants, minutes.
    """

    months: "DataFrame"
    branches: "DataFrame"
    cells: "DataFrame"
    totals: dict[str, int | Decimal]


def drivers(session: Session, period: Period, scope: Scope, today: date) -> Drivers:
    """Return the drivers of a period, month by month and branch by branch.

    The columns of `months` and of `branches` add up to the same totals, which are the metrics of the period.
    """
    import pandas as pd

    rows: list[Mapping[str, Any]] = [
        *(
            {
                "month": row.month_start,
                "branch_id": row.branch_id,
                "events": row.events,
                "participants": row.participants,
            }
            for row in participants_by_month_branch(session, period, scope)
        ),
        *(
            {"month": row.month, "branch_id": row.branch_id, "minutes": row.value}
            for row in minutes_by_month_branch(session, period, scope)
        ),
        *(
            {"month": row.month, "branch_id": row.branch_id, "money": row.value}
            for row in money_raised_by_month_branch(session, period, scope)
        ),
    ]
    by_month = _summed(rows, lambda row: row["month"])
    come = Period(period.start, min(period.end, max(today, period.start) + timedelta(days=1)))
    counted = dict(active_partners_by_month(session, come, scope))
    starts = [month.start.replace(day=1) for month in period.months()]
    months = pd.DataFrame(
        [
            {
                "month": start,
                **by_month.get(start, _nothing()),
                "partners": counted.get(start) if start <= today else None,
            }
            for start in starts
        ],
        columns=["month", *MEASURES, "partners"],
        dtype=object,
    )
    partners = active_partners_by_month_branch(session, come, scope)
    newest = max(month.start.replace(day=1) for month in come.months())
    by_branch = _summed(rows, lambda row: row["branch_id"])
    present = {branch_id: count for (month, branch_id), count in partners.items() if month == newest}
    branches = pd.DataFrame(
        [
            {"branch_id": branch_id, **by_branch.get(branch_id, _nothing()), "partners": present.get(branch_id, 0)}
            for branch_id in {**by_branch, **present}
        ],
        columns=["branch_id", *MEASURES, "partners"],
        dtype=object,
    )
    by_cell = _summed(rows, lambda row: (row["month"], row["branch_id"]))
    cells = pd.DataFrame(
        [
            {
                "month": month,
                "branch_id": branch_id,
                **by_cell.get((month, branch_id), _nothing()),
                "partners": partners.get((month, branch_id), 0),
            }
            for month, branch_id in sorted({**by_cell, **partners}, key=lambda cell: cell[0])
        ],
        columns=["month", "branch_id", *MEASURES, "partners"],
        dtype=object,
    )
    totals = _nothing()
    for sums in by_branch.values():
        for measure in MEASURES:
            totals[measure] += sums[measure]
    return Drivers(months, branches, cells, totals)


def _nothing() -> dict[str, int | Decimal]:
    return {"money": Decimal(0), "events": 0, "participants": 0, "minutes": 0}


def _summed(
    rows: Iterable[Mapping[str, Any]], key: Callable[[Mapping[str, Any]], Any]
) -> dict[Any, dict[str, int | Decimal]]:
    """Sum the measures by a key in exact numbers; pandas would turn money into floats."""
    sums: dict[Any, dict[str, int | Decimal]] = {}
    for row in rows:
        target = sums.setdefault(key(row), _nothing())
        for measure in MEASURES:
            if measure in row:
                target[measure] += row[measure]
    return sums
