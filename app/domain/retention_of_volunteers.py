"""Who keeps coming: active, new, returned, lapsing and lapsed volunteers, from the days with confirmed hours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

ACTIVE_DAYS = 90
YEAR_DAYS = 365
GAP_DAYS = 180


class Retention(StrEnum):
    """How a volunteer stands. New and returned volunteers are active ones too."""

    ACTIVE = "active"
    NEW = "new"
    RETURNED = "returned"
    LAPSING = "lapsing"
    LAPSED = "lapsed"


class Standing(NamedTuple):
    """The first and the last day with confirmed hours, and the latest day that followed a long gap, if any."""

    first_on: date
    last_on: date
    returned_on: date | None


def standing_of(days: Iterable[date]) -> Standing | None:
    """Return the standing that follows from the days with confirmed hours; None when there are none.

    A gap is long when a day comes 180 days or more after the one before it.
    """
    known = sorted(set(days))
    if not known:
        return None
    returned = [day for earlier, day in pairwise(known) if (day - earlier).days >= GAP_DAYS]
    return Standing(known[0], known[-1], returned[-1] if returned else None)


def retention_on(standing: Standing | None, on: date) -> frozenset[Retention]:
    """Return how a volunteer stands on a day that is not before the last day of help; nothing for who never helped.

    Active: helped in the last 90 days, the present one included. New: for the first time in these days. Returned: in
    these days after a long gap. Lapsing: helped in the last 365 days, but not in the last 90. Lapsed: longer ago.
    """
    if standing is None:
        return frozenset()
    since = (on - standing.last_on).days
    if since >= YEAR_DAYS:
        return frozenset({Retention.LAPSED})
    if since >= ACTIVE_DAYS:
        return frozenset({Retention.LAPSING})
    found = {Retention.ACTIVE}
    if (on - standing.first_on).days < ACTIVE_DAYS:
        found.add(Retention.NEW)
    if standing.returned_on is not None and (on - standing.returned_on).days < ACTIVE_DAYS:
        found.add(Retention.RETURNED)
    return frozenset(found)
