"""The letter of the day: what is overdue, what is due today and soon, and the reports that funders wait for.

Each account gets at most one letter a day, in its own language, and none when there is nothing to say. The row that
says so is committed before the letter leaves: a worker that dies in between sends nothing twice.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy.orm import Session

from app.clock import zone
from app.domain.grant_approvals import office_of
from app.domain.grants import crossed
from app.domain.tasks import When, add_workdays, when_due
from app.domain.volunteer_documents import is_worth_a_notice
from app.i18n import _, _n
from app.labels import label
from app.labels.grants import waiting_words
from app.mail import BadMessage, Mailer, MailFailed, MailSettings, Message
from app.permissions import Permission, may
from app.queries.accounts import account_by_id
from app.queries.application_work import applications_of_member
from app.queries.deliverables import DueDeliverable, due_deliverables, waiting_deliverables
from app.queries.grant_approvals import waiting_for
from app.queries.partnerships import due_agreements
from app.queries.reminders import digest_readers, failed_digests, looked_before
from app.queries.shifts import uncovered
from app.queries.tasks import coming
from app.queries.volunteer_documents import ending_documents
from app.scope import scope_of
from app.services import reminders as verbs
from app.templating import day as day_text
from models.accounts import User

logger = logging.getLogger("mistok.digest")

DAYS_AHEAD = 3
# A report is mentioned this many days before it is due; one that is late, every day.
NOTICE = frozenset({30, 14, 7, 1, 0})
# So is the end or the review of an agreement; one that is over, on the next day and then once a week.
AGREEMENT_NOTICE = frozenset({60, 30, 14, 7, 1, 0})
WEEK = 7
MOST_DOCUMENTS = 200


@dataclass(frozen=True)
class Line:
    """One line of the letter: what, more about it, by when, where."""

    text: str
    note: str
    when: str
    url: str


@dataclass(frozen=True)
class Section:
    """Lines under one heading."""

    title: str
    lines: list[Line]


def send_digests(session: Session, now: datetime) -> dict[str, Any]:
    """Send the letter of the day to everybody who has not had it and has something to read."""
    day = now.astimezone(zone()).date()
    sent = 0
    for user_id in digest_readers(session):
        claimed = verbs.claim_digest(session, user_id, day)
        session.commit()
        if claimed:
            sent += _send(session, user_id, day, now)
    return {"sent": sent}


def retry_digests(session: Session, now: datetime) -> dict[str, Any]:
    """Try the letters that did not leave in the morning once more, and then no more."""
    day = now.astimezone(zone()).date()
    sent = 0
    for digest_id, user_id in [(digest.id, digest.user_id) for digest in failed_digests(session, day)]:
        claimed = verbs.claim_retry(session, digest_id)
        session.commit()
        if claimed:
            sent += _send(session, user_id, day, now)
    return {"sent": sent}


def _send(session: Session, user_id: int, day: date, now: datetime) -> int:
    """Write and send the letter of one account; return how many left. What goes wrong is written down."""
    user = account_by_id(session, user_id)
    if user is None or not user.is_active:
        return 0
    config = current_app.config
    try:
        message = letter(session, user, day)
        if message is None:
            return 0
        settings = MailSettings.from_url(config["MAIL_URL"], sender=config["MAIL_FROM"])
        Mailer(settings).send(message)
    except (MailFailed, BadMessage) as error:
        logger.warning("digest not sent", extra={"user_id": user_id})
        return _failed(session, user_id, day, now, str(error))
    except Exception as error:
        # One letter that cannot be written must not keep the others from leaving.
        logger.exception("digest not written", extra={"user_id": user_id})
        session.rollback()
        return _failed(session, user_id, day, now, type(error).__name__)
    verbs.note_digest(session, user_id, day, sent_at=now)
    session.commit()
    return 1


def _failed(session: Session, user_id: int, day: date, now: datetime, error: str) -> int:
    verbs.note_digest_failure(session, user_id, day, at=now, error=error)
    session.commit()
    return 0


def letter(session: Session, user: User, day: date) -> Message | None:
    """Return the letter of an account for a day, or None when there is nothing to say."""
    base = current_app.config["BASE_URL"].rstrip("/")
    with force_locale(user.locale):
        sections = [section for section in _sections(session, user, day, base) if section.lines]
        if not sections:
            return None
        count = sum(len(section.lines) for section in sections)
        subject = _n(
            "Mistok, %(day)s: %(num)d thing to do",
            "Mistok, %(day)s: %(num)d things to do",
            count,
            day=day_text(day),
        )
        context = {
            "name": user.name,
            "sections": sections,
            "my_day_url": f"{base}/tasks",
            "settings_url": f"{base}/account/reminders",
            "locale": user.locale,
            "subject": subject,
        }
        return Message(
            to=user.email,
            subject=subject,
            text=render_template("email/digest.txt", **context),
            html=render_template("email/digest.html", **context),
        )


def _sections(session: Session, user: User, day: date, base: str) -> list[Section]:
    parts: dict[When, list[Line]] = {}
    for row in coming(session, user.id, day, DAYS_AHEAD):
        when = when_due(row.due_on, day)
        when = When.LATER if when is When.WEEK else when
        time_text = f", {row.due_at:%H:%M}" if row.due_at else ""
        text = "" if when is When.TODAY else day_text(row.due_on)
        parts.setdefault(when, []).append(
            Line(row.title, row.record_name or "", (text + time_text).strip(", "), f"{base}/tasks/{row.id}")
        )
    return [
        Section(_("Overdue"), parts.get(When.OVERDUE, [])),
        Section(_("Today"), parts.get(When.TODAY, [])),
        Section(_("In the next three days"), parts.get(When.LATER, [])),
        Section(_("Waiting for your approval"), _approvals(session, user, base)),
        Section(_("Shifts that lack people"), _uncovered(session, user, day, base)),
        Section(_("Due to funders"), _deliverables(session, user, day, base)),
        Section(_("Agreements with partners"), _agreements(session, user, day, base)),
        Section(_("Documents of volunteers"), _documents(session, user, day, base)),
    ]


def _approvals(session: Session, user: User, base: str) -> list[Line]:
    """Return the applications that wait for the office of the account, every day until it has decided."""
    office = office_of(user.role)
    if office is None:
        return []
    found = waiting_for(session, office, scope_of(user.role, user.branch_id))
    return [
        Line(
            item.title,
            _("%(funder)s, changed since approved", funder=item.funder) if item.is_changed else item.funder,
            _("since %(day)s", day=day_text(item.since)) if item.since else "",
            f"{base}/grants/{item.id}/approval",
        )
        for item in found
    ]


def _uncovered(session: Session, user: User, day: date, base: str) -> list[Line]:
    """Return the shifts that lack people until the next letter: tomorrow's, on a Friday those of the weekend too."""
    if not may(user.role, Permission.VOLUNTEERS_EDIT):
        return []
    lines = []
    last = add_workdays(day, 1)
    for row in uncovered(session, day + timedelta(days=1), last, scope_of(user.role, user.branch_id)):
        lacking = row.needed - row.taken
        note = _n("%(num)d person is lacking", "%(num)d people are lacking", lacking)
        begins = row.starts_at.astimezone(zone())
        when = f"{day_text(begins.date())}, {begins:%H:%M}"
        lines.append(Line(row.title, f"{row.branch_name}, {note}", when, f"{base}/opportunities/shifts/{row.id}"))
    return lines


def _documents(session: Session, user: User, day: date, base: str) -> list[Line]:
    """Return the papers of volunteers that end: of those whom the account coordinates, and of nobody's."""
    if not may(user.role, Permission.VOLUNTEERS_EDIT):
        return []
    found = ending_documents(session, scope_of(user.role, user.branch_id), day, limit=MOST_DOCUMENTS)
    return [
        Line(
            f"{label(row.kind)}: {row.name}", "", in_days(row.expires_on, day), f"{base}/volunteers/{row.volunteer_id}"
        )
        for row in found
        if row.coordinator_id in (None, user.id) and is_worth_a_notice(row.expires_on, day)
    ]


def in_days(due: date, day: date) -> str:
    """Return in how many days something is due, or how late it is, in words."""
    days = (due - day).days
    if days < 0:
        return _n("%(num)d day late", "%(num)d days late", -days)
    return _("today") if days == 0 else _n("in %(num)d day", "in %(num)d days", days)


def _deliverables(session: Session, user: User, day: date, base: str) -> list[Line]:
    """Return the reports that the account answers for: of its own grants, of its teams and, if it may edit, of nobody.

    Accountants answer for all of them.

    A level that passed while no letter left is made up for in the next one; what was handed in is mentioned once a
    week until the funder accepts it.
    """
    if not may(user.role, Permission.GRANTS_VIEW):
        return []
    edits, counts = may(user.role, Permission.GRANTS_EDIT), may(user.role, Permission.GRANTS_MONEY)
    team = applications_of_member(session, user.id)
    if not edits and not counts and not team:
        return []
    scope = scope_of(user.role, user.branch_id)
    before = looked_before(session, user.id, day)

    def is_mine(item: DueDeliverable) -> bool:
        owned = edits and item.owner_id in (None, user.id)
        return counts or owned or item.application_id in team

    lines = []
    for item in due_deliverables(session, scope, day):
        days = (item.due_on - day).days
        if is_mine(item) and (days < 0 or crossed(NOTICE, (item.due_on - before).days, days)):
            lines.append(_deliverable_line(item, in_days(item.due_on, day), base))
    for item in waiting_deliverables(session, scope, day):
        if item.submitted_on is None or not is_mine(item):
            continue
        days = (day - item.submitted_on).days
        if days // WEEK > (before - item.submitted_on).days // WEEK:
            lines.append(_deliverable_line(item, waiting_words(item.submitted_on, day), base))
    return lines


def _deliverable_line(item: DueDeliverable, when: str, base: str) -> Line:
    return Line(f"{label(item.kind)}: {item.title}", item.funder, when, f"{base}/grants/{item.application_id}")


def _agreements(session: Session, user: User, day: date, base: str) -> list[Line]:
    """Return the ends and reviews of agreements that the account answers for: its own partners, those of nobody."""
    if not may(user.role, Permission.PARTNERSHIPS_EDIT):
        return []
    lines = []
    for item in due_agreements(session, scope_of(user.role, user.branch_id), day):
        days = (item.on - day).days
        is_mine = item.owner_id in (None, user.id)
        if is_mine and (days in AGREEMENT_NOTICE or (days < 0 and -days % WEEK == 1)):
            when = _("since %(day)s", day=day_text(item.on)) if days < 0 else in_days(item.on, day)
            text = f"{label(item.kind)}: {item.organisation}"
            url = f"{base}/partnerships/{item.partnership_id}#agreements"
            lines.append(Line(text, label(item.state), when, url))
    return lines
