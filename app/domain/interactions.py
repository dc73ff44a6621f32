"""What passed between the library and a contact: which way, with what outcome, and what comes next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.contacts import InteractionKind
from app.domain.errors import RuleError

LONGEST_MINUTES = 24 * 60
MOST_PEOPLE = 50

# A meeting has no direction, and a note is nobody's letter.
DIRECTED = frozenset({InteractionKind.CALL, InteractionKind.LETTER, InteractionKind.EMAIL})

# What mail programs write above the letter that is answered.
_ANSWERED = re.compile(
    r"^\s*(?:-{2,}\s*(?:Original Message|Forwarded message|Вихідне повідомлення|Пересилане повідомлення"
    r"|Переслане повідомлення|Исходное сообщение)\b.*|_{10,}\s*"
    r"|(?:On|У|В|Пн|Вт|Ср|Чт|Пт|Сб|Нд)\b.{4,200}(?:wrote|пише|написав|написала|написано|пишет)\s*:)\s*$",
    re.IGNORECASE,
)


class Direction(StrEnum):
    """Who turned to whom."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class Outcome(StrEnum):
    """What a conversation came to."""

    AGREED = "agreed"
    CALL_BACK = "call_back"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    INFORMATION = "information"


@dataclass(frozen=True)
class NextStep:
    """What has to be done after a conversation, by what day, and by which account."""

    text: str
    on: date | None = None
    assignee_id: int | None = None


def direction_of(kind: InteractionKind, direction: Direction | None) -> Direction | None:
    """Return the direction where the kind has one, else None."""
    return direction if kind in DIRECTED else None


def check_length(minutes: int | None) -> None:
    """Refuse a conversation of no time or of more than a day.

    Raises:
        RuleError: `not_a_length`.
    """
    if minutes is not None and not 0 < minutes <= LONGEST_MINUTES:
        raise RuleError("not_a_length", field="minutes")


def check_next_step(step: NextStep) -> None:
    """Refuse a next step that nobody could do: one without a day or without anybody to do it.

    Raises:
        RuleError: `next_step_needed`, `next_step_without_day`, `next_step_without_assignee`.
    """
    if not step.text:
        raise RuleError("next_step_needed", field="next_step")
    if step.on is None:
        raise RuleError("next_step_without_day", field="next_on")
    if step.assignee_id is None:
        raise RuleError("next_step_without_assignee", field="next_assignee_id")


def split_quoted(text: str) -> tuple[str, str]:
    """Return what a letter says itself, and the end of it that only quotes an earlier letter.

    The quoted part begins at the line with which mail programs introduce the letter that is answered, or at the
    first of the lines beginning with «>» that only quotations and empty lines follow.
    """
    lines = text.splitlines()
    start = next((place for place, line in enumerate(lines) if _ANSWERED.match(line)), len(lines))
    place = len(lines)
    while place and (not lines[place - 1].strip() or lines[place - 1].lstrip().startswith(">")):
        place -= 1
    if any(line.lstrip().startswith(">") for line in lines[place:]):
        start = min(start, place)
    own, quoted = "\n".join(lines[:start]).rstrip(), "\n".join(lines[start:]).strip()
    # A letter that is nothing but a forwarded one would otherwise look empty.
    return (own, quoted) if own.strip() else (quoted, "")
