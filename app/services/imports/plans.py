"""How a table is read, and what importing it will do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.domain.attendance_import import AttendanceFile, missing_fields, recognise
from app.domain.contact_columns import NAMING, recognise_contacts
from app.domain.custom_fields import FieldRule
from app.domain.errors import RuleError
from app.domain.imports import DuplicateChoice, ImportKind, Issue, Line, RefusalCode
from app.labels import label
from app.queries.custom_fields import definitions
from app.services.imports.attendance import AttendancePlan, apply_attendance, plan_attendance
from app.services.imports.contacts import ContactPlan, apply_contacts, plan_contacts
from app.spreadsheets import Table
from models.jobs import ImportRun
from models.planner import MANY_ROWS, refresh_statistics

OWN = "custom_"
Plan = ContactPlan | AttendancePlan
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a file is to be read.

    Attributes:
        fields: field to heading.
        table: what kind of attendance table it is, None for contacts.
        duplicates: what happens to known contacts.
        add_branches: whether branches that are missing are added.
        decimal_comma: whether 1,234 is a fraction, as in the language of who settled this; otherwise it is refused.
    """

    kind: ImportKind
    fields: Mapping[str, str] = field(default_factory=dict)
    table: AttendanceFile | None = None
    duplicates: DuplicateChoice = DuplicateChoice.SKIP
    add_branches: bool = True
    decimal_comma: bool = True


def settings_of(run: ImportRun) -> Settings:
    """Return what the run remembers about reading its file."""
    stored = run.mapping
    return Settings(
        run.kind,
        stored.get("fields", {}),
        AttendanceFile(stored["table"]) if stored.get("table") else None,
        DuplicateChoice(stored.get("duplicates", DuplicateChoice.SKIP)),
        bool(stored.get("add_branches", True)),
        bool(stored.get("decimal_comma", True)),
    )


def guess_settings(kind: ImportKind, columns: list[str], filename: str, own: Sequence[FieldRule] = ()) -> Settings:
    """Return the most probable way of reading a file with these headings; `own` are the institution's fields."""
    if kind is ImportKind.CONTACTS:
        return Settings(kind, recognise_contacts(columns, own))
    table, fields = recognise(columns, filename)
    return Settings(kind, fields, table)


def require_fields(settings: Settings) -> None:
    """Refuse settings by which nothing could be imported.

    Raises:
        RuleError: `import_fields_missing`, `import_names_missing`, `import_column_twice`.
    """
    columns = list(settings.fields.values())
    twice = next((column for column in columns if columns.count(column) > 1), None)
    if twice is not None:
        raise RuleError("import_column_twice", twice)
    if settings.kind is ImportKind.CONTACTS:
        if not any(name in settings.fields for name in NAMING):
            raise RuleError("import_names_missing", _words(NAMING))
    elif missing := missing_fields(settings.table or AttendanceFile.ACTIVITY, settings.fields):
        raise RuleError("import_fields_missing", _words(missing))


def _words(fields: Sequence[Any]) -> str:
    return ", ".join(label(name) for name in fields)


def make_plan(session: Session, table: Table, settings: Settings, *, today: date) -> Plan:
    """Decide what becomes of each line of a table; nothing is written.

    Raises:
        RuleError: `import_field_gone`, when a column was mapped to a user-defined field that is gone meanwhile.
    """
    known = {field.key for field in definitions(session)}
    gone = [column for key, column in settings.fields.items() if key.startswith(OWN) and key not in known]
    if gone:
        raise RuleError("import_field_gone", ", ".join(gone))
    lines, overlong = lines_of(table, settings.fields)
    plan: Plan
    if settings.kind is ImportKind.CONTACTS:
        plan = plan_contacts(
            session, lines, today=today, choice=settings.duplicates, decimal_comma=settings.decimal_comma
        )
    else:
        plan = plan_attendance(
            session,
            settings.table or AttendanceFile.ACTIVITY,
            lines,
            settings.fields,
            today=today,
            add_branches=settings.add_branches,
        )
    plan.outcome.issues.extend(Issue(number, "", RefusalCode.WRONG_COLUMNS) for number in overlong)
    plan.outcome.issues.sort(key=lambda issue: issue.line)
    plan.outcome.counts["lines"] += len(overlong)
    return plan


def apply_plan(session: Session, plan: Plan, progress: Progress | None = None, *, author_id: int | None = None) -> None:
    """Write what was planned, in the session's transaction; notes about contacts become comments of the author."""
    if isinstance(plan, ContactPlan):
        apply_contacts(session, plan, progress, author_id=author_id)
    else:
        apply_attendance(session, plan)
    if plan.outcome.counts["created"] >= MANY_ROWS:
        refresh_statistics(session)


def lines_of(table: Table, fields: Mapping[str, str]) -> tuple[list[Line], list[int]]:
    """Return the records of a table as lines, and the numbers of those with cells beyond the headings."""
    overlong = set(table.overlong_lines)
    columns, rows = table.columns, table.rows
    return [
        Line(int(number), dict(zip(columns, cells, strict=True)), fields)
        for number, cells in zip(rows.index, rows.to_numpy(), strict=True)
        if number not in overlong
    ], sorted(overlong)
