"""What an application lacks, each thing with the place where it is put right."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.domain.application_work import Missing, MissingCode
from app.labels import label
from models.grants import Application

C = MissingCode
# Where each thing is put right, and the argument that names a section or document; the rest in the application’s form.
PLACES: dict[MissingCode, tuple[str, str]] = {
    C.SECTION_EMPTY: ("grants.edit_section", "section_id"),
    C.SECTION_TOO_LONG: ("grants.edit_section", "section_id"),
    C.SECTION_NOT_READY: ("grants.edit_section", "section_id"),
    C.DOCUMENT_MISSING: ("grants.edit_document", "form_document_id"),
    C.DOCUMENT_EXPIRED: ("grants.edit_document", "form_document_id"),
    C.NO_DEADLINE: ("grants.edit_call", ""),
    C.NO_LEADER: ("grants.add_member", ""),
    C.NO_TIMETABLE: ("grants.timetable", ""),
    C.NO_BUDGET: ("grants.budget", ""),
    C.BUDGET_DIFFERS: ("grants.budget", ""),
    C.NO_SECTIONS: ("grants.application", ""),
}


@dataclass(frozen=True)
class MissingRow:
    """A line of the list: what to do, of what, where, and whether the application should not go without it."""

    text: str
    name: str
    url: str
    blocks: bool


def missing_rows(record: Application, found: Sequence[Missing]) -> list[MissingRow]:
    """Return the lines of the list, what stops the application first."""
    rows = [MissingRow(label(item.code), item.name, _place(record, item), item.blocks) for item in found]
    return sorted(rows, key=lambda row: not row.blocks)


def _place(record: Application, item: Missing) -> str:
    endpoint, argument = PLACES.get(item.code, ("grants.edit", ""))
    values: dict[str, Any] = {"application_id": record.id}
    if item.code is C.NO_DEADLINE:
        values = {"call_id": record.call_id}
    elif argument:
        values[argument] = item.record_id
    return url_for(endpoint, **values)
