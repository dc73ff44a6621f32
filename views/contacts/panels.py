"""What the cards of a contact's page show, one question a card."""

from typing import Any

from flask import url_for

from app.domain.contacts import ContactKind
from app.i18n import _
from app.permissions import Permission
from app.queries.contact_card import Roles, contact_card
from app.queries.files import attachments
from app.queries.merging import standing
from app.security import current_scope
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
    glance = contact_card(session, contact.id, current_scope())
    return {
        "glance": glance,
        "roles": glance.roles,
        "beginnings": beginnings(contact, glance.roles),
        "connections": connections_panel(contact),
        "attachments": attachments(session, "contact", contact.id),
        "timeline": entries_for("contact", contact.id),
        "custom": custom_panel(contact),
        "privacy": privacy_card(contact),
        "tasks": tasks_card("contact", contact.id),
        "sameness": standing(session, contact.id, utc_now()) if can(Permission.CONTACTS_MERGE) else None,
        "letters": letters_panel(contact),
    }


def beginnings(contact: Contact, roles: Roles) -> list[dict[str, str]]:
    """Return what may be begun with a contact: forms in which it is chosen already."""
    person, number = contact.kind is ContactKind.PERSON, contact.id
    found = []
    if not person and not roles.partnership_id and can(Permission.PARTNERSHIPS_EDIT):
        found.append((_("Add a partnership"), url_for("partnerships.create", organisation=number), "people"))
    if person and not roles.volunteer_id and can(Permission.VOLUNTEERS_EDIT):
        found.append((_("Add a volunteer"), url_for("volunteers.create", person=number), "person-heart"))
    if can(Permission.DONATIONS_EDIT):
        found.append((_("Add a donation"), url_for("donations.create", donor=number), "gift"))
    if not person and can(Permission.GRANTS_EDIT):
        found.append((_("Add an application to this funder"), url_for("grants.create", funder=number), "award"))
    return [{"text": text, "url": url, "icon": icon} for text, url, icon in found]
