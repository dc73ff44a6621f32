"""Letters that came back: what a mail server's refusal means for the address.

The codes are those of RFC 3463 (enhanced status) and RFC 5321 (replies); reports are read as RFC 3464 has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import compat32
from email.utils import parseaddr
from enum import StrEnum

from app.domain.errors import RuleError

LARGEST_REPORT = 5 * 1024 * 1024
SOFT_LIMIT = 3
_MOST_RECIPIENTS = 100
_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_HARD_REPLIES = frozenset({550, 551, 553})
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,180}>")
_TOKEN = re.compile(r"/unsubscribe/([\w-]{20,64})")
_SPACE = re.compile(r"\s+")


class BounceKind(StrEnum):
    """Whether the address is no good (hard), or only did not take this letter (soft)."""

    HARD = "hard"
    SOFT = "soft"


class BounceSource(StrEnum):
    """How we learned of it."""

    SERVER = "server"
    REPORT = "report"


class SuppressionReason(StrEnum):
    """Why an address gets no mailings."""

    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"


@dataclass(frozen=True, slots=True)
class Report:
    """What a delivery report says about one address.

    `message_id` and `token` are those of the letter that came back: its Message-ID and the secret of the address at
    which its reader leaves mailings. Without one of them that is ours, anybody could have written the report.
    """

    email: str
    kind: BounceKind
    status: str
    detail: str
    message_id: str
    token: str = ""


def enhanced_status(text: str) -> str:
    """Return the enhanced status in a server's words, such as 5.1.1, or nothing."""
    found = _ENHANCED.search(text)
    return found[0] if found else ""


def bounce_kind(status: str, reply: int | None = None) -> BounceKind | None:
    """Judge a refusal of an address.

    Hard is an address that does not exist (5.1.x), a mailbox that is closed (5.2.1) or a bare 550, 551 or 553. A full
    mailbox, a policy and whatever passes are soft. A relay that refuses us (5.7.x) says nothing of the address: None.
    """
    found = _ENHANCED.fullmatch(status)
    if found is None:
        if reply is None:
            return None
        return BounceKind.HARD if reply in _HARD_REPLIES else BounceKind.SOFT
    klass, subject, detail = found.groups()
    if klass == "2" or subject == "7":
        return None
    if klass == "5" and (subject == "1" or (subject, detail) == ("2", "1")):
        return BounceKind.HARD
    return BounceKind.SOFT


def read_report(content: bytes) -> list[Report]:
    """Read a delivery report (a letter of the kind multipart/report).

    Returns:
        One entry for each address that did not get the letter; none when the report tells of a success or a delay.

    Raises:
        RuleError: `report_too_large`, `not_a_report`.
    """
    if len(content) > LARGEST_REPORT:
        raise RuleError("report_too_large", field="files")
    try:
        letter = message_from_bytes(content, policy=compat32)
        parts = list(letter.walk())
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        raise RuleError("not_a_report", field="files") from error
    statuses = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    if not statuses:
        raise RuleError("not_a_report", field="files")
    message_id, token = _marks(parts)
    found = [report for part in statuses for report in _recipients(part, message_id, token)]
    return found[:_MOST_RECIPIENTS]


def _recipients(part: Message, message_id: str, token: str) -> Iterator[Report]:
    groups = part.get_payload()
    for group in groups if isinstance(groups, list) else []:
        if not isinstance(group, Message) or _line(group, "Action").lower() != "failed":
            continue
        address = _address(group, "Final-Recipient") or _address(group, "Original-Recipient")
        diagnostic = _line(group, "Diagnostic-Code").partition(";")[2].strip()
        status = enhanced_status(_line(group, "Status")) or enhanced_status(diagnostic)
        kind = bounce_kind(status) or BounceKind.SOFT
        if address:
            yield Report(address, kind, status, (diagnostic or status)[:300], message_id, token)


def _marks(parts: list[Message]) -> tuple[str, str]:
    """Return the Message-ID of the letter that came back and the secret of its reader, as far as it carries them."""
    for part in parts[1:]:
        headers = _headers(part)
        if headers is not None:
            message_id = _MESSAGE_ID.search(_line(headers, "Message-ID"))
            token = _TOKEN.search(_line(headers, "List-Unsubscribe"))
            if message_id or token:
                return message_id[0] if message_id else "", token[1] if token else ""
    return "", ""


def _headers(part: Message) -> Message | None:
    """Return the headers of a returned letter, of which a report carries all or only the headers."""
    if part.get_content_type() == "text/rfc822-headers":
        payload = part.get_payload(decode=True)
        return message_from_bytes(payload, policy=compat32) if isinstance(payload, bytes) else None
    inner = part.get_payload() if part.get_content_type() == "message/rfc822" else None
    return inner[0] if isinstance(inner, list) and inner and isinstance(inner[0], Message) else None


def _address(group: Message, name: str) -> str:
    """Return an address as `rfc822; olena@example.org` has it."""
    value = _line(group, name).rpartition(";")[2].strip()
    address = parseaddr(value)[1].lower()
    return address if "@" in address and len(address) <= 254 else ""


def _line(message: Message, name: str) -> str:
    return _SPACE.sub(" ", str(message.get(name, ""))).strip()
