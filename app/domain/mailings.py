"""Mailings: who gets one, when a letter is tried again, and what may be done with a mailing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from app.domain.errors import RuleError
from app.domain.periods import add_months

MOST_RECIPIENTS = 50_000
# A receiver that asks to wait is asked again after these minutes, then given up.
_RETRY_MINUTES = (5, 30)
# A mail server that does not answer at all is asked again after these minutes, then the mailing is paused.
_SERVER_MINUTES = (1, 2, 5, 15)
_ADULT_MONTHS = 18 * 12


class MailingStatus(StrEnum):
    """How far a mailing has come."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"

    @property
    def is_editable(self) -> bool:
        """Tell whether its text and audience may still change."""
        return self in (MailingStatus.DRAFT, MailingStatus.SCHEDULED)


class RecipientState(StrEnum):
    """What became of one letter of a mailing.

    A row is `sending` from before the letter is handed to the mail server until its answer is known. One that is
    found so after the work was cut off becomes `unknown` and is never sent again by itself.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


class Why(StrEnum):
    """Why somebody of the audience gets no letter."""

    ARCHIVED = "archived"
    NO_EMAIL = "no_email"
    MINOR = "minor"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    NO_CONSENT = "no_consent"
    EMPTY_FIELD = "empty_field"
    DUPLICATE = "duplicate"


class Trouble(StrEnum):
    """Why a letter did not leave, or a mailing came to a halt."""

    REFUSED = "refused"
    LATER = "later"
    LETTER_REFUSED = "letter_refused"
    BAD_ADDRESS = "bad_address"
    SERVER = "server"
    SETTINGS = "settings"
    CRASHED = "crashed"


class AudienceKind(StrEnum):
    """How the audience of a mailing is chosen."""

    SEGMENT = "segment"
    TAG = "tag"
    ROLE = "role"
    PEOPLE = "people"
    ORGANISATIONS = "organisations"
    EVERYBODY = "everybody"


_MOVES: Mapping[MailingStatus, frozenset[MailingStatus]] = MappingProxyType(
    {
        MailingStatus.DRAFT: frozenset({MailingStatus.SCHEDULED, MailingStatus.SENDING}),
        MailingStatus.SCHEDULED: frozenset({MailingStatus.DRAFT, MailingStatus.SENDING}),
        MailingStatus.SENDING: frozenset({MailingStatus.PAUSED, MailingStatus.STOPPED, MailingStatus.DONE}),
        MailingStatus.PAUSED: frozenset({MailingStatus.SENDING, MailingStatus.STOPPED}),
        MailingStatus.STOPPED: frozenset({MailingStatus.SENDING}),
        MailingStatus.DONE: frozenset({MailingStatus.SENDING}),
    }
)


def check_mailing_move(present: MailingStatus, wanted: MailingStatus) -> None:
    """Let a change of status pass.

    Raises:
        RuleError: `mailing_not_now`.
    """
    if wanted not in _MOVES[present]:
        raise RuleError("mailing_not_now")


def born_before(on: date) -> date:
    """Give the last birth date of people who are adults on a day: letters to minors go to their guardians."""
    return add_months(on, -_ADULT_MONTHS)


def retry_at(attempts: int, now: datetime) -> datetime | None:
    """Give the moment at which a letter is tried again after so many attempts, or None to give it up."""
    return now + timedelta(minutes=_RETRY_MINUTES[attempts - 1]) if attempts <= len(_RETRY_MINUTES) else None


def server_retry_at(failures: int, now: datetime) -> datetime | None:
    """Give the moment at which a silent mail server is asked again after so many failures, or None to give up."""
    return now + timedelta(minutes=_SERVER_MINUTES[failures - 1]) if failures <= len(_SERVER_MINUTES) else None


def portion(per_minute: int | None, seconds: int) -> tuple[int | None, int]:
    """Give how many letters may leave in one portion of work, and how many seconds that portion stands for.

    Without a limit the portion is limited by its time only.
    """
    if not per_minute:
        return None, seconds
    window = max(seconds, -(-60 // per_minute))
    return max(1, per_minute * window // 60), window
