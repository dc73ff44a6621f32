"""What the job of a mailing writes: the frozen recipients, the claim of each letter, and what became of it.

A letter is claimed and the claim committed before the mail server hears of it, so that whatever dies afterwards, the
letter leaves at most once. The job commits; these functions only write.
"""

import hashlib
import secrets
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.mailings import MailingStatus, RecipientState
from app.queries.mailing_audience import audience_counts, audience_rows
from models.mailings import Mailing, MailingRecipient

_PORTION = 1000
_QUIET = {"synchronize_session": False}


def freeze_recipients(session: Session, mailing: Mailing, *, domain: str, on: date, now: datetime) -> int:
    """Make a row for everybody who gets the mailing, and return how many there are.

    Args:
        domain: what Message-IDs end with.

    Raises:
        RuleError: as `audience_counts`.
    """
    counts = audience_counts(session, mailing, on)
    rows = [
        recipient_row(mailing.id, row.id, row.display_name, row.email, domain)
        for row in audience_rows(session, mailing, on)
    ]
    for start in range(0, len(rows), _PORTION):
        session.execute(sa.insert(MailingRecipient), rows[start : start + _PORTION])
    mailing.recipient_count = len(rows)
    mailing.excluded = {why.value: number for why, number in counts.left_out.items()}
    mailing.started_at = now
    mailing.status = MailingStatus.SENDING
    session.flush()
    return len(rows)


def recipient_row(mailing_id: int, contact_id: int, name: str, email: str, domain: str) -> dict[str, Any]:
    """Return the row of a letter that waits, with its own secret and Message-ID."""
    return {
        "mailing_id": mailing_id,
        "contact_id": contact_id,
        "name": name,
        "email": email,
        "email_hash": hashlib.sha256(email.encode()).hexdigest(),
        "token": secrets.token_urlsafe(32),
        "message_id": f"<{secrets.token_hex(16)}@{domain}>",
        "state": RecipientState.PENDING,
    }


def doubt_unfinished(session: Session, mailing_id: int) -> int:
    """Mark letters that a dead worker was sending: nobody knows whether they left."""
    done = session.execute(
        sa.update(MailingRecipient)
        .where(MailingRecipient.mailing_id == mailing_id, MailingRecipient.state == RecipientState.SENDING)
        .values(state=RecipientState.UNKNOWN)
        .execution_options(**_QUIET)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def claim(session: Session, recipient_id: int) -> bool:
    """Mark a waiting letter as leaving; False when another worker was faster."""
    done = session.execute(
        sa.update(MailingRecipient)
        .where(MailingRecipient.id == recipient_id, MailingRecipient.state == RecipientState.PENDING)
        .values(state=RecipientState.SENDING, attempts=MailingRecipient.attempts + 1)
        .execution_options(**_QUIET)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def settle(
    session: Session,
    recipient_id: int,
    state: RecipientState,
    *,
    reason: str = "",
    detail: str = "",
    sent_at: datetime | None = None,
    try_after: datetime | None = None,
) -> None:
    """Write down what became of a letter."""
    session.execute(
        sa.update(MailingRecipient)
        .where(MailingRecipient.id == recipient_id)
        .values(state=state, reason=reason, detail=detail[:300], sent_at=sent_at, try_after=try_after)
        .execution_options(**_QUIET)
    )


def put_back(session: Session, recipient_id: int) -> None:
    """Let a letter wait again that certainly did not leave, as if it had not been tried."""
    session.execute(
        sa.update(MailingRecipient)
        .where(MailingRecipient.id == recipient_id)
        .values(state=RecipientState.PENDING, attempts=MailingRecipient.attempts - 1)
        .execution_options(**_QUIET)
    )


def note_server(session: Session, mailing_id: int, failures: int) -> None:
    """Remember how many times in a row the mail server did not answer."""
    session.execute(
        sa.update(Mailing).where(Mailing.id == mailing_id).values(server_failures=failures).execution_options(**_QUIET)
    )


def finish(session: Session, mailing_id: int, *, now: datetime) -> None:
    """Mark a mailing as done, unless somebody has just paused or stopped it."""
    _leave(session, mailing_id, status=MailingStatus.DONE, finished_at=now)


def halt(session: Session, mailing_id: int, trouble: str, detail: str) -> None:
    """Pause a mailing because something is wrong, and say what."""
    _leave(session, mailing_id, status=MailingStatus.PAUSED, trouble=trouble, trouble_detail=detail[:300])


def _leave(session: Session, mailing_id: int, **values: Any) -> None:
    session.execute(
        sa.update(Mailing)
        .where(Mailing.id == mailing_id, Mailing.status == MailingStatus.SENDING)
        .values(version=Mailing.version + 1, **values)
        .execution_options(**_QUIET)
    )
