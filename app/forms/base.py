"""What every form shares: the token, the version of the record, and putting refusals next to fields."""

import zlib
from collections.abc import Container
from datetime import date, time
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, ClassVar

from babel.support import NullTranslations, Translations
from flask_wtf import FlaskForm
from wtforms import Field, FieldList, FileField, FormField, HiddenField
from wtforms.i18n import messages_path

from app.domain.errors import RuleError
from app.forms.fields import ContactField, MoneyField, contact_ids
from app.forms.numbers import RateField
from app.i18n import locale_code
from app.labels import refusal

# What belongs to the amounts of a form, beside its rates.
MONEY = {"currency", "rate_date", "rate_rule"}


@cache
def _own_words(locale: str) -> NullTranslations:
    return Translations.load(messages_path(), [locale], domain="wtforms")


class BaseForm(FlaskForm):
    """A form with a CSRF token.

    `ordered` names fields of which one may not come before the other, with the code of the refusal: the service refuses
    them too, but what is wrong between fields is told together with what is wrong in others.
    """

    class Meta(FlaskForm.Meta):
        """Where the words of WTForms itself come from."""

        def get_translations(self, form: Any) -> Any:
            """Return them in the reader's language; Flask-WTF would read their file for every request."""
            return _own_words(locale_code())

    form_errors: list[Any]
    ordered: ClassVar[tuple[tuple[str, str, str], ...]] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and the order of those that can be read."""
        valid = bool(super().validate(extra_validators))
        for first, second, code in self.ordered:
            if first not in self or second not in self:
                continue
            one, other = self[first], self[second]
            if one.errors or other.errors or one.data is None or other.data is None:
                continue
            if other.data < one.data:
                self.refuse(RuleError(code, field=second))
                valid = False
        return valid

    def refuse(self, error: RuleError) -> None:
        """Show a refusal of the domain next to the field that it names, or above the form."""
        name = error.field
        if name and name in self._fields:
            field = self._fields[name]
            field.errors = [*field.errors, refusal(error)]
        else:
            self.form_errors = [*self.form_errors, refusal(error)]


class RecordForm(BaseForm):
    """A form that edits a record: `version` says which version the person saw, and `as_shown` what stood in its fields.

    A field is marked in `as_shown` when it showed a column of the record just as it is, so that what somebody else
    saves can take its place as long as the person leaves it alone. A form that is `filled_anew` has all its fields
    marked: its view makes another one of what is saved.

    `together` names fields that mean something only with each other, such as a number and its unit: of them all are
    taken over, or none. Amounts, their currency and its rate are such fields in every form.
    """

    filled_anew = False
    together: ClassVar[tuple[tuple[str, ...], ...]] = ()

    version = HiddenField()
    as_shown = HiddenField()

    _record: Any = None
    _alone: frozenset[str] | None = None

    def is_stale(self, record: Any) -> bool:
        """Say whether somebody saved the record after this form was opened."""
        return bool(self.version.data) and str(self.version.data) != str(record.version)

    def show_version(self, record: Any) -> None:
        """Remember the record's present version in the form."""
        self.version.data = str(record.version)
        self._record = record

    def hidden_tag(self, *fields: Any) -> Any:
        """Draw the hidden fields, once the others hold what the person sees."""
        if self._record is not None:
            marks = ((field.name, shown_mark(field)) for field in self if self._is_as_saved(field))
            self.as_shown.data = " ".join(f"{name}:{mark}" for name, mark in marks if mark)
        return super().hidden_tag(*fields)

    def left_alone(self) -> list[Field]:
        """Return the marked fields of a submitted form that hold what the person first saw in them."""
        marks = dict(item.split(":", 1) for item in (self.as_shown.data or "").split() if ":" in item)
        fields = [
            field
            for field in self
            if field.name in marks and not field.process_errors and shown_mark(field) == marks[field.name]
        ]
        fields = [field for field in fields if field.name not in self._held({field.name for field in fields}, marks)]
        if self.filled_anew:
            self._alone = frozenset(field.name for field in fields)
        return fields

    def _held(self, alone: set[str], marked: Container[str]) -> set[str]:
        """Return the fields that belong together with one in which the person wrote something else."""
        touched = {field.name for field in self if field.name in marked or value_mark(field.data)} - alone
        return {name for group in self._groups() if touched & group for name in group}

    def _groups(self) -> list[set[str]]:
        money = {field.name for field in self if isinstance(field, MoneyField | RateField)}
        return [set(names) for names in self.together] + ([money | MONEY] if "currency" in self else [])

    def replace(self, field: Field) -> None:
        """Put a field of another form of the same kind into the place of this one's."""
        self._fields[field.name] = field
        setattr(self, field.name, field)

    def _is_as_saved(self, field: Field) -> bool:
        if isinstance(field, HiddenField | FileField):
            return False
        if self.filled_anew:
            return self._alone is None or field.name in self._alone
        if isinstance(field, FieldList | FormField):
            return False
        # What is not loaded is no column of the record, and is not asked for.
        known = getattr(self._record, "__dict__", {})
        return field.name in known and value_mark(saved_in(field, known[field.name])) == value_mark(field.data)


def saved_in(field: Field, value: Any) -> Any:
    """Return what a record holds as the field would: a picker of contacts holds ids."""
    if not isinstance(field, ContactField):
        return value
    ids = contact_ids(value)
    return ids if field.multiple else (ids[0] if ids else None)


def shown_mark(field: Field) -> str:
    """Return a short mark of what stands in a field; empty when a text could not say it."""
    text = value_mark(field.data)
    if text is None:
        return ""
    return format(zlib.crc32(f"{text}\n{getattr(field, 'typed', '')}".encode()), "x")


def value_mark(value: Any) -> str | None:
    """Return a value as a text that is the same for what a record holds and for what a form sends back of it.

    None for what a text could not say, such as another record.
    """
    if isinstance(value, dict):
        value = [part for pair in sorted(value.items()) for part in pair]
    if isinstance(value, list | tuple):
        parts = [value_mark(part) for part in value]
        return None if None in parts else "\x1f".join(map(str, parts))
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        return "\n".join(value.strip().splitlines())
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if value is None or value is False:
        return ""
    return str(value) if isinstance(value, int | float | date | time) else None
