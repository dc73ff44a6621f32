"""Questions about user-defined fields: which there are, what a contact's values are, how many would be lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, selectinload

from app.domain.contacts import ContactKind
from app.domain.custom_fields import FieldRule, FieldType, Value, option_key, trimmed, value_log
from app.formats import decimal_text
from app.i18n import locale_code
from app.labels import label
from app.queries.cursors import LARGEST_ID
from app.queries.imports.portions import portions
from models.custom_fields import CustomField, CustomOption, CustomValue
from models.saved_views import SavedView

KEPT = "custom_fields"
COLUMNS: Mapping[FieldType, Any] = {
    FieldType.TEXT: CustomValue.text_value,
    FieldType.NUMBER: CustomValue.number_value,
    FieldType.DATE: CustomValue.date_value,
    FieldType.CHOICE: CustomValue.option_id,
    FieldType.FLAG: CustomValue.flag_value,
}


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a choice."""

    id: int
    name_uk: str
    name_en: str

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return (self.name_en or self.name_uk) if locale_code() == "en" else self.name_uk


@dataclass(frozen=True, slots=True)
class Definition:
    """A field in use, as pages, files and rules need it."""

    id: int
    type: FieldType
    name_uk: str
    name_en: str
    help_text: str
    for_people: bool
    for_organisations: bool
    is_required: bool
    in_list: bool
    options: tuple[Option, ...] = ()

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return (self.name_en or self.name_uk) if locale_code() == "en" else self.name_uk

    @property
    def key(self) -> str:
        """What the field is called in addresses, forms and mappings."""
        return f"custom_{self.id}"

    def belongs_to(self, kind: ContactKind) -> bool:
        """Say whether contacts of this kind have the field."""
        return self.for_people if kind is ContactKind.PERSON else self.for_organisations

    def option_name(self, option_id: int | None) -> str | None:
        """Return the name of an option in the reader's language, None when there is no such option."""
        return next((option.name for option in self.options if option.id == option_id), None)

    def text(self, value: Value | None) -> str:
        """Return a value in plain words, for a preview; pages write dates as the locale does."""
        if self.type is FieldType.CHOICE and isinstance(value, int):
            return self.option_name(value) or "—"
        if isinstance(value, Decimal):
            return decimal_text(value)
        found = value_log(value)
        return "—" if found is None else label(found)

    @property
    def rule(self) -> FieldRule:
        """The field as far as typed values need it; the Ukrainian name of an option wins over an English one."""
        options: dict[str, int] = {}
        for option in self.options:
            options.setdefault(option_key(option.name_uk), option.id)
        for option in self.options:
            if option.name_en:
                options.setdefault(option_key(option.name_en), option.id)
        names = tuple(filter(None, (self.name_uk, self.name_en)))
        return FieldRule(self.id, self.type, names, self.for_people, self.for_organisations, options)


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def forget_definitions(session: Session) -> None:
    """Let the next question read the fields again."""
    session.info.pop(KEPT, None)


def definitions(session: Session, kind: ContactKind | None = None) -> tuple[Definition, ...]:
    """Return the fields in use in their order, those of one kind of contact when given.

    Costs one statement in a transaction, however often it is asked.
    """
    found: tuple[Definition, ...] | None = session.info.get(KEPT)
    if found is None:
        found = session.info[KEPT] = _read(session)
    return found if kind is None else tuple(item for item in found if item.belongs_to(kind))


def _read(session: Session) -> tuple[Definition, ...]:
    fields: dict[tuple[Any, ...], list[Option]] = {}
    for *field, option_id, option_uk, option_en in session.execute(_fields_and_options()):
        options = fields.setdefault(tuple(field), [])
        if option_id is not None:
            options.append(Option(option_id, option_uk, option_en))
    return tuple(Definition(*[*field, tuple(options)]) for field, options in fields.items())


@cache
def _fields_and_options() -> Any:
    field, option = CustomField, CustomOption
    return (
        sa.select(
            field.id,
            field.type,
            field.name_uk,
            field.name_en,
            field.help_text,
            field.for_people,
            field.for_organisations,
            field.is_required,
            field.in_list,
            option.id,
            option.name_uk,
            option.name_en,
        )
        .outerjoin(option, option.field_id == field.id)
        .where(field.archived_at.is_(None))
        .order_by(field.position, field.id, option.position, option.id)
    )


def value_of(row: CustomValue) -> Value:
    """Return the value that a row holds."""
    for column in COLUMNS.values():
        value: Value | None = getattr(row, column.key)
        if value is not None:
            return trimmed(value) if isinstance(value, Decimal) else value
    raise RuntimeError("A custom value without a value")


def values_of(session: Session, contact_id: int) -> dict[int, Value]:
    """Return the values of a contact by the id of the field, archived fields too."""
    return {row.field_id: value_of(row) for row in session.scalars(_values(), {"contact": contact_id})}


@cache
def _values() -> Any:
    return sa.select(CustomValue).where(CustomValue.contact_id == sa.bindparam("contact"))


def filled_fields(session: Session, contact_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Return which fields (contact, field) these contacts have values of."""
    found: set[tuple[int, int]] = set()
    for some in portions(sorted(contact_ids)):
        statement = sa.select(CustomValue.contact_id, CustomValue.field_id).where(CustomValue.contact_id.in_(some))
        found.update((contact_id, field_id) for contact_id, field_id in session.execute(statement))
    return found


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A line of the settings: the field, and how many contacts have a value of it."""

    field: CustomField
    values: int

    @property
    def archived_at(self) -> datetime | None:
        """When the field was archived."""
        return self.field.archived_at


def every_field(session: Session) -> list[FieldRow]:
    """Return all fields, archived ones last, with the number of their values."""
    counted = (
        sa.select(CustomValue.field_id, sa.func.count().label("how_many")).group_by(CustomValue.field_id).subquery()
    )
    statement = (
        sa.select(CustomField, sa.func.coalesce(counted.c.how_many, 0))
        .outerjoin(counted, counted.c.field_id == CustomField.id)
        .options(selectinload(CustomField.options))
        .order_by(CustomField.archived_at.is_not(None), CustomField.position, CustomField.id)
    )
    return [FieldRow(field, count) for field, count in session.execute(statement)]


def field_by_id(session: Session, field_id: int) -> CustomField | None:
    """Return one field, archived or not."""
    return session.get(CustomField, field_id) if 0 <= field_id <= LARGEST_ID else None


def count_values(session: Session, field_id: int) -> int:
    """Return how many contacts have a value of a field."""
    statement = sa.select(sa.func.count()).select_from(CustomValue).where(CustomValue.field_id == field_id)
    return session.scalar(statement) or 0


def count_choices(session: Session, field_id: int) -> dict[int, int]:
    """Return how many contacts chose each option of a field."""
    statement = (
        sa.select(CustomValue.option_id, sa.func.count())
        .where(CustomValue.field_id == field_id, CustomValue.option_id.is_not(None))
        .group_by(CustomValue.option_id)
    )
    return {row[0]: row[1] for row in session.execute(statement) if row[0] is not None}


def views_that_ask(session: Session, field_id: int) -> list[str]:
    """Return the names of the saved views that filter by a field."""
    keys = {f"custom_{field_id}{ending}" for ending in ("", "_from", "_to")}
    rows = session.execute(
        sa.select(SavedView.name, SavedView.params).where(SavedView.list_name.startswith("contacts"))
    )
    return sorted(
        row.name
        for row in rows
        if keys & set(row.params.get("filters", {}))
        or row.params.get("filters", {}).get("filled", "").lstrip("-") == str(field_id)
    )
