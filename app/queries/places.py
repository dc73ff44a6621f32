"""Places for days in statements that are built once and asked again and again.

Writing a statement costs more than answering a small question, so what a page asks the same way each time is built
once for each scope (`lru_cache(maxsize=SCOPES_KEPT)`), with these places for what changes.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.periods import Period

# Most readers see every branch; a process that serves more branches than this builds some statements anew.
SCOPES_KEPT = 32


def day_place(name: str) -> Any:
    """Return the place of a day."""
    return sa.bindparam(name, type_=sa.Date)


@dataclass(frozen=True)
class PeriodPlaces:
    """The places of a period's first day and of the day after its last, in the shape of a `Period`."""

    start: Any
    end: Any


PERIOD = PeriodPlaces(day_place("start"), day_place("end"))
# A second period, for statements that answer for two at once.
EARLIER = PeriodPlaces(day_place("earlier_start"), day_place("earlier_end"))
TODAY = day_place("today")
MOST = sa.bindparam("most", type_=sa.Integer)


def asked(period: Period) -> dict[str, date]:
    """Return the values of `PERIOD`."""
    return {"start": period.start, "end": period.end}


def asked_both(period: Period, earlier: Period) -> dict[str, date]:
    """Return the values of `PERIOD` and `EARLIER`."""
    return {**asked(period), "earlier_start": earlier.start, "earlier_end": earlier.end}


def both(period: sa.Select[Any], earlier: sa.Select[Any]) -> sa.Select[Any]:
    """Return one row of the single figures of two selects."""
    return sa.select(period.scalar_subquery(), earlier.scalar_subquery())
