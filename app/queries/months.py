"""Grouping by calendar month on both databases."""

from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa


class MonthBranch(NamedTuple):
    """A figure of one branch in one month; `month` is its first day, no branch means the whole system."""

    month: date
    branch_id: int | None
    value: Any


def month_number(day: Any) -> Any:
    """Return an expression that numbers the months of a date column: year × 12 + month − 1."""
    return sa.extract("year", day) * 12 + sa.extract("month", day) - 1


def month_of(number: Any) -> date:
    """Return the first day of the month with a number that `month_number` gave."""
    year, month = divmod(int(number), 12)
    return date(year, month + 1, 1)
