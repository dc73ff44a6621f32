"""The audit log (журнал дій): who changed what, when, what it was before and after."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column, object_session

from models.base import Audited, Base, IntPk, UtcDateTime, utc_now


class AuditEntry(Base):
    """One change of one record. Values are JSON texts; passwords and tokens are never among them."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        sa.Index("ix_audit_entries_table_name_record_id", "table_name", "record_id"),
        sa.CheckConstraint("action IN ('create', 'update', 'delete')", name="action_known"),
    )

    id: Mapped[IntPk]
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, index=True)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    table_name: Mapped[str] = mapped_column(sa.String(64))
    record_id: Mapped[int]
    action: Mapped[str] = mapped_column(sa.String(10))
    before: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    request_id: Mapped[str] = mapped_column(sa.String(32), default="")


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
    return {key: _plain(before[key]) for key in changed}, {key: _plain(after[key]) for key in changed}


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
def note_changes(session: Session, _context: UOWTransaction, _instances: Any) -> None:
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
        made: dict[str, Any] = {}
        if action == "create":
            state = sa.inspect(record).dict
            made = {key: _plain(state.get(key)) for key in _columns(record) if state.get(key) is not None}
        rows.append(
            {
                "at": utc_now(),
                "actor_id": session.info.get("actor_id"),
                "table_name": record.__tablename__,
                "record_id": record.id,
                "action": action,
                "before": before,
                "after": made if action == "create" else after,
                "request_id": session.info.get("request_id", ""),
            }
        )
    if rows:
        session.execute(sa.insert(AuditEntry), rows)


def note_change(
    session: Session, table: str, record_id: int, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> None:
    """Write a change of a record that lies in rows of another table; values are plain ones, ready for JSON."""
    session.add(
        AuditEntry(
            actor_id=session.info.get("actor_id"),
            table_name=table,
            record_id=record_id,
            action="update",
            before=before,
            after=after,
            request_id=session.info.get("request_id", ""),
        )
    )
    session.flush()
