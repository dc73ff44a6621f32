"""The rows of a contact's form: filling them, making their pickers certain, comparing them with what is saved."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from app.domain.contacts import normalise_email, normalise_phone_line
from app.domain.errors import RuleError
from app.formats import phone
from app.forms.contacts import ContactForm, PersonForm
from app.labels import label
from app.services.contacts import Workplace
from app.templating import day
from models.contacts import Contact, Person
from views.contacts.custom import stored_values
from views.editing import Difference
from views.pickers import settle_contact, show_contacts

Rule = Callable[[str], str]
RULES: dict[str, Rule] = {"emails": normalise_email, "phones": normalise_phone_line, "addresses": str}
ATTRIBUTES = {"emails": "email", "phones": "number", "addresses": "address"}


def fill(form: ContactForm, contact: Contact) -> None:
    """Fill an existing contact's form, with one empty row at the end of each list."""
    lists = {field.name for field in form.lists()}
    plain = [field.name for field in form if field.name not in lists and hasattr(contact, field.name)]
    # A record given as `obj` would win over the rows: its e-mails are no rows of this form.
    form.process(
        data={
            **{name: getattr(contact, name) for name in plain},
            **{name: _rows(contact, name) for name in form.CHANNELS},
            "tags": [tag.name for tag in contact.tags],
            "name": contact.display_name,
            **stored_values(contact),
        }
    )
    if isinstance(form, PersonForm) and isinstance(contact, Person):
        while len(form.workplaces):
            form.workplaces.pop_entry()
        for row in contact.affiliations:
            entry = form.workplaces.append_entry({"role": row.role, "starts_on": row.starts_on, "ends_on": row.ends_on})
            show_contacts(entry.organisation, row.organisation_id)
        form.add_row("workplaces")
    for name in form.CHANNELS:
        rows = form[name]
        if not len(rows) or rows.entries[-1].form.value.data:
            form.add_row(name)


def _rows(contact: Contact, name: str) -> list[dict[str, Any]]:
    """Return the rows of `emails`, `phones` or `addresses` as the form takes them."""
    return [{"value": phone(getattr(row, ATTRIBUTES[name])), "label": row.label} for row in getattr(contact, name)]


def settle_workplaces(form: ContactForm) -> bool:
    """Make every picker of the form certain; a row with a role but without an organisation is refused."""
    if not isinstance(form, PersonForm):
        return True
    settled = []
    for entry in form.workplaces:
        described = bool(entry.role.data or entry.starts_on.data or entry.ends_on.data)
        settled.append(settle_contact(entry.organisation, required=described))
    if not all(settled):
        form.workplaces.errors = [entry.errors for entry in form.workplaces]
    return all(settled)


def workplaces(form: PersonForm) -> tuple[Workplace, ...]:
    """Return the filled rows of the places of work."""
    return tuple(
        Workplace(entry.organisation.data, entry.role.data or "", entry.starts_on.data, entry.ends_on.data)
        for entry in form.workplaces
        if entry.organisation.data
    )


def row_differences(form: ContactForm, contact: Contact) -> list[Difference]:
    """Return the lists of a stale form that are not what is saved now, each row as a text."""
    pairs = [
        (form[name], _typed(form.channels(name), RULES[name]), _stored(getattr(contact, name), ATTRIBUTES[name]))
        for name in form.CHANNELS
    ]
    if isinstance(form, PersonForm) and isinstance(contact, Person):
        typed = [
            _place(_names(entry.organisation), entry.role.data, entry.starts_on.data, entry.ends_on.data)
            for entry in form.workplaces
            if entry.organisation.data
        ]
        saved = [
            _place(row.organisation.display_name, row.role, row.starts_on, row.ends_on) for row in contact.affiliations
        ]
        pairs.append((form.workplaces, typed, saved))
    return [
        Difference(field.label.text, "; ".join(typed) or "—", "; ".join(saved) or "—")
        for field, typed, saved in pairs
        if typed != saved
    ]


def readable(channels: Iterable[tuple[str, Any]], rule: Rule) -> list[str]:
    """Return the channels that the rule can read, in their normal form."""
    found = []
    for value, _label in channels:
        try:
            found.append(rule(value))
        except RuleError:
            continue
    return found


def _typed(channels: list[tuple[str, Any]], rule: Rule) -> list[str]:
    return [f"{phone((readable([(value, kind)], rule) or [value])[0])} ({label(kind)})" for value, kind in channels]


def _stored(rows: Iterable[Any], attribute: str) -> list[str]:
    return [f"{phone(getattr(row, attribute))} ({label(row.label)})" for row in rows]


def _names(field: Any) -> str:
    return ", ".join(name for _id, name in field.shown) or str(field.typed)


def _place(name: str, role: str | None, starts_on: date | None, ends_on: date | None) -> str:
    dates = f"{day(starts_on)} – {day(ends_on)}" if starts_on or ends_on else ""
    return ", ".join(filter(None, (name, role, dates)))
