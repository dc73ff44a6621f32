"""What `components/list.html` draws: filters, saved views and the whole of a list."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from markupsafe import Markup

from app.queries.listing import Column
from views.listing.cells import Head, cell_writer, text_reader


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
    filters: list[FilterView]
    active_chips: list[tuple[str, str]]
    empty: EmptyState
    rows: list[Any] = field(default_factory=list)
    columns: list[Head] = field(default_factory=list)
    specs: tuple[Column, ...] = ()
    query: str = ""
    searchable: bool = False
    count_text: str = ""
    prev_url: str | None = None
    next_url: str | None = None
    totals: dict[str, str] | None = None
    export_urls: dict[str, str] = field(default_factory=dict)
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

    def cells(self, row: Any) -> Markup:
        """Return the cells of a row, written in the order of the columns."""
        return Markup("".join([write(row) for write in self.writers]))  # noqa: S704 – each writer escapes

    def name_of(self, row: Any) -> str:
        """Return what the row is called: the box that picks it says so."""
        return str(self.naming(row))

    @cached_property
    def writers(self) -> list[Callable[[Any], str]]:
        """What writes the cell of each column."""
        return [cell_writer(head, column) for head, column in zip(self.columns, self.specs, strict=True)]

    @cached_property
    def naming(self) -> Callable[[Any], Any]:
        """What reads the name of a row."""
        return text_reader(next((column for column in self.specs if column.primary), self.specs[0]))
