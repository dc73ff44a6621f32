"""Creating and editing people and organisations."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.contacts import ContactKind, normalise_email, normalise_phone
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
    Workplace,
    save_organisation,
    save_person,
)
from models import db
from models.contacts import Contact, Organisation, Person
from views.clock import today
from views.contacts import bp
from views.editing import conflict_page, get_or_404
from views.pickers import settle_contact, show_contacts

TEMPLATES = {
    ContactKind.PERSON: "contacts/person_form.html",
    ContactKind.ORGANISATION: "contacts/organisation_form.html",
}


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.CONTACTS_EDIT)
def create_person() -> Response | str | tuple[str, int]:
    """Add a person."""
    return handle(PersonForm(), ContactKind.PERSON, None)


@bp.route("/organisations/new", methods=["GET", "POST"])
@requires(Permission.CONTACTS_EDIT)
def create_organisation() -> Response | str | tuple[str, int]:
    """Add an organisation."""
    return handle(OrganisationForm(), ContactKind.ORGANISATION, None)


@bp.route("/<int:contact_id>/edit", methods=["GET", "POST"])
@requires(Permission.CONTACTS_EDIT)
def edit(contact_id: int) -> Response | str | tuple[str, int]:
    """Change a person or an organisation."""
    contact = get_or_404(questions.contact(db.session(), contact_id))
    form = PersonForm() if isinstance(contact, Person) else OrganisationForm()
    return handle(form, contact.kind, contact)


def handle(form: ContactForm, kind: ContactKind, contact: Contact | None) -> Response | str | tuple[str, int]:
    """Show the form, warn about likely duplicates once, save."""
    template = TEMPLATES[kind]
    cancel = url_for("contacts.show", contact_id=contact.id) if contact else url_for("contacts.index")
    context: dict[str, Any] = {"contact": contact, "cancel_url": cancel, "duplicates": []}
    if request.method == "GET":
        prepare(form, contact)
        return render_template(template, form=form, **context)
    if not (form.validate_on_submit() and settle_workplaces(form)):
        return render_template(template, form=form, **context), 422
    if contact is not None and form.is_stale(contact):
        return conflict_page(form, contact, template, **context)
    if contact is None and not form.checked_duplicates.data:
        context["duplicates"] = duplicates_of(candidate_from(form), kind, None)
        if any(item.is_likely for item in context["duplicates"]):
            form.checked_duplicates.data = "1"
            return render_template(template, form=form, **context), 422
    try:
        saved = save(form, contact)
    except RuleError as error:
        form.refuse(error)
        return render_template(template, form=form, **context), 422
    flash(_("«%(name)s» is saved", name=saved.display_name), "success")
    return redirect(url_for("contacts.show", contact_id=saved.id))


def prepare(form: ContactForm, contact: Contact | None) -> None:
    """Fill the form of an existing contact, with one empty row in each list."""
    if contact is None:
        if isinstance(form, OrganisationForm):
            form.name.data = request.args.get("name", "")[:300]
        return
    form.process(
        obj=contact,
        emails=[{"value": row.email, "label": row.label} for row in contact.emails],
        phones=[{"value": row.number, "label": row.label} for row in contact.phones],
        addresses=[{"value": row.address, "label": row.label} for row in contact.addresses],
        tags=[tag.name for tag in contact.tags],
        name=contact.display_name,
    )
    if isinstance(form, PersonForm) and isinstance(contact, Person):
        while len(form.workplaces):
            form.workplaces.pop_entry()
        for row in contact.affiliations:
            entry = form.workplaces.append_entry(
                {"role": row.role, "starts_on": row.starts_on, "ends_on": row.ends_on}
            )
            show_contacts(entry.organisation, row.organisation_id)
        form.workplaces.append_entry()
    for rows in (form.emails, form.phones, form.addresses):
        if not len(rows) or rows.entries[-1].form.value.data:
            rows.append_entry()
    form.show_version(contact)


def settle_workplaces(form: ContactForm) -> bool:
    """Make every picker of the form certain."""
    if not isinstance(form, PersonForm):
        return True
    settled = [settle_contact(entry.organisation) for entry in form.workplaces]
    return all(settled)


def save(form: ContactForm, contact: Contact | None) -> Contact:
    """Hand what was typed to the service."""
    session = db.session()
    common: dict[str, Any] = {
        "emails": form.channels("emails"),
        "phones": form.channels("phones"),
        "addresses": form.channels("addresses"),
        "tags": form.tags.data or [],
        "city": form.city.data or "",
        "website": form.website.data or "",
    }
    if isinstance(form, PersonForm):
        places = tuple(
            Workplace(
                entry.organisation.data, entry.role.data or "", entry.starts_on.data, entry.ends_on.data
            )
            for entry in form.workplaces
            if entry.organisation.data
        )
        person = PersonData(
            **common,
            last_name=form.last_name.data or "",
            first_name=form.first_name.data or "",
            middle_name=form.middle_name.data or "",
            birth_date=form.birth_date.data,
            workplaces=places,
        )
        return save_person(
            session, person, person=contact if isinstance(contact, Person) else None, today=today()
        )
    assert isinstance(form, OrganisationForm)
    organisation = OrganisationData(
        **common,
        name=form.name.data or "",
        legal_name=form.legal_name.data or "",
        organisation_type=form.organisation_type.data,
        edrpou=form.edrpou.data or "",
    )
    present = contact if isinstance(contact, Organisation) else None
    return save_organisation(session, organisation, organisation=present)


def candidate_from(form: ContactForm) -> Candidate:
    """Return what the matching rules compare of what is typed so far; unreadable channels are left out."""
    if isinstance(form, PersonForm):
        parts = (form.last_name.data, form.first_name.data, form.middle_name.data)
        name, edrpou, birth = " ".join(filter(None, parts)), None, form.birth_date.data
    else:
        assert isinstance(form, OrganisationForm)
        name, edrpou, birth = form.name.data or "", form.edrpou.data or None, None
    return Candidate(
        name=name,
        emails=frozenset(readable(form.channels("emails"), normalise_email)),
        phones=frozenset(readable(form.channels("phones"), normalise_phone)),
        edrpou=edrpou,
        birth_date=birth,
    )


def readable(channels: list[tuple[str, Any]], rule: Any) -> list[str]:
    """Return the channels that the rule can read, in their normal form."""
    found = []
    for value, _label in channels:
        try:
            found.append(rule(value))
        except RuleError:
            continue
    return found


def duplicates_of(candidate: Candidate, kind: ContactKind, exclude_id: int | None) -> list[LikelyDuplicate]:
    """Return the likely duplicates of what is typed."""
    return likely_duplicates(db.session(), candidate, kind, exclude_id=exclude_id)
