"""Rules of personal data: consents by purpose, minors, terms of keeping, erasure, who looked at a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from app.domain.periods import add_months
from app.domain.volunteers import ADULT_AGE, age_on

DEFAULT_ANSWER_DAYS = 10
# What is kept about anybody at all is kept for this purpose, whatever else the person agreed to.
GENERAL_PURPOSE = "data"
VOLUNTEERING = "volunteering"


class ConsentChannel(StrEnum):
    """How a consent, its withdrawal or a request for erasure came in."""

    PAPER = "paper"
    EMAIL = "email"
    PHONE = "phone"
    WEB = "web"
    IN_PERSON = "in_person"


class ConsentState(StrEnum):
    """Where a person stands with one purpose."""

    GIVEN = "given"
    RENEWAL = "renewal"
    WITHDRAWN = "withdrawn"
    FUTURE = "future"


class ErasureStatus(StrEnum):
    """How far a request for erasure has come."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DONE = "done"
    REFUSED = "refused"


class ErasureSource(StrEnum):
    """Who asked for the erasure: the person, or the term of keeping."""

    PERSON = "person"
    TERM = "term"


class ProposalState(StrEnum):
    """What was decided about a proposal to erase."""

    OPEN = "open"
    ACCEPTED = "accepted"
    KEPT = "kept"
    LAPSED = "lapsed"


class AccessAction(StrEnum):
    """What somebody did with a personal record."""

    OPEN = "open"
    PRINT = "print"
    EXPORT = "export"
    LIST = "list"


def is_minor(birth_date: date | None, on: date) -> bool:
    """Say whether a person is under 18 on the day; without a date of birth nobody counts as a minor."""
    return birth_date is not None and age_on(birth_date, on) < ADULT_AGE


def latest_adult_birthday(on: date) -> date:
    """Return the last date of birth that makes somebody an adult on the day: the rule `is_minor` for queries."""
    try:
        return on.replace(year=on.year - ADULT_AGE)
    except ValueError:
        return date(on.year - ADULT_AGE, 2, 28)


@dataclass(frozen=True)
class ConsentFacts:
    """What decides about one consent."""

    given_on: date
    withdrawn_on: date | None = None
    by_guardian: bool = False


def state_of(consent: ConsentFacts, birth_date: date | None, on: date) -> ConsentState:
    """Return where one consent stands on a day.

    A withdrawal holds from its own day. The consent of a guardian holds while the person is a minor; from the
    eighteenth birthday it is to be renewed by the person.
    """
    if consent.withdrawn_on is not None and consent.withdrawn_on <= on:
        return ConsentState.WITHDRAWN
    if consent.given_on > on:
        return ConsentState.FUTURE
    if consent.by_guardian and birth_date is not None and not is_minor(birth_date, on):
        return ConsentState.RENEWAL
    return ConsentState.GIVEN


def state_beside(
    consent: ConsentFacts, last_withdrawal: date | None, birth_date: date | None, on: date
) -> ConsentState:
    """Return where a consent stands beside others to the same purpose.

    A withdrawal ends every consent that was given before its day, also one that came from another record of
    the same person: when the two are merged, the later will counts.
    """
    if last_withdrawal is not None and consent.given_on < last_withdrawal:
        return ConsentState.WITHDRAWN
    return state_of(consent, birth_date, on)


def state_together(consents: Sequence[ConsentFacts], birth_date: date | None, on: date) -> ConsentState | None:
    """Return where a person stands with a purpose: one valid consent is enough; None when nobody ever asked."""
    last = max((item.withdrawn_on for item in consents if item.withdrawn_on and item.withdrawn_on <= on), default=None)
    states = {state_beside(item, last, birth_date, on) for item in consents} - {ConsentState.FUTURE}
    for state in (ConsentState.GIVEN, ConsentState.RENEWAL, ConsentState.WITHDRAWN):
        if state in states:
            return state
    return None


def answer_due(received_on: date, days: int = DEFAULT_ANSWER_DAYS) -> date:
    """Return the last day for an answer to a request; the day of receipt is not counted."""
    return received_on + timedelta(days=days)


def term_that_applies(months: Sequence[int]) -> int:
    """Return the longest of the terms, in months; whoever is kept for two purposes is kept for the longer one."""
    return max(months)


def keep_until(last_activity: date, months: int) -> date:
    """Return the last day on which a person is kept without being proposed for erasure."""
    return add_months(last_activity, months)


def is_due_for_erasure(last_activity: date, months: Sequence[int], on: date) -> bool:
    """Say whether the longest term that applies has run out since the last activity."""
    return on > keep_until(last_activity, term_that_applies(months))


def access_hour(at: datetime) -> datetime:
    """Return the hour that an access belongs to: one account's same action counts once within it."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
