"""The list engine: one description of a list serves the page, its search, its export and its sums."""

from app.queries.listing.pages import (
    COUNT_LIMIT,
    ListPage,
    RowCount,
    count_rows,
    every_row,
    filtered,
    narrowed,
    run,
)
from app.queries.listing.specs import DAYS_KEPT, Column, Filter, Kind, ListSpec, ListState, complete, in_reach

__all__ = [
    "COUNT_LIMIT",
    "DAYS_KEPT",
    "Column",
    "Filter",
    "Kind",
    "ListPage",
    "ListSpec",
    "ListState",
    "RowCount",
    "complete",
    "count_rows",
    "every_row",
    "filtered",
    "in_reach",
    "narrowed",
    "run",
]
