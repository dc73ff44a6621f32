"""Letters to volunteers about their shifts, the reminder of the day before, and the word to staff about a late gap.

A reminder is claimed and committed before the mail server hears of it, so that nobody is reminded twice.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from html import escape
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy.orm import Session

from app.clock import zone
from app.domain.errors import RuleError
from app.domain.letters import Filled
from app.domain.shifts import Told
from app.i18n import _
from app.jobs import Progress, jobs_of
from app.labels import label
from app.letter_making import mailer
from app.mail import BadMessage, MailFailed, Message
from app.queries import shift_mail as questions
from app.queries.assignments import due_reminders
from app.queries.letters import institution
from app.services.letter_values import dressed, library_name
from app.services.shift_reminders import claim_reminder, give_reminder_back
from app.templating import day as day_text
from models.base import utc_now
from models.jobs import Job
from models.opportunities import Assignment

logger = logging.getLogger("mistok.shifts")

LETTER, GAP = "shift-letter", "shift-gap"


def tell(session: Session, places: Iterable[Assignment], what: Told, *, by_id: int | None = None) -> None:
    """Write to those whose places these are, once the present transaction is committed."""
    for place in places:
        arguments = {"assignment_id": place.id, "what": what.value}
        jobs_of(current_app).enqueue(session, LETTER, _("Letter about a shift"), arguments, by_id=by_id)


def tell_of_gap(session: Session, place: Assignment) -> None:
    """Tell those who look after the work that a place became free less than a day before the shift."""
    jobs_of(current_app).enqueue(session, GAP, _("A volunteer cannot come"), {"assignment_id": place.id}, by_id=None)


def send_shift_letter(session: Session, job: Job, progress: Progress) -> dict[str, Any]:
    """Send the letter `what` about the place `assignment_id`; nothing to somebody without an address.

    Raises:
        RuleError: `mail_failed`.
    """
    message = letter(session, int(job.arguments["assignment_id"]), Told(job.arguments["what"]))
    if message is None:
        return {}
    try:
        mailer(session).send(message, at=utc_now())
    except (MailFailed, BadMessage) as error:
        raise RuleError("mail_failed", error) from error
    return {"sent": 1}


def letter(session: Session, assignment_id: int, what: Told) -> Message | None:
    """Return a letter about a place in a shift in the institution's language, or None without an address."""
    facts = questions.letter_facts(session, assignment_id)
    if facts is None:
        return None
    locale = current_app.config["BABEL_DEFAULT_LOCALE"]
    with force_locale(locale):
        subject = _("%(what)s: %(title)s", what=label(what), title=facts.title)
        text = render_template("email/shift.txt", facts=facts, what=what, when=_when(facts))
    return _dressed(session, facts.email, subject, text, reply_to=facts.owner_email or "")


def _when(facts: Any) -> str:
    begins, ends = (moment.astimezone(zone()) for moment in (facts.starts_at, facts.ends_at))
    return f"{day_text(begins.date(), 'full')}, {begins:%H:%M}–{ends:%H:%M}"


def _dressed(session: Session, email: str, subject: str, text: str, *, reply_to: str) -> Message:
    locale = current_app.config["BABEL_DEFAULT_LOCALE"]
    html = "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in text.strip().split("\n\n"))
    library = institution(session)
    page, plain = dressed(
        Filled(subject, html, text.strip()),
        library=library_name(session, locale),
        address=library.address if library else "",
        locale=locale,
    )
    return Message(email, subject, plain, page, {"Reply-To": reply_to} if reply_to else {})


def send_gap(session: Session, job: Job, progress: Progress) -> dict[str, Any]:
    """Tell the staff whom it concerns that the place `assignment_id` was given up late.

    Raises:
        RuleError: `mail_failed`.
    """
    place = session.get(Assignment, int(job.arguments["assignment_id"]))
    if place is None:
        return {}
    base = current_app.config["BASE_URL"].rstrip("/")
    readers = questions.who_looks_after(session, place.id)
    for user in readers:
        with force_locale(user.locale):
            shift = place.shift
            subject = _("A volunteer cannot come: %(title)s", title=shift.opportunity.title)
            text = render_template(
                "email/shift_gap.txt",
                reader=user.name,
                place=place,
                when=_when(shift),
                free=shift.needed - shift.taken,
                url=f"{base}/opportunities/shifts/{shift.id}",
            )
        try:
            mailer(session).send(Message(user.email, subject, text), at=utc_now())
        except (MailFailed, BadMessage) as error:
            raise RuleError("mail_failed", error) from error
    return {"sent": len(readers)}


def remind(session: Session, now: datetime) -> dict[str, Any]:
    """Remind everybody who has a place tomorrow, each once; a letter that did not leave may be tried again."""
    tomorrow = now.astimezone(zone()).date() + timedelta(days=1)
    sent = failed = 0
    for assignment_id in due_reminders(session, tomorrow):
        claimed = claim_reminder(session, assignment_id, now=now)
        session.commit()
        if not claimed:
            continue
        try:
            message = letter(session, assignment_id, Told.REMINDER)
            if message is None:
                continue
            mailer(session).send(message, at=now)
            sent += 1
        except (MailFailed, BadMessage) as error:
            logger.warning("shift reminder of assignment %s not sent", assignment_id)
            failed += 1
            # A server that may have taken the letter is not asked again.
            if isinstance(error, MailFailed) and not error.uncertain:
                give_reminder_back(session, assignment_id)
                session.commit()
    return {"sent": sent, **({"refused": failed} if failed else {})}
