"""Writing down what happened with a contact: the card on its page, and the full form."""

from datetime import date, datetime, time
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import today, zone
from app.domain.contacts import InteractionKind
from app.domain.errors import RuleError
from app.forms.interactions import InteractionForm
from app.i18n import _
from app.permissions import Permission
from app.queries import contacts as questions
from app.queries import interactions as talks
from app.queries.subjects import check_writable
from app.queries.tasks import everybody_and_assignees
from app.security import current_scope, requires
from app.services.interactions import note_interaction
from app.templating import can, sees
from models import db
from models.base import utc_now
from models.contacts import Contact
from models.interactions import Interaction
from views.contacts import bp
from views.editing import get_or_404
from views.pickers import settle_contact

FORM = "interactions/form.html"


def talk_form() -> InteractionForm:
    """Return the form of the card on a contact's page, with the accounts that it offers."""
    form = InteractionForm(occurred_on=today())
    form.offer_accounts(*everybody_and_assignees(db.session(), current_scope()), current_user.id)
    for field in (form.application_id, form.partnership_id, form.event_id):
        field.offer((), blank="")
    return form


def full_form(contact: Contact, interaction: Interaction | None = None, **data: Any) -> InteractionForm:
    """Return the full form: the same with the records that an interaction of this contact may be about."""
    session, scope = db.session(), current_scope()
    form = InteractionForm(**data)
    form.offer_accounts(*everybody_and_assignees(session, scope), current_user.id)
    details = interaction.details if interaction else None
    nothing = _("Not chosen")
    event, partnership = (details.event, details.partnership) if details else (None, None)
    hidden = event is not None and not sees("event", event)
    offered = list(talks.event_choices(session, today(), scope, also=event.id if event and not hidden else None))
    if event is not None and hidden:
        offered.insert(0, (str(event.id), _("An event of another branch")))
    form.event_id.offer(offered, blank=nothing)
    offered = talks.partnership_choices(session, contact.id, scope, also=partnership.id if partnership else None)
    form.partnership_id.offer(offered, blank=nothing)
    also = details.application_id if details else None
    if can(Permission.GRANTS_VIEW):
        offered = talks.application_choices(session, contact.id, scope, also=also)
    else:
        # The field is not drawn for this reader: what it holds stays, and nothing else can be sent in.
        offered = [(str(also), "")] if also else []
    form.application_id.offer(offered, blank=nothing)
    return form


def moment_of(day: date, known: datetime | None = None) -> datetime:
    """Return when it happened: now for today, noon for another day, the known moment for a day left as it was."""
    if known is not None and known.astimezone(zone()).date() == day:
        return known
    return utc_now() if day == today() else datetime.combine(day, time(12), zone())


def is_in_order(form: InteractionForm) -> bool:
    """Say whether the form was sent and may be saved; every error is shown at once."""
    if not form.is_submitted():
        return False
    valid = form.validate_on_submit()
    return settle_contact(form.participants) and valid


def write_down(contact: Contact, form: InteractionForm) -> bool:
    """Save what was typed and say so; what is refused stands beside its field."""
    try:
        note_interaction(
            db.session(),
            contact,
            kind=form.kind.data,
            subject=form.subject.data,
            body=form.body.data or "",
            occurred_at=moment_of(form.occurred_on.data),
            by=current_user,
            now=utc_now(),
            direction=form.direction.data,
            facts=form.facts(),
        )
    except RuleError as error:
        form.refuse(error)
        return False
    flash(_("Written down, and the next step is a task") if form.planned() else _("Written down"), "success")
    return True


@bp.post("/<int:contact_id>/interactions")
@requires(Permission.CONTACTS_EDIT)
def interact(contact_id: int) -> Response | tuple[str, int]:
    """Write down something that happened with the contact, from the card on its page."""
    from views.contacts.records import record_page

    contact = get_or_404(questions.contact(db.session(), contact_id))
    check_writable(contact)
    form = talk_form()
    if is_in_order(form) and write_down(contact, form):
        return redirect(url_for("contacts.show", contact_id=contact_id))
    return record_page(contact_id, form, 422)


@bp.route("/<int:contact_id>/interactions/new", methods=["GET", "POST"])
@requires(Permission.CONTACTS_EDIT)
def new_interaction(contact_id: int) -> Response | str | tuple[str, int]:
    """Write down something that happened with the contact, with everything there is to say; `?kind=` chooses."""
    contact = get_or_404(questions.contact(db.session(), contact_id))
    check_writable(contact)
    wanted = request.args.get("kind", "")
    kind = InteractionKind(wanted) if wanted in set(InteractionKind) else InteractionKind.MEETING
    form = full_form(contact, kind=kind, occurred_on=today())
    if is_in_order(form) and write_down(contact, form):
        return redirect(url_for("contacts.show", contact_id=contact_id))
    page = render_template(FORM, form=form, contact=contact, interaction=None)
    return (page, 422) if form.is_submitted() else page
