"""Grouping by calendar month on both databases."""

from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


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


def month_of(number: Any) -> date:
    """Return the first day of the month with a number that `month_number` gave."""
    year, month = divmod(int(number), 12)
    return date(year, month + 1, 1)
