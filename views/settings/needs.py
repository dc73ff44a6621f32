"""What an administrator reads on the home page of a new installation."""

from flask import url_for

from app.i18n import _
from app.queries.accounts import is_alone
from app.queries.filters import branch_choices
from models import db
from views.needs import Need


def first_steps() -> list[Need]:
    """Return what the administrator of a new installation does before anybody else can work."""
    found: list[Need] = []
    if not branch_choices(db.session()):
        text, note = _("Add the first branch"), _("Events, volunteers and gifts belong to a branch.")
        found.append(Need("building", text, note, "", "info", url_for("branches.create")))
    if is_alone(db.session()):
        text, note = _("Invite colleagues"), _("Each has an account with a role of their own.")
        found.append(Need("person-plus", text, note, "", "info", url_for("settings.create_user")))
    return found
