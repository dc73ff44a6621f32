"""The drivers as frames of pandas: what the pictures, the tables by month and the workbook are made of.

pandas takes half a second to load, so it is imported where a frame is made; the server has it from its start.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from app.i18n import _l
from app.queries.drivers import BranchRow, CellRow, Drivers, MonthRow

if TYPE_CHECKING:
    from pandas import DataFrame, Index


class Measure(NamedTuple):
    """A column of the frames: its title, and whether branches and months add up."""

    column: str
    title: Any
    adds_up: bool = True


# In the order of the columns.
MEASURES = (
    Measure("money", _l("Money raised")),
    Measure("partners", _l("Active partners"), adds_up=False),
    Measure("events", _l("Events")),
    Measure("participants", _l("Participants")),
    Measure("hours", _l("Volunteers’ hours")),
)


def months_frame(found: Drivers) -> DataFrame:
    """Return a frame of the months: money (Decimal), partners (None when yet to come), events, participants, hours."""
    return _frame([row.month for row in found.months], found.months)


def branches_frame(found: Drivers) -> DataFrame:
    """Return a frame of the branches in their order, with the columns of `months_frame`."""
    return _frame(range(len(found.branches)), found.branches)


def by_branch_and_month(cells: Sequence[CellRow], months: list[date], measure: str, today: date) -> DataFrame:
    """Return one measure with the branches down, by their ids in the order of the cells, and the months across.

    Partners of months to come, and of what belongs to no branch, are None; every other empty cell is zero.
    """
    import pandas as pd

    places = {branch_id: place for place, branch_id in enumerate(dict.fromkeys(row.branch_id for row in cells))}
    keys = pd.MultiIndex.from_tuples([(places[row.branch_id], row.month) for row in cells])
    table = _frame(keys, cells)[measure].unstack(fill_value=0)
    table = table.reindex(index=range(len(places)), columns=months, fill_value=0).astype(object)
    if measure == "partners":
        table[[month for month in months if month > today]] = None
        if None in places:
            table.loc[places[None]] = None
    return table.set_axis(pd.Index(list(places), dtype=object))


def pictured(rows: Sequence[MonthRow] | Sequence[CellRow]) -> DataFrame:
    """Return a frame for a picture: month, money in thousands, partners (NaN when yet to come), participants, hours."""
    import pandas as pd

    return pd.DataFrame(
        {
            "month": [row.month for row in rows],
            "money": [float(row.sums.money / 1000) for row in rows],
            "partners": [row.partners for row in rows],
            "participants": [row.sums.participants for row in rows],
            "hours": [row.sums.minutes / 60 for row in rows],
        }
    )


def _frame(
    index: Index[Any] | range | list[date], rows: Sequence[MonthRow] | Sequence[BranchRow] | Sequence[CellRow]
) -> DataFrame:
    """Return a frame of exact numbers; pandas by itself would turn money into floats."""
    import pandas as pd

    figures = [
        (row.sums.money, row.partners, row.sums.events, row.sums.participants, Decimal(row.sums.minutes) / 60)
        for row in rows
    ]
    return pd.DataFrame(figures, index=index, columns=[measure.column for measure in MEASURES], dtype=object)
