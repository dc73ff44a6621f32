"""Words of the area: saved views and segments. Lists are named as on their pages."""

from typing import Any

from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {}
TONES: dict[Any, dict[Any, str]] = {}
REFUSALS: dict[str, Any] = {
    "view_exists": _l("There is a view of this name already: %(value)s."),
    "segment_of_contacts": _l("Only a view of the contacts can be used for mailings."),
    "segment_filter_gone": _l(
        "The segment “%(name)s” asks for something that no longer exists: %(value)s. Open it and save it anew."
    ),
    "too_many_views": _l("At most %(value)s views can be saved. Delete those that nobody needs."),
}

LISTS: dict[str, Any] = {
    "access": _l("Access to personal records"),
    "accounts": _l("Accounts"),
    "audit": _l("Audit log"),
    "bounces": _l("Bounced letters"),
    "branches": _l("Branches"),
    "calls": _l("Calls"),
    "campaigns": _l("Campaigns"),
    "consents": _l("Consents"),
    "contacts": _l("Contacts"),
    "contacts-archive": _l("Archive of contacts"),
    "donations": _l("Donations"),
    "erasures": _l("Erasures"),
    "events": _l("Events"),
    "events-archive": _l("Archive of events"),
    "grants": _l("Grants"),
    "grants-archive": _l("Archive of grants"),
    "hours": _l("Hours log"),
    "imports": _l("Imports"),
    "interactions": _l("Interactions"),
    "interactions-archive": _l("Archive of interactions"),
    "jobs": _l("Background jobs"),
    "letter-templates": _l("Letter templates"),
    "letters": _l("Letters"),
    "mailing-audience": _l("Audience of a mailing"),
    "mailing-recipients": _l("Recipients of a mailing"),
    "mailings": _l("Mailings"),
    "money-raised": _l("Money raised"),
    "partnerships": _l("Partnerships"),
    "rates": _l("Exchange rates"),
    "retention": _l("Retention terms"),
    "suppressed-addresses": _l("Addresses without letters"),
    "tasks": _l("Tasks"),
    "volunteer-papers": _l("Papers of volunteers"),
    "volunteers": _l("Volunteers"),
    "volunteers-and-archive": _l("Volunteers, the archive too"),
}


def list_words(name: str) -> str:
    """Return what a person calls a list."""
    return str(LISTS.get(name, name))
