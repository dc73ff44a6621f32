"""How wide the columns of a printed table are, told from what stands in them, without setting the table first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

Element = Any

# In twentieths of a point: a character of a table, and the space around what stands in a cell.
_CHARACTER = 100
_PADDING = 190
_LONG = 45
_LONGEST_WORD = 22
_LONG_TABLE = 120
# A sheet of A4 between the margins of a report.
_SHEET = 9_524
_FIGURES = {"num", "date", "code", "rank"}
_SPACES = re.compile(r"[ \t\r\n]+")


class Cell(NamedTuple):
    """A cell of an HTML table: its place in the grid and its source."""

    source: Element
    column: int
    span: int

    @property
    def kinds(self) -> set[str]:
        """Return the classes of the cell."""
        return set((self.source.get("class") or "").split())


def rows_of(table: Element) -> list[tuple[Element, list[Cell]]]:
    """Return the rows of an HTML table with their cells placed."""
    rows = []
    for row in table.iter("tr"):
        cells, column = [], 0
        for source in row:
            if source.tag in ("td", "th"):
                span = int(source.get("colspan", "1"))
                cells.append(Cell(source, column, span))
                column += span
        rows.append((row, cells))
    return rows


def columns_of(rows: Sequence[tuple[Element, Sequence[Cell]]]) -> int:
    """Return how many columns the rows of a table have."""
    return max((cell.column + cell.span for _row, cells in rows for cell in cells), default=1)


def widths(rows: Sequence[Sequence[Cell]], columns: int, whole: int) -> list[int]:
    """Share the width in twips: every column gets its longest word, the rest goes to those with long texts."""
    least, wish = [4] * columns, [4] * columns
    for cells in rows:
        for cell in cells:
            if cell.span > 1:
                continue
            text = _SPACES.sub(" ", "".join(cell.source.itertext())).strip(" ")
            length, column = len(text), cell.column
            if length > wish[column]:
                wish[column] = min(length, _LONG)
            # Only a cell with more than the longest word so far can have a longer one.
            if length > least[column]:
                numeric = length < 24 and cell.source.tag == "td" and bool(cell.kinds & _FIGURES)
                longest = length if numeric else max(map(len, text.split(" ")))
                # The letters of a heading are bold, and wider.
                longest += cell.source.tag == "th"
                least[column] = max(least[column], min(longest, _LONGEST_WORD))
    needed = [number * _CHARACTER + _PADDING for number in least]
    spare = whole - sum(needed)
    if spare < 0:
        return [size * whole // sum(needed) for size in needed]
    hunger = [max(want - have, 0) for want, have in zip(wish, least, strict=True)]
    total = sum(hunger) or 1
    if not any(hunger):
        return [size + spare // columns for size in needed]
    return [size + spare * more // total for size, more in zip(needed, hunger, strict=True)]


def fit_tables(page: Element) -> None:
    """Keep the tables of an HTML document within the sheet.

    A word that no column could hold, such as an address, may be broken in its cell, or it would push the other columns
    off the paper. Long tables get fixed columns: measuring every cell costs a sixth of the time.

    Args:
        page: an ElementTree of HTML; its tables are changed.
    """
    for table in list(page.iter("table")):
        rows = rows_of(table)
        for _row, cells in rows:
            for cell in cells:
                if _has_long_word(cell):
                    cell.source.set("style", "overflow-wrap: anywhere")
        if len(rows) < _LONG_TABLE:
            continue
        sizes = widths([cells for _row, cells in rows], columns_of(rows), _SHEET)
        group = table.makeelement("colgroup", {})
        for size in sizes:
            group.append(table.makeelement("col", {"style": f"width: {size / _SHEET:.2%}"}))
        table.insert(0, group)
        table.set("style", "table-layout: fixed")


def _has_long_word(cell: Cell) -> bool:
    text = "".join(cell.source.itertext())
    return len(text) > _LONGEST_WORD and max(map(len, text.split()), default=0) > _LONGEST_WORD
