"""Recognition of volunteers: milestones of hours, and anniversaries of the day on which somebody began."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

MILESTONES = (10, 25, 50, 100, 250, 500, 1000)
"""In whole confirmed hours."""


class Help(NamedTuple):
    """Confirmed time of one day or entry, in minutes."""

    day: date
    minutes: int


class Milestone(NamedTuple):
    """A milestone in hours, and the day on which it was reached."""

    hours: int
    on: date


class Anniversary(NamedTuple):
    """The day on which so many full years have passed."""

    years: int
    on: date


def milestone_of(minutes: int) -> int:
    """Return the highest milestone that so many minutes reach, in hours; 0 below the first."""
    return max((hours for hours in MILESTONES if minutes >= hours * 60), default=0)


def last_milestone(helped: Iterable[Help]) -> Milestone | None:
    """Return the highest milestone and the day that reached it, or None. Days may come in any order."""
    total, reached = 0, None
    for day, minutes in sorted(helped):
        total += minutes
        hours = milestone_of(total)
        if hours and (reached is None or hours > reached.hours):
            reached = Milestone(hours, day)
    return reached


def next_anniversary(started_on: date, today: date) -> Anniversary:
    """Return the next anniversary from today on; who began on 29 February has it on the 28th in other years."""
    years = max(today.year - started_on.year, 1)
    on = _after(started_on, years)
    if on < today:
        years += 1
        on = _after(started_on, years)
    return Anniversary(years, on)


def is_near(anniversary: Anniversary, today: date, days: int) -> bool:
    """Tell whether an anniversary lies within so many days, today included."""
    return today <= anniversary.on <= today + timedelta(days=days)


def _after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
