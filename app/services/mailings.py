"""Verbs of mailings: write one, begin it now or at a time, pause, stop, go on, copy."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.letters import Template
from app.domain.mailings import AudienceKind, MailingStatus, RecipientState, check_mailing_move
from app.labels import label
from app.queries.consents import purpose_by_code
from app.queries.contacts import ROLE_CONDITIONS
from app.queries.mailing_audience import Counts, audience_counts
from app.services.letter_values import common_values
from models.accounts import User
from models.contacts import Tag
from models.jobs import Job
from models.mailings import Mailing, MailingRecipient
from models.saved_views import SavedView

FARTHEST = timedelta(days=366)


@dataclass(frozen=True)
class MailingData:
    """What a person types about a mailing."""

    name: str
    locale: str
    subject: str
    body: str
    purpose: str
    audience: AudienceKind
    tag_id: int | None = None
    role: str = ""
    view_id: int | None = None
    per_minute: int | None = None


def save_mailing(session: Session, data: MailingData, *, mailing: Mailing | None, by: User) -> Mailing:
    """Save a mailing that has not begun.

    Raises:
        RuleError: `mailing_is_out`, `no_such_mailing_purpose`, `segment_needed`, `tag_gone`, `no_such_role`, or what
            `app.domain.letters.Template` refuses.
    """
    if mailing is not None and not mailing.status.is_editable:
        raise RuleError("mailing_is_out")
    Template(data.subject, data.body)
    if purpose_by_code(session, data.purpose) is None:
        raise RuleError("no_such_mailing_purpose", field="purpose")
    _check_audience(session, data)
    if mailing is None:
        mailing = Mailing(status=MailingStatus.DRAFT, created_by_id=by.id)
        session.add(mailing)
    mailing.name, mailing.locale = data.name, data.locale
    mailing.subject, mailing.body, mailing.purpose = data.subject, data.body, data.purpose
    mailing.audience, mailing.per_minute = data.audience, data.per_minute
    mailing.tag_id = data.tag_id if data.audience is AudienceKind.TAG else None
    mailing.role = data.role if data.audience is AudienceKind.ROLE else ""
    mailing.view_id = data.view_id if data.audience is AudienceKind.SEGMENT else None
    session.flush()
    return mailing


def _check_audience(session: Session, data: MailingData) -> None:
    if data.audience is AudienceKind.SEGMENT:
        view = session.get(SavedView, data.view_id) if data.view_id else None
        if view is None or not view.is_segment:
            raise RuleError("segment_needed", field="view_id")
    if data.audience is AudienceKind.TAG and (data.tag_id is None or session.get(Tag, data.tag_id) is None):
        raise RuleError("tag_gone", field="tag_id")
    if data.audience is AudienceKind.ROLE and data.role not in ROLE_CONDITIONS:
        raise RuleError("no_such_role", field="role")


def copy_mailing(session: Session, mailing: Mailing, name: str, *, by: User) -> Mailing:
    """Return a draft with the text and the audience of a mailing."""
    twin = Mailing(
        name=name[:200],
        status=MailingStatus.DRAFT,
        locale=mailing.locale,
        subject=mailing.subject,
        body=mailing.body,
        purpose=mailing.purpose,
        audience=mailing.audience,
        tag_id=mailing.tag_id,
        role=mailing.role,
        view_id=mailing.view_id,
        per_minute=mailing.per_minute,
        created_by_id=by.id,
    )
    session.add(twin)
    session.flush()
    return twin


def remove_mailing(session: Session, mailing: Mailing) -> None:
    """Remove a mailing of which no letter has left.

    Raises:
        RuleError: `mailing_is_out`.
    """
    if not mailing.status.is_editable:
        raise RuleError("mailing_is_out")
    session.delete(mailing)
    session.flush()


def check_ready(session: Session, mailing: Mailing, *, by: User | None, on: date) -> Counts:
    """Return who would get the mailing now.

    Raises:
        RuleError: `nobody_to_write_to`, `fields_empty_for_all`, or as `audience_counts`.
    """
    template = Template(mailing.subject, mailing.body)
    common = common_values(session, by, on, mailing.locale)
    missing = [place.field for place in template.places if place.field in common and not place.default]
    empty = [field for field in dict.fromkeys(missing) if not common[field]]
    if empty:
        raise RuleError("fields_empty_for_all", ", ".join(label(field) for field in empty))
    counts = audience_counts(session, mailing, on)
    if not counts.reached:
        raise RuleError("nobody_to_write_to")
    return counts


def confirm_mailing(
    session: Session, mailing: Mailing, *, expected: int, at: datetime | None, by: User, on: date, now: datetime
) -> None:
    """Begin a mailing, at once or at a time. The job that sends it is attached with `attach_job`.

    Args:
        expected: how many letters the person saw would leave.
        at: when it begins; None begins at once.

    Raises:
        RuleError: `mailing_not_now`, `schedule_in_past`, `schedule_too_far`, `audience_changed`, or as `check_ready`.
    """
    check_mailing_move(mailing.status, MailingStatus.SENDING)
    if not mailing.status.is_editable:
        raise RuleError("mailing_not_now")
    if at is not None and at <= now:
        raise RuleError("schedule_in_past", field="day")
    if at is not None and at > now + FARTHEST:
        raise RuleError("schedule_too_far", field="day")
    counts = check_ready(session, mailing, by=by, on=on)
    if counts.reached != expected:
        raise RuleError("audience_changed", counts.reached)
    mailing.created_by_id = by.id
    mailing.scheduled_at = at
    mailing.status = MailingStatus.SCHEDULED if at else MailingStatus.SENDING
    session.flush()


def attach_job(session: Session, mailing: Mailing, job: Job) -> None:
    """Remember which job sends a mailing; any older one finds that it is no longer its turn."""
    mailing.job_id = job.id
    session.flush()


def unschedule(session: Session, mailing: Mailing) -> None:
    """Make a mailing that waits for its time a draft again. Raises `mailing_not_now`."""
    if mailing.status is not MailingStatus.SCHEDULED:
        raise RuleError("mailing_not_now")
    mailing.status, mailing.scheduled_at, mailing.job_id = MailingStatus.DRAFT, None, None
    session.flush()


def pause(session: Session, mailing: Mailing) -> None:
    """Let no further letter leave for now. Raises `mailing_not_now`."""
    check_mailing_move(mailing.status, MailingStatus.PAUSED)
    mailing.status, mailing.trouble, mailing.trouble_detail = MailingStatus.PAUSED, "", ""
    session.flush()


def go_on(session: Session, mailing: Mailing) -> None:
    """Send what is left of a paused or stopped mailing. Raises `mailing_not_now`."""
    if mailing.status not in (MailingStatus.PAUSED, MailingStatus.STOPPED):
        raise RuleError("mailing_not_now")
    _wake(mailing)
    session.flush()


def _wake(mailing: Mailing) -> None:
    mailing.status, mailing.server_failures, mailing.finished_at = MailingStatus.SENDING, 0, None
    mailing.trouble = mailing.trouble_detail = ""


def stop(session: Session, mailing: Mailing, *, now: datetime) -> None:
    """Let no further letter leave; what has left has left. Raises `mailing_not_now`."""
    check_mailing_move(mailing.status, MailingStatus.STOPPED)
    mailing.status, mailing.finished_at = MailingStatus.STOPPED, now
    session.flush()


def send_unknown_again(session: Session, mailing: Mailing) -> int:
    """Send the letters again of which it is not known whether they left.

    Returns:
        How many; the mailing goes on when it was over.

    Raises:
        RuleError: `not_unknown`, when there are none; `mailing_not_now` while the mailing is paused or
            stopped, since whoever wants these letters again has not asked for those that wait.
    """
    if mailing.status not in (MailingStatus.SENDING, MailingStatus.DONE):
        raise RuleError("mailing_not_now")
    statement = sa.update(MailingRecipient).where(
        MailingRecipient.mailing_id == mailing.id, MailingRecipient.state == RecipientState.UNKNOWN
    )
    done = session.execute(
        statement.values(state=RecipientState.PENDING, reason="", detail="", try_after=None).execution_options(
            synchronize_session=False
        )
    )
    count = int(done.rowcount)  # type: ignore[attr-defined]
    if not count:
        raise RuleError("not_unknown")
    if mailing.status is not MailingStatus.SENDING:
        _wake(mailing)
    session.flush()
    return count
