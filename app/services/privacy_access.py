"""Writing down who looked at a personal record or took people's data away.

The entry costs one INSERT at the end of the request, which the request commits anyway. On SQLite one writer works
at a time and a long import may hold its place for a while: a reader does not wait for it. What could not be
written at once waits in the process and goes with the next entry.
"""

from collections import deque
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app.database import briefly
from app.domain.privacy import AccessAction, access_hour
from models.privacy import AccessEntry

LONGEST_FILTERS = 500
_waiting: deque[dict[str, Any]] = deque(maxlen=10_000)


def record_access(session: Session, *, user_id: int, contact_id: int, action: AccessAction, now: datetime) -> None:
    """Write down that an account opened, printed or exported a person's record; once an hour for the same action.

    Call it when the page is ready, so that the writer's place is held no longer than the commit takes.
    """
    _write(session, _entry(user_id, action, now, contact_id=contact_id))


def record_list_export(
    session: Session, *, user_id: int, list_name: str, rows: int | None, filters: str, now: datetime
) -> None:
    """Write down that an account took a list of people away: which list, how many rows, under which filters."""
    _write(
        session,
        _entry(user_id, AccessAction.LIST, now, list_name=list_name[:40], rows=rows, filters=filters[:LONGEST_FILTERS]),
    )


def _entry(user_id: int, action: AccessAction, now: datetime, **values: Any) -> dict[str, Any]:
    blank = {"contact_id": None, "list_name": "", "rows": None, "filters": ""}
    return {"at": now, "hour": access_hour(now), "user_id": user_id, "action": action, **blank, **values}


def _write(session: Session, entry: dict[str, Any]) -> None:
    entries = [entry]
    # Another thread may take the last one first.
    with suppress(IndexError):
        while True:
            entries.append(_waiting.popleft())
    if session.get_bind().dialect.name == "postgresql":
        session.execute(postgres_insert(AccessEntry).on_conflict_do_nothing(), entries)
        return
    with briefly(session):
        try:
            session.execute(sqlite_insert(AccessEntry).on_conflict_do_nothing(), entries)
        except OperationalError:
            _waiting.extend(entries)
        except IntegrityError:
            # A contact or an account of an entry that waited is gone.
            session.execute(sqlite_insert(AccessEntry).on_conflict_do_nothing(), [entry])
