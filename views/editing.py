"""What every editing view shares: a missing record, and a record that somebody else saved first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

from flask import flash, redirect, render_template, url_for
from wtforms import BooleanField, Field, FieldList, FileField, FormField, HiddenField, SelectField

from app.amounts import typed
from app.domain.errors import RuleError
from app.domain.hours import clock_text
from app.formats import plain_number, short_day
from app.forms.base import saved_in, value_mark
from app.forms.fields import ContactField, MoneyField
from app.forms.hours import DurationField
from app.forms.numbers import RateField
from app.i18n import _
from app.labels import label
from app.queries.contacts import names_of
from app.queries.subjects import FILED
from models import db
from views.pickers import show_contacts

Record = TypeVar("Record")


@dataclass(frozen=True)
class Conflict:
    """What a stale form has that is not saved, and the labels of the fields that took over what is."""

    rows: list["Difference"]
    taken_over: list[str]


@dataclass(frozen=True)
class Difference:
    """A field in which the person's version and the saved one differ, both as texts."""

    name: str
    yours: str
    saved: str


def get_or_404(record: Record | None) -> Record:
    """Return the record, or answer «there is no such page».

    Raises:
        RuleError: `not_found`.
    """
    if record is None:
        raise RuleError("not_found")
    return record


def record_url(kind: str, record_id: int) -> str:
    """Return the page of a record that comments and files belong to."""
    _model, _permission, endpoint, argument = FILED[kind]
    values: dict[str, Any] = {argument: record_id}
    return url_for(endpoint, **values)


def shown(field: Field, value: Any) -> str:
    """Return a field's value as a person reads it."""
    if value in (None, "", []):
        return "—"
    if isinstance(field, BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(field, DurationField) and isinstance(value, int):
        value = clock_text(value)
    if isinstance(field, MoneyField) and isinstance(value, Decimal):
        value = typed(value)
    if isinstance(field, ContactField) and isinstance(value, int | list):
        return _contacts(field, value)
    if isinstance(field, SelectField):
        words = {str(choice[0]): str(choice[1]) for choice in field.iter_choices()}
        return words.get(str(value), label(value))
    if isinstance(value, list | tuple):
        return ", ".join(_name(item) for item in value)
    return _name(value)


def _contacts(field: ContactField, value: Any) -> str:
    """Return the names of the contacts that a picker holds, or that the saved record is linked to."""
    if value == field.data:
        return ", ".join(name for _id, name in field.shown) or field.typed or "—"
    items = value if isinstance(value, list) else [value]
    names = names_of(db.session(), [item for item in items if isinstance(item, int)])
    return ", ".join(names.get(item) or _name(item) for item in items)


def _name(value: Any) -> str:
    """Return the name of a linked record, or a plain value as text."""
    if isinstance(value, Enum):
        return label(value)
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, date):
        return short_day(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if hasattr(value, "person"):
        value = value.person
    for attribute in ("display_name", "name"):
        if hasattr(value, attribute):
            return str(getattr(value, attribute))
    return str(value)


def differences(form: Any, record: Any, fresh: Any = None) -> list[Difference]:
    """Return the fields of a stale form whose values are not what is saved now.

    Args:
        fresh: a form of the same kind filled with what is saved, for one that is `filled_anew`.
    """
    found = []
    for field in form:
        theirs = field if fresh is None else fresh[field.name]
        if isinstance(field, HiddenField | FileField | FieldList | FormField):
            continue
        if fresh is None and not hasattr(record, field.name):
            continue
        # A rate left empty asks for the known one, which is what is saved.
        if isinstance(field, RateField) and field.data is None:
            continue
        saved = getattr(record, field.name) if fresh is None else theirs.data
        if field.data != saved and shown(field, field.data) != shown(theirs, saved):
            found.append(Difference(field.label.text, shown(field, field.data), shown(theirs, saved)))
    return found


def take_over(form: Any, record: Any, fresh: Any = None) -> list[str]:
    """Put what somebody else saved meanwhile into the fields that the person left alone; return their labels.

    Args:
        fresh: a form of the same kind filled with what is saved, for one that is `filled_anew`.
    """
    labels = []
    for field in form.left_alone():
        saved = saved_in(field, getattr(record, field.name, None)) if fresh is None else fresh[field.name].data
        mark = value_mark(saved)
        if mark is None or mark == value_mark(field.data):
            continue
        labels.append(field.label.text)
        if fresh is not None:
            form.replace(fresh[field.name])
        elif isinstance(field, ContactField):
            show_contacts(field, saved)
        else:
            field.data, field.raw_data = saved, None
    return labels


def conflict_page(form: Any, record: Any, template: str, **context: Any) -> tuple[str, int]:
    """Show the form again with what the person typed, beside what somebody else saved meanwhile.

    What the person did not touch is taken over from what is saved. The form now carries the newest version, so that
    saving once more is a decision and not an accident. `more_differences` in the context are those that the view
    itself found, such as of a list of rows; `taken_over` is what it has taken over itself. `fresh` is a form of
    the same kind filled with what is saved, for one that is `filled_anew`.
    """
    taken_over, fresh = context.pop("taken_over", None), context.pop("fresh", None)
    if taken_over is None:
        taken_over = take_over(form, record, fresh)
    rows = [*differences(form, record, fresh), *context.pop("more_differences", ())]
    context["conflict"] = Conflict(rows, taken_over)
    context["is_conflict"] = True
    form.show_version(record)
    return render_template(template, form=form, **context), 409


@dataclass(frozen=True)
class Saving:
    """How a form becomes a record.

    Attributes:
        save: the verb; it returns the record and may refuse with a `RuleError`, which the form then shows.
        done: what is said once it is saved.
        page: the address of the record.
    """

    save: Callable[[], Any]
    done: str
    page: Callable[[Any], str]


def answer_form(form: Any, template: str, saving: Saving, *, valid: bool, **context: Any) -> Any:
    """Save what was typed and go to the record; what is wrong is shown in the form, with nothing lost.

    Args:
        valid: whether the form itself found nothing wrong.
        context: what the template needs beside the form.
    """
    if valid:
        try:
            record = saving.save()
        except RuleError as error:
            form.refuse(error)
        else:
            flash(saving.done, "success")
            return redirect(saving.page(record))
    return render_template(template, form=form, **context), 422


def answer_edit(form: Any, record: Any, template: str, saving: Saving, *, valid: bool, **context: Any) -> Any:
    """Do the same with a record that exists, unless somebody else saved it first."""
    if form.is_stale(record):
        return conflict_page(form, record, template, **context)
    return answer_form(form, template, saving, valid=valid, **context)
