"""What the page of a contact shows of letters."""

from typing import Any

from app.labels.mailings import reason_text
from app.permissions import Permission
from app.queries.letters import open_letters
from app.templating import can
from models import db
from models.contacts import Contact


def letters_panel(contact: Contact) -> list[tuple[Any, str]]:
    """Return the letters that wait or did not leave, each with the reason why; one statement."""
    letters = open_letters(db.session(), contact.id) if can(Permission.MAIL_SEND) else []
    return [(letter, reason_text(letter.trouble, letter.detail)) for letter in letters]
