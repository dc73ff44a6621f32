"""Tasks: when they are due, how they repeat, and when the steps of a checklist fall due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.errors import RuleError
from app.domain.periods import InvalidPeriod, add_months

SATURDAY = 5
LAST_DAY = date(9999, 12, 31)
LONGEST_STEP = 3650
MOST_TIMES = 999


class TaskState(StrEnum):
    """Whether a task still waits for somebody."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class Priority(StrEnum):
    """How much a task matters beside others of the same day."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class RepeatUnit(StrEnum):
    """What the number in «every N …» counts."""

    DAY = "day"
    WORKDAY = "workday"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class When(StrEnum):
    """The part of «My day» in which an open task stands."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"
    UNDATED = "undated"


class Snooze(StrEnum):
    """How far a task may be put off in one click."""

    TOMORROW = "tomorrow"
    WEEK = "week"
    MONTH = "month"


class ChecklistTrigger(StrEnum):
    """The event that starts a checklist."""

    MEMORANDUM_EXPIRES = "memorandum_expires"
    AWARD_RECEIVED = "award_received"
    APPLICATION_SUBMITTED = "application_submitted"
    APPLICATION_DEADLINE = "application_deadline"
    EVENT_PLANNED = "event_planned"
    VOLUNTEER_ADDED = "volunteer_added"
    BY_HAND = "by_hand"


class StepAssignee(StrEnum):
    """Whose task a step of a checklist becomes."""

    RESPONSIBLE = "responsible"
    ROLE = "role"
    ACCOUNT = "account"
    TEAM = "team"


# The records that a started checklist may belong to, by what starts it.
TRIGGER_RECORDS: dict[ChecklistTrigger, tuple[str, ...]] = {
    ChecklistTrigger.MEMORANDUM_EXPIRES: ("partnership",),
    ChecklistTrigger.AWARD_RECEIVED: ("application",),
    ChecklistTrigger.APPLICATION_SUBMITTED: ("application",),
    ChecklistTrigger.APPLICATION_DEADLINE: ("application",),
    ChecklistTrigger.EVENT_PLANNED: ("event",),
    ChecklistTrigger.VOLUNTEER_ADDED: ("volunteer",),
    ChecklistTrigger.BY_HAND: ("contact", "application", "event", "partnership", "volunteer", "donation"),
}
# What starts only beside the date that its steps are counted from, never by hand on any day.
PLANNED_BACK = frozenset({ChecklistTrigger.APPLICATION_DEADLINE})


@dataclass(frozen=True)
class Repeat:
    """How a task repeats.

    Attributes:
        every: every how many units; 1 to 999.
        unit: what is counted.
        start: the day from which the dates are counted, so that the 31st comes back after a short month.
        until: the last day on which the task may fall due, or None.
        times: how many times the task is still to be done, this one included, or None.
    """

    every: int
    unit: RepeatUnit
    start: date
    until: date | None = None
    times: int | None = None


def check_repeat(repeat: Repeat, due_on: date | None) -> None:
    """Let a repetition pass, or raise `RuleError`: `repeat_needs_date`, `repeat_every`, `repeat_times`,
    `repeat_until`."""
    if due_on is None:
        raise RuleError("repeat_needs_date", field="due_on")
    if not 1 <= repeat.every <= MOST_TIMES:
        raise RuleError("repeat_every", MOST_TIMES, field="repeat_every")
    if repeat.times is not None and not 1 <= repeat.times <= MOST_TIMES:
        raise RuleError("repeat_times", MOST_TIMES, field="repeat_times")
    if repeat.until is not None and repeat.until < due_on:
        raise RuleError("repeat_until", field="repeat_until")


def next_due(repeat: Repeat, due_on: date, today: date) -> date | None:
    """Give the day of the next occurrence once the one due on `due_on` is done.

    It is the first date of the rule after `due_on` that has not passed yet, so that a task done late does not
    come back overdue. The 29th to 31st become the last day of a shorter month, and return afterwards; the same
    holds for 29 February. None when the repetition is over.
    """
    if repeat.times is not None and repeat.times <= 1:
        return None
    try:
        found = _first_from(repeat, max(due_on + timedelta(days=1), today))
    except (InvalidPeriod, OverflowError):
        return None
    return None if repeat.until is not None and found > repeat.until else found


def _first_from(repeat: Repeat, wanted: date) -> date:
    start = repeat.start
    match repeat.unit:
        case RepeatUnit.WORKDAY:
            return _workday_from(repeat, wanted)
        case RepeatUnit.MONTH | RepeatUnit.YEAR:
            step = repeat.every * (12 if repeat.unit is RepeatUnit.YEAR else 1)
            months = (wanted.year - start.year) * 12 + wanted.month - start.month
            count = max(months // step, 0)
            while add_months(start, count * step) < wanted:
                count += 1
            return add_months(start, count * step)
        case _:
            step = repeat.every * (7 if repeat.unit is RepeatUnit.WEEK else 1)
            count = max(-(-(wanted - start).days // step), 0)
            return start + timedelta(days=count * step)


def _workday_from(repeat: Repeat, wanted: date) -> date:
    """Count working days from the start, which is moved to Monday if it falls on a weekend."""
    start = after_weekend(repeat.start)
    passed = max(workdays_between(start, wanted), 0)
    count = -(-passed // repeat.every) * repeat.every
    return add_workdays(start, count)


def is_weekend(day: date) -> bool:
    """Tell whether the day is a Saturday or a Sunday; public holidays are not known here."""
    return day.weekday() >= SATURDAY


def after_weekend(day: date) -> date:
    """Give the day itself, or the Monday after the weekend that it falls on."""
    return day + timedelta(days=7 - day.weekday()) if is_weekend(day) else day


def before_weekend(day: date) -> date:
    """Give the day itself, or the Friday before the weekend that it falls on."""
    return day - timedelta(days=day.weekday() - SATURDAY + 1) if is_weekend(day) else day


def workdays_between(start: date, end: date) -> int:
    """Count the Mondays to Fridays from `start` up to, and without, `end`; none when `end` is not later."""
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, 7)
    return weeks * 5 + sum(not is_weekend(start + timedelta(days=weeks * 7 + offset)) for offset in range(rest))


def add_workdays(start: date, count: int) -> date:
    """Give the working day that comes `count` working days after the working day `start`."""
    weeks, rest = divmod(start.weekday() + count, 5)
    return start - timedelta(days=start.weekday()) + timedelta(days=weeks * 7 + rest)


def step_due(trigger_on: date, days_after: int, *, skip_weekends: bool, today: date | None = None) -> date:
    """Give the day on which a step of a checklist falls due.

    Days are calendar days. With `skip_weekends` a step after the date that falls on a Saturday or a Sunday
    moves to Monday, and a step before the date to Friday, so that what comes before the date never passes it.
    A checklist that starts late makes no step overdue: what would have been due before `today` is due today
    (or on Monday).

    Raises:
        RuleError: `step_days` (field `days_after`): the step is too far from the date.
    """
    if abs(days_after) > LONGEST_STEP:
        raise RuleError("step_days", LONGEST_STEP, field="days_after")
    due = trigger_on + timedelta(days=days_after)
    if skip_weekends:
        due = before_weekend(due) if days_after < 0 else after_weekend(due)
    if today is not None and due < today:
        due = after_weekend(today) if skip_weekends else today
    return due


def snoozed(until: Snooze, today: date) -> date:
    """Give the day to which a task is put off: tomorrow, Monday of next week, or the same day of next month."""
    match until:
        case Snooze.TOMORROW:
            return today + timedelta(days=1)
        case Snooze.WEEK:
            return today + timedelta(days=7 - today.weekday())
        case Snooze.MONTH:
            return add_months(today, 1)


def when_due(due_on: date | None, today: date) -> When:
    """Tell in which part of «My day» a task stands; the week ends with Sunday."""
    if due_on is None:
        return When.UNDATED
    if due_on < today:
        return When.OVERDUE
    if due_on == today:
        return When.TODAY
    return When.WEEK if due_on <= week_end(today) else When.LATER


def week_end(today: date) -> date:
    """Give the Sunday of the week of a day."""
    return today + timedelta(days=6 - today.weekday())


def progress(states: Iterable[TaskState]) -> tuple[int, int]:
    """Count what is done of a checklist and the whole; cancelled steps count for neither."""
    counted = [state for state in states if state is not TaskState.CANCELLED]
    return sum(state is TaskState.DONE for state in counted), len(counted)
