"""Adding, changing, ending and removing what one contact is to another."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.contacts import ContactKind
from app.domain.errors import RuleError
from app.domain.relationships import GUARDIAN, Choice
from app.forms.relationships import RelationshipForm
from app.i18n import _, locale_code
from app.permissions import Permission
from app.queries import contacts as contact_questions
from app.queries import relationships as questions
from app.queries.relationship_types import offered_choices, relationship_type, relationship_type_of
from app.security import requires
from app.services.relationships import (
    RelationshipData,
    add_relationship,
    change_relationship,
    end_relationship,
    remove_relationship,
    restore_relationship,
)
from app.templating import day
from models import db
from models.contacts import Contact
from models.relationships import Relationship
from views.addresses import record_id
from views.contacts import bp
from views.editing import Difference, conflict_page, get_or_404
from views.messages import flash_undo
from views.pickers import settle_contact, show_contacts

TEMPLATE = "contacts/relationship_form.html"
Answer = Response | str | tuple[str, int]


@bp.route("/<int:contact_id>/relationships/new", methods=["GET", "POST"])
@requires(Permission.CONTACTS_EDIT)
def add_connection(contact_id: int) -> Answer:
    """Write down a relationship; `?guardian=1` and `?choice=…` say what is chosen already."""
    contact = get_or_404(contact_questions.contact(db.session(), contact_id))
    if contact.archived_at is not None:
        raise RuleError("archived")
    form = RelationshipForm()
    if request.method == "GET":
        form.choice.data = _asked()
        form.other.typed = request.args.get("other_text", "")[:300]
        show_contacts(form.other, request.args.get("other", type=record_id))
    return _handle(form, contact, None)


def _asked() -> str:
    """Return the choice that the address names."""
    if request.args.get("guardian"):
        kind = relationship_type_of(db.session(), GUARDIAN)
        return Choice(kind.id, True).value if kind else ""
    return request.args.get("choice", "")[:20]


@bp.route("/relationships/<int:relationship_id>/edit", methods=["GET", "POST"])
@requires(Permission.CONTACTS_EDIT)
def edit_connection(relationship_id: int) -> Answer:
    """Change a relationship, read from the contact that `?contact=` names."""
    record = get_or_404(questions.relationship(db.session(), relationship_id))
    contact = _reader_of(record)
    form = RelationshipForm()
    if request.method == "GET":
        form.process(obj=record)
        form.choice.data = _choice_of(record, contact).value
        show_contacts(form.other, record.other_end(contact.id))
        form.show_version(record)
    return _handle(form, contact, record)


def _reader_of(record: Relationship) -> Contact:
    """Return the contact from which the relationship is read; the first one unless the address says otherwise."""
    asked = request.args.get("contact", type=record_id)
    return record.to_contact if asked == record.to_contact_id else record.from_contact


def _choice_of(record: Relationship, contact: Contact) -> Choice:
    backwards = record.to_contact_id == contact.id and not record.type.symmetric
    return Choice(record.type_id, backwards)


def _handle(form: RelationshipForm, contact: Contact, record: Relationship | None) -> Answer:
    """Show the form, settle the picker, save."""
    session = db.session()
    offered = offered_choices(session, contact.kind, record.type_id if record else None)
    form.choice.offer([(choice.value, words) for choice, words in offered], blank=_("Choose"))
    chosen = form.chosen()
    form.other.kind = _kind_behind(chosen)
    context: dict[str, Any] = {
        "contact": contact,
        "tie": record,
        "back": url_for("contacts.show", contact_id=contact.id, _anchor="connections"),
    }
    if request.method == "GET":
        return render_template(TEMPLATE, form=form, **context)
    # Both are asked, so that a person sees every error at once; a wrong kind gets a sentence of its own.
    kind, form.other.kind = form.other.kind, ""
    valid, settled = form.validate_on_submit(), settle_contact(form.other, required=True)
    form.other.kind = kind
    if valid and settled and chosen is not None:
        if record is not None and form.is_stale(record):
            context["more_differences"] = _differences(form, record, contact)
            return conflict_page(form, record, TEMPLATE, **context)
        typed = RelationshipData(
            chosen,
            form.other.one_id or 0,
            form.starts_on.data,
            form.ends_on.data,
            form.note.data or "",
            form.parent_under_age.data,
        )
        try:
            if record is None:
                add_relationship(session, contact, typed, today=today())
            else:
                change_relationship(session, record, contact, typed, today=today())
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The relationship is saved"), "success")
            return redirect(context["back"])
    return render_template(TEMPLATE, form=form, **context), 422


def _kind_behind(chosen: Choice | None) -> ContactKind | str:
    """Return whom the picker offers for a choice: people, organisations or, as an empty text, both."""
    kind = relationship_type(db.session(), chosen.type_id) if chosen else None
    if kind is None or chosen is None:
        return ""
    return (kind.from_kind if chosen.backwards else kind.to_kind) or ""


def _differences(form: RelationshipForm, record: Relationship, contact: Contact) -> list[Difference]:
    """Return in what the stale form differs from what is saved, beyond the fields that carry its names."""
    words = {str(value): str(text) for value, text, *_rest in form.choice.iter_choices()}
    saved = _choice_of(record, contact)
    pairs: list[tuple[Any, str, str]] = [
        (
            form.choice,
            words.get(form.choice.data, ""),
            record.type.wording(locale_code(), backwards=saved.backwards),
        ),
        (
            form.other,
            ", ".join(name for _id, name in form.other.shown),
            (record.to_contact if record.from_contact_id == contact.id else record.from_contact).display_name,
        ),
    ]
    return [Difference(field.label.text, yours, known) for field, yours, known in pairs if yours != known]


@bp.post("/relationships/<int:relationship_id>/end")
@requires(Permission.CONTACTS_EDIT)
def end_connection(relationship_id: int) -> Response:
    """Say that the relationship ends today; the message offers to undo it."""
    record = get_or_404(questions.relationship(db.session(), relationship_id))
    contact = _reader_of(record)
    end_relationship(db.session(), record, on=today())
    undo = url_for("contacts.reopen_connection", relationship_id=record.id, contact=contact.id)
    flash_undo(_("The relationship ends on %(day)s", day=day(record.ends_on)), undo)
    return _back_to(contact)


@bp.post("/relationships/<int:relationship_id>/reopen")
@requires(Permission.CONTACTS_EDIT)
def reopen_connection(relationship_id: int) -> Response:
    """Take the end of the relationship back."""
    record = get_or_404(questions.relationship(db.session(), relationship_id))
    contact = _reader_of(record)
    end_relationship(db.session(), record, on=None)
    flash(_("The relationship goes on"), "success")
    return _back_to(contact)


@bp.post("/relationships/<int:relationship_id>/remove")
@requires(Permission.CONTACTS_EDIT)
def remove_connection(relationship_id: int) -> Response:
    """Remove a relationship that was written down by mistake; the message offers to undo it."""
    record = get_or_404(questions.relationship(db.session(), relationship_id))
    contact = _reader_of(record)
    remove_relationship(db.session(), record)
    undo = url_for("contacts.restore_connection", relationship_id=relationship_id, contact=contact.id)
    flash_undo(_("The relationship is removed"), undo)
    return _back_to(contact)


@bp.post("/relationships/<int:relationship_id>/restore")
@requires(Permission.CONTACTS_EDIT)
def restore_connection(relationship_id: int) -> Response:
    """Bring a removed relationship back."""
    record = restore_relationship(db.session(), relationship_id)
    flash(_("The relationship is back"), "success")
    return _back_to(_reader_of(record))


def _back_to(contact: Contact) -> Response:
    return redirect(url_for("contacts.show", contact_id=contact.id, _anchor="connections"))
