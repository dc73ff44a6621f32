"""Memoranda drafted from a template: its fields, filling them in, and the blanks that are left.

A template is Markdown with fields as in letters (`app.domain.letters`). Its headings are the numbered sections of the
paper and its numbered lists their points. What is not known leaves a blank, written `[…]`, which the paper shows as
a line to write on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from app.domain.errors import RuleError
from app.domain.letters import FIELD, places
from app.domain.richtext import to_html

BLANK = "[…]"
_ALONE = re.compile(r"^[ \t]*" + FIELD.pattern + r"[ \t]*$", re.MULTILINE)
_SPECIAL = re.compile(r"([\\`*_\[\]<>~|])")
# What would begin a heading, a list or a quotation at the start of a line.
_STARTS = re.compile(r"^(\s*)([#+>-]|\d+[.)])(?=\s)")
_BULLET = re.compile(r"^\s*(?:[-–—•*]|\d+[.)])\s+")


class MemorandumField(StrEnum):
    """What a template of a memorandum may name."""

    NUMBER = "number"
    PLACE = "place"
    DATE = "date"
    VALID_FROM = "valid_from"
    VALID_UNTIL = "valid_until"
    LIBRARY_NAME = "library_name"
    LIBRARY_EDRPOU = "library_edrpou"
    LIBRARY_ADDRESS = "library_address"
    LIBRARY_SIGNATORY = "library_signatory"
    LIBRARY_GIVES = "library_gives"
    PARTNER_NAME = "partner_name"
    PARTNER_LEGAL_NAME = "partner_legal_name"
    PARTNER_EDRPOU = "partner_edrpou"
    PARTNER_ADDRESS = "partner_address"
    PARTNER_SIGNATORY = "partner_signatory"
    PARTNER_GIVES = "partner_gives"


Values = Mapping[MemorandumField, str]


def check_template(title: str, body: str) -> None:
    """Let a template pass, or raise `RuleError` at the field of the form that is wrong.

    Codes: `no_title`, `no_memorandum_text`, `unknown_field`, `broken_field`.
    """
    if not title.strip():
        raise RuleError("no_title", field="title")
    if not body.strip():
        raise RuleError("no_memorandum_text", field="body")
    for name, text in (("title", title), ("body", body)):
        try:
            places(text, fields=MemorandumField)
        except RuleError as error:
            details = {key: value for key, value in error.details.items() if key != "value"}
            raise RuleError(error.code, error.value, field=name, **details) from error


def missing(values: Values, *texts: str) -> list[MemorandumField]:
    """Return the fields of texts for which nothing is known and nothing stands in, each once."""
    wanted = [MemorandumField(place.field) for place in places(*texts, fields=MemorandumField) if not place.default]
    return [field for field in dict.fromkeys(wanted) if not values.get(field, "").strip()]


def filled_line(text: str, values: Values) -> str:
    """Return a plain line, such as a title, with its fields filled in."""

    def value(match: re.Match[str]) -> str:
        return " ".join(_value(match, values).split()) or BLANK

    return " ".join(FIELD.sub(value, text).split())


def filled_text(markdown: str, values: Values) -> str:
    """Return a Markdown text with its fields filled in.

    A value is text and never markup. A field that has a line of its own becomes a numbered list, a point for each
    line of the value.
    """

    def points(match: re.Match[str]) -> str:
        lines = [_BULLET.sub("", line).strip() for line in _value(match, values).splitlines()]
        return "\n".join(f"1. {_plain(line)}" for line in lines if line) or f"1. {BLANK}"

    def inline(match: re.Match[str]) -> str:
        lines = [_BULLET.sub("", line).strip() for line in _value(match, values).splitlines()]
        return _plain("; ".join(filter(None, lines))) or BLANK

    return FIELD.sub(inline, _ALONE.sub(points, markdown))


def blanks(*texts: str) -> int:
    """Return how many blanks are left in texts."""
    return sum(text.count(BLANK) for text in texts)


def paper_html(markdown: str) -> str:
    """Return a filled text as safe HTML in which each blank is a line to write on."""
    return with_lines(to_html(markdown))


def with_lines(html: str) -> str:
    """Return safe HTML in which each blank is a line to write on."""
    return html.replace(BLANK, '<span class="blank">\N{NO-BREAK SPACE}</span>')


def party_lines(values: Iterable[str]) -> str:
    """Return what is known of a side, a line each; nothing known is one blank."""
    return "\n".join(value.strip() for value in values if value.strip()) or BLANK


def _value(match: re.Match[str], values: Values) -> str:
    return (values.get(MemorandumField(match[1].lower())) or match[2] or "").strip()


def _plain(text: str) -> str:
    """Return the text as Markdown that shows exactly these characters."""
    return _STARTS.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text))
