"""Verbs of a funder's form: the sections of a call and the documents that it wants."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.text_limits import LimitUnit, check_limit
from app.i18n import LOCALES
from models.application_work import CallDocument, CallSection
from models.calls import Call

MOST_ROWS = 60
MOST_MONTHS = 120
Row = TypeVar("Row", CallSection, CallDocument)
SECTION_FACTS = ("title", "hint", "limit_unit", "limit_count", "locale", "required")
DOCUMENT_FACTS = ("title", "hint", "required", "max_age_months")


@dataclass(frozen=True, kw_only=True)
class SectionData:
    """A section of a form as typed."""

    title: str
    hint: str = ""
    limit_unit: LimitUnit | None = None
    limit_count: int | None = None
    locale: str = "uk"
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class DocumentData:
    """A wanted document as typed; `max_age_months` when it must be fresh."""

    title: str
    hint: str = ""
    required: bool = True
    max_age_months: int | None = None


@dataclass(frozen=True)
class FormRow:
    """One row of the form of a call: the id that it has already, its place, and what was typed."""

    id: int | None
    place: int
    data: SectionData | DocumentData


def check_section(data: SectionData) -> None:
    """Let a section pass, or raise `RuleError`: `section_title_needed`, `locale_unknown`, those of `check_limit`."""
    if not data.title.strip():
        raise RuleError("section_title_needed", field="title")
    if data.locale not in LOCALES:
        raise RuleError("locale_unknown", field="locale")
    check_limit(data.limit_unit, data.limit_count)


def check_document(data: DocumentData) -> None:
    """Let a document pass, or raise `RuleError`: `document_title_needed`, `document_age`."""
    if not data.title.strip():
        raise RuleError("document_title_needed", field="title")
    if data.max_age_months is not None and not 1 <= data.max_age_months <= MOST_MONTHS:
        raise RuleError("document_age", MOST_MONTHS, field="max_age_months")


def save_call_form(
    session: Session, call: Call, sections: Sequence[FormRow], documents: Sequence[FormRow], *, now: datetime
) -> None:
    """Make the form of a call exactly what was typed; applications keep the sections that they have.

    Raises:
        RuleError: `form_rows_many`, or what `check_section` and `check_document` refuse.
    """
    if max(len(sections), len(documents)) > MOST_ROWS:
        raise RuleError("form_rows_many", MOST_ROWS)
    for row in sections:
        if isinstance(row.data, SectionData):
            check_section(row.data)
    for row in documents:
        if isinstance(row.data, DocumentData):
            check_document(row.data)
    _save_rows(session, call, CallSection, sections)
    _save_rows(session, call, CallDocument, documents)
    # The rows are of other tables: the call itself must change for its version to move on.
    call.updated_at = now
    session.flush()


def copy_call_form(session: Session, former: Call, call: Call) -> None:
    """Give a new call the sections and documents of the call that it was copied from."""
    session.flush()
    for row in _rows_of(session, former, CallSection):
        session.add(CallSection(call_id=call.id, position=row.position, **facts_of(row, SECTION_FACTS)))
    for document in _rows_of(session, former, CallDocument):
        session.add(CallDocument(call_id=call.id, position=document.position, **facts_of(document, DOCUMENT_FACTS)))
    session.flush()


def facts_of(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """Return columns of a row by their names."""
    return {name: getattr(row, name) for name in names}


def _rows_of(session: Session, call: Call, model: type[Row]) -> Sequence[Row]:
    return session.scalars(sa.select(model).where(model.call_id == call.id).order_by(model.position, model.id)).all()


def _save_rows(session: Session, call: Call, model: type[Row], typed: Sequence[FormRow]) -> None:
    known = {row.id: row for row in _rows_of(session, call, model)}
    kept = set()

    def place(item: FormRow) -> tuple[int, bool]:
        """A row that was moved to a place goes before the one that stood there."""
        row = known.get(item.id or 0)
        return item.place, row is not None and row.position == item.place

    for position, item in enumerate(sorted(typed, key=place), start=1):
        row = known.get(item.id or 0)
        if row is None:
            row = model(call_id=call.id)
            session.add(row)
        else:
            kept.add(row.id)
        row.position = position
        for name, value in asdict(item.data).items():
            setattr(row, name, " ".join(value.split()) if name == "title" else value)
    for number, row in known.items():
        if number not in kept:
            session.delete(row)
