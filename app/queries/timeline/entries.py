"""What a timeline is made of: entries, and who reads them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.permissions import Permission
from app.scope import Scope

# How many entries each source gives and the timeline shows: at first, and to whoever asks for earlier ones.
LIMIT, LONG = 40, 1_000
# A timeline asks many small questions, and writing a statement costs more than answering it: each source builds
# its own once (`functools.cache`), with these places for the record and the number of entries.
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


Source = Callable[[Session, str, int, Reader], Iterable[Entry]]


def asked(record_id: int, reader: Reader) -> dict[str, int]:
    """Return the values of `RECORD` and `MOST`."""
    return {"record": record_id, "most": reader.limit}


def noon(day: date, reader: Reader) -> datetime:
    """Return the moment at which something of which only the day is known stands in the timeline."""
    return datetime.combine(day, time(12), reader.zone).astimezone(UTC)


def scoped(statement: Any, column: Any, reader: Reader) -> sa.Select[Any]:
    """Return the statement limited to the branch that the reader sees."""
    narrowed: sa.Select[Any] = statement
    return narrowed if reader.scope.branch_id is None else narrowed.where(column == reader.scope.branch_id)
