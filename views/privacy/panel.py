"""The card of personal data on a contact's page."""

from dataclasses import dataclass

from app.clock import today
from app.domain.contacts import ContactKind
from app.domain.privacy import is_minor
from app.queries.consents import Standing, standings
from models import db
from models.contacts import Contact


@dataclass(frozen=True)
class PrivacyCard:
    """Where a person stands with the purposes that they were asked about."""

    shown: list[Standing]
    is_minor: bool


def privacy_card(contact: Contact) -> PrivacyCard | None:
    """Return what the card of a person shows; organisations and erased people have none. One statement."""
    if contact.kind is not ContactKind.PERSON or contact.anonymised_at is not None:
        return None
    found = standings(db.session(), contact, today())
    return PrivacyCard([item for item in found if item.state is not None], is_minor(contact.birth_date, today()))
