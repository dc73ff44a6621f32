"""The global search and the command palette."""

from typing import Any, NamedTuple

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user

from app.i18n import _l
from app.permissions import Permission, may
from app.queries.search import search
from app.security import current_scope, requires
from models import db

bp = Blueprint("search", __name__, url_prefix="/search")

# Kind → who may find it, icon, heading, endpoint and its argument.
KINDS: dict[str, tuple[Permission, str, Any, str, str]] = {
    "contact": (Permission.CONTACTS_VIEW, "person-lines-fill", _l("Contacts"), "contacts.show", "contact_id"),
    "interaction": (
        Permission.CONTACTS_VIEW,
        "chat-dots",
        _l("Interactions"),
        "interactions.show",
        "interaction_id",
    ),
    "partnership": (
        Permission.PARTNERSHIPS_VIEW,
        "people",
        _l("Partnerships"),
        "partnerships.show",
        "partnership_id",
    ),
    "application": (Permission.GRANTS_VIEW, "award", _l("Grants"), "grants.show", "application_id"),
    "call": (Permission.GRANTS_VIEW, "megaphone", _l("Calls"), "grants.call", "call_id"),
    "text_block": (Permission.GRANTS_VIEW, "blockquote-left", _l("Text library"), "grants.text_block", "block_id"),
    "event": (Permission.EVENTS_VIEW, "calendar-event", _l("Events"), "events.show", "event_id"),
    "volunteer": (
        Permission.VOLUNTEERS_VIEW,
        "person-heart",
        _l("Volunteers"),
        "volunteers.show",
        "volunteer_id",
    ),
    "opportunity": (
        Permission.VOLUNTEERS_VIEW,
        "calendar2-heart",
        _l("Opportunities"),
        "opportunities.show",
        "opportunity_id",
    ),
    "donation": (Permission.DONATIONS_VIEW, "gift", _l("Donations"), "donations.show", "donation_id"),
}


class Found(NamedTuple):
    """One result as the templates draw it."""

    icon: str
    text: str
    note: str
    url: str


class FoundGroup(NamedTuple):
    """Results of one kind."""

    title: str
    items: list[Found]


def groups_for(text: str, limit: int) -> list[FoundGroup]:
    """Return what the present account may find, grouped by kind in a fixed order."""
    kinds = frozenset(kind for kind, place in KINDS.items() if may(current_user.role, place[0]))
    hits = search(db.session(), text, kinds, current_scope(), limit)
    groups = []
    for kind, (_permission, icon, title, endpoint, argument) in KINDS.items():
        items = []
        for hit in hits:
            if hit.kind == kind:
                values: dict[str, Any] = {argument: hit.record_id}
                items.append(Found(icon, hit.title, hit.note, url_for(endpoint, **values)))
        if items:
            groups.append(FoundGroup(str(title), items))
    return groups


@bp.get("")
@requires(Permission.SEARCH)
def index() -> str:
    """The page of results."""
    text = request.args.get("q", "").strip()[:200]
    return render_template("search/index.html", query=text, groups=groups_for(text, 60) if text else [])


@bp.get("/suggest")
@requires(Permission.SEARCH)
def suggest() -> str:
    """Suggestions of the palette: records. The page itself knows its places and quick actions."""
    text = request.args.get("q", "").strip()[:200]
    return render_template("search/suggest.html", query=text, groups=groups_for(text, 12) if text else [])
