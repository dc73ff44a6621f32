"""Tables of figures: on the page each figure opens to its rows, in a file it is a number that can be reckoned with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from app.clock import today
from app.i18n import _
from app.spreadsheets import Format
from views.grants.figures import FigureCell
from views.table_files import table_file

FORMATS = ("csv", "xlsx")


@dataclass(frozen=True)
class FigureTable:
    """A table of a page: `key` names it in addresses, cells are texts or `FigureCell`."""

    key: str
    title: str
    heads: list[str]
    rows: list[list[Any]]
    totals: list[list[Any]]


def figure_table(
    key: str, title: str, heads: Iterable[str], rows: Iterable[list[Any]], totals: Iterable[list[Any]] = ()
) -> FigureTable:
    """Return a table of figures."""
    return FigureTable(key, title, list(heads), list(rows), list(totals))


def wanted_file(tables: Iterable[FigureTable]) -> Response | None:
    """Return the file that the address asks for (`?table=times&format=csv`), or None for the page."""
    wanted = request.args.get("format")
    table = next((item for item in tables if item.key == request.args.get("table")), None)
    if wanted not in FORMATS or table is None:
        return None
    heads, rows, formats = _plain(table)
    return table_file(f"{table.key}-{today().isoformat()}", table.title, heads, rows, wanted=wanted, formats=formats)


def _plain(table: FigureTable) -> tuple[list[str], list[list[Any]], dict[str, Format]]:
    """Return headings, values and formats; what stands beside a figure becomes a column of its own."""
    lines = [*table.rows, *table.totals]
    noted = [any(_note(line[place]) for line in lines) for place in range(len(table.heads))]
    heads, formats = list[str](), dict[str, Format]()
    for place, head in enumerate(table.heads):
        heads.append(head)
        found = next(
            (cell.format for line in lines if isinstance(cell := line[place], FigureCell) and cell.format), None
        )
        if found:
            formats[head] = found
        if noted[place]:
            heads.append(_("%(column)s: note", column=head))
    rows = [
        [value for cell, note in zip(line, noted, strict=True) for value in (_value(cell), _note(cell))[: 1 + note]]
        for line in lines
    ]
    return heads, rows, formats


def _value(cell: Any) -> Any:
    if isinstance(cell, FigureCell):
        return cell.text if cell.value is None else cell.value
    return str(cell)


def _note(cell: Any) -> str:
    return cell.note if isinstance(cell, FigureCell) else ""
