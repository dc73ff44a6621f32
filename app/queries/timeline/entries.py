"""What a timeline is made of: entries, and who reads them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.permissions import Permission
from app.scope import Scope

# How many entries each source gives and the timeline shows: at first, and to whoever asks for earlier ones.
LIMIT, LONG = 40, 1_000
# The places of the record and of the number of entries in what a source asks.
RECORD, MOST = sa.bindparam("record", type_=sa.Integer), sa.bindparam("most", type_=sa.Integer)


@dataclass(frozen=True)
class Entry:
    """One thing that happened; `day_only` entries have no hour worth showing."""

    at: datetime
    icon: str
    tone: str
    title: str
    body: str = ""
    who: str = ""
    link: tuple[str, dict[str, Any]] | None = None
    day_only: bool = False


@dataclass(frozen=True)
class Reader:
    """Who reads: how much of the system they see, which areas, what zone their days are in, how many entries."""

    scope: Scope
    may: Callable[[Permission], bool]
    zone: ZoneInfo
    limit: int = LIMIT


@dataclass(frozen=True)
class View:
    """What the question of a source depends on besides the record: its kind, what the reader sees, the language."""

    subject: str
    scope: Scope
    locale: str


@dataclass(frozen=True)
class Source:
    """One kind of thing that happens to records.

    Args:
        ask: gives the select of the newest of them, with the parameters `RECORD` and `MOST`.
        tell: makes entries of its rows; takes the kind of record and its id as well.
        needs: who lacks this permission sees none of them.
    """

    ask: Callable[[View], Any]
    tell: Callable[[Sequence[Any], str, int, Reader], Iterable[Entry]]
    needs: Permission | None = None


def noon(day: date, reader: Reader) -> datetime:
    """Return the moment at which something of which only the day is known stands in the timeline."""
    return datetime.combine(day, time(12), reader.zone).astimezone(UTC)


def scoped(statement: Any, column: Any, view: View) -> sa.Select[Any]:
    """Return the statement limited to the branch that the reader sees."""
    narrowed: sa.Select[Any] = statement
    return narrowed if view.scope.branch_id is None else narrowed.where(column == view.scope.branch_id)
