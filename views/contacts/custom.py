"""User-defined fields on the pages of a contact: the form, the comparison of two versions, the record."""

from collections.abc import Sequence
from typing import Any

from flask import request

from app.domain.contacts import ContactKind
from app.domain.custom_fields import FieldType, Value
from app.forms.contacts import ContactForm, OrganisationForm, PersonForm
from app.forms.custom_field_values import (
    Orphan,
    custom_data,
    custom_fields_of,
    orphans,
    shown_fields,
    with_custom_fields,
)
from app.i18n import _
from app.labels import label
from app.queries.custom_fields import Definition, definitions, values_of
from app.templating import day, number
from models import db
from models.contacts import Contact
from views.editing import Difference


def form_for(kind: ContactKind) -> ContactForm:
    """Return the form of a kind of contact with the fields that the institution added."""
    fields = definitions(db.session(), kind)
    if kind is ContactKind.PERSON:
        return with_custom_fields(PersonForm, fields)()
    return with_custom_fields(OrganisationForm, fields)()


def _fields_of(form: ContactForm) -> Sequence[Definition]:
    there = {field.name for field in custom_fields_of(form)}
    return [field for field in definitions(db.session()) if field.key in there]


def custom_context(kind: ContactKind) -> dict[str, Any]:
    """Return what the template of the form needs: what to remember, and what was typed into fields that are gone."""
    fields = definitions(db.session(), kind)
    return {
        "custom_keys": [field.key for field in fields],
        "custom_shown": shown_fields(fields),
        "orphans": orphans(request.form, fields) if request.method == "POST" else [],
    }


def refuse_orphans(form: ContactForm, found: Sequence[Orphan]) -> None:
    """Say above the form which fields and options are gone; nothing is saved until the person has seen it."""
    for item in found:
        text = (
            _("The option “%(value)s” of the field “%(field)s” was removed while you were filling it in.",
              value=item.value, field=item.name)
            if item.is_option
            else _("The field “%(field)s” was removed while you were filling it in.", field=item.name)
        )  # fmt: skip
        form.form_errors = [*form.form_errors, text]


def typed_values(form: ContactForm) -> dict[int, Value | None]:
    """Return what is typed into the institution's own fields, by the id of the field."""
    return custom_data(form, _fields_of(form))


def stored_values(contact: Contact) -> dict[str, Any]:
    """Return a contact's values by the names of the form's fields."""
    session = db.session()
    values = values_of(session, contact.id)
    return {field.key: values.get(field.id) for field in definitions(session, contact.kind)}


def custom_differences(form: ContactForm, contact: Contact) -> list[Difference]:
    """Return the own fields of a stale form that are not what is saved now."""
    typed, saved = typed_values(form), values_of(db.session(), contact.id)
    return [
        Difference(field.name, value_text(field, typed[field.id]), value_text(field, saved.get(field.id)))
        for field in _fields_of(form)
        if typed[field.id] != saved.get(field.id)
    ]


def value_text(field: Definition, value: Any) -> str:
    """Return a value as a person reads it."""
    if value is None:
        return "—"
    match field.type:
        case FieldType.NUMBER:
            return number(value, 4)
        case FieldType.DATE:
            return day(value)
        case FieldType.CHOICE:
            return field.option_name(value) or "—"
        case FieldType.FLAG:
            return label(bool(value))
        case _:
            return str(value)


def custom_panel(contact: Contact) -> list[tuple[str, str]]:
    """Return the filled fields of a contact as (name, value), in their order; two statements."""
    session = db.session()
    fields = definitions(session, contact.kind)
    values = values_of(session, contact.id) if fields else {}
    return [(field.name, value_text(field, values[field.id])) for field in fields if field.id in values]
