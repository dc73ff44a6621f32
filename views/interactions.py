"""Pages of interactions: the list, one of them, its form, the archive."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import zone
from app.domain.errors import RuleError
from app.domain.interactions import split_quoted
from app.forms.interactions import InteractionForm
from app.i18n import _
from app.permissions import Permission
from app.queries import interactions as questions
from app.security import requires
from app.services.interactions import Facts, archive_interaction, change_interaction, restore_interaction
from app.templating import can
from models import db
from models.base import utc_now
from models.interactions import Interaction
from views.contacts.talk import FORM, full_form, is_in_order, moment_of
from views.editing import conflict_page, get_or_404
from views.listing import EmptyState, Listing, archive_views, listing_page
from views.messages import flash_undo
from views.pickers import show_contacts
from views.privacy.common import note_access

bp = Blueprint("interactions", __name__, url_prefix="/interactions")


@bp.get("")
@requires(Permission.CONTACTS_VIEW)
def index() -> Response | str:
    """Everything that passed between the institution and its contacts; `?view=archive` shows the archive."""
    archive = request.args.get("view") == "archive"

    def adjust(listing: Listing) -> None:
        listing.views = archive_views(_("List"), archive)

    empty = EmptyState(
        "chat-dots",
        _("Nothing has been written down yet"),
        _("Open a contact and write down a meeting, a call or a letter: it will appear here."),
        url_for("contacts.index") if can(Permission.CONTACTS_EDIT) else None,
        _("Open the contacts"),
    )
    if archive:
        empty = EmptyState(
            "archive", _("The archive is empty"), _("Interactions written down by mistake are put here.")
        )
    spec = questions.interaction_list(zone(), archived=archive)
    return listing_page(spec, empty, "interactions/index.html", adjust=adjust)


def load(interaction_id: int) -> Interaction:
    """Return an interaction with what its page shows, or answer that there is none."""
    return get_or_404(questions.interaction(db.session(), interaction_id))


@bp.get("/<int:interaction_id>")
@requires(Permission.CONTACTS_VIEW)
def show(interaction_id: int) -> str:
    """One interaction: who, when, what was said, what it came to, what is next."""
    interaction = load(interaction_id)
    own, quoted = split_quoted(interaction.body)
    page = render_template("interactions/show.html", interaction=interaction, own=own, quoted=quoted)
    note_access(interaction.contact)
    return page


@bp.route("/<int:interaction_id>/edit", methods=["GET", "POST"])
@requires(Permission.CONTACTS_EDIT)
def edit(interaction_id: int) -> Response | str | tuple[str, int]:
    """Correct an interaction."""
    interaction = load(interaction_id)
    if interaction.archived_at is not None:
        raise RuleError("archived")
    form = full_form(interaction.contact, interaction, **present(interaction))
    context = {"interaction": interaction, "contact": interaction.contact}
    if not form.is_submitted():
        show_contacts(form.participants, [contact.id for contact in interaction.contacts])
        form.show_version(interaction)
        return render_template(FORM, form=form, **context)
    if is_in_order(form):
        if form.is_stale(interaction):
            return conflict_page(form, Compared(interaction), FORM, **context)
        try:
            change_interaction(
                db.session(),
                interaction,
                kind=form.kind.data,
                subject=form.subject.data,
                body=form.body.data or "",
                occurred_at=moment_of(form.occurred_on.data, interaction.occurred_at),
                by=current_user,
                now=utc_now(),
                direction=form.direction.data,
                facts=_facts(form, interaction),
            )
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("Changes saved"), "success")
            return redirect(url_for(".show", interaction_id=interaction_id))
    return render_template(FORM, form=form, **context), 422


def _facts(form: InteractionForm, interaction: Interaction) -> Facts:
    """Return what was typed; the application stays when it is changed by somebody who may not see applications."""
    facts = form.facts()
    if can(Permission.GRANTS_VIEW) or interaction.details is None:
        return facts
    return replace(facts, application_id=interaction.details.application_id)


class Compared:
    """An interaction under the names of the form's fields, to be compared with a stale form."""

    def __init__(self, interaction: Interaction) -> None:
        self.version = interaction.version
        self.participants = interaction.contacts
        for name, value in present(interaction).items():
            setattr(self, name, value)


def present(interaction: Interaction) -> dict[str, object]:
    """Return what is saved by the names of the form's fields, apart from the participants, which a picker shows."""
    details = interaction.details
    values: dict[str, object] = {
        "kind": interaction.kind,
        "subject": interaction.subject,
        "body": interaction.body,
        "occurred_on": interaction.occurred_at.astimezone(zone()).date(),
        "colleagues": [user.id for user in interaction.colleagues],
    }
    if details is not None:
        names = ("direction", "minutes", "outcome", "outcome_note", "application_id", "partnership_id", "event_id")
        values |= {name: getattr(details, name) for name in names}
    return values


@bp.post("/<int:interaction_id>/archive")
@requires(Permission.CONTACTS_EDIT)
def archive(interaction_id: int) -> Response:
    """Take the interaction off the timelines; the message offers to undo it."""
    interaction = load(interaction_id)
    archive_interaction(db.session(), interaction, now=utc_now())
    flash_undo(
        _("“%(name)s” is in the archive", name=interaction.subject), url_for(".restore", interaction_id=interaction_id)
    )
    return redirect(url_for("contacts.show", contact_id=interaction.contact_id))


@bp.post("/<int:interaction_id>/restore")
@requires(Permission.CONTACTS_EDIT)
def restore(interaction_id: int) -> Response:
    """Bring the interaction back."""
    interaction = load(interaction_id)
    restore_interaction(db.session(), interaction)
    flash(_("“%(name)s” is on the timeline again", name=interaction.subject), "success")
    return redirect(url_for(".show", interaction_id=interaction_id))
