"""The lines of contact cards: cut into cards, joined, decoded, taken apart, whatever version and charset they have."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.domain.incoming_text import clean, decode, one_line

_MAX_LINE = 20_000
_EMBEDDED = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_LINE = re.compile(r"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)((?:;[^:;\"]*(?:\"[^\"]*\"[^:;\"]*)*)*):(.*)", re.DOTALL)
_PARAMETER = re.compile(r";([^=;\"]+)(?:=((?:\"[^\"]*\"|[^;\"])*))?")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
MAX_LINES = 2_000


@dataclass(frozen=True)
class CardProblem:
    """A card that cannot be taken, or something in one that was left out: a code of `app.labels.vcards`."""

    code: str
    value: str = ""


@dataclass(frozen=True)
class Property:
    """One property of a card: its name and types, and its value with the signs that protect commas."""

    name: str
    types: frozenset[str]
    value: str

    def texts(self, apart: str = ";") -> list[str]:
        """Return the parts of a structured value, unescaped, each on one line."""
        return [one_line(_unescape(part)) for part in _split(self.value, apart)]

    @property
    def text(self) -> str:
        """Return the value as one line."""
        return one_line(_unescape(self.value))

    @property
    def whole_text(self) -> str:
        """Return the value with its lines."""
        return clean(_unescape(self.value).replace("\r\n", "\n"))


@dataclass
class CardLines:
    """The lines between the beginning and the end of a card, which begins in line `line`."""

    line: int
    lines: list[bytes] = field(default_factory=list)
    is_closed: bool = False


def cut_cards(content: bytes) -> Iterator[CardLines]:
    """Cut a file into cards; a card that another begins inside ends there, and counts as not closed."""
    present: CardLines | None = None
    for number, line in enumerate(content.splitlines(), 1):
        mark = line.strip().lower()
        if mark == b"begin:vcard":
            if present is not None:
                yield present
            present = CardLines(number)
        elif mark == b"end:vcard":
            if present is not None:
                present.is_closed = True
                yield present
            present = None
        elif present is not None:
            present.lines.append(line)
    if present is not None:
        yield present


def only_embedded(lines: list[bytes]) -> bool:
    """Say whether a long card is long because of a picture in it."""
    return sum(not line.startswith((b" ", b"\t")) and b":" in line for line in lines) <= MAX_LINES


def properties_of(lines: list[bytes], notes: dict[str, CardProblem]) -> Iterator[Property]:
    """Yield the properties of a card, joined from their lines and decoded."""
    for line in _unfolded(lines):
        name = re.split(rb"[;:]", line, maxsplit=1)[0].rpartition(b".")[2].strip().upper().decode("ascii", "replace")
        if name in _EMBEDDED:
            notes["card_picture"] = CardProblem("card_picture")
            continue
        if len(line) > _MAX_LINE:
            notes["card_line_too_long"] = CardProblem("card_line_too_long", name[:40])
            continue
        found = _property(line)
        if found is not None:
            yield found
        elif line.strip():
            notes["card_line_unread"] = CardProblem("card_line_unread", one_line(decode(line, None))[:60])


def _unfolded(lines: list[bytes]) -> Iterator[bytes]:
    """Join the lines of each property: by the white space that begins the next one, and by «=» at the end of quoted
    printable text, as version 2.1 does."""
    joined: list[bytes] = []
    is_quoted = False
    for line in lines:
        if joined and line.startswith((b" ", b"\t")) and not is_quoted:
            joined.append(line[1:])
        elif joined and is_quoted and joined[-1].rstrip().endswith(b"="):
            joined[-1] = joined[-1].rstrip()[:-1]
            joined.append(line.lstrip(b" \t"))
        else:
            if joined:
                yield b"".join(joined)
            joined = [line]
            is_quoted = b"QUOTED-PRINTABLE" in line.partition(b":")[0].upper()
    if joined:
        yield b"".join(joined)


def _property(line: bytes) -> Property | None:
    found = _LINE.fullmatch(line.decode("latin-1"))
    if found is None:
        return None
    name, described, value = found[1].upper(), found[2], found[3].encode("latin-1")
    given: dict[str, list[str]] = {}
    for key, content in _PARAMETER.findall(described):
        # Version 2.1 writes «TEL;CELL:…» where later ones write «TEL;TYPE=cell:…».
        name_of, value_of = (key, content) if content else ("TYPE", key)
        given.setdefault(name_of.strip().upper(), []).append(value_of.strip().strip('"'))
    encodings = {item.upper() for item in given.get("ENCODING", [])} | {item.upper() for item in given.get("TYPE", [])}
    if "QUOTED-PRINTABLE" in encodings:
        value = quopri.decodestring(value)
    types = {item.strip().lower() for text in given.get("TYPE", []) for item in text.split(",")}
    return Property(name, frozenset(types), decode(value, next(iter(given.get("CHARSET", [])), None)))


def _split(value: str, apart: str) -> list[str]:
    """Cut a value at the signs that are not escaped; a backslash that is itself escaped escapes nothing."""
    parts = [""]
    for token in re.findall(r"\\.|.", value, re.DOTALL):
        if token == apart:
            parts.append("")
        else:
            parts[-1] += token
    return parts


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)
