"""CSV and XLSX files to take away, which open rightly in Excel and can run nothing there."""

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

from app.spreadsheets.guard import harmless

_ROWS_PER_CHUNK = 500
_MAX_TITLE = 31
_MAX_TEXT = 32_767
_EXACT_DIGITS = 15
_MAX_WIDTH = 60
_FORBIDDEN_IN_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


class Format(StrEnum):
    """How a column of a workbook shows its values."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    TIME = "time"


_CODES = {
    Format.TEXT: "@",
    Format.NUMBER: "#,##0.##########",
    Format.MONEY: "#,##0.00",
    Format.PERCENT: "0.0%",
    Format.DATE: "dd.mm.yyyy",
    Format.TIME: "dd.mm.yyyy hh:mm",
}
_INTEGER = "#,##0"
_WIDTHS = {Format.MONEY: 16, Format.DATE: 12, Format.TIME: 17}


@dataclass(frozen=True, slots=True)
class Column:
    """How one column of a workbook is set.

    Attributes:
        format: for its values; told from each value when None.
        width: in characters; told from the heading when None.
    """

    format: Format | None = None
    width: float | None = None


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Yield a CSV file piece by piece: UTF-8 with a byte order mark, commas, CRLF.

    Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers stay numbers.

    Args:
        columns: the headings.
        rows: the values; None is a blank cell, dates are ISO.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([harmless(name) for name in columns])
    rest = iter(rows)
    while True:
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
        chunk = list(islice(rest, _ROWS_PER_CHUNK))
        if not chunk:
            return
        writer.writerows([_csv_cell(value) for value in row] for row in chunk)


def _csv_cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return harmless(str(value))


def write_xlsx(
    path: Path,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    formats: Mapping[str, Format | Column] | None = None,
) -> None:
    """Write a workbook of one sheet, row by row, so that its length costs no memory.

    Numbers and dates are real ones; text is never a formula or a link. A number of more than fifteen
    digits stays text, because a workbook would round it. The headings stay in view when scrolling.

    Args:
        path: the file to make or replace.
        title: of the sheet; made safe and cut to the 31 characters that Excel allows.
        columns: the headings.
        rows: the values; None is a blank cell. A time with a zone is written as its own wall clock.
        formats: by heading; a missing one follows the values.

    Raises:
        OSError: the file cannot be written.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    book = Workbook(str(path), options)
    sheet = book.add_worksheet(safe_title(title))
    settings = [_column((formats or {}).get(name)) for name in columns]
    styles = {code: book.add_format({"num_format": code}) for code in {*_CODES.values(), _INTEGER}}
    header = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF6", "text_wrap": True, "valign": "top"})
    for position, (name, column) in enumerate(zip(columns, settings, strict=True)):
        sheet.set_column(position, position, column.width or _width(name, column.format))
        sheet.write_string(0, position, name, header)
    sheet.freeze_panes(1, 0)
    cells = _Cells(sheet, styles)
    last = 0
    for last, row in enumerate(rows, start=1):
        for position, (value, column) in enumerate(zip(row, settings, strict=True)):
            cells.write(last, position, value, column.format)
    if columns:
        sheet.autofilter(0, 0, last, len(columns) - 1)
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(str(error)) from error


def safe_title(title: str) -> str:
    """Return a sheet title that Excel accepts: no []:*?/\\, no outer apostrophes, 1 to 31 characters."""
    clean = " ".join(title.translate(_FORBIDDEN_IN_TITLE).split()).strip("'")
    clean = "".join(character for character in clean if character.isprintable())
    clean = clean[:_MAX_TITLE].strip(" '")
    return f"{clean}_" if clean.casefold() == "history" else clean or "Sheet1"


def _column(given: Format | Column | None) -> Column:
    return given if isinstance(given, Column) else Column(format=given)


def _width(name: str, format_: Format | None) -> float:
    return min(_MAX_WIDTH, max(len(name) + 3, _WIDTHS.get(format_, 10) if format_ else 14))


class _Cells:
    """Writes one value in the way that its type and its column's format ask for."""

    def __init__(self, sheet: Any, styles: Mapping[str, Any]) -> None:
        self._sheet = sheet
        self._styles = styles

    def write(self, row: int, position: int, value: object, format_: Format | None) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            self._sheet.write_boolean(row, position, value)
        elif isinstance(value, date):
            self._sheet.write_datetime(row, position, value, self._styles[_date_code(value, format_)])
        elif isinstance(value, int | float | Decimal) and format_ is not Format.TEXT and fits(value):
            self._sheet.write_number(row, position, value, self._styles[_number_code(value, format_)])
        else:
            text = format(value, "f") if isinstance(value, Decimal) else str(value)
            style = self._styles[_CODES[Format.TEXT]] if format_ is Format.TEXT else None
            self._sheet.write_string(row, position, text[:_MAX_TEXT], style)


def _date_code(value: date, format_: Format | None) -> str:
    timed = isinstance(value, datetime) and format_ is not Format.DATE
    return _CODES[Format.TIME if timed else Format.DATE]


def fits(value: int | float | Decimal) -> bool:
    """Say whether a workbook can hold a number without rounding it: it keeps fifteen digits."""
    if isinstance(value, float):
        return math.isfinite(value)
    exact = Decimal(value)
    return exact.is_finite() and len(exact.normalize().as_tuple().digits) <= _EXACT_DIGITS


def _number_code(value: int | float | Decimal, format_: Format | None) -> str:
    if format_ in (Format.MONEY, Format.PERCENT):
        return _CODES[format_]
    return _INTEGER if value == int(value) else _CODES[Format.NUMBER]
