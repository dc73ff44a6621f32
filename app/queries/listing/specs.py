"""The description of a list: which rows it has, and which columns, filters and sorts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.scope import Scope

# To describe a list costs more than to read a page of it; a list that depends on the day is kept for so many days.
DAYS_KEPT = 4


class Kind(StrEnum):
    """How a column's values are written."""

    TEXT = "text"
    CODE = "code"
    EMAIL = "email"
    PHONE = "phone"
    LINK = "link"
    PERSON = "person"
    MONEY = "money"
    NUMBER = "number"
    HOURS = "hours"
    DATE = "date"
    DATETIME = "datetime"
    BADGE = "badge"
    TAGS = "tags"
    FLAG = "flag"


def in_reach(statement: sa.Select[Any]) -> sa.Select[Any]:
    """Say of a column that the select that is counted can be sorted by it as it stands."""
    return statement


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        value: takes a row, returns the plain value: a text, number, date or enum member.
        sort: a NOT NULL expression to sort by, or None; wrap nullable columns in `coalesce`.
        reach: takes the list's `counted` select, returns it with the table of `sort`, if that is not in it (`in_reach`
            is for those that are). A page so sorted finds its records there, without what their cells join.
        url: takes a row, returns (endpoint, values) of the record that the cell opens.
        currency: takes a row, returns the currency of a MONEY value; base currency when absent.
        sum_currency: the currency of the column's sum, where it is not the base currency.
        digits: decimal places of a NUMBER at most.
        tone: takes a row and the present day, returns the tone of the text, such as `danger`.
        export_only, page_only: the page, or every export, leaves the column out.
        expression: added to the select under the column's key wherever the column is written, and only there.
        primary, secondary: on a phone a row is a card with the primary column as its title and the
            secondary ones below it.
    """

    key: str
    label: Any
    value: Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    sort: Any = None
    url: Callable[[Any], tuple[str, dict[str, Any]] | None] | None = None
    currency: Callable[[Any], str] | None = None
    sum_currency: str | None = None
    primary: bool = False
    secondary: bool = False
    digits: int = 2
    tone: Callable[[Any, date], str] | None = None
    export_only: bool = False
    page_only: bool = False
    expression: Any = None
    reach: Callable[[sa.Select[Any]], sa.Select[Any]] | None = None

    @property
    def align(self) -> str:
        """Figures stand at the right edge."""
        return "end" if self.kind in {Kind.MONEY, Kind.NUMBER, Kind.HOURS} else "start"


@dataclass(frozen=True)
class Filter:
    """One filter. `apply` narrows a select by the chosen value; a value it cannot read raises ValueError.

    `options` returns (value, text) pairs; it gets the session and the scope, and costs at most a statement.
    `count`, where it is given, narrows in place of `apply` what is only counted: no order has to be kept there.
    `group_of` returns the heading under which an option stands. Filters with `more` stand together in a menu.
    """

    key: str
    label: Any
    apply: Callable[[sa.Select[Any], str], sa.Select[Any]]
    kind: str = "choice"
    options: Callable[[Session, Scope], Sequence[tuple[str, str]]] | None = None
    count: Callable[[sa.Select[Any], str], sa.Select[Any]] | None = None
    group_of: Callable[[str], str] | None = None
    more: bool = False


@dataclass(frozen=True)
class ListSpec:
    """A list: `select` returns the statement with every column that the cells need, `id_column` its key.

    `about` says in words which record it belongs to, where there is one; the access log tells it.
    `name_key` is the names' indexed sort key, for very long lists; `find` makes a condition of words, for short ones.
    `totals` are sums of the rows. With `sums_up_to` they, and the exact count, stand only under so many rows: sums of a
    very long list say little and read every row; the narrowed list has them.
    `extend` returns the list with the columns and filters that the database defines; see `complete`.
    `counted` returns the same rows as `select` with no more joins than the filters need: it is counted and summed.
    With `ids_first` a page finds its records before their dear cells; not for many joins, which PostgreSQL does first.
    """

    name: str
    title: Any
    select: Callable[[Scope], sa.Select[Any]]
    id_column: Any
    columns: tuple[Column, ...]
    default_sort: str
    filters: tuple[Filter, ...] = ()
    search_kind: str | None = None
    find: Callable[[Session, str], Any] | None = None
    name_key: Any = None
    totals: Mapping[str, Any] = field(default_factory=dict)
    sums_up_to: int | None = None
    entities: bool = False
    extend: Callable[[Session, "ListSpec", date], "ListSpec"] | None = None
    counted: Callable[[Scope], sa.Select[Any]] | None = None
    ids_first: bool = False
    about: Any = ""

    def column(self, key: str) -> Column | None:
        """Return the sortable column of that key, if there is one."""
        return next((item for item in self.columns if item.key == key and item.sort is not None), None)


@dataclass(frozen=True)
class ListState:
    """What the address of the page asks for."""

    query: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    after: str = ""
    before: str = ""


def complete(session: Session, spec: ListSpec, on: date) -> ListSpec:
    """Return the list as it is on the day, with the columns and filters that the database defines."""
    return spec if spec.extend is None else spec.extend(session, spec, on)
