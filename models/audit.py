"""The audit log (журнал дій): who changed what, when, what it was before and after."""

import functools
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column, object_session

from models.base import Audited, Base, IntPk, UtcDateTime, utc_now

LONGEST_REQUEST_ID = 32

Change = tuple[int, dict[str, Any] | None, dict[str, Any] | None]


class AuditEntry(Base):
    """One change of one record. Values are JSON texts; passwords and tokens are never among them.

    `owner_id` is the record that a removed row was a part of: the row itself can no longer say it.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        sa.Index("ix_audit_entries_table_name_record_id", "table_name", "record_id"),
        sa.Index(
            "ix_audit_entries_owner_id",
            "owner_id",
            sqlite_where=sa.text("owner_id IS NOT NULL"),
            postgresql_where=sa.text("owner_id IS NOT NULL"),
        ),
        sa.CheckConstraint("action IN ('create', 'update', 'delete')", name="action_known"),
    )

    id: Mapped[IntPk]
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, index=True)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    table_name: Mapped[str] = mapped_column(sa.String(64))
    record_id: Mapped[int]
    owner_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(sa.String(10))
    before: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    request_id: Mapped[str] = mapped_column(sa.String(LONGEST_REQUEST_ID), default="")


@functools.cache
def linked_lists(table_name: str) -> Mapping[str, str]:
    """Return the lists of other records that the records of a table are linked with, and the tables of those.

    A link lies in a table of pairs, such as the tags of a contact; the log keeps it as a list of ids.
    """
    return {
        link.key: link.target.name  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Audited) and mapper.local_table.name == table_name  # type: ignore[attr-defined]
        for link in mapper.relationships
        if link.secondary is not None
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def _columns(record: Any) -> list[str]:
    return [
        attribute.key
        for attribute in sa.inspect(type(record)).column_attrs
        if attribute.key not in record.__audit_exclude__
    ]


def _changes(session: Session, record: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    unknown: list[str] = []
    state = sa.inspect(record)
    for key in _columns(record):
        history = state.attrs[key].history
        if history.has_changes():
            before[key] = history.deleted[0] if history.deleted else None
            after[key] = history.added[0] if history.added else None
            if not history.deleted:
                unknown.append(key)
    if unknown:
        before.update(_stored(session, record, unknown))
    changed = [key for key in after if before[key] != after[key]]
    was, now = {key: _plain(before[key]) for key in changed}, {key: _plain(after[key]) for key in changed}
    for key in linked_lists(record.__tablename__):
        history = state.attrs[key].history if key in state.attrs else None
        if history is not None and (history.added or history.deleted):
            was[key] = (*history.unchanged, *history.deleted)
            now[key] = (*history.unchanged, *history.added)
    return was, now


def _stored(session: Session, record: Any, keys: list[str]) -> dict[str, Any]:
    """Return values from the database: a record that was not loaded before it changed does not know them."""
    entity = type(record)
    identity = sa.inspect(record).identity
    primary_key = sa.inspect(entity).primary_key
    statement = sa.select(*[getattr(entity, key).label(key) for key in keys]).where(
        *[column == value for column, value in zip(primary_key, identity, strict=True)]
    )
    row = session.execute(statement).one_or_none()
    return dict(row._mapping) if row is not None else {}


@event.listens_for(Session, "before_flush")
def collect_changes(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """Collect what this flush will change; ids of new rows are known only after it."""
    pending: list[tuple[str, Any, dict[str, Any] | None, dict[str, Any] | None]]
    pending = session.info.setdefault("audit_pending", [])
    for record in session.new:
        if isinstance(record, Audited):
            pending.append(("create", record, None, None))
    for record in session.dirty:
        if isinstance(record, Audited):
            before, after = _changes(session, record)
            if after:
                pending.append(("update", record, before, after))


@event.listens_for(Audited, "before_delete", propagate=True)
def note_removal(_mapper: Any, _connection: sa.Connection, record: Any) -> None:
    """Collect a removed row, one that was only taken off its record too."""
    session = object_session(record)
    if session is not None:
        before = {key: _plain(getattr(record, key)) for key in _columns(record)}
        session.info.setdefault("audit_pending", []).append(("delete", record, before, None))


@event.listens_for(Session, "after_flush")
def write_audit(session: Session, _context: UOWTransaction) -> None:
    """Write the collected changes beside the rows they describe, in the same transaction."""
    pending = session.info.pop("audit_pending", [])
    rows = []
    for action, record, before, after in pending:
        rows.append(
            {
                "table_name": record.__tablename__,
                "record_id": record.id,
                "owner_id": (before or {}).get(record.__audit_owner__) if action == "delete" else None,
                "action": action,
                "before": _as_kept(before),
                "after": _as_kept(_made(record) if action == "create" else after),
            }
        )
    _write(session, rows)


def _made(record: Any) -> dict[str, Any]:
    """Return what a new record was given."""
    given = sa.inspect(record).dict
    values = {key: _plain(given[key]) for key in _columns(record) if given.get(key) is not None}
    for key in linked_lists(record.__tablename__):
        if given.get(key):
            values[key] = tuple(given[key]) if isinstance(given[key], list) else (given[key],)
    return values


def _as_kept(values: dict[str, Any] | None) -> dict[str, Any] | None:
    """Linked records get their ids in the flush, so that they become lists of ids only after it."""
    if values is None:
        return None
    return {
        key: sorted(item.id for item in value if item is not None) if isinstance(value, tuple) else value
        for key, value in values.items()
    }


def note_changes(session: Session, table: str, changes: Iterable[Change]) -> None:
    """Write changes of records that were made past the session or lie in rows of another table.

    Args:
        changes: the id of the record, what was before and what is after, in plain values that are ready for JSON.
    """
    _write(
        session,
        [
            {"table_name": table, "record_id": key, "owner_id": None, "action": "update", "before": was, "after": now}
            for key, was, now in changes
        ],
    )


def note_additions(session: Session, table: str, additions: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Write new records that were inserted past the session.

    Args:
        additions: the id of the record, and what it was given.
    """
    _write(
        session,
        [
            {
                "table_name": table,
                "record_id": key,
                "owner_id": None,
                "action": "create",
                "before": None,
                "after": {name: _plain(value) for name, value in given.items() if value is not None},
            }
            for key, given in additions
        ],
    )


def _write(session: Session, rows: list[dict[str, Any]]) -> None:
    """Add entries with one moment, actor and request, so that what was saved together stays together."""
    shared = {
        "at": utc_now(),
        "actor_id": session.info.get("actor_id"),
        "request_id": session.info.get("request_id", ""),
    }
    if rows:
        session.execute(sa.insert(AuditEntry), [{**row, **shared} for row in rows])
