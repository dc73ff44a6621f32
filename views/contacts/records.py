"""The list of contacts, one contact, what passed between us, the archive."""

from datetime import datetime, time

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.forms.contacts import InteractionForm
from app.i18n import _
from app.permissions import Permission
from app.queries import contacts as questions
from app.queries.contacts import CONTACT_ARCHIVE, CONTACT_LIST
from app.security import requires
from app.services.contacts import archive_contact, note_interaction, restore_contact
from app.templating import can, page_url
from models import db
from models.base import utc_now
from views.clock import today, zone
from views.contacts import bp
from views.contacts.panels import panels
from views.editing import get_or_404
from views.listing import EmptyState, Listing, listing_page
from views.messages import flash_undo


@bp.get("")
@requires(Permission.CONTACTS_VIEW)
def index() -> Response | str:
    """The list; `?view=archive` shows the archived contacts."""
    archive = request.args.get("view") == "archive"

    def adjust(listing: Listing) -> None:
        listing.views = [
            ("list-ul", _("List"), page_url(view=None, after=None, before=None), not archive),
            ("archive", _("In the archive"), page_url(view="archive", after=None, before=None), archive),
        ]

    spec, empty = (CONTACT_ARCHIVE, nothing_archived()) if archive else (CONTACT_LIST, nothing_yet())
    return listing_page(spec, empty, "contacts/index.html", adjust=adjust)


def nothing_yet() -> EmptyState:
    """Return what the list says before there is anybody in it."""
    title, text = _("There are no contacts yet"), _("Add the first person or organisation, or import a spreadsheet.")
    if not can(Permission.CONTACTS_EDIT):
        return EmptyState("person-lines-fill", title, _("People and organisations will appear here."))
    add = url_for("contacts.create_organisation")
    return EmptyState("person-lines-fill", title, text, add, _("Add an organisation"))


def nothing_archived() -> EmptyState:
    """Return what the empty archive says."""
    return EmptyState(
        "archive",
        _("The archive is empty"),
        _("Contacts that are no longer needed are put here; their history stays."),
    )


def record_page(contact_id: int, form: InteractionForm, status: int = 200) -> tuple[str, int]:
    """Return the record with its timeline and the form for what happened."""
    session = db.session()
    contact = get_or_404(questions.contact(session, contact_id))
    return (
        render_template(
            "contacts/show.html",
            contact=contact,
            form=form,
            **panels(contact),
        ),
        status,
    )


@bp.get("/<int:contact_id>")
@requires(Permission.CONTACTS_VIEW)
def show(contact_id: int) -> tuple[str, int]:
    """One contact."""
    return record_page(contact_id, InteractionForm(occurred_on=today()))


@bp.post("/<int:contact_id>/interactions")
@requires(Permission.CONTACTS_EDIT)
def interact(contact_id: int) -> Response | tuple[str, int]:
    """Write down something that happened with the contact."""
    session = db.session()
    contact = get_or_404(questions.contact(session, contact_id))
    form = InteractionForm()
    if form.validate_on_submit():
        now = utc_now()
        day = form.occurred_on.data
        at = now if day == today() else datetime.combine(day, time(12), zone())
        try:
            note_interaction(
                session,
                contact,
                kind=form.kind.data,
                subject=form.subject.data,
                body=form.body.data or "",
                occurred_at=at,
                by=current_user,
                now=now,
            )
            flash(_("Written down"), "success")
            return redirect(url_for("contacts.show", contact_id=contact_id))
        except RuleError as error:
            form.refuse(error)
    return record_page(contact_id, form, 422)


@bp.post("/<int:contact_id>/archive")
@requires(Permission.CONTACTS_EDIT)
def archive(contact_id: int) -> Response:
    """Put the contact into the archive; the message offers to undo it."""
    contact = get_or_404(questions.contact(db.session(), contact_id))
    archive_contact(db.session(), contact, now=utc_now())
    flash_undo(
        _("«%(name)s» is in the archive", name=contact.display_name),
        url_for("contacts.restore", contact_id=contact_id),
    )
    return redirect(url_for("contacts.index"))


@bp.post("/<int:contact_id>/restore")
@requires(Permission.CONTACTS_EDIT)
def restore(contact_id: int) -> Response:
    """Bring the contact back."""
    contact = get_or_404(questions.contact(db.session(), contact_id))
    restore_contact(db.session(), contact)
    flash(_("«%(name)s» is back in the list", name=contact.display_name), "success")
    return redirect(url_for("contacts.show", contact_id=contact_id))
