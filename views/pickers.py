"""Menus of branches, and pickers of contacts: what is shown in them, and what a typed name means when no script ran."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from markupsafe import Markup

from app.domain.contacts import ContactKind
from app.forms.fields import IdSelectField
from app.i18n import _
from app.permissions import Permission
from app.queries import contacts as questions
from app.queries.filters import branch_choices
from app.security import current_scope
from app.templating import can
from models import db


def own_branches() -> list[tuple[str, str]]:
    """Return (id, name) of the branches that the present account may choose among: all, or the one it works in."""
    own = current_scope().branch_id
    return [option for option in branch_choices(db.session()) if own is None or option[0] == str(own)]


def offer_branches(field: IdSelectField, blank: str) -> None:
    """Offer the branches after an empty choice worded `blank`; an account of one branch is offered that one alone."""
    branches = own_branches()
    field.offer(branches, blank=None if current_scope().branch_id is not None else blank)
    if not branches:
        field.description = first_branch()


def first_branch() -> str:
    """Return what the field for a branch says while there are none: where the first is added, or who does it."""
    if not can(Permission.BRANCHES_MANAGE):
        return _("There are no branches yet: an administrator adds them.")
    begin = Markup('<a href="{}">{}</a>').format(url_for("branches.create"), _("Add the first branch"))
    return Markup("{} {}").format(_("There are no branches yet."), begin)


def show_contacts(field: Any, ids: Sequence[int | None] | int | None) -> None:
    """Fill a picker with the contacts of these ids."""
    wanted = [ids] if isinstance(ids, int) else [value for value in ids or [] if value]
    names = questions.names_of(db.session(), wanted)
    field.shown = [(value, names[value]) for value in wanted if value in names]
    field.data = [value for value, _name in field.shown] if field.multiple else None
    if not field.multiple and field.shown:
        field.data, field.typed = field.shown[0]


def settle_contact(field: Any, *, required: bool = False) -> bool:
    """Make a submitted picker certain: the chosen ids exist, and a name typed by hand names one contact.

    Returns:
        Whether the field is in order; otherwise it carries an error in the reader's language.
    """
    kind = ContactKind(field.kind) if field.kind else None
    chosen = list(field.data or []) if field.multiple else [field.data] if field.data else []
    names = questions.names_of(db.session(), chosen, kind)
    known = [value for value in chosen if value in names]
    problem = ""
    if len(known) < len(chosen):
        problem = _("This contact no longer exists. Choose another one.")
    typed_again = field.typed and not (not field.multiple and known and names[known[0]] == field.typed)
    if not problem and typed_again:
        found = questions.named(db.session(), field.typed, kind)
        if len(found) == 1:
            known = [*known, found[0]] if field.multiple else found
            names |= questions.names_of(db.session(), found)
        elif found:
            problem = _("Several contacts have this name. Choose one from the suggestions.")
        else:
            problem = _("There is no contact with this name. Choose one from the suggestions or add it.")
    field.shown = [(value, names[value]) for value in dict.fromkeys(known)]
    field.data = [value for value, _name in field.shown] if field.multiple else (known[0] if known else None)
    if not problem and required and not known:
        problem = _("Choose a contact.")
    if problem:
        field.errors = [*field.errors, problem]
    return not problem
