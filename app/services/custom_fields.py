"""Verbs of user-defined fields: add, change, reorder, archive, delete."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contact_columns import is_taken_by_a_column
from app.domain.custom_fields import (
    MOST_FIELDS,
    MOST_OPTIONS,
    FieldType,
    name_key,
    option_key,
)
from app.domain.errors import RuleError
from app.queries.custom_fields import count_choices, count_values, forget_definitions
from models.base import utc_now
from models.custom_fields import CustomField, CustomOption


@dataclass(frozen=True)
class OptionData:
    """An option as typed; `id` is 0 for a new one."""

    id: int
    name_uk: str
    name_en: str = ""


@dataclass(frozen=True)
class FieldData:
    """A field as typed. The type of a field that has values stays."""

    type: FieldType
    name_uk: str
    name_en: str = ""
    help_text: str = ""
    for_people: bool = False
    for_organisations: bool = False
    is_required: bool = False
    in_list: bool = False
    options: Sequence[OptionData] = ()


def save_field(session: Session, field: CustomField | None, data: FieldData) -> CustomField:
    """Add a field, or change one.

    Raises:
        RuleError: `custom_field_of_nobody`, `custom_name_taken`, `custom_name_of_column`, `custom_type_stays`,
            `too_many_custom_fields`, `choice_without_options`, `option_twice`, `too_many_options`,
            `option_is_used` (field names as in the form).
    """
    if not (data.for_people or data.for_organisations):
        raise RuleError("custom_field_of_nobody", field="for_people")
    _require_own_names(session, field, data)
    if field is None:
        used = session.scalar(sa.select(sa.func.count()).select_from(CustomField)) or 0
        if used >= MOST_FIELDS:
            raise RuleError("too_many_custom_fields", MOST_FIELDS)
        last = session.scalar(sa.select(sa.func.max(CustomField.position))) or 0
        field = CustomField(type=data.type, position=last + 1)
    elif field.type is not data.type and count_values(session, field.id):
        raise RuleError("custom_type_stays", field="type")
    field.type = data.type
    field.name_uk, field.name_en, field.key = data.name_uk, data.name_en, name_key(data.name_uk)
    field.help_text, field.is_required, field.in_list = data.help_text, data.is_required, data.in_list
    field.for_people, field.for_organisations = data.for_people, data.for_organisations
    _set_options(session, field, data.options if data.type is FieldType.CHOICE else ())
    # A change of an option alone must also move the version.
    field.updated_at = utc_now()
    session.add(field)
    session.flush()
    forget_definitions(session)
    return field


def _require_own_names(session: Session, field: CustomField | None, data: FieldData) -> None:
    """Refuse a name by which a column of a file could not be told from another one."""
    others = session.scalars(sa.select(CustomField).where(CustomField.id != (field.id if field else 0)))
    taken = {name_key(name) for other in others for name in (other.name_uk, other.name_en) if name}
    for attribute in ("name_uk", "name_en"):
        name = getattr(data, attribute)
        if name and name_key(name) in taken:
            raise RuleError("custom_name_taken", name, field=attribute)
        if name and is_taken_by_a_column(name):
            raise RuleError("custom_name_of_column", name, field=attribute)


def _set_options(session: Session, field: CustomField, wanted: Sequence[OptionData]) -> None:
    if field.type is FieldType.CHOICE and not wanted:
        raise RuleError("choice_without_options", field="options")
    if len(wanted) > MOST_OPTIONS:
        raise RuleError("too_many_options", MOST_OPTIONS, field="options")
    keys = [option_key(item.name_uk) for item in wanted]
    keys += [option_key(item.name_en) for item in wanted if item.name_en and item.name_en != item.name_uk]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise RuleError("option_twice", twice, field="options")
    present = {option.id: option for option in field.options}
    kept = []
    for place, item in enumerate(wanted):
        option = present.pop(item.id, None) or CustomOption()
        option.name_uk, option.name_en, option.position = item.name_uk, item.name_en, place
        kept.append(option)
    if present:
        chosen = count_choices(session, field.id)
        used = next((option for option in present.values() if chosen.get(option.id)), None)
        if used is not None:
            raise RuleError("option_is_used", used.name_uk, field="options", count=chosen[used.id])
    # Names may be exchanged between options, so the old keys leave before the new ones come.
    for place, option in enumerate(kept):
        if option.key != option_key(option.name_uk):
            option.key = f"#{place}"
    field.options[:] = kept
    if field.id:
        session.flush()
    for option in kept:
        option.key = option_key(option.name_uk)


def move_field(session: Session, field: CustomField, step: int) -> None:
    """Move a field up (-1) or down (1) among those in use.

    Raises:
        RuleError: `archived`: the field is not in use any more.
    """
    statement = sa.select(CustomField).where(CustomField.archived_at.is_(None))
    order = list(session.scalars(statement.order_by(CustomField.position, CustomField.id)))
    if field not in order:
        raise RuleError("archived")
    place = order.index(field)
    order.insert(max(0, min(len(order) - 1, place + step)), order.pop(place))
    for number, item in enumerate(order, start=1):
        item.position = number
    session.flush()
    forget_definitions(session)


def archive_field(session: Session, field: CustomField, *, now: datetime) -> None:
    """Take a field out of forms, lists and files; its values stay."""
    field.archived_at = now
    session.flush()
    forget_definitions(session)


def restore_field(session: Session, field: CustomField) -> None:
    """Bring a field back with the values it had."""
    field.archived_at = None
    session.flush()
    forget_definitions(session)


def delete_field(session: Session, field: CustomField) -> None:
    """Delete a field with all its values."""
    session.delete(field)
    session.flush()
    forget_definitions(session)
