"""CSV and TSV: which encoding, which delimiter, which cells."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from app.spreadsheets.table import Cells, Refusal, Table, UnreadableTable, build_table, collect

_CODECS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "cp1251": "cp1251", "koi8-u": "koi8_u"}
_DELIMITERS = ";,\t|"
_SAMPLE_LINES = 400
# Ukrainian text has 0.7 to 0.9; bytes that are no text have less than nothing.
_PLAUSIBLE = 0.6
_FREQUENT_LETTERS = frozenset("оаинітевсрдклумпяьзгбх")
_CASE_JUMP = re.compile(r"[а-яґєіїё][А-ЯҐЄІЇЁ]")
_CYRILLIC = re.compile(r"[А-Яа-яҐЄІЇЁґєіїё]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def read_text(data: bytes, filename: str, *, encoding: str | None = None) -> Table:
    """Return the table in a text file.

    Args:
        data: the file.
        filename: ".tsv" means tabs.
        encoding: one of `table.ENCODINGS`, or None to guess.

    Raises:
        UnreadableTable: empty, not_a_table, wrong_encoding, unknown_encoding, broken_quotes, long_cell,
            and whatever `build_table` refuses.
    """
    if not data.strip():
        raise UnreadableTable(Refusal.EMPTY)
    chosen = encoding or _guess_encoding(data)
    text = _decode(data, chosen)
    if _CONTROL.search(text) or text.lstrip().startswith("<"):
        raise UnreadableTable(Refusal.NOT_A_TABLE)
    if not text.strip(f'{_DELIMITERS} \r\n"'):
        raise UnreadableTable(Refusal.EMPTY)
    text, skipped, delimiter = _declared_delimiter(text)
    if delimiter is None:
        delimiter = "\t" if filename.casefold().endswith((".tsv", ".tab")) else _guess_delimiter(text)
    records = collect(_records(text, delimiter, first_line=1 + skipped))
    return build_table(records, encoding=chosen)


def _decode(data: bytes, encoding: str) -> str:
    if encoding not in _CODECS:
        raise UnreadableTable(Refusal.UNKNOWN_ENCODING, encoding)
    codec = _CODECS[encoding]
    if encoding == "utf-16" and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        codec = _utf16_byte_order(data)
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise UnreadableTable(Refusal.WRONG_ENCODING, encoding) from error


def _utf16_byte_order(data: bytes) -> str:
    """Delimiters and line ends are ASCII, so their empty byte tells the order."""
    return "utf-16-be" if data[0:4096:2].count(0) > data[1:4096:2].count(0) else "utf-16-le"


def _guess_encoding(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = data[:4096]
    if head.count(0) * 8 > len(head) and (not head[0::2].count(0) or not head[1::2].count(0)):
        return "utf-16"
    if 0 in head:
        raise UnreadableTable(Refusal.NOT_A_TABLE)
    try:
        codecs.utf_8_decode(data, "strict", True)
    except UnicodeDecodeError:
        return _guess_one_byte_encoding(data)
    return "utf-8"


def _guess_one_byte_encoding(data: bytes) -> str:
    """Tell cp1251 from koi8-u.

    The library compares the looks of both decodings. On capitals or on a few words it calls a draw, and one
    odd cell, such as a word without an end, makes it give up. Then the letters themselves settle: one alphabet
    read as the other swaps the case and turns frequent letters into rare ones.
    """
    from charset_normalizer import from_bytes

    telling = (line for line in data.splitlines() if not line.isascii())
    sample = b"\n".join(islice(telling, _SAMPLE_LINES))
    matches = list(from_bytes(sample, cp_isolation=["cp1251", "koi8_u"]))
    best = matches[0] if matches else None
    level = [match for match in matches if best and (match.chaos, match.coherence) == (best.chaos, best.coherence)]
    candidates = [best.encoding] if best and len(level) == 1 and len(sample) >= 2048 else ["cp1251", "koi8_u"]
    plausible = {codec: _plausibility(sample.decode(codec, "replace")) for codec in candidates}
    chosen = max(plausible, key=plausible.__getitem__)
    if best is None and plausible[chosen] < _PLAUSIBLE:
        raise UnreadableTable(Refusal.NOT_A_TABLE)
    return chosen.replace("_", "-")


def _plausibility(text: str) -> float:
    letters = _CYRILLIC.findall(text)
    frequent = sum(letter.casefold() in _FREQUENT_LETTERS for letter in letters)
    other = sum(not character.isascii() for character in text) - len(letters)
    jumps = len(_CASE_JUMP.findall(text))
    return (frequent - 2 * jumps - other) / (len(letters) + 1)


def _declared_delimiter(text: str) -> tuple[str, int, str | None]:
    """Excel lets a file say its own delimiter on a first line, `sep=;`."""
    line, end, rest = text.partition("\n")
    declared = line.rstrip("\r").strip('"')
    if end and len(declared) == 5 and declared.casefold().startswith("sep="):
        return rest, 1, declared[4]
    return text, 0, None


def _guess_delimiter(text: str) -> str:
    """Return the delimiter that gives the widest rows of one width, the headings' own if possible.

    A comma inside figures (1,5) also makes rows of one width, but not in the headings.
    """
    lines = list(islice(_lines(text), _SAMPLE_LINES))

    def score(delimiter: str) -> float:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            # Reading the file says which line has too long a cell.
            return 0.0
        width, same = Counter(widths).most_common(1)[0] if widths else (1, 0)
        if width == 1:
            return 0.0
        return same / len(widths) * width * (1 if widths[0] == width else 0.5)

    best = max(_DELIMITERS, key=score)
    return best if score(best) else ","


def _lines(text: str) -> Iterator[str]:
    """Split at line ends only: `str.splitlines` would also split at form feeds and the like."""
    return iter(io.StringIO(text, newline=""))


def _records(text: str, delimiter: str, *, first_line: int) -> Iterator[tuple[int, Cells]]:
    """Yield each record with the line where it begins; a quoted cell may run over several lines."""
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    line = first_line
    try:
        for row in reader:
            yield line, [cell.strip() or None for cell in row]
            line = reader.line_num + first_line
    except csv.Error as error:
        code = Refusal.LONG_CELL if "field limit" in str(error) else Refusal.BROKEN_QUOTES
        raise UnreadableTable(code, line=line) from error
