"""What a read table is, and the reasons why a file is not one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.spreadsheets.guard import as_written

if TYPE_CHECKING:
    from pandas import DataFrame

MAX_BYTES = 50 * 1024 * 1024
MAX_COLUMNS = 500
ENCODINGS = ("utf-8", "utf-16", "cp1251", "koi8-u")
"""The encodings that a person may choose when the guess is wrong."""

_HEADER_SEARCH_ROWS = 20
_NUMERIC_CHARACTERS = frozenset("0123456789.,-+%/: \u00a0\u202f")


class Refusal(StrEnum):
    """Why a file could not be read as a table."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_COLUMNS = "too_many_columns"
    NO_HEADER = "no_header"
    DUPLICATE_COLUMN = "duplicate_column"
    NOT_A_TABLE = "not_a_table"
    WRONG_ENCODING = "wrong_encoding"
    UNKNOWN_ENCODING = "unknown_encoding"
    BROKEN_QUOTES = "broken_quotes"
    LONG_CELL = "long_cell"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    NO_SUCH_SHEET = "no_such_sheet"


class UnreadableTable(Exception):
    """A file cannot be read as a table.

    Attributes:
        code: the reason, for the page to put into words.
        detail: what the reason is about (a column's name, a sheet's name), or "".
        line: the line of the file where it went wrong, when there is one.
    """

    def __init__(self, code: Refusal, detail: str = "", line: int | None = None) -> None:
        super().__init__(f"{code}: {detail}" if detail else str(code))
        self.code = code
        self.detail = detail
        self.line = line


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text cells as it stood in a file.

    Attributes:
        columns: the headings, trimmed, unique without regard to case; a blank heading between others
            is named "#" and its position.
        rows: one row a record, blank records left out. Cells are trimmed text or None; the index is
            the record's line in the file, so that a message can point at it.
        encoding: of a text file, None for a workbook.
        sheets: the names of a workbook's sheets, in order.
        sheet: the one that was read.
        overlong_lines: lines with filled cells beyond the last heading, which `rows` cannot show.
    """

    columns: list[str]
    rows: "DataFrame"
    encoding: str | None
    sheets: list[str] = field(default_factory=list)
    sheet: str | None = None
    overlong_lines: list[int] = field(default_factory=list)


Cells = list[str | None]
"""One row: trimmed text, None for a blank cell."""


@dataclass(frozen=True, slots=True)
class Records:
    """Rows of trimmed cells with their line numbers, blank rows already left out."""

    lines: list[int]
    cells: list[Cells]


def collect(rows: Iterable[tuple[int, Cells]]) -> Records:
    """Return the rows that hold anything, each cell as it was before a file of ours guarded it."""
    lines: list[int] = []
    cells: list[Cells] = []
    for line, row in rows:
        if any(row):
            lines.append(line)
            cells.append([as_written(cell) or None if cell else cell for cell in row])
    return Records(lines, cells)


def build_table(
    records: Records,
    *,
    encoding: str | None = None,
    sheets: Sequence[str] = (),
    sheet: str | None = None,
) -> Table:
    """Return the table that the records make: the headings found, every row brought to one width.

    Raises:
        UnreadableTable: empty, no_header, duplicate_column, too_many_columns.
    """
    from pandas import DataFrame, Index

    if not records.cells:
        raise UnreadableTable(Refusal.EMPTY)
    head = _header_position(records.cells)
    body = records.cells[head + 1 :]
    lines = records.lines[head + 1 :]
    columns, overlong = _columns(records.cells[head], body)
    width = len(columns)
    blank: Cells = [None] * width
    even = [row if len(row) == width else (row + blank)[:width] for row in body]
    index = Index(lines, name="line", dtype="int64")
    rows = DataFrame(even, columns=columns, index=index, dtype=object)
    return Table(
        columns=columns,
        rows=rows,
        encoding=encoding,
        sheets=list(sheets),
        sheet=sheet,
        overlong_lines=[lines[position] for position in overlong],
    )


def _header_position(cells: Sequence[Cells]) -> int:
    """Return where the headings are: the first row about as full as its neighbours.

    People put a title or two above a table; such a row has one filled cell where the table has many.
    """
    filled = [sum(cell is not None for cell in row) for row in cells[:_HEADER_SEARCH_ROWS]]
    typical = sorted(filled)[(len(filled) - 1) // 2]
    return next(position for position, count in enumerate(filled) if count * 2 > typical)


def _columns(header: Cells, body: Sequence[Cells]) -> tuple[list[str], list[int]]:
    """Return the headings, and the positions of the rows that are wider than them."""
    width = _last_filled(header)
    named = header[:width]
    if all(_looks_like_a_figure(cell) for cell in named if cell):
        raise UnreadableTable(Refusal.NO_HEADER)
    if width > MAX_COLUMNS:
        raise UnreadableTable(Refusal.TOO_MANY_COLUMNS, str(width))
    columns = [" ".join(cell.split()) if cell else "" for cell in named]
    columns = [name or f"#{position}" for position, name in enumerate(columns, start=1)]
    counts = Counter(name.casefold() for name in columns)
    for name in columns:
        if counts[name.casefold()] > 1:
            raise UnreadableTable(Refusal.DUPLICATE_COLUMN, name)
    overlong = [position for position, row in enumerate(body) if len(row) > width and any(row[width:])]
    return columns, overlong


def _last_filled(row: Cells) -> int:
    return max(position for position, cell in enumerate(row, start=1) if cell)


def _looks_like_a_figure(cell: str) -> bool:
    return _NUMERIC_CHARACTERS.issuperset(cell)
