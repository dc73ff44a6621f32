"""Verbs of letters that came back: write them down, stop writing to the address, allow it again."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
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


@dataclass
class TakenIn:
    """What became of delivery reports: bounces that are new and known, files taken in, and why others were refused."""

    new: int = 0
    known: int = 0
    files: int = 0
    refused: list[RuleError] = field(default_factory=list)


def take_in_reports(session: Session, files: Iterable[tuple[str, bytes]], *, now: datetime) -> TakenIn:
    """Take in delivery reports, each for itself: one that is none does not keep the others away.

    Args:
        files: their names and contents.

    Returns:
        What was taken in; each refusal (`not_our_letter`, or as `app.domain.bounces.read_report`) has the name of its
        file in `value`.
    """
    done = TakenIn()
    for name, content in files:
        try:
            fresh = [_take_in(session, report, now) for report in read_report(content)]
        except RuleError as error:
            done.refused.append(RuleError(error.code, name))
        else:
            done.files += 1
            done.new += sum(fresh)
            done.known += len(fresh) - sum(fresh)
    return done


def _take_in(session: Session, report: Report, now: datetime) -> bool:
    """Write down one bounce of a report; say whether it is new.

    Only a letter of ours counts, and its own address: a report can be written by anybody and name any address, and a
    mailbox that forwards reports another one.

    Raises:
        RuleError: `not_our_letter`, before anything is written: all bounces of a report are of one letter.
    """
    recipient, letter = letter_of(session, report)
    ours = recipient or letter
    if ours is None or not ours.email:
        # A recipient without an address was erased: what the report says of that person is not to come back.
        raise RuleError("not_our_letter", field="files")
    found = Report(ours.email, report.kind, report.status, report.detail, ours.message_id)
    return record_bounce(session, found, source=BounceSource.REPORT, recipient=recipient, letter=letter, now=now)


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
