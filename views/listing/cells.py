"""The heads and cells of a list as the reader sees them.

A page has some four hundred cells. They are written here, since a template takes a millisecond more for them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import escape

from app.amounts import money
from app.clock import today
from app.formats import phone
from app.i18n import _
from app.labels import label, tone
from app.queries.listing import Column, Kind
from app.templating import day, moment, number
from views.addresses import Addresses

ONE_LINE = {
    **dict.fromkeys((Kind.DATE, Kind.DATETIME, Kind.CODE), "one-line "),
    Kind.EMAIL: "one-line clip ",
}


# A column is as wide as its longest word; a longer one than this is broken, for no table has room for it.
LONGEST_WORD = 32


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


def text_reader(column: Column) -> Callable[[Any], Any]:
    """Return what reads the column's value of a row as the reader of the page sees it, not yet escaped."""
    value, currency = column.value, column.currency
    if column.kind is Kind.MONEY:
        return lambda row: money(value(row), currency(row) if currency else None)
    if column.kind is Kind.NUMBER:
        return lambda row: number(value(row), column.digits)
    words = WORDS.get(column.kind, _words)
    return lambda row: words(value(row))


def _words(value: Any) -> Any:
    return value if type(value) is str else "" if value is None else label(value)


def _hours(minutes: Any) -> str:
    return number(minutes / 60) if minutes is not None else "—"


WORDS: dict[Kind, Callable[[Any], Any]] = {
    Kind.HOURS: _hours,
    Kind.DATE: day,
    Kind.DATETIME: moment,
    Kind.PHONE: lambda value: phone(value) if value else "",
    Kind.FLAG: lambda value: _("Yes") if value else "",
}


def cell_writer(head: Head, column: Column) -> Callable[[Any], str]:
    """Return what writes the column's cell of a row as markup, with everything that a person may have typed escaped."""
    text_of, url_of, tone_of = text_reader(column), column.url, column.tone
    if column.kind is Kind.BADGE:
        return lambda row: cell_markup(head, text_of(row), tone=tone(column.value(row)))
    if url_of is None and tone_of is None and not column.primary:
        begin, end = head.tags
        return lambda row: f"{begin}{escape(text_of(row))}{end}"
    on, addresses = today(), Addresses()

    def write(row: Any) -> str:
        place = url_of(row) if url_of else None
        url = addresses.of(*place) if place else None
        return cell_markup(head, text_of(row), url, tone_of(row, on) if tone_of else "")

    return write


def cell_markup(head: Head, text: Any, url: str | None = None, tone: str = "") -> str:
    """Return a cell with everything escaped: text as the reader sees it, where it leads, its tone."""
    begin, end = head.tags
    words = escape(text)
    if head.kind == Kind.BADGE:
        return (
            f'{begin}<span class="badge-tone {escape(tone or "neutral")}">{words}</span>{end}' if text else begin + end
        )
    if head.primary and len(text) > LONGEST_WORD and max(map(len, text.split()), default=0) > LONGEST_WORD:
        begin = begin.replace("primary", "primary endless", 1)
    colour = f' class="text-{escape(tone)}"' if tone else ""
    if url:
        return f'{begin}<a href="{escape(url)}"{colour}>{words}</a>{end}'
    return f"{begin}<span{colour}>{words}</span>{end}" if colour else f"{begin}{words}{end}"


def total_text(column: Column, value: Any) -> str:
    """Return the sum of a column as the reader sees it."""
    match column.kind:
        case Kind.MONEY:
            return money(value or 0, column.sum_currency)
        case Kind.HOURS:
            return number((value or 0) / 60)
        case _:
            return number(value or 0)
