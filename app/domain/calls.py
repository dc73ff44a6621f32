"""Funders' calls: who may apply, what co-financing is taken, and the order of their dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.errors import RuleError
from app.domain.periods import add_months


class CofinancingKind(StrEnum):
    """What a funder takes as the applicant's share."""

    OWN = "own"
    PARTNER = "partner"
    IN_KIND = "in_kind"
    VOLUNTEERS = "volunteers"


class ApplicantKind(StrEnum):
    """Who may apply; `THROUGH_PARTNER` says that the library takes part while another one applies."""

    BUDGET_INSTITUTION = "budget_institution"
    NGO = "ngo"
    CONSORTIUM = "consortium"
    BUSINESS = "business"
    INDIVIDUAL = "individual"
    THROUGH_PARTNER = "through_partner"


class GrantDateKind(StrEnum):
    """The dates of the grants calendar: those of a call in their order, and what is due to a funder."""

    OPENS = "opens"
    QUESTIONS = "questions"
    LETTER_OF_INTENT = "letter_of_intent"
    PROPOSAL = "proposal"
    DECISION = "decision"
    DELIVERABLE = "deliverable"


class CallState(StrEnum):
    """How a call stands on a day; computed, never stored."""

    OPEN = "open"
    COMING = "coming"
    UNDATED = "undated"
    CLOSED = "closed"


class DayState(StrEnum):
    """How a date of a call stands on a day: over, the nearest one ahead, or a later one."""

    PAST = "past"
    NEXT = "next"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class CallDates:
    """The dates of a call, any of which may be unknown."""

    opens_on: date | None = None
    questions_until: date | None = None
    loi_due_on: date | None = None
    deadline_on: date | None = None
    decision_on: date | None = None

    def in_order(self) -> list[tuple[GrantDateKind, date]]:
        """Return the known dates with what they are, the earliest first."""
        known = zip(
            (
                GrantDateKind.OPENS,
                GrantDateKind.QUESTIONS,
                GrantDateKind.LETTER_OF_INTENT,
                GrantDateKind.PROPOSAL,
                GrantDateKind.DECISION,
            ),
            (self.opens_on, self.questions_until, self.loi_due_on, self.deadline_on, self.decision_on),
            strict=True,
        )
        return sorted(((kind, day) for kind, day in known if day is not None), key=lambda item: item[1])


@dataclass(frozen=True, slots=True)
class CallDay:
    """One date on the way of a call; `days` are left until it, negative once it has passed."""

    kind: GrantDateKind
    on: date
    state: DayState
    days: int


def dates_refused(dates: CallDates) -> Iterator[RuleError]:
    """Yield a refusal for each date of a call that is out of order.

    The codes are `dates_out_of_order` (the deadline before the opening), `before_call_opens`, `after_call_deadline` and
    `decision_before_deadline`, each with the field that it belongs to.
    """
    opens, deadline = dates.opens_on, dates.deadline_on
    if opens and deadline and deadline < opens:
        yield RuleError("dates_out_of_order", field="deadline_on")
    for name in ("questions_until", "loi_due_on"):
        day = getattr(dates, name)
        if day and opens and day < opens:
            yield RuleError("before_call_opens", field=name)
        elif day and deadline and day > deadline:
            yield RuleError("after_call_deadline", field=name)
    if dates.decision_on and deadline and dates.decision_on < deadline:
        yield RuleError("decision_before_deadline", field="decision_on")


def check_dates(dates: CallDates) -> None:
    """Let the dates of a call pass, or refuse the first that is out of order.

    Raises:
        RuleError: one of `dates_refused`.
    """
    for error in dates_refused(dates):
        raise error


def call_state(opens_on: date | None, deadline_on: date | None, today: date) -> CallState:
    """Tell how a call stands: the day of the deadline is still open; without dates nothing is known."""
    if deadline_on is not None and deadline_on < today:
        return CallState.CLOSED
    if opens_on is not None and opens_on > today:
        return CallState.COMING
    return CallState.UNDATED if deadline_on is None else CallState.OPEN


def way_of(dates: CallDates, today: date) -> list[CallDay]:
    """Return the known dates in their order; of those that are not over, the first is the next one."""
    way: list[CallDay] = []
    next_is_known = False
    for kind, day in dates.in_order():
        state = DayState.PAST if day < today else DayState.LATER if next_is_known else DayState.NEXT
        next_is_known = next_is_known or state is DayState.NEXT
        way.append(CallDay(kind, day, state, (day - today).days))
    return way


def a_year_later(day: date | None) -> date | None:
    """Return the same day of the next year; 29 February becomes the 28th."""
    return None if day is None else add_months(day, 12)


def next_title(title: str) -> str:
    """Return the title of the next year's call: every year that it names grows by one («2025/2026» too)."""
    return re.sub(r"(?<!\d)20\d\d(?!\d)", lambda found: str(int(found[0]) + 1), title)
