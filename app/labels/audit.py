"""Words of the area: audit log. Tables and columns become what a person calls them."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.clock import zone
from app.domain.audit import AuditAction
from app.formats import short_day, short_moment
from app.i18n import _, _l, quoted
from app.labels.audit_fields import FIELDS
from app.labels.audit_tables import TABLES
from models.audit import linked_lists
from models.base import Base, UtcDateTime

LABELS: dict[Any, dict[Any, Any]] = {
    AuditAction: {
        AuditAction.CREATE: _l("Added"),
        AuditAction.UPDATE: _l("Changed"),
        AuditAction.DELETE: _l("Deleted"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    AuditAction: {AuditAction.CREATE: "success", AuditAction.UPDATE: "info", AuditAction.DELETE: "danger"},
}
REFUSALS: dict[str, Any] = {}
Names = Mapping[tuple[str, int], str]

# What only machines read.
_SILENT = frozenset({"id", "token", "sha256"})
_SHOWN = 3
_LONGEST = 60


def table_text(name: str) -> str:
    """Return what a person calls the records of a table."""
    return str(TABLES.get(name, name))


def table_choices() -> list[tuple[str, str]]:
    """Return (table, words) of every table whose changes are logged, in the order of the words."""
    return sorted(((name, str(words)) for name, words in TABLES.items()), key=lambda pair: pair[1])


def record_text(table: str, record_id: int) -> str:
    """Return where a record is kept and its number: “Branches: No. 4”, the number on one line."""
    return f"{table_text(table)}: {number_text(record_id)}"


def number_text(record_id: object) -> str:
    """Return the number of a record whose name is not known, on one line."""
    return _("No. %(number)s", number=record_id).replace(" ", "\u00a0")


def field_text(name: str) -> str:
    """Return what a person calls a column."""
    if name.startswith("«"):
        return quoted(name[1:-1])  # An own field is logged by its name.
    return str(FIELDS.get(name, name.replace("_", " ")))


def value_text(table: str, column: str, value: Any, names: Names | None = None) -> str:
    """Return a logged value as a person reads it: words for coded values, dates as dates, names for ids."""
    from app.labels import label

    if value in (None, "", []):
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list) and (target := linked_lists(table).get(column)):
        return ", ".join(sorted((names or {}).get((target, item)) or number_text(item) for item in value))
    kind = _column_type(table, column)
    text = _linked(table, column, value, names or {}) if column.endswith("_id") else str(value)
    with suppress(ValueError):
        if isinstance(kind, sa.Enum) and kind.enum_class is not None:
            text = label(kind.enum_class(value))
        elif isinstance(kind, UtcDateTime):
            text = short_moment(datetime.fromisoformat(value).astimezone(zone()))
        elif isinstance(kind, sa.Date):
            text = short_day(date.fromisoformat(value))
    return text


def _linked(table: str, column: str, value: Any, names: Names) -> str:
    """Return the name of the record that a column points to, or its number when no name is known."""
    known = Base.metadata.tables.get(table)
    keys = known.columns[column].foreign_keys if known is not None and column in known.columns else ()
    return next(
        (names[key.column.table.name, value] for key in keys if (key.column.table.name, value) in names),
        number_text(value),
    )


def change_text(
    table: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    names: Names | None = None,
) -> str:
    """Return one line that says what an entry changed, or what was there when it was deleted."""
    shown = _telling(table, after or before or {})
    parts = []
    for name in shown[:_SHOWN]:
        old = value_text(table, name, (before or {}).get(name), names)
        new = value_text(table, name, (after or {}).get(name), names)
        values = f"{_short(old)} → {_short(new)}" if before and after else _short(new if after else old)
        parts.append(f"{field_text(name)}: {values}")
    return "; ".join(parts) + (" …" if len(shown) > _SHOWN else "")


def changed_fields(table: str, after: Mapping[str, Any]) -> str:
    """Return the names of the changed columns that say something to a person, each of them once."""
    return ", ".join(dict.fromkeys(field_text(name).lower() for name in _telling(table, after)))


def _telling(table: str, values: Mapping[str, Any]) -> list[str]:
    linked = linked_lists(table)
    return [
        name
        for name, value in values.items()
        if name in linked
        or (name not in _SILENT and not name.endswith(("_at", "_key")) and not isinstance(value, dict | list))
    ]


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def _column_type(table: str, column: str) -> Any:
    known = Base.metadata.tables.get(table)
    return known.columns[column].type if known is not None and column in known.columns else None
