"""What the cards of a contact's page show, one question a card."""

from typing import Any

from app.permissions import Permission
from app.queries.contact_card import contact_card
from app.queries.files import attachments
from app.queries.merging import standing
from app.templating import can
from models import db
from models.base import utc_now
from models.contacts import Contact
from views.contacts.connections import connections_panel
from views.contacts.custom import custom_panel
from views.letters.panel import letters_panel
from views.privacy.panel import privacy_card
from views.tasks.helpers import tasks_card
from views.timeline import entries_for


def panels(contact: Contact) -> dict[str, Any]:
    """Return what `contacts/show.html` and the cards that it includes need besides the contact and the form."""
    session = db.session()
    glance = contact_card(session, contact.id)
    return {
        "glance": glance,
        "roles": glance.roles,
        "connections": connections_panel(contact),
        "attachments": attachments(session, "contact", contact.id),
        "timeline": entries_for("contact", contact.id),
        "custom": custom_panel(contact),
        "privacy": privacy_card(contact),
        "tasks": tasks_card("contact", contact.id),
        "sameness": standing(session, contact.id, utc_now()) if can(Permission.CONTACTS_MERGE) else None,
        "letters": letters_panel(contact),
    }
