"""XLSX, XLS and ODS, every cell as the text that a person sees, without its formatting."""

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.spreadsheets.archive import check_archive
from app.spreadsheets.table import Cells, Records, Refusal, Table, UnreadableTable, build_table, collect

if TYPE_CHECKING:
    from pandas import ExcelFile

_MIDNIGHT = time()


def read_workbook(data: bytes, *, sheet: str | None = None) -> Table:
    """Return the table on one sheet of a workbook.

    Args:
        data: the file.
        sheet: its name; the first visible sheet that holds anything when omitted.

    Raises:
        UnreadableTable: damaged, encrypted, too_large, not_a_table, no_such_sheet, empty, and whatever
            `build_table` refuses.
    """
    from pandas import ExcelFile
    from python_calamine import CalamineError, PasswordError

    if data.startswith(b"PK"):
        check_archive(data)
    try:
        with ExcelFile(io.BytesIO(data), engine="calamine") as book:
            names = [str(name) for name in book.sheet_names]
            if sheet is not None and sheet not in names:
                raise UnreadableTable(Refusal.NO_SUCH_SHEET, sheet)
            chosen, records = _first_filled(book, [sheet] if sheet is not None else _visible(book))
    except PasswordError as error:
        raise UnreadableTable(Refusal.ENCRYPTED) from error
    except (CalamineError, ValueError, OSError) as error:
        raise UnreadableTable(Refusal.DAMAGED) from error
    return build_table(records, sheets=names, sheet=chosen)


def _visible(book: "ExcelFile") -> list[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    return [
        about.name
        for about in book.book.sheets_metadata
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible
    ]


def _first_filled(book: "ExcelFile", names: Sequence[str]) -> tuple[str, Records]:
    from pandas import read_excel

    for name in names:
        frame = read_excel(book, sheet_name=name, header=None, dtype=object, keep_default_na=False, na_filter=False)
        records = collect(_rows(frame.to_numpy().tolist()))
        if records.cells:
            return name, records
    raise UnreadableTable(Refusal.EMPTY)


def _rows(values: Sequence[Sequence[Any]]) -> Iterator[tuple[int, Cells]]:
    for line, row in enumerate(values, start=1):
        yield line, [_text(value) for value in row]


def _text(value: object) -> str | None:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, timedelta):
        return _duration(value)
    return _moment(value)


def _number(value: float) -> str | None:
    """A workbook keeps fifteen significant digits; more than that is noise of the binary form."""
    if value != value:  # noqa: PLR0124 - only "not a number" differs from itself.
        return None
    return format(Decimal(format(value, ".15g")), "f")


def _duration(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def _moment(value: object) -> str | None:
    """A date is a midnight in a workbook: the time is shown only when there is one."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return None
