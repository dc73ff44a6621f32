"""Leaving mailings by the link in a letter, and coming back on the same page."""

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
from models.mailings import MailingRecipient


def leave(session: Session, recipient: MailingRecipient, *, now: datetime, today: date) -> None:
    """Send no more mailings to the address of a letter, and withdraw the consent of its person.

    It works for whoever the contact is by now, and when there is none any more; the address of a person who was erased
    is no longer known, so that there is nothing to stop.
    """
    recipient.unsubscribed_at = recipient.unsubscribed_at or now
    if recipient.email:
        suppress(
            session,
            recipient.email,
            SuppressionReason.UNSUBSCRIBED,
            detail="",
            mailing_id=recipient.mailing_id,
            now=now,
        )
    person = _person(session, recipient)
    if person is not None:
        # Somebody who never consented, or took it back by another way, has nothing to withdraw.
        with ignoring(RuleError):
            withdraw_consent(
                session, person.id, recipient.mailing.purpose, channel=ConsentChannel.WEB, now=now, today=today
            )
    session.flush()


def come_back(session: Session, recipient: MailingRecipient, *, now: datetime, today: date) -> None:
    """Undo `leave`: allow mailings to the address and write down the consent anew. Once is enough.

    Raises:
        RuleError: `address_unknown`, when the person was erased meanwhile.
    """
    if not recipient.email:
        raise RuleError("address_unknown")
    if recipient.unsubscribed_at is None:
        return
    recipient.unsubscribed_at = None
    known = suppressed_because(session, recipient.email, SuppressionReason.UNSUBSCRIBED)
    if known is not None:
        session.delete(known)
    session.flush()
    person = _person(session, recipient)
    if person is not None:
        # A minor's consent needs a guardian, whom this page does not know.
        with ignoring(RuleError):
            give_consent(
                session, person.id, recipient.mailing.purpose, channel=ConsentChannel.WEB, now=now, today=today
            )


def _person(session: Session, recipient: MailingRecipient) -> Contact | None:
    contact = session.get(Contact, recipient.contact_id) if recipient.contact_id else None
    return contact if contact is not None and contact.kind is ContactKind.PERSON else None
