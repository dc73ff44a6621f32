"""Agreements with partners: what their dates must be like, and how they stand on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.errors import RuleError
from app.domain.periods import add_months

# An agreement is spoken of this many days before it ends, and a review this many days before it is due.
NOTICE = timedelta(days=60)
REVIEW_NOTICE = timedelta(days=14)


class AgreementKind(StrEnum):
    """What kind of paper it is."""

    MEMORANDUM = "memorandum"
    COOPERATION = "cooperation"
    TRANSFER_ACT = "transfer_act"
    OTHER = "other"


class AgreementState(StrEnum):
    """How an agreement stands on a day; worked out from its dates, never stored."""

    PLANNED = "planned"
    VALID = "valid"
    REVIEW_DUE = "review_due"
    ENDS_SOON = "ends_soon"
    EXPIRED = "expired"
    TERMINATED = "terminated"


# Only these say that two sides cooperate; a transfer act or another paper makes nobody an active partner.
COOPERATION_KINDS = (AgreementKind.MEMORANDUM, AgreementKind.COOPERATION)


@dataclass(frozen=True)
class Terms:
    """The dates of an agreement; every end is included, and an open end lasts.

    An agreement without both `valid_from` and `valid_until` is being prepared and is valid on no day.
    `terminated_on` is the last day of an agreement that was ended before its time.
    """

    valid_from: date | None = None
    valid_until: date | None = None
    signed_on: date | None = None
    review_on: date | None = None
    terminated_on: date | None = None

    @property
    def last_day(self) -> date | None:
        """The last day on which it is valid; None while the end is open."""
        return self.terminated_on or self.valid_until

    @property
    def has_dates(self) -> bool:
        """Whether anything is said about when it is valid."""
        return self.valid_from is not None or self.valid_until is not None


def is_valid(terms: Terms, on: date) -> bool:
    """Tell whether an agreement is valid on a day."""
    begun = terms.valid_from is None or terms.valid_from <= on
    return terms.has_dates and begun and (terms.last_day is None or on <= terms.last_day)


def agreement_state(terms: Terms, on: date) -> AgreementState:
    """Tell how an agreement stands on a day: what is over first, then what needs somebody soonest."""
    if terms.last_day is not None and terms.last_day < on:
        return AgreementState.TERMINATED if terms.terminated_on else AgreementState.EXPIRED
    if not is_valid(terms, on):
        return AgreementState.PLANNED
    if terms.last_day is not None and terms.last_day < on + NOTICE:
        return AgreementState.ENDS_SOON
    if terms.review_on is not None and terms.review_on <= on + REVIEW_NOTICE:
        return AgreementState.REVIEW_DUE
    return AgreementState.VALID


def check_terms(terms: Terms, today: date) -> None:
    """Let the dates of an agreement pass, or raise `RuleError` at the field that is wrong.

    Codes: `signed_in_future`, `agreement_dates` (the end is before the start), `signed_after_end`,
    `review_outside`.
    """
    begins, ends = terms.valid_from, terms.valid_until
    if terms.signed_on is not None and terms.signed_on > today:
        raise RuleError("signed_in_future", field="signed_on")
    if begins is not None and ends is not None and ends < begins:
        raise RuleError("agreement_dates", field="valid_until")
    if terms.signed_on is not None and ends is not None and terms.signed_on > ends:
        raise RuleError("signed_after_end", field="signed_on")
    if terms.review_on is not None and not _within(terms.review_on, begins, ends):
        raise RuleError("review_outside", field="review_on")


def check_termination(terms: Terms, last_day: date) -> None:
    """Let an agreement end before its time on a day, or raise `RuleError`.

    Codes: `already_terminated`, `not_signed_yet` (there is nothing to end), `terminated_before_start` and
    `terminated_after_end`, with the day in question as `day`.
    """
    if terms.terminated_on is not None:
        raise RuleError("already_terminated", day=terms.terminated_on)
    starts = [day for day in (terms.signed_on, terms.valid_from) if day is not None]
    if not starts and terms.valid_until is None:
        raise RuleError("not_signed_yet")
    if starts and last_day < max(starts):
        raise RuleError("terminated_before_start", field="terminated_on", day=max(starts))
    if terms.valid_until is not None and last_day > terms.valid_until:
        raise RuleError("terminated_after_end", field="terminated_on", day=terms.valid_until)


def overlaps(first: Terms, second: Terms) -> bool:
    """Tell whether two agreements are valid on a common day; what is being prepared overlaps with nothing."""
    if not first.has_dates or not second.has_dates:
        return False
    return not (_over_before(first, second) or _over_before(second, first))


def renewed(terms: Terms) -> Terms:
    """Give the dates of the agreement that follows: it starts the day after and is to last as long.

    One of whole months or years lasts as many, whatever a leap year adds.
    """
    last = terms.last_day
    if last is None:
        return Terms()
    begins = last + timedelta(days=1)
    if terms.valid_from is None or terms.valid_until is None:
        return Terms(valid_from=begins)
    ended = terms.valid_until + timedelta(days=1)
    months = (ended.year - terms.valid_from.year) * 12 + ended.month - terms.valid_from.month
    if months and add_months(terms.valid_from, months) == ended:
        return Terms(valid_from=begins, valid_until=add_months(begins, months) - timedelta(days=1))
    return Terms(valid_from=begins, valid_until=begins + (terms.valid_until - terms.valid_from))


def any_valid(agreements: Iterable[Terms], on: date) -> bool:
    """Tell whether one of the agreements is valid on a day."""
    return any(is_valid(terms, on) for terms in agreements)


def _within(day: date, begins: date | None, ends: date | None) -> bool:
    return (begins is None or day >= begins) and (ends is None or day <= ends)


def _over_before(first: Terms, second: Terms) -> bool:
    return first.last_day is not None and second.valid_from is not None and first.last_day < second.valid_from
