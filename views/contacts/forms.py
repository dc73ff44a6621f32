"""Creating and editing people and organisations."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.contacts import ContactKind, normalise_email, normalise_phone_line
from app.domain.errors import RuleError
from app.domain.matching import Candidate
from app.forms.contacts import ContactForm, OrganisationForm, PersonForm
from app.i18n import _
from app.permissions import Permission
from app.queries import contacts as questions
from app.queries.duplicates import LikelyDuplicate, likely_duplicates
from app.security import requires
from app.services.contacts import (
    OrganisationData,
    PersonData,
    organisation_refusals,
    person_refusals,
    save_organisation,
    save_person,
)
from app.services.custom_field_values import Values
from models import db
from models.contacts import Contact, Organisation, Person
from views.addresses import record_id
from views.contacts import bp
from views.contacts.custom import custom_context, custom_differences, form_for, refuse_orphans, typed_values
from views.contacts.rows import fill, readable, row_differences, settle_workplaces, workplaces
from views.editing import conflict_page, get_or_404, take_over
from views.pickers import show_contacts
from views.privacy.common import note_access

TEMPLATES = {
    ContactKind.PERSON: "contacts/person_form.html",
    ContactKind.ORGANISATION: "contacts/organisation_form.html",
}
Answer = Response | str | tuple[str, int]


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.CONTACTS_EDIT)
def create_person() -> Answer:
    """Add a person; `?organisation=ID` names the place of work."""
    return handle(form_for(ContactKind.PERSON), ContactKind.PERSON, None)


@bp.route("/organisations/new", methods=["GET", "POST"])
@requires(Permission.CONTACTS_EDIT)
def create_organisation() -> Answer:
    """Add an organisation."""
    return handle(form_for(ContactKind.ORGANISATION), ContactKind.ORGANISATION, None)


@bp.route("/<int:contact_id>/edit", methods=["GET", "POST"])
@requires(Permission.CONTACTS_EDIT)
def edit(contact_id: int) -> Answer:
    """Change a person or an organisation."""
    contact = get_or_404(questions.contact(db.session(), contact_id))
    if contact.anonymised_at is not None:
        raise RuleError("person_is_erased")
    return handle(form_for(contact.kind), contact.kind, contact)


def handle(form: ContactForm, kind: ContactKind, contact: Contact | None) -> Answer:
    """Show the form, warn about likely duplicates once, save."""
    template = TEMPLATES[kind]
    cancel = url_for("contacts.show", contact_id=contact.id) if contact else url_for("contacts.index")
    context: dict[str, Any] = {"contact": contact, "cancel_url": cancel, "duplicates": [], **custom_context(kind)}
    if request.method == "GET":
        prepare(form, contact)
        page = render_template(template, form=form, **context)
        if contact is not None:
            note_access(contact)
        return page
    if request.form.get("add_row"):
        settle_workplaces(form)
        form.add_row(request.form["add_row"])
        return render_template(template, form=form, **context)
    # All are asked, so that a person sees every error at once.
    valid, settled = form.validate_on_submit(), settle_workplaces(form)
    valid = not refuse_typed(form) and valid
    if context["orphans"]:
        refuse_orphans(form, context["orphans"])
    elif valid and settled:
        if contact is not None and form.is_stale(contact):
            fresh = form_for(kind)
            fill(fresh, contact)
            context["taken_over"] = take_over(form, contact, fresh)
            context["more_differences"] = [*row_differences(form, contact), *custom_differences(form, contact)]
            return conflict_page(form, contact, template, **context)
        if contact is None:
            context["duplicates"] = unchecked_duplicates(form, kind)
        if not context["duplicates"]:
            try:
                saved = save(form, contact)
            except RuleError as error:
                form.refuse(error)
            else:
                flash(_("“%(name)s” is saved", name=saved.display_name), "success")
                return redirect(url_for("contacts.show", contact_id=saved.id))
    return render_template(template, form=form, **context), 422


def unchecked_duplicates(form: ContactForm, kind: ContactKind) -> list[LikelyDuplicate]:
    """Return the contacts that the new one most probably is, once: the next time the person has decided."""
    if form.checked_duplicates.data:
        return []
    found = duplicates_of(candidate_from(form), kind, None)
    if not any(item.is_likely for item in found):
        return []
    form.checked_duplicates.data = "1"
    return found


def prepare(form: ContactForm, contact: Contact | None) -> None:
    """Fill the form: with an existing contact, or with what the address gives for a new one."""
    if contact is not None:
        fill(form, contact)
        form.show_version(contact)
    elif isinstance(form, PersonForm):
        show_contacts(form.workplaces[0].organisation, request.args.get("organisation", type=record_id))
    elif isinstance(form, OrganisationForm):
        form.name.data = request.args.get("name", "")[:300]


def refuse_typed(form: ContactForm) -> bool:
    """Show everything that the rules refuse of what was typed, and say whether there was anything.

    A field that could not be read is not judged by what is left of it.
    """
    typed = typed_data(form, {})
    found = person_refusals(typed, today()) if isinstance(typed, PersonData) else organisation_refusals(typed)
    unread = {field.name for field in form if field.errors} - {*form.CHANNELS}
    refused = [error for error in found if error.field not in unread and not form.is_row_refused(error)]
    for error in refused:
        form.refuse(error)
    return bool(refused)


def typed_data(form: ContactForm, custom: Values) -> PersonData | OrganisationData:
    """Return what was typed, for the service; `custom` are the values of the institution's own fields."""
    common: dict[str, Any] = {
        **{name: form.channels(name) for name in form.CHANNELS},
        "tags": form.tags.data or [],
        "city": form.city.data or "",
        "website": form.website.data or "",
        "custom": custom,
    }
    if isinstance(form, PersonForm):
        return PersonData(
            **common,
            last_name=form.last_name.data or "",
            first_name=form.first_name.data or "",
            middle_name=form.middle_name.data or "",
            birth_date=form.birth_date.data,
            workplaces=workplaces(form),
        )
    assert isinstance(form, OrganisationForm)
    return OrganisationData(
        **common,
        name=form.name.data or "",
        legal_name=form.legal_name.data or "",
        organisation_type=form.organisation_type.data,
        edrpou=form.edrpou.data or "",
    )


def save(form: ContactForm, contact: Contact | None) -> Contact:
    """Hand what was typed to the service."""
    session, typed = db.session(), typed_data(form, typed_values(form))
    if isinstance(typed, PersonData):
        known = contact if isinstance(contact, Person) else None
        return save_person(session, typed, person=known, today=today())
    present = contact if isinstance(contact, Organisation) else None
    return save_organisation(session, typed, organisation=present)


def candidate_from(form: ContactForm) -> Candidate:
    """Return what the matching rules compare of what is typed so far; unreadable channels are left out."""
    if isinstance(form, PersonForm):
        parts = (form.last_name.data, form.first_name.data, form.middle_name.data)
        name, edrpou, birth = " ".join(filter(None, parts)), None, form.birth_date.data
    else:
        assert isinstance(form, OrganisationForm)
        name, edrpou, birth = form.name.data or "", form.edrpou.data or None, None
    return Candidate(
        name=name[:300],
        emails=frozenset(readable(form.channels("emails"), normalise_email)),
        phones=frozenset(readable(form.channels("phones"), normalise_phone_line)),
        edrpou=edrpou,
        birth_date=birth,
    )


def duplicates_of(candidate: Candidate, kind: ContactKind, exclude_id: int | None) -> list[LikelyDuplicate]:
    """Return the likely duplicates of what is typed."""
    return likely_duplicates(db.session(), candidate, kind, exclude_id=exclude_id)
