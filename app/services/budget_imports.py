"""Verbs of pasted budgets: read a table without writing anything, then write what fits, all at once."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.budget_columns import Column
from app.domain.budget_import import LineRefusal, ReadBudget, ReadLine, Refused, read_budget, recognise_budget
from app.domain.budgets import MOST_LINES
from app.domain.errors import RuleError
from app.domain.grants import BudgetCategory
from app.queries.budgets import codes, next_code
from app.services.base import refuse_archived
from app.services.budget_lines import next_position
from app.services.imports.plans import lines_of
from app.spreadsheets import Table, read_table
from models.audit import note_additions
from models.grant_money import BudgetLine, BudgetLineSource, Expenditure, Reallocation
from models.grants import Application

FIGURES = (Column.PRICE, Column.TOTAL, Column.GRANT, Column.OWN, Column.PARTNER, Column.IN_KIND)


def table_as_text(data: bytes, filename: str) -> str:
    """Return the table of a file as text with tabs, which a person can look at and correct.

    Raises:
        UnreadableTable: with the reason.
        RuleError: `table_too_long`.
    """
    table = read_table(data, filename)
    check_length(table)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([" ".join((cell or "").split()) for cell in row] for row in table.rows.to_numpy())
    return out.getvalue()


def table_of(text: str) -> Table:
    """Return the table that a text is, with tabs, semicolons or commas between its cells.

    Raises:
        UnreadableTable: with the reason.
        RuleError: `table_too_long`.
    """
    table = read_table(text.encode(), "pasted.txt", encoding="utf-8")
    check_length(table)
    return table


def check_length(table: Table) -> None:
    """Refuse a table of more lines than a budget may have. Raises `RuleError`: `table_too_long`."""
    if len(table.rows) > MOST_LINES:
        raise RuleError("table_too_long", len(table.rows), most=MOST_LINES)


def guess_columns(table: Table) -> dict[str, str]:
    """Return which column most probably holds what, as field to heading."""
    return recognise_budget(table.columns)


def check_columns(fields: Mapping[str, str]) -> None:
    """Refuse columns that cannot make a budget.

    Raises:
        RuleError: `import_column_twice`; `budget_columns_missing`, when there is no item or no figure.
    """
    chosen = list(fields.values())
    twice = next((column for column in chosen if chosen.count(column) > 1), None)
    if twice is not None:
        raise RuleError("import_column_twice", twice)
    if Column.ITEM not in fields or not any(column in fields for column in FIGURES):
        raise RuleError("budget_columns_missing")


def read_lines(
    session: Session,
    application: Application,
    table: Table,
    fields: Mapping[str, str],
    *,
    category: BudgetCategory | None,
    replace: bool,
) -> ReadBudget:
    """Say what becomes of each line of a table; nothing is written.

    Args:
        fields: field to heading.
        category: of the lines for which the table says none.
        replace: whether the present lines go first, so that their codes are free.
    """
    lines, overlong = lines_of(table, fields)
    taken = [] if replace else codes(session, application.id)
    found = read_budget(lines, taken=taken, category=category)
    found.refused.extend(Refused(number, "", LineRefusal.WRONG_COLUMNS) for number in overlong)
    found.refused.sort(key=lambda refused: refused.line)
    return found


def add_lines(session: Session, application: Application, lines: Sequence[ReadLine], *, replace: bool) -> int:
    """Write the lines that were read behind those of the budget, or in their place, and return how many.

    Lines and their sources are inserted together, in a number of statements that does not follow their number.

    Raises:
        RuleError: `archived`, `no_lines_to_add`, `too_many_lines`; `budget_is_in_use`, when the present lines cannot
            go, because money was spent on them or moved between them.
    """
    refuse_archived(application)
    if not lines:
        raise RuleError("no_lines_to_add")
    if replace:
        _remove_all(session, application)
    position = next_position(session, application.id, len(lines))
    names = _names(lines, codes(session, application.id))
    rows = [
        {
            "application_id": application.id,
            "code": code,
            "position": position + place,
            "category": line.category,
            "kekv": line.kekv,
            "item": line.item,
            "unit": line.unit,
            "quantity": line.quantity,
            "price": line.price,
            "planned": line.planned,
        }
        for place, (line, code) in enumerate(zip(lines, names, strict=True))
    ]
    ids = _insert(session, BudgetLine, rows, BudgetLine.application_id == application.id, BudgetLine.code)
    shares = [
        {"line_id": ids[code], "source": source, "amount": amount}
        for line, code in zip(lines, names, strict=True)
        for source, amount in line.shares.items()
    ]
    of_lines = BudgetLineSource.line_id.in_(
        sa.select(BudgetLine.id).where(BudgetLine.application_id == application.id, BudgetLine.position >= position)
    )
    _insert(session, BudgetLineSource, shares, of_lines, BudgetLineSource.line_id, BudgetLineSource.source)
    return len(lines)


def _insert(session: Session, table: Any, rows: list[dict[str, Any]], where: Any, *key: Any) -> dict[Any, int]:
    """Insert rows together, write them into the audit log, and return their ids by the columns of `key`."""
    session.execute(sa.insert(table), rows)
    found = session.execute(sa.select(table.id, *key).where(where)).all()
    ids = {rest[0] if len(rest) == 1 else tuple(rest): row_id for row_id, *rest in found}
    names = [column.key for column in key]

    def id_of(row: dict[str, Any]) -> int:
        values = tuple(row[name] for name in names)
        found_id: int = ids[values[0] if len(values) == 1 else values]
        return found_id

    note_additions(session, table.__tablename__, ((id_of(row), row) for row in rows))
    return ids


def _names(lines: Sequence[ReadLine], taken: Sequence[str]) -> list[str]:
    """Return a code for each line: its own, or the next whole number that is free."""
    used = [*taken, *(line.code for line in lines if line.code)]
    following = int(next_code(used))
    names = []
    for line in lines:
        names.append(line.code or str(following))
        following += not line.code
    return names


def _remove_all(session: Session, application: Application) -> None:
    for table in (Expenditure, Reallocation):
        if session.scalar(sa.select(table.id).where(table.application_id == application.id).limit(1)) is not None:
            raise RuleError("budget_is_in_use")
    present = sa.select(BudgetLine).where(BudgetLine.application_id == application.id)
    for line in session.scalars(present):
        session.delete(line)
    session.flush()
