"""What the pages of personal data share: the person, the way back, the switch between the lists."""

from typing import Any

from flask import flash, redirect, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.contacts import ContactKind
from app.domain.errors import RuleError
from app.domain.privacy import AccessAction
from app.i18n import _
from app.labels import refusal
from app.permissions import Permission
from app.queries import contacts as questions
from app.services.privacy_access import record_access
from app.templating import can
from models import db
from models.base import utc_now
from models.contacts import Contact
from views.editing import get_or_404
from views.listing import Listing

Answer = str | tuple[Any, ...] | Response


def load_contact(contact_id: int) -> Contact:
    """Return a contact, or answer that there is none."""
    return get_or_404(questions.contact(db.session(), contact_id))


def not_for(contact: Contact) -> Response | None:
    """Send the reader back to a record that has no personal data of its own: an organisation, an erased person."""
    code = ""
    if contact.kind is not ContactKind.PERSON:
        code = "consents_are_for_people"
    elif contact.anonymised_at is not None:
        code = "person_is_erased"
    if not code:
        return None
    flash(refusal(RuleError(code)), "info")
    return redirect(url_for("contacts.show", contact_id=contact.id))


def note_access(contact: Contact, action: AccessAction = AccessAction.OPEN) -> None:
    """Write down that the present account looked at a person's record; organisations have no personal record."""
    if contact.kind is ContactKind.PERSON and contact.anonymised_at is None:
        record_access(db.session(), user_id=current_user.id, contact_id=contact.id, action=action, now=utc_now())


def offer_lists(here: str) -> Any:
    """Return what puts the switch between the three lists above a list."""

    def adjust(listing: Listing) -> None:
        places = [("check2-square", _("Consents"), "privacy.consents")]
        if can(Permission.PRIVACY_MANAGE):
            places.append(("eraser", _("Requests for erasure"), "privacy.erasures"))
            places.append(("hourglass-bottom", _("Proposed for erasure"), "privacy.proposals"))
        listing.views = [(icon, text, url_for(endpoint), endpoint == here) for icon, text, endpoint in places]

    return adjust
