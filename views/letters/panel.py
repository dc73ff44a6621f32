"""What the page of a contact shows of letters."""

from typing import Any

from app.labels.mailings import reason_text
from app.permissions import Permission
from app.queries.bounces import suppressions_of
from app.queries.letters import open_letters
from app.templating import can
from models import db
from models.contacts import Contact


def letters_panel(contact: Contact) -> dict[str, Any]:
    """Return the letters that wait or did not leave, and why addresses get no mailings; two statements."""
    session = db.session()
    letters = open_letters(session, contact.id) if can(Permission.MAIL_SEND) else []
    return {
        "open": [(letter, reason_text(letter.trouble, letter.detail)) for letter in letters],
        "marks": suppressions_of(session, contact.id),
    }
