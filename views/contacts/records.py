"""The list of contacts, one contact, the archive."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.forms.interactions import InteractionForm
from app.i18n import _
from app.permissions import Permission
from app.queries import contacts as questions
from app.queries.contacts import CONTACT_ARCHIVE, CONTACT_LIST
from app.queries.duplicate_pairs import open_count
from app.security import requires
from app.services.contacts import archive_contact, restore_contact
from app.templating import can
from models import db
from models.base import utc_now
from views.contacts import bp
from views.contacts.bulk import bulk_actions
from views.contacts.panels import panels
from views.contacts.talk import talk_form
from views.editing import get_or_404
from views.listing import EmptyState, Listing, archive_views, listing_page
from views.messages import flash_undo
from views.privacy.common import note_access


@bp.get("")
@requires(Permission.CONTACTS_VIEW)
def index() -> Response | str:
    """The list; `?view=archive` shows the archived contacts."""
    archive = request.args.get("view") == "archive"

    def adjust(listing: Listing) -> None:
        listing.views = archive_views(_("List"), archive)
        listing.selectable = not archive and can(Permission.CONTACTS_EDIT)
        listing.bulk_actions = bulk_actions() if listing.selectable else []
        if not archive:
            shown = {key: value for key, value in request.args.items() if key not in {"after", "before", "view"}}
            listing.export_urls["vcf"] = url_for("contacts.list_vcards", **shown)  # type: ignore[arg-type]
        if listing.selectable:
            listing.bulk_actions.append((_("Save as cards"), url_for("contacts.chosen_vcards"), "person-vcard"))

    spec, empty = (CONTACT_ARCHIVE, nothing_archived()) if archive else (CONTACT_LIST, nothing_yet())
    waiting = open_count(db.session()) if can(Permission.CONTACTS_MERGE) else 0
    return listing_page(spec, empty, "contacts/index.html", adjust=adjust, duplicates_open=waiting)


def nothing_yet() -> EmptyState:
    """Return what the list says before there is anybody in it."""
    title, text = _("There are no contacts yet"), _("Add the first person or organisation.")
    if not can(Permission.CONTACTS_EDIT):
        return EmptyState("person-lines-fill", title, _("People and organisations will appear here."))
    if can(Permission.IMPORTS_RUN):
        text = _("Add the first person or organisation, or import a spreadsheet.")
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
    contact = get_or_404(questions.contact_alone(session, contact_id))
    page = render_template(
        "contacts/show.html",
        contact=contact,
        form=form,
        **panels(contact),
    )
    # Once the page is ready, so that a reader holds the place of a writer for no longer than the commit.
    note_access(contact)
    return page, status


@bp.get("/<int:contact_id>")
@requires(Permission.CONTACTS_VIEW)
def show(contact_id: int) -> tuple[str, int]:
    """One contact."""
    return record_page(contact_id, talk_form())


@bp.post("/<int:contact_id>/archive")
@requires(Permission.CONTACTS_EDIT)
def archive(contact_id: int) -> Response:
    """Put the contact into the archive; the message offers to undo it."""
    contact = get_or_404(questions.contact(db.session(), contact_id))
    archive_contact(db.session(), contact, now=utc_now())
    flash_undo(
        _("“%(name)s” is in the archive", name=contact.display_name),
        url_for("contacts.restore", contact_id=contact_id),
    )
    return redirect(url_for("contacts.index"))


@bp.post("/<int:contact_id>/restore")
@requires(Permission.CONTACTS_EDIT)
def restore(contact_id: int) -> Response:
    """Bring the contact back."""
    contact = get_or_404(questions.contact(db.session(), contact_id))
    restore_contact(db.session(), contact)
    flash(_("“%(name)s” is back in the list", name=contact.display_name), "success")
    return redirect(url_for("contacts.show", contact_id=contact_id))
