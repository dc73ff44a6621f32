"""Everything about one person as a file to hand over: a page to read, the same for machines, and the files."""

import json
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from flask import render_template
from sqlalchemy.orm import Session

from app.domain.audit import AuditAction
from app.i18n import locale_code
from app.labels.audit import field_text, value_text
from app.labels.privacy import table_purpose, table_words
from app.labels.volunteers import WEEKDAYS
from app.queries.audit_names import linked_names
from app.queries.erasures import recent_accesses
from app.queries.personal_data import Section, everything_about, files_about, history
from app.templating import moment, number
from app.uploads import FileStore, UnknownFile
from models.contacts import Contact

ALL = 1_000_000
# As many as a rate of exchange has.
_MOST_DIGITS = 6


@dataclass(frozen=True)
class Shown:
    """The rows of a table as a person reads them."""

    title: str
    purpose: str
    records: list[list[tuple[str, str]]]


def summary_page(session: Session, contact: Contact, sections: list[Section], *, at: datetime) -> str:
    """Return a page that stands alone, in the reader's language: every value with its name, table by table."""
    entries = list(history(session, contact.id))
    names = linked_names(session, entries)
    changes = [
        (
            moment(entry.at),
            AuditAction(entry.action),
            table_words(entry.table_name),
            [
                (
                    field_text(name),
                    value_text(entry.table_name, name, (entry.before or {}).get(name), names),
                    value_text(entry.table_name, name, (entry.after or {}).get(name), names),
                )
                for name in dict.fromkeys([*(entry.before or {}), *(entry.after or {})])
                if name != "id"
            ],
        )
        for entry in entries
    ]
    return render_template(
        "reports/personal_data.html",
        contact=contact,
        sections=shown(sections),
        changes=changes,
        accesses=recent_accesses(session, contact.id, ALL),
        files=files_about(session, contact.id),
        at=at,
        locale=locale_code(),
    )


def shown(sections: list[Section]) -> list[Shown]:
    """Return the rows in words; what is empty is left out."""
    return [
        Shown(
            table_words(section.table),
            table_purpose(section.table),
            [
                [
                    (field_text(name), _text(section.table, name, value))
                    for name, value in row.items()
                    if value not in (None, "") and name != "id"
                ]
                for row in section.rows
            ],
        )
        for section in sections
    ]


def _text(table: str, name: str, value: Any) -> str:
    """Return a value in words; what stands in the place of a linked record's number is its name already."""
    if name.endswith("_id") and isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return number(value, _MOST_DIGITS)
    if name == "weekday" and isinstance(value, int):
        return str(WEEKDAYS[value])
    return value_text(table, name, _plain(value))


def write_package(
    session: Session, contact: Contact, store: FileStore, place: Path, *, at: datetime, also: Collection[int] = ()
) -> None:
    """Write the ZIP: `summary.html`, `data.json` and the files attached to the person under `files/`.

    Args:
        also: see `everything_about`.
    """
    sections = everything_about(session, contact, also)
    data = {
        "person": contact.id,
        "written_at": at.isoformat(),
        "tables": [
            {
                "table": section.table,
                "key": section.key,
                "purpose": table_purpose(section.table),
                "rows": [{name: _plain(value) for name, value in row.items()} for row in section.rows],
            }
            for section in sections
        ],
        "changes": [
            {
                "at": entry.at.isoformat(),
                "table": entry.table_name,
                "record": entry.record_id,
                "action": entry.action,
                "before": entry.before,
                "after": entry.after,
            }
            for entry in history(session, contact.id)
        ],
    }
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("summary.html", summary_page(session, contact, sections, at=at))
        package.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2))
        for number, file in enumerate(files_about(session, contact.id), start=1):
            try:
                package.write(store.path(file.token), f"files/{number:03d}-{file.filename}")
            except UnknownFile:
                continue


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
