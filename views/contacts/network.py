"""The page that shows who is connected through whom."""

from flask import render_template

from app.clock import today
from app.domain.network_picture import rings, stem
from app.permissions import Permission
from app.queries.network import centre, network
from app.security import requires
from models import db
from views.contacts import bp
from views.editing import get_or_404
from views.privacy.common import note_access


@bp.get("/<int:contact_id>/network")
@requires(Permission.CONTACTS_VIEW)
def connected(contact_id: int) -> str:
    """A picture of the contacts around one and of those behind them, with the same as a table."""
    session = db.session()
    contact = get_or_404(centre(session, contact_id))
    found = network(session, contact, today())
    first, ties = found.first(), found.ties()
    page = render_template(
        "contacts/network.html",
        contact=contact,
        network=found,
        wide=rings(found.centre, first, found.second(), ties) if first else None,
        narrow=stem(found.centre, first, ties) if first else None,
    )
    note_access(contact)
    return page
