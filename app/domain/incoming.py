"""Reading an e-mail message that somebody else made: nothing in it is trusted, and nothing in it is run.

The message is read by the standard library under the older of its two policies. The newer one takes every header
apart by its full grammar the moment it is looked at, which needs time that grows with the square of a header's
length and fails on some broken ones; the older one keeps headers as they came, and they are decoded here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import errors, policy
from email.message import Message
from email.parser import BytesFeedParser
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from app.domain.errors import RuleError
from app.domain.incoming_text import MAX_HEADER, MAX_HTML, clean, decode, decoded, one_line, plain_text, recovered

MAX_MEGABYTES = 25
MAX_BYTES = MAX_MEGABYTES * 1024 * 1024
MAX_PARTS = 200
MAX_DEPTH = 15
MAX_FILES = 50
MAX_ADDRESSES = 200
MAX_TEXT = 100_000

_MAX_HEADERS = 1_000
_MAX_PARAMETERS = 4 * 1024
_CHUNK = 64 * 1024
_EMAIL = re.compile(r"[^\s<>()\[\],;:@\"]{1,64}@[\w.-]{1,190}")
_BROKEN = (
    errors.InvalidBase64CharactersDefect,
    errors.InvalidBase64LengthDefect,
    errors.InvalidBase64PaddingDefect,
)


@dataclass(frozen=True)
class Address:
    """An address as an envelope names it."""

    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name and self.email else self.name or self.email


@dataclass(frozen=True)
class LetterFile:
    """A file in a letter. One that is `inline` is a picture within the text, such as a logo in a signature.

    `problem` is why it cannot be taken out: `letter_file_damaged`, `letter_in_letter`, or nothing.
    """

    filename: str
    content: bytes
    inline: bool = False
    problem: str = ""


@dataclass(frozen=True)
class IncomingLetter:
    """What a message says. `sent_at` is None when it has no date that can be believed; `notes` are codes of what
    was left out: `letter_many_addresses`, `letter_many_files`, `letter_text_cut`."""

    message_id: str
    subject: str
    sender: Address | None
    recipients: tuple[Address, ...]
    sent_at: datetime | None
    text: str
    files: tuple[LetterFile, ...]
    notes: tuple[str, ...] = ()


def read_letter(raw: bytes, *, now: datetime) -> IncomingLetter:
    """Read a message.

    Args:
        raw: the content of an .eml file.
        now: a letter from later than this has a date that cannot be believed.

    Raises:
        RuleError: `letter_too_large`, `letter_empty`, `not_a_letter`, `letter_too_nested`, `letter_too_many_parts`.
    """
    if len(raw) > MAX_BYTES:
        raise RuleError("letter_too_large", MAX_MEGABYTES, field="file")
    if not raw.strip():
        raise RuleError("letter_empty", field="file")
    message = _parse(raw)
    if not (message["from"] or message["to"]) or not (message["subject"] or message["date"] or message["message-id"]):
        raise RuleError("not_a_letter", field="file")
    notes: list[str] = []
    senders = _addresses(message, "from", "sender")
    recipients = _addresses(message, "to", "cc")
    if len(recipients) > MAX_ADDRESSES:
        notes.append("letter_many_addresses")
    files = list(_files(message))
    if len(files) > MAX_FILES:
        notes.append("letter_many_files")
    text = _text(message)
    if len(text) > MAX_TEXT:
        notes.append("letter_text_cut")
    return IncomingLetter(
        message_id=_message_id(message, raw),
        subject=_header(message, "subject")[:200],
        sender=senders[0] if senders else None,
        recipients=tuple(recipients[:MAX_ADDRESSES]),
        sent_at=_sent_at(message, now),
        text=text[:MAX_TEXT],
        files=tuple(files[:MAX_FILES]),
        notes=tuple(notes),
    )


class _AsItCame(policy.Compat32):
    """Hands out headers of plain bytes as they are: the library would put a sign of doubt for each byte of theirs."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """Return a header with its bytes kept as lone surrogates, to be told apart by charset later."""
        return value


class _Part(Message):
    """A part that keeps no more of its headers than a letter needs: reading the parameters of a long one is slow."""

    def set_raw(self, name: str, value: str) -> None:
        """Keep a header, cut to the length that its kind may have."""
        if len(self) < _MAX_HEADERS:
            is_described = name.lower().startswith("content-")
            super().set_raw(name, value[: _MAX_PARAMETERS if is_described else MAX_HEADER])


def _parse(raw: bytes) -> Message:
    made = 0
    parser: Any = None

    def part(policy: Any = None) -> Message:
        nonlocal made
        made += 1
        if made > MAX_PARTS:
            raise RuleError("letter_too_many_parts", MAX_PARTS, field="file")
        # Each level of nesting is looked at again for each line, so depth is refused before it costs anything.
        if len(getattr(parser, "_msgstack", ())) > MAX_DEPTH:
            raise RuleError("letter_too_nested", field="file")
        return _Part(policy or compat)

    compat: Any = _AsItCame()
    parser = BytesFeedParser(part, policy=compat)
    try:
        for start in range(0, len(raw), _CHUNK):
            parser.feed(raw[start : start + _CHUNK])
        parsed: Message = parser.close()
    except (RecursionError, ValueError, LookupError, TypeError, IndexError) as error:
        if isinstance(error, RuleError):
            raise
        raise RuleError("not_a_letter", field="file") from error
    return parsed


def _header(message: Message, name: str) -> str:
    """Return a header decoded, on one line; what cannot be decoded stays readable as far as it goes."""
    value = message[name]
    return decoded(str(value)) if value is not None else ""


def _addresses(message: Message, *names: str) -> list[Address]:
    values = [recovered(str(value)[:MAX_HEADER]) for name in names for value in (message.get_all(name) or [])[:20]]
    found: dict[str, Address] = {}
    for raw_name, raw_email in _pairs([one_line(value) for value in values]):
        name, email = decoded(raw_name)[:120], one_line(raw_email)[:254].lower()
        if name or email:
            found.setdefault(email or name, Address(name, email if "@" in email else ""))
    return list(found.values())


def _pairs(values: list[str]) -> list[tuple[str, str]]:
    """Take headers of addresses apart; comments nested thousands deep leave the bare addresses only."""
    try:
        return getaddresses(values)
    except (RecursionError, IndexError, ValueError):
        return [("", email) for value in values for email in _EMAIL.findall(value)]


def _sent_at(message: Message, now: datetime) -> datetime | None:
    try:
        moment = parsedate_to_datetime(_header(message, "date"))
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    return moment if moment.year >= 1990 and moment <= now else None


def _message_id(message: Message, raw: bytes) -> str:
    """Return the identifier of the message; of one that has none, or one too long, a fingerprint."""
    given = _header(message, "message-id").strip("<> ")
    if 0 < len(given) <= 200:
        return given
    return "sha256:" + hashlib.sha256(given.encode() or raw).hexdigest()


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something; a letter inside the letter counts as one and stays closed."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _parts(part)
    else:
        yield message


def _is_file(part: Message) -> bool:
    if part.get_content_disposition() == "attachment" or part.get_content_maintype() != "text":
        return True
    return bool(part.get_filename()) or part.get_content_subtype() not in {"plain", "html"}


def _text(message: Message) -> str:
    """Return the words of a letter: its plain text, or what is left of its HTML as plain text."""
    plain: list[str] = []
    rich: list[str] = []
    for part in _parts(message):
        if not _is_file(part):
            text = decode(_content(part)[:MAX_HTML], _charset(part))
            (rich if part.get_content_subtype() == "html" else plain).append(text)
    text = "\n\n".join(plain if any(item.strip() for item in plain) else map(plain_text, rich))
    return clean("\n".join(line.rstrip() for line in text.splitlines()))


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except (LookupError, UnicodeError, ValueError, TypeError):
        return None


def _content(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AssertionError):
        return b""
    return payload if isinstance(payload, bytes) else b""


def _files(message: Message) -> Iterator[LetterFile]:
    markup = b"".join(
        _content(part)[:MAX_HTML]
        for part in _parts(message)
        if part.get_content_subtype() == "html" and not _is_file(part)
    )
    for number, part in enumerate(_parts(message), 1):
        if not _is_file(part):
            continue
        name = _name(part) or f"{number}.{part.get_content_subtype()[:20]}"
        place = _header(part, "content-id").strip("<> ").encode()
        inline = bool(place) and b"cid:" + place in markup
        if part.get_content_maintype() == "message" or part.is_multipart():
            yield LetterFile(name, b"", inline, "letter_in_letter")
            continue
        content = _content(part)
        damaged = not content or any(isinstance(defect, _BROKEN) for defect in part.defects)
        yield LetterFile(name, content, inline, "letter_file_damaged" if damaged else "")


def _name(part: Message) -> str:
    try:
        given = part.get_filename() or ""
    except (LookupError, UnicodeError, ValueError, TypeError):
        given = ""
    # A path in a name says where its sender wanted the file to go; only its end is a name.
    return decoded(given).replace("\\", "/").rpartition("/")[2].strip(". ")[:120]
