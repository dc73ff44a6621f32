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
    group_of: Callable[[str], str] | None = None
    more: bool = False

    @property
    def sections(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The choices under the headings of their groups."""
        found: dict[str, list[tuple[str, str]]] = {}
        for value, text in self.choices:
            found.setdefault(self.group_of(value) if self.group_of else "", []).append((value, text))
        return list(found.items())


@dataclass(frozen=True)
class EmptyState:
    """What an empty list says and offers."""

    icon: str
    title: str
    text: str
    action_url: str | None = None
    action_text: str | None = None


@dataclass(frozen=True)
class ViewTab:
    """A saved view in the head of a list."""

    id: int
    name: str
    url: str
    active: bool
    is_shared: bool
    is_own: bool
    is_segment: bool
    is_default: bool


@dataclass(frozen=True)
class SavedViews:
    """The saved views of a list.

    Attributes:
        everything_url: the list without any view.
        state: what the list shows now, for the form that saves it.
        current: the view that the address names.
        changed: whether the list shows something else than that view.
        missing: what the filters of that view that no longer exist were called.
    """

    list_name: str
    tabs: list[ViewTab]
    everything_url: str
    state: str
    back: str
    current: ViewTab | None
    changed: bool
    may_change: bool
    may_share: bool
    may_segment: bool
    missing: list[str]


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
    saved: SavedViews | None = None

    @property
    def plain_filters(self) -> list[FilterView]:
        """The filters that stand in the bar."""
        return [item for item in self.filters if not item.more]

    @property
    def more_filters(self) -> list[FilterView]:
        """The filters that stand together in a menu."""
        return [item for item in self.filters if item.more]

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
            return money(value or 0, column.sum_currency)
        case Kind.HOURS:
            return number((value or 0) / 60)
        case _:
            return number(value or 0)
