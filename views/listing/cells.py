"""The heads and cells of a list as the reader sees them.

A page has some four hundred cells. They are written here, since a template takes a millisecond more for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup, escape

from app.amounts import money
from app.clock import today
from app.domain.contacts import phone_text
from app.i18n import _
from app.labels import label, tone
from app.queries.listing import Column, Kind
from app.templating import day, moment, number

ONE_LINE = {
    **dict.fromkeys((Kind.DATE, Kind.DATETIME, Kind.CODE, Kind.PHONE), "one-line "),
    Kind.EMAIL: "one-line clip ",
}


# A column is as wide as its longest word; a longer one than this is broken, for no table has room for it.
LONGEST_WORD = 32


class Cell(NamedTuple):
    """One cell: text as the reader sees it, where it leads, its tone when it is a badge."""

    text: Any
    url: str | None = None
    tone: str = ""


@dataclass(frozen=True)
class Head:
    """A column's head."""

    key: str
    label: str
    kind: str
    align: str
    primary: bool
    secondary: bool
    sort_url: str | None
    sorted: str | None

    @cached_property
    def tags(self) -> tuple[str, str]:
        """How each cell of the column begins and ends."""
        look = "num " if self.align == "end" else ONE_LINE.get(Kind(self.kind), "")
        if self.primary:
            return f'<th scope="row" class="{look}primary">', "</th>"
        if self.secondary:
            return f'<td class="{look}secondary" data-label="{escape(self.label)}">', "</td>"
        return f'<td class="{look}detail">', "</td>"


def cell(column: Column, row: Any) -> Cell:
    """Return one value of a row as the reader sees it."""
    value = column.value(row)
    place = column.url(row) if column.url else None
    url = url_for(place[0], **place[1]) if place else None
    match column.kind:
        case Kind.MONEY:
            text: Any = money(value, column.currency(row) if column.currency else None)
        case Kind.NUMBER:
            text = number(value, column.digits)
        case Kind.HOURS:
            text = number(value / 60) if value is not None else "—"
        case Kind.DATE:
            text = day(value)
        case Kind.DATETIME:
            text = moment(value)
        case Kind.BADGE:
            return Cell(label(value) if value is not None else "", url, tone(value))
        case Kind.PHONE:
            text = phone_text(value) if value else ""
        case Kind.FLAG:
            text = _("Yes") if value else ""
        case _:
            text = value if type(value) is str else "" if value is None else label(value)
    return Cell(text, url, column.tone(row, today()) if column.tone else "")


def row_markup(heads: Sequence[Head], cells: Sequence[Cell]) -> Markup:
    """Return the cells of a row as markup, with everything that a person may have typed escaped."""
    parts: list[str] = []
    for head, (text, url, shade) in zip(heads, cells, strict=True):
        begin, end = head.tags
        if head.primary and len(text) > LONGEST_WORD and max(map(len, text.split()), default=0) > LONGEST_WORD:
            begin = begin.replace("primary", "primary endless", 1)
        words = escape(text)
        colour = f' class="text-{escape(shade)}"' if shade else ""
        if head.kind == Kind.BADGE:
            inner = f'<span class="badge-tone {escape(shade or "neutral")}">{words}</span>' if text else ""
        elif url:
            inner = f'<a href="{escape(url)}"{colour}>{words}</a>'
        else:
            inner = f"<span{colour}>{words}</span>" if colour else words
        parts += begin, inner, end
    return Markup("".join(parts))  # noqa: S704


def total_text(column: Column, value: Any) -> str:
    """Return the sum of a column as the reader sees it."""
    match column.kind:
        case Kind.MONEY:
            return money(value or 0, column.sum_currency)
        case Kind.HOURS:
            return number((value or 0) / 60)
        case _:
            return number(value or 0)
