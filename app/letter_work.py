"""The jobs that send: a letter to one person, and a mailing.

What leaves cannot be taken back, so both commit their claim before the mail server hears of a letter. A letter that
is found claimed when a job begins was being sent when its worker died: it becomes «perhaps sent» and is left alone.
"""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.clock import today
from app.domain.bounces import BounceSource, Report, bounce_kind, enhanced_status
from app.domain.errors import RuleError
from app.domain.letters import LetterStatus
from app.domain.mailings import (
    MailingStatus,
    RecipientState,
    Trouble,
    Why,
    portion,
    retry_at,
    server_retry_at,
)
from app.jobs import Again, Progress
from app.letter_making import Maker, mailer
from app.mail import BadMessage, MailFailed, Message, Stage
from app.queries import mailings as questions
from app.queries.letters import letter_by_id
from app.queries.mailing_audience import last_look
from app.services import letters, mailing_sending
from app.services.bounces import record_bounce
from models.base import utc_now
from models.jobs import Job
from models.mailings import Mailing

LETTER, MAILING = "letter", "mailing"
# One portion of a mailing: other jobs get their turn after so many seconds.
PORTION_SECONDS = 20
# A server that refuses so many letters one after another takes them for spam; the others are kept for later.
REFUSED_IN_A_ROW = 5
PROGRESS_EVERY = 20
_BUSY = 421


def send_letter(session: Session, job: Job, progress: Progress) -> dict[str, Any]:
    """Send the letter `letter_id`, once."""
    letter = letter_by_id(session, int(job.arguments["letter_id"]))
    if letter is None:
        return {}
    if letter.status is LetterStatus.SENDING:
        letters.letter_stuck(session, letter, LetterStatus.UNKNOWN, "", "")
        return {}
    if not letters.claim_letter(session, letter.id):
        return {}
    session.commit()
    headers = {"Auto-Submitted": "no", "Reply-To": letter.author.email}
    message = Message(letter.email, letter.subject, letter.text, letter.html, headers, letter.message_id)
    try:
        with mailer(session) as sender:
            sender.send(message, at=utc_now())
    except BadMessage:
        letters.letter_stuck(session, letter, LetterStatus.FAILED, Trouble.BAD_ADDRESS, "")
        return {}
    except MailFailed as failure:
        status = LetterStatus.UNKNOWN if failure.uncertain else LetterStatus.FAILED
        letters.letter_stuck(session, letter, status, _trouble(failure), str(failure))
        report = _bounce(letter.email, failure, letter.message_id)
        if report is not None:
            record_bounce(session, report, source=BounceSource.SERVER, letter=letter, now=utc_now())
        return {}
    letters.letter_left(session, letter, now=utc_now())
    return {"sent": 1}


def send_mailing(session: Session, job: Job, progress: Progress) -> dict[str, Any] | Again:
    """Send the next portion of the mailing `mailing_id`, and come back for the rest."""
    mailing_id = int(job.arguments["mailing_id"])
    mailing = questions.mailing_by_id(session, mailing_id)
    if mailing is None or mailing.job_id != job.id:
        return {}
    if mailing.status not in (MailingStatus.SENDING, MailingStatus.SCHEDULED):
        return _outcome(session, mailing_id)
    try:
        if mailing.started_at is None:
            mailing_sending.freeze_recipients(
                session, mailing, domain=mailer(session).domain, on=today(), now=utc_now()
            )
        mailing_sending.doubt_unfinished(session, mailing_id)
        session.commit()
        next_time = Round(session, mailing, progress).work()
    except Exception as error:
        session.rollback()
        trouble = error.code if isinstance(error, RuleError) else Trouble.CRASHED
        mailing_sending.doubt_unfinished(session, mailing_id)
        if questions.mailing_by_id(session, mailing_id) is not None:
            mailing_sending.halt(session, mailing_id, trouble, "")
        session.commit()
        raise
    return next_time or _outcome(session, mailing_id)


def _outcome(session: Session, mailing_id: int) -> dict[str, Any]:
    counts = questions.state_counts(session, mailing_id)
    return {
        "url": f"/mailings/{mailing_id}",
        "sent": counts.get(RecipientState.SENT, 0),
        "skipped": counts.get(RecipientState.SKIPPED, 0),
        "refused": counts.get(RecipientState.FAILED, 0),
    }


@dataclass(frozen=True)
class Written:
    """A letter of a mailing ready to leave."""

    recipient_id: int
    message: Message
    attempts: int


class Halted(Exception):
    """The mailing is paused, or comes to a pause: nothing more leaves in this portion."""


class Round:
    """One portion of a mailing: as many letters as the time and the pace allow."""

    def __init__(self, session: Session, mailing: Mailing, progress: Progress) -> None:
        self.session = session
        self.mailer = mailer(session)
        self.progress = progress
        self.failures = mailing.server_failures
        self.refused_in_a_row = 0
        self.number = mailing.id
        self.total = mailing.recipient_count
        self.pace = portion(mailing.per_minute, PORTION_SECONDS)
        self.maker = Maker(session, mailing, today())
        self.look = last_look(mailing, today())
        self.wait: datetime | None = None

    def work(self) -> Again | None:
        """Send letters; return when to come back, or None when the mailing is over, paused or stopped."""
        most, window = self.pace
        begun, moment = time.monotonic(), utc_now()
        counts = questions.state_counts(self.session, self.number)
        done = self.total - counts.get(RecipientState.PENDING, 0)
        tried = 0
        try:
            with self.mailer:
                while (most is None or tried < most) and time.monotonic() - begun < PORTION_SECONDS:
                    recipient_id = questions.next_recipient(self.session, self.number, utc_now())
                    if recipient_id is None:
                        return self._nothing_left()
                    tried += self._one(recipient_id)
                    done += 1
                    if done % PROGRESS_EVERY == 0:
                        self.progress(min(done, self.total), self.total)
        except Halted:
            return Again(self.wait) if self.wait else None
        finally:
            self.session.commit()
            self.progress(min(done, self.total), self.total)
        late = most is not None and tried >= most
        return Again(datetime.fromtimestamp(moment.timestamp() + window, moment.tzinfo) if late else None)

    def _nothing_left(self) -> Again | None:
        at = questions.next_attempt(self.session, self.number)
        if at is not None:
            return Again(at)
        mailing_sending.finish(self.session, self.number, now=utc_now())
        return None

    def _one(self, recipient_id: int) -> int:
        """Send one letter; return 1 when the mail server was asked and 0 when the letter was left out."""
        look = self.session.execute(self.look, {"recipient": recipient_id}).one()
        if look.mailing_status is not MailingStatus.SENDING:
            raise Halted
        skip = self._settle(recipient_id, RecipientState.SKIPPED)
        if look.why:
            skip(reason=look.why)
            return 0
        message, missing = self.maker.write(look, look.token, look.message_id)
        if message is None:
            skip(reason=Why.EMPTY_FIELD, detail=missing)
            return 0
        if not mailing_sending.claim(self.session, recipient_id):
            return 0
        self.session.commit()
        self._send(Written(recipient_id, message, look.attempts + 1))
        return 1

    def _settle(self, recipient_id: int, state: RecipientState) -> Any:
        def write(**values: Any) -> None:
            mailing_sending.settle(self.session, recipient_id, state, **values)

        return write

    def _send(self, letter: Written) -> None:
        try:
            self.mailer.send(letter.message, at=utc_now())
        except BadMessage:
            self._settle(letter.recipient_id, RecipientState.FAILED)(reason=Trouble.BAD_ADDRESS)
        except MailFailed as failure:
            self._not_taken(letter, failure)
        else:
            self._settle(letter.recipient_id, RecipientState.SENT)(sent_at=utc_now())
            self.refused_in_a_row = 0
            if self.failures:
                self.failures = 0
                mailing_sending.note_server(self.session, self.number, 0)

    def _not_taken(self, letter: Written, failure: MailFailed) -> None:
        if failure.uncertain:
            self._settle(letter.recipient_id, RecipientState.UNKNOWN)(detail=str(failure))
        elif failure.stage is Stage.SERVER or failure.status == _BUSY:
            self._no_server(letter, failure)
        elif not failure.permanent and (later := retry_at(letter.attempts, utc_now())) is not None:
            self._settle(letter.recipient_id, RecipientState.PENDING)(try_after=later, detail=str(failure))
        else:
            trouble = _trouble(failure) if failure.permanent else Trouble.LATER
            self._settle(letter.recipient_id, RecipientState.FAILED)(reason=trouble, detail=str(failure))
            self._note_bounce(letter, failure)
            self.refused_in_a_row += failure.stage is Stage.MESSAGE
            if self.refused_in_a_row >= REFUSED_IN_A_ROW:
                mailing_sending.halt(self.session, self.number, Trouble.LETTER_REFUSED, str(failure))
                raise Halted

    def _no_server(self, letter: Written, failure: MailFailed) -> None:
        """Wait for a server that does not answer, longer each time; settings that it refuses need a person."""
        mailing_sending.put_back(self.session, letter.recipient_id)
        self.failures += 1
        mailing_sending.note_server(self.session, self.number, self.failures)
        self.wait = None if failure.permanent else server_retry_at(self.failures, utc_now())
        if self.wait is None:
            trouble = Trouble.SETTINGS if failure.permanent else Trouble.SERVER
            mailing_sending.halt(self.session, self.number, trouble, str(failure))
        raise Halted

    def _note_bounce(self, letter: Written, failure: MailFailed) -> None:
        report = _bounce(letter.message.to, failure, letter.message.message_id)
        recipient = questions.recipient_by_id(self.session, letter.recipient_id)
        if report is not None:
            record_bounce(self.session, report, source=BounceSource.SERVER, recipient=recipient, now=utc_now())


def _trouble(failure: MailFailed) -> Trouble:
    if failure.stage is Stage.SERVER:
        return Trouble.SETTINGS if failure.permanent else Trouble.SERVER
    return Trouble.REFUSED if failure.stage is Stage.RECIPIENT else Trouble.LETTER_REFUSED


def _bounce(email: str, failure: MailFailed, message_id: str) -> Report | None:
    """Return the bounce that a refusal amounts to; one of the letter itself only when it names the mailbox."""
    status = enhanced_status(str(failure))
    if failure.stage is Stage.SERVER or (failure.stage is Stage.MESSAGE and not status.startswith(("5.1.", "5.2."))):
        return None
    kind = bounce_kind(status, failure.status)
    return Report(email, kind, status, str(failure), message_id) if kind else None
