"""Figures of months on both databases: grouping by calendar month, and a table of the months asked for."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.domain.periods import Period
from app.queries.places import day_place

_SECOND_DAY = date(1, 1, 2)


class MonthBranch(NamedTuple):
    """A figure of one branch in one month; `month` is its first day, no branch means the whole system."""

    month: date
    branch_id: int | None
    value: Any


class month_number(FunctionElement[int]):  # noqa: N801 – written like the functions of SQL
    """An expression that numbers the months of a date column: year × 12 + month − 1."""

    type = sa.Integer()
    inherit_cache = True
    name = "month_number"


@compiles(month_number)
def _extracted(element: month_number, compiler: Any, **asked: Any) -> str:
    day = compiler.process(element.clauses, **asked)
    return f"(EXTRACT(year FROM {day}) * 12 + EXTRACT(month FROM {day}) - 1)"


@compiles(month_number, "sqlite")
def _cut(element: month_number, compiler: Any, **asked: Any) -> str:
    """Cut the digits out of the text that a date is on SQLite: its own functions read every date anew."""
    day = compiler.process(element.clauses, **asked)
    return f"(CAST(SUBSTR({day}, 1, 4) AS INTEGER) * 12 + CAST(SUBSTR({day}, 6, 2) AS INTEGER) - 1)"


@lru_cache(maxsize=1_200)
def month_of(number: Any) -> date:
    """Return the first day of the month with a number that `month_number` gave."""
    year, month = divmod(int(number), 12)
    return date(year, month + 1, 1)


def month_rows(count: int) -> sa.Subquery:
    """Return a table of so many months, or other stretches of days that follow each other, with places for their days.

    Its columns: `place` (from 0), `first` and `last` day, and `before`, the day before the first. A figure that an
    index keeps by day is summed faster month by month than by grouping its thousands of days.
    """
    rows = [
        sa.select(
            sa.literal_column(str(place), sa.Integer).label("place"),
            *(day_place(f"{name}_{place}").label(name) for name in ("before", "first", "last")),
        )
        for place in range(count)
    ]
    return sa.union_all(*rows).subquery("months")


def asked_months(months: Sequence[Period]) -> dict[str, date]:
    """Return the values of the places of `month_rows`; before the first day of the calendar there is none."""
    days = {}
    for place, month in enumerate(months):
        days[f"before_{place}"] = max(month.start, _SECOND_DAY) - timedelta(days=1)
        days[f"first_{place}"] = month.start
        days[f"last_{place}"] = month.last_day
    return days
