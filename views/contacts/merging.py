"""Merging two contacts: choosing them, comparing them, the history, undoing; a merged contact leads on."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.domain.merging import Choices, undo_until
from app.forms.merging import LONGEST_SEEN, MergeForm, MergeWithForm, choices_from
from app.i18n import _, _n
from app.labels import refusal
from app.labels.audit import field_text
from app.labels.merging import moved_text
from app.permissions import Permission
from app.queries import contacts as questions
from app.queries.duplicate_pairs import pair_of
from app.queries.merging import MERGES, merge_by_id
from app.security import requires
from app.services.merging import merge, undo_merge
from app.services.merging.connections import check_circles
from app.services.merging.joining import check_mergeable
from app.templating import number
from models import db
from models.base import utc_now
from models.contacts import Contact
from views.addresses import record_id
from views.contacts import bp
from views.contacts.comparing import changes_since, compare
from views.contacts.duplicates import rows_or_page
from views.editing import get_or_404
from views.listing import EmptyState
from views.merged import READING, lead_on
from views.messages import flash_undo
from views.pickers import settle_contact, show_contacts
from views.privacy.common import note_access

Answer = Response | str | tuple[str, int]


bp.before_request(lead_on)


@bp.get("/merge/with")
@requires(Permission.CONTACTS_MERGE)
def merge_with() -> Answer:
    """Choose the contact that is the same as `?a=ID`."""
    first = request.args.get("a", type=record_id)
    if first is None:
        return redirect(url_for("contacts.duplicates"))
    survivor = get_or_404(_contact(first))
    form = MergeWithForm(request.args)
    form.b.kind = survivor.kind.value
    asked = "b" in request.args or "b_text" in request.args
    if asked and settle_contact(form.b, required=True):
        if form.b.one_id != survivor.id:
            return redirect(url_for("contacts.merge_two", a=survivor.id, b=form.b.one_id))
        form.refuse(RuleError("merge_itself", field="b"))
    elif not asked:
        show_contacts(form.b, None)
    return render_template("contacts/merge_with.html", contact=survivor, form=form), 422 if asked else 200


@bp.route("/merge", methods=["GET", "POST"])
@requires(Permission.CONTACTS_MERGE)
def merge_two() -> Answer:
    """Compare `?a=ID`, which stays, with `?b=ID`, which goes into it, and merge them."""
    first, second = request.args.get("a", type=record_id), request.args.get("b", type=record_id)
    if second is None and request.method in READING:
        place = url_for("contacts.duplicates") if first is None else url_for("contacts.merge_with", a=first)
        return redirect(place)
    survivor, other = get_or_404(_contact(first)), get_or_404(_contact(second))
    try:
        check_mergeable(db.session(), survivor, other)
        check_circles(db.session(), survivor, other)
        return _compare_or_merge(survivor, other)
    except RuleError as error:
        return _refused(survivor, other, error)


def _compare_or_merge(survivor: Contact, other: Contact) -> Answer:
    if request.method in READING:
        return _page(survivor, other, MergeForm(), None)
    if request.form.get("swap"):
        return _page(other, survivor, MergeForm(), choices_from(request.form, other.id, survivor.id))
    choices = choices_from(request.form, survivor.id, other.id)
    form = MergeForm()
    if not form.validate_on_submit() or form.is_stale_pair(survivor, other):
        return _page(survivor, other, form, choices, 422 if form.errors else 409)
    done = merge(db.session(), survivor, other, choices, by=current_user, now=utc_now())
    moved = _n("%(num)s record moved", "%(num)s records moved", done.records, num=number(done.records))
    names = {"other": done.other_name, "name": survivor.display_name}
    flash_undo(
        _("“%(other)s” is merged into “%(name)s”: %(moved)s", moved=moved, **names),
        url_for("contacts.undo_contact_merge", merge_id=done.id),
    )
    return redirect(url_for("contacts.show", contact_id=survivor.id))


def _contact(contact_id: int | None) -> Contact | None:
    return None if contact_id is None else questions.contact(db.session(), contact_id)


def _refused(survivor: Contact, other: Contact, error: RuleError) -> Answer:
    """Show why the two cannot become one, where another contact can be chosen."""
    form = MergeWithForm()
    form.b.kind = survivor.kind.value
    show_contacts(form.b, other.id)
    form.b.errors = [refusal(error)]
    return render_template("contacts/merge_with.html", contact=survivor, form=form), 422


def _page(survivor: Contact, other: Contact, form: MergeForm, choices: Choices | None, status: int = 200) -> Answer:
    # Noted before the records are counted: the note moves with them.
    for contact in (survivor, other):
        note_access(contact)
    found = compare(survivor, other, choices)
    conflict = changes_since((form.seen.data or "")[:LONGEST_SEEN], found) if status == 409 else []
    form.version_a.data, form.version_b.data = str(survivor.version), str(other.version)
    form.seen.data = found.seen
    page = render_template(
        "contacts/merge.html",
        form=form,
        found=found,
        pair=pair_of(db.session(), survivor.id, other.id),
        conflict=conflict,
        is_conflict=status == 409,
    )
    return page, status


@bp.get("/merges")
@requires(Permission.CONTACTS_MERGE)
def merges() -> Answer:
    """List the merges, the newest first, each with its undoing while that is possible."""
    empty = EmptyState("union", _("Nothing was merged yet"), _("Merges appear here; each can be undone for 30 days."))
    now = utc_now()

    def undoable(row: Any) -> bool:
        return row.undone_at is None and now <= undo_until(row.at)

    page, rows = "contacts/merges.html", "contacts/_merges.html"
    return rows_or_page(MERGES, empty, page, rows, adjust=lambda _listing: None, undoable=undoable)


@bp.post("/merges/<int:merge_id>/undo")
@requires(Permission.CONTACTS_MERGE)
def undo_contact_merge(merge_id: int) -> Answer:
    """Make two contacts of one again; what cannot be undone is said in words."""
    done = get_or_404(merge_by_id(db.session(), merge_id))
    try:
        kept = undo_merge(db.session(), done, by=current_user, now=utc_now())
    except RuleError as error:
        flash(refusal(error), "danger")
        return redirect(url_for("contacts.merges"))
    flash(_("The merge is undone: “%(other)s” is a contact of its own again", other=done.other_name), "success")
    left = [field_text(name).lower() for name in kept.fields] + [moved_text(table).lower() for table in kept.tables]
    if left:
        flash(_("Changed since the merge and therefore left as it is: %(what)s", what=", ".join(left)), "warning")
    return redirect(url_for("contacts.show", contact_id=done.other_id))
