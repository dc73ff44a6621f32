"""Reading an uploaded file as a table, whatever its format."""

from app.spreadsheets.table import MAX_BYTES, Refusal, Table, UnreadableTable
from app.spreadsheets.text import read_text
from app.spreadsheets.workbook import read_workbook

_ZIP = b"PK\x03\x04"
_COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")


def read_table(data: bytes, filename: str, *, encoding: str | None = None, sheet: str | None = None) -> Table:
    """Return the table in a CSV, TSV, XLSX, XLS or ODS file.

    The format is told by the content; the name only helps to choose the delimiter of a text file.

    Args:
        data: the whole file.
        filename: as the person named it.
        encoding: of a text file, one of `ENCODINGS`; guessed when omitted. A byte order mark wins
            over the guess, and the person's choice over both.
        sheet: of a workbook; the first visible sheet with anything in it when omitted.

    Raises:
        UnreadableTable: with the reason.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableTable(Refusal.TOO_LARGE)
    if data.startswith((_ZIP, _COMPOUND_FILE)):
        return read_workbook(data, sheet=sheet)
    return read_text(data, filename, encoding=encoding)
