"""What `components/list.html` draws: heads, cells, filters and the whole of a list."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from app.i18n import _
from app.labels import label, tone
from app.queries.listing import Column, Kind
from app.templating import day, moment, money, number
from views.clock import today


@dataclass(frozen=True)
class Cell:
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


@dataclass(frozen=True)
class FilterView:
    """A filter ready to draw."""

    key: str
    label: str
    kind: str
    choices: list[tuple[str, str]]
    value: str


@dataclass(frozen=True)
class EmptyState:
    """What an empty list says and offers."""

    icon: str
    title: str
    text: str
    action_url: str | None = None
    action_text: str | None = None


@dataclass
class Listing:
    """Everything that the list template asks for."""

    title: str
    rows: list[Any]
    columns: list[Head]
    filters: list[FilterView]
    active_chips: list[tuple[str, str]]
    query: str
    searchable: bool
    count_text: str
    prev_url: str | None
    next_url: str | None
    totals: dict[str, str] | None
    export_urls: dict[str, str]
    empty: EmptyState
    specs: tuple[Column, ...]
    views: list[tuple[str, str, str, bool]] = field(default_factory=list)
    selectable: bool = False
    bulk_actions: list[Any] = field(default_factory=list)
    row_class: Callable[[Any], str] | None = None

    def cells(self, row: Any) -> list[Cell]:
        """Return the cells of a row in the order of the columns."""
        return [cell(column, row) for column in self.specs]


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
        case Kind.FLAG:
            text = _("Yes") if value else ""
        case _:
            text = label(value) if value not in (None, "") else ""
    return Cell(text, url, column.tone(row, today()) if column.tone else "")


def total_text(column: Column, value: Any) -> str:
    """Return the sum of a column as the reader sees it."""
    match column.kind:
        case Kind.MONEY:
            return money(value or 0)
        case Kind.HOURS:
            return number((value or 0) / 60)
        case _:
            return number(value or 0)
