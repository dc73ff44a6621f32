"""A contact that was merged leads to the one that it went into, whatever page of it is asked for."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.i18n import _
from app.queries.merging import standing_merge
from models import db

READING = frozenset({"GET", "HEAD"})


def lead_on() -> Response | None:
    """Lead from a contact that was merged to the one that it went into; writing to it is refused.

    Blueprints whose addresses name a contact as `contact_id` call it before each request.
    """
    contact_id = (request.view_args or {}).get("contact_id")
    if contact_id is None:
        return None
    done = standing_merge(db.session(), contact_id)
    if done is None:
        return None
    name = done.survivor.display_name
    if request.method not in READING:
        raise RuleError("merged_contact", name)
    text = _("“%(other)s” was merged into “%(name)s”: here is what became of both.", other=done.other_name, name=name)
    flash(text, "info")
    return redirect(url_for("contacts.show", contact_id=done.survivor_id))
