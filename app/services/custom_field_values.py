"""Saving what user-defined fields hold of a contact, in the contact's own transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.custom_fields import LONGEST_TEXT, Value, value_log
from app.domain.errors import RuleError
from app.domain.text import loose_text
from app.queries.custom_fields import COLUMNS, Definition, definitions, value_of
from models.audit import note_changes
from models.contacts import Contact
from models.custom_fields import CustomField, CustomOption, CustomValue

Values = Mapping[int, Value | None]


def save_custom_values(session: Session, contact: Contact, values: Values) -> bool:
    """Set or, with None, empty fields of a contact that is in the database; fields that are not named stay.

    The fields and options are held until the end of the transaction, so that nobody deletes them meanwhile. The
    audit log gets one change of the contact with the fields' names.

    Returns:
        Whether anything changed.

    Raises:
        RuleError: `custom_field_gone`, `custom_option_gone` (field `custom_<id>`): a field or an option was
            deleted or archived since the form was opened; `custom_field_of_others`.
    """
    if not values:
        return False
    fields = _hold(session, values)
    statement = sa.select(CustomValue).where(
        CustomValue.contact_id == contact.id, CustomValue.field_id.in_(list(values))
    )
    present = {row.field_id: row for row in session.scalars(statement)}
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for field_id, value in values.items():
        field, row = fields[field_id], present.get(field_id)
        old = value_of(row) if row is not None else None
        if old == value and type(old) is type(value):
            continue
        if value is not None and not field.belongs_to(contact.kind):
            raise RuleError("custom_field_of_others", field.name, field=field.key)
        _write(session, row, contact.id, field, value)
        heading = f"«{field.name_uk}»"
        before[heading], after[heading] = _logged(field, old), _logged(field, value)
    session.flush()
    if after:
        note_changes(session, "contacts", [(contact.id, before, after)])
    return bool(after)


def _hold(session: Session, values: Values) -> dict[int, Definition]:
    """Return the fields by id, after locking them and the chosen options against deletion."""
    ids = sorted(values)
    held = sa.select(CustomField.id).where(CustomField.id.in_(ids), CustomField.archived_at.is_(None))
    there = set(session.scalars(held.with_for_update(read=True, key_share=True)))
    gone = next((field_id for field_id in ids if field_id not in there), None)
    if gone is not None:
        raise RuleError("custom_field_gone", str(gone), field=f"custom_{gone}")
    fields = {field.id: field for field in definitions(session)}
    chosen = {value: fields[key] for key, value in values.items() if value is not None and _is_choice(fields[key])}
    if chosen:
        options = sa.select(CustomOption.id, CustomOption.field_id).where(CustomOption.id.in_(sorted(chosen)))
        known = {row.id: row.field_id for row in session.execute(options.with_for_update(read=True, key_share=True))}
        for option, field in chosen.items():
            if known.get(option) != field.id:
                raise RuleError("custom_option_gone", field.name, field=field.key)
    return fields


def _is_choice(field: Definition) -> bool:
    return COLUMNS[field.type] is CustomValue.option_id


def _write(session: Session, row: CustomValue | None, contact_id: int, field: Definition, value: Value | None) -> None:
    if value is None:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        row = CustomValue(contact_id=contact_id, field_id=field.id)
        session.add(row)
    for name, held in columns_of(field.id, field, value).items():
        setattr(row, name, held)


def columns_of(field_id: int, field: Any, value: Value) -> dict[str, Any]:
    """Return the columns of a value's row. `field` is anything with a `type`."""
    row: dict[str, Any] = {column.key: None for column in COLUMNS.values()}
    row |= {"field_id": field_id, "text_key": None, COLUMNS[field.type].key: value}
    if isinstance(value, str):
        row["text_key"] = loose_text(value)[:LONGEST_TEXT]
    return row


def _logged(field: Definition, value: Value | None) -> Any:
    if _is_choice(field) and value is not None:
        found = next((option.name_uk for option in field.options if option.id == value), None)
        return found or str(value)
    return value_log(value)


def insert_values(session: Session, rows: Sequence[tuple[int, tuple[tuple[int, Value], ...]]]) -> None:
    """Add the values of new contacts, (contact, ((field, value), …)), by one statement and past the audit log.

    Used by imports, whose own entry in the log stands for all their contacts.
    """
    fields = {field.id: field for field in definitions(session)}
    found = [
        {"contact_id": contact_id, **columns_of(field_id, fields[field_id], value)}
        for contact_id, values in rows
        for field_id, value in values
        if field_id in fields
    ]
    if found:
        session.execute(sa.insert(CustomValue.__table__), found)  # type: ignore[arg-type]
