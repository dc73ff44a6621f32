"""Volunteers: who may help, and which hours can be true."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

MIN_AGE = 14
ADULT_AGE = 18
MAX_MINUTES_A_DAY = 16 * 60


class VolunteerStatus(StrEnum):
    """Where a volunteer stands."""

    APPLIED = "applied"
    ACTIVE = "active"
    PAUSED = "paused"
    LEFT = "left"


class HoursStatus(StrEnum):
    """Whether logged hours have been confirmed."""

    LOGGED = "logged"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class HoursSource(StrEnum):
    """Who wrote an entry of hours down: staff by hand, staff for a whole shift, or the volunteer."""

    STAFF = "staff"
    SHIFT = "shift"
    VOLUNTEER = "volunteer"


class DayPart(StrEnum):
    """The parts of a day in which a volunteer is available."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class HoursProblem(StrEnum):
    """Why an entry of hours cannot be right."""

    FUTURE = "future"
    BEFORE_START = "before_start"
    NOT_POSITIVE = "not_positive"
    TOO_LONG = "too_long"


def age_on(birth_date: date, day: date) -> int:
    """Give the full years of age on a day; someone born on 29 February has the birthday on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def too_young(birth_date: date, on: date) -> bool:
    """Tell whether the person is under 14 and may not volunteer."""
    return age_on(birth_date, on) < MIN_AGE


def needs_guardian(birth_date: date, on: date) -> bool:
    """Tell whether the person is 14 to 17 and needs the consent of a parent or guardian."""
    return MIN_AGE <= age_on(birth_date, on) < ADULT_AGE


def check_hours_entry(worked_on: date, minutes: int, today: date, started_on: date | None = None) -> list[HoursProblem]:
    """List what is wrong with an entry of hours; an empty list means that it can be saved.

    `started_on` is the day on which the volunteer began, when it is known.
    """
    problems = []
    if worked_on > today:
        problems.append(HoursProblem.FUTURE)
    if started_on is not None and worked_on < started_on:
        problems.append(HoursProblem.BEFORE_START)
    if minutes <= 0:
        problems.append(HoursProblem.NOT_POSITIVE)
    if minutes > MAX_MINUTES_A_DAY:
        problems.append(HoursProblem.TOO_LONG)
    return problems
