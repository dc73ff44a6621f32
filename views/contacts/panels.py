"""What the cards of a contact's page show, one question a card."""

from typing import Any

from app.queries import contacts as questions
from app.queries.files import attachments
from models import db
from models.contacts import Contact
from views.timeline import entries_for


def panels(contact: Contact) -> dict[str, Any]:
    """Return what `contacts/show.html` and the cards that it includes need besides the contact and the form."""
    session = db.session()
    return {
        "affiliations": questions.affiliations(session, contact.id),
        "roles": questions.roles(session, contact.id),
        "attachments": attachments(session, "contact", contact.id),
        "timeline": entries_for("contact", contact.id),
    }
