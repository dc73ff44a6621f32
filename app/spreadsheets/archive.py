"""Looking into a zipped workbook before it is opened: how much it unpacks to, how far its cells reach.

A few kilobytes can claim gigabytes in two ways: by unpacking to them, and by putting one cell at the far
corner of a sheet, for which the reader would lay out every cell before it.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.parsers import expat

from app.spreadsheets.table import MAX_COLUMNS, Refusal, UnreadableTable

MAX_UNPACKED = 400 * 1024 * 1024
MAX_CELLS = 10_000_000
MAX_MEMBERS = 5_000

_CHUNK = 1024 * 1024
_OVERLAP = 64
_MANIFEST = "META-INF/manifest.xml"
_COLUMN = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,4})""")
_ROW = re.compile(rb"""\sr\s*=\s*["'][A-Za-z]{0,4}(\d{1,9})""")


def check_archive(data: bytes) -> None:
    """Refuse a zipped workbook that would not fit into memory, or that is no workbook.

    The sizes that the archive declares are not trusted: every member is unpacked piece by piece and
    counted. Nothing unpacked is kept.

    Raises:
        UnreadableTable: too_large, too_many_columns, not_a_table, damaged, encrypted.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableTable(Refusal.DAMAGED) from error
    if len(members) > MAX_MEMBERS:
        raise UnreadableTable(Refusal.TOO_LARGE)
    if not {member.filename for member in members} & {"xl/workbook.xml", "content.xml"}:
        raise UnreadableTable(Refusal.NOT_A_TABLE)
    budget = MAX_UNPACKED
    for member in sorted(members, key=lambda member: member.filename != _MANIFEST):
        extent: _SheetExtent | _OpenDocumentExtent | None = None
        for number, chunk in enumerate(_unpack(data, member)):
            budget -= len(chunk)
            if budget < 0:
                raise UnreadableTable(Refusal.TOO_LARGE)
            if member.filename == _MANIFEST and b"encryption-data" in chunk:
                raise UnreadableTable(Refusal.ENCRYPTED)
            if number == 0:
                extent = _extent_of(member.filename, chunk)
            if extent is not None:
                extent.feed(chunk)


def _unpack(data: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a member's content in pieces, up to the true end of its compressed form."""
    if member.flag_bits & 1:
        raise UnreadableTable(Refusal.ENCRYPTED)
    header = data[member.header_offset : member.header_offset + 30]
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise UnreadableTable(Refusal.DAMAGED)
    names = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    begin = member.header_offset + 30 + names
    packed = memoryview(data)[begin : begin + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + _CHUNK]) for at in range(0, len(packed), _CHUNK))
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise UnreadableTable(Refusal.DAMAGED)
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(packed), _CHUNK):
            piece: bytes = bytes(packed[at : at + _CHUNK])
            while piece and not inflate.eof:
                yield inflate.decompress(piece, _CHUNK)
                piece = inflate.unconsumed_tail
        yield inflate.flush()
    except zlib.error as error:
        raise UnreadableTable(Refusal.DAMAGED) from error


def _extent_of(name: str, beginning: bytes) -> "_SheetExtent | _OpenDocumentExtent | None":
    """A sheet is known by its content: a workbook may keep it under any name."""
    if name == "content.xml":
        return _OpenDocumentExtent()
    return _SheetExtent() if name.endswith(".xml") and b"worksheet" in beginning else None


def _check_extent(rows: int, columns: int) -> None:
    if columns > MAX_COLUMNS * 2:
        raise UnreadableTable(Refusal.TOO_MANY_COLUMNS, str(columns))
    if rows * columns > MAX_CELLS:
        raise UnreadableTable(Refusal.TOO_LARGE)


class _SheetExtent:
    """How far the cells of an XLSX sheet reach, from their references."""

    def __init__(self) -> None:
        self._tail = b""
        self._rows = 0
        self._columns = 0

    def feed(self, chunk: bytes) -> None:
        text = self._tail + chunk
        self._tail = text[-_OVERLAP:]
        columns = set(_COLUMN.findall(text))
        rows = set(_ROW.findall(text))
        self._columns = max(self._columns, *map(_column_number, columns), 0)
        self._rows = max(self._rows, *map(int, rows), 0)
        _check_extent(self._rows, self._columns)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


class _OpenDocumentExtent:
    """How far the filled cells of an ODS document reach, with its repeated rows and cells."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._rows = self._filled_rows = self._columns = 0
        self._cells = self._filled_cells = self._row_repeat = 0

    def feed(self, chunk: bytes) -> None:
        try:
            self._parser.Parse(chunk, False)
        except expat.ExpatError as error:
            raise UnreadableTable(Refusal.DAMAGED) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            self._cells += _count(attributes.get("table:number-columns-repeated"))
            if "office:value-type" in attributes:
                self._filled_cells = self._cells
        elif name == "table:table-row":
            self._cells = self._filled_cells = 0
            self._row_repeat = _count(attributes.get("table:number-rows-repeated"))
        elif name == "table:table":
            self._rows = self._filled_rows = self._columns = 0

    def _end(self, name: str) -> None:
        if name == "table:table-row":
            self._rows += self._row_repeat
            if self._filled_cells:
                self._filled_rows = self._rows
                self._columns = max(self._columns, self._filled_cells)
                _check_extent(self._filled_rows, self._columns)


def _count(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else 1
