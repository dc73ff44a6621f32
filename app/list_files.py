"""The rows of a list as a file: the same columns as on the page, with plain values instead of texts."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app import spreadsheets
from app.labels import label
from app.queries.listing import Column, Kind, ListSpec
from app.spreadsheets import Format

FORMATS = {
    Kind.MONEY: Format.MONEY,
    Kind.NUMBER: Format.NUMBER,
    Kind.HOURS: Format.NUMBER,
    Kind.DATE: Format.DATE,
    Kind.DATETIME: Format.TIME,
}


def file_name(spec: ListSpec, day: date, ending: str) -> str:
    """Return the name under which the file is saved: `contacts-2026-11-22.csv`."""
    return f"{spec.name}-{day.isoformat()}.{ending}"


def headings(spec: ListSpec) -> list[str]:
    """Return the headings of the columns in the reader's language."""
    return [str(column.label) for column in _written(spec)]


def values(spec: ListSpec, rows: Iterable[Any], zone: ZoneInfo) -> Iterator[list[Any]]:
    """Yield the plain values of each row: numbers, dates, and words for what is coded.

    Args:
        zone: in which moments are written.
    """
    columns = _written(spec)
    for row in rows:
        yield [_plain(column, row, zone) for column in columns]


def write_workbook(path: Path, spec: ListSpec, rows: Iterable[Any], zone: ZoneInfo) -> None:
    """Write the rows as an XLSX workbook.

    Raises:
        OSError: the file cannot be written.
    """
    heads = headings(spec)
    formats = {
        head: spreadsheets.Column(format=FORMATS.get(column.kind, Format.TEXT))
        for head, column in zip(heads, _written(spec), strict=True)
    }
    spreadsheets.write_xlsx(path, str(spec.title), heads, values(spec, rows, zone), formats)


def _written(spec: ListSpec) -> list[Column]:
    return [column for column in spec.columns if not column.page_only]


def _plain(column: Column, row: Any, zone: ZoneInfo) -> Any:
    value = column.value(row)
    if value is None or value == "":
        return None
    match column.kind:
        case Kind.HOURS:
            return round(value / 60, 2)
        case Kind.DATETIME:
            moment: datetime = value.astimezone(zone).replace(tzinfo=None)
            return moment
        case Kind.DATE if isinstance(value, datetime):
            return value.astimezone(zone).date()
        case Kind.MONEY | Kind.NUMBER | Kind.DATE:
            return value
        case _:
            return label(value)
