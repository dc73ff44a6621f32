"""Verbs of letters that came back: write them down, stop writing to the address, allow it again."""

import hashlib
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.bounces import (
    SOFT_LIMIT,
    BounceKind,
    BounceSource,
    Report,
    SuppressionReason,
    read_report,
)
from app.domain.errors import RuleError
from app.queries.bounces import counting_bounces, is_known_bounce, letter_of, suppressed_because
from models.letters import Letter
from models.mailings import Bounce, MailingRecipient, SuppressedAddress


def suppress(
    session: Session,
    email: str,
    reason: SuppressionReason,
    *,
    detail: str,
    mailing_id: int | None,
    now: datetime,
) -> SuppressedAddress:
    """Send no mailings to an address any more; the first reason of its kind stays."""
    known = suppressed_because(session, email, reason)
    if known is None:
        known = SuppressedAddress(email=email, reason=reason, detail=detail[:300], since=now, mailing_id=mailing_id)
        session.add(known)
        session.flush()
    return known


def lift(session: Session, suppression: SuppressedAddress) -> None:
    """Allow mailings to an address again; bounces so far no longer count."""
    session.execute(
        sa.update(Bounce)
        .where(Bounce.email == suppression.email)
        .values(counts=False)
        .execution_options(synchronize_session=False)
    )
    session.delete(suppression)
    session.flush()


def record_bounce(
    session: Session,
    report: Report,
    *,
    source: BounceSource,
    recipient: MailingRecipient | None = None,
    letter: Letter | None = None,
    now: datetime,
) -> bool:
    """Write down that a letter did not reach an address, and stop mailings to it when that is enough.

    An address that does not work is enough once, one that did not take letters after three of them.

    Returns:
        Whether it is new; the same report handed in again changes nothing.
    """
    mark = fingerprint(report, source, recipient, letter)
    if is_known_bounce(session, mark):
        return False
    email = report.email or (recipient.email if recipient else letter.email if letter else "")
    session.add(
        Bounce(
            email=email,
            kind=report.kind,
            source=source,
            status=report.status[:20],
            detail=report.detail[:300],
            fingerprint=mark,
            at=now,
            recipient_id=recipient.id if recipient else None,
            letter_id=letter.id if letter else None,
        )
    )
    for record in (recipient, letter):
        if record is not None:
            record.bounced_at = record.bounced_at or now
    session.flush()
    if report.kind is BounceKind.HARD or counting_bounces(session, email) >= SOFT_LIMIT:
        suppress(
            session,
            email,
            SuppressionReason.BOUNCED,
            detail=report.detail,
            mailing_id=recipient.mailing_id if recipient else None,
            now=now,
        )
    return True


def take_in_report(session: Session, content: bytes, *, now: datetime) -> tuple[int, int]:
    """Take in a delivery report; return how many bounces were new and how many were known before.

    The letter is found by its Message-ID. Its own address counts then, since a mailbox that forwards reports another.

    Raises:
        RuleError: as `app.domain.bounces.read_report`.
    """
    new = known = 0
    for report in read_report(content):
        recipient, letter = letter_of(session, report.message_id)
        own = recipient.email if recipient else letter.email if letter else ""
        found = Report(own or report.email, report.kind, report.status, report.detail, report.message_id)
        fresh = record_bounce(session, found, source=BounceSource.REPORT, recipient=recipient, letter=letter, now=now)
        new, known = new + fresh, known + (not fresh)
    return new, known


def fingerprint(report: Report, source: BounceSource, recipient: MailingRecipient | None, letter: Letter | None) -> str:
    """Return what makes a bounce the same one: the address and the letter, or the words when no letter is known."""
    which = report.message_id or (recipient.message_id if recipient else letter.message_id if letter else "")
    parts = (report.email, which or f"{source} {report.status} {report.detail}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def check_chosen(files: list[bytes]) -> None:
    """Let a choice of files pass.

    Raises:
        RuleError: `no_reports`.
    """
    if not any(files):
        raise RuleError("no_reports", field="files")
