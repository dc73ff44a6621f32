"""Leaving mailings by the link in a letter of a mailing or to one person, and coming back on the same page."""

from contextlib import suppress as ignoring
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.bounces import SuppressionReason
from app.domain.contacts import ContactKind
from app.domain.errors import RuleError
from app.domain.privacy import ConsentChannel
from app.queries.bounces import suppressed_because
from app.services.bounces import suppress
from app.services.consents import give_consent, withdraw_consent
from models.contacts import Contact
from models.letters import Letter
from models.mailings import MailingRecipient

Reader = MailingRecipient | Letter
# What a letter to one person offers to stop.
NEWS = "mailing"


def has_left(session: Session, reader: Reader) -> bool:
    """Say whether the reader of a letter wants no more mailings."""
    if isinstance(reader, MailingRecipient):
        return reader.unsubscribed_at is not None
    return suppressed_because(session, reader.email, SuppressionReason.UNSUBSCRIBED) is not None


def leave(session: Session, reader: Reader, *, now: datetime, today: date) -> None:
    """Send no more mailings to the address of a letter, and withdraw the consent of its person.

    It works for whoever the contact is by now, and when there is none any more; the address of a person who was erased
    is no longer known, so that there is nothing to stop.
    """
    if isinstance(reader, MailingRecipient):
        reader.unsubscribed_at = reader.unsubscribed_at or now
    if reader.email:
        suppress(
            session,
            reader.email,
            SuppressionReason.UNSUBSCRIBED,
            detail="",
            mailing_id=reader.mailing_id if isinstance(reader, MailingRecipient) else None,
            now=now,
        )
    person = _person(session, reader)
    if person is not None:
        # Somebody who never consented, or took it back by another way, has nothing to withdraw.
        with ignoring(RuleError):
            withdraw_consent(session, person.id, _purpose(reader), channel=ConsentChannel.WEB, now=now, today=today)
    session.flush()


def come_back(session: Session, reader: Reader, *, now: datetime, today: date) -> None:
    """Undo `leave`: allow mailings to the address and write down the consent anew. Once is enough.

    Raises:
        RuleError: `address_unknown`, when the person was erased meanwhile.
    """
    if not reader.email:
        raise RuleError("address_unknown")
    if not has_left(session, reader):
        return
    if isinstance(reader, MailingRecipient):
        reader.unsubscribed_at = None
    known = suppressed_because(session, reader.email, SuppressionReason.UNSUBSCRIBED)
    if known is not None:
        session.delete(known)
    session.flush()
    person = _person(session, reader)
    if person is not None:
        # A minor's consent needs a guardian, whom this page does not know.
        with ignoring(RuleError):
            give_consent(session, person.id, _purpose(reader), channel=ConsentChannel.WEB, now=now, today=today)


def _purpose(reader: Reader) -> str:
    return reader.mailing.purpose if isinstance(reader, MailingRecipient) else NEWS


def _person(session: Session, reader: Reader) -> Contact | None:
    contact = session.get(Contact, reader.contact_id) if reader.contact_id else None
    return contact if contact is not None and contact.kind is ContactKind.PERSON else None
