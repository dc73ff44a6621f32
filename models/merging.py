"""Merges of contacts: which contact became which, and everything that is needed to undo it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.merging import MoveAction
from models.accounts import User
from models.base import Audited, Base, IntPk, UtcDateTime, enum_type, utc_now
from models.contacts import Contact


class Merge(Audited, Base):
    """One merge. `other` went into `survivor`; while it is not undone, `other` leads to `survivor`.

    `before` and `after` hold the columns of both contacts as they were and as the merge left the survivor.
    """

    __tablename__ = "merges"
    __audit_exclude__ = frozenset({"before", "after", "moved"})
    __table_args__ = (
        sa.CheckConstraint("survivor_id <> other_id", name="two_contacts"),
        sa.Index(
            "uq_merges_other_id_standing",
            "other_id",
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        ),
        sa.Index("ix_merges_at_id", "at", "id"),
    )

    id: Mapped[IntPk]
    survivor_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    other_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    other_name: Mapped[str] = mapped_column(sa.String(300))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    records: Mapped[int] = mapped_column(default=0)
    moved: Mapped[dict[str, int]] = mapped_column(sa.JSON, default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    survivor: Mapped[Contact] = relationship(foreign_keys=[survivor_id])
    other: Mapped[Contact] = relationship(foreign_keys=[other_id])
    by: Mapped[User | None] = relationship(foreign_keys=[by_id])
    undone_by: Mapped[User | None] = relationship(foreign_keys=[undone_by_id])


class MergeMove(Base):
    """What a merge did to some rows of one table; undoing goes through these from the last to the first.

    `keys` are primary keys, each a list of values. Rows that moved have `column_name` with its old and new value
    in `before` and `after`; a row that was removed is in `before` as a whole; a row that was filled in has the
    changed columns in both.
    """

    __tablename__ = "merge_moves"

    id: Mapped[IntPk]
    merge_id: Mapped[int] = mapped_column(sa.ForeignKey("merges.id", ondelete="CASCADE"), index=True)
    action: Mapped[MoveAction] = mapped_column(enum_type(MoveAction, "action"))
    table_name: Mapped[str] = mapped_column(sa.String(64))
    column_name: Mapped[str] = mapped_column(sa.String(64), default="")
    keys: Mapped[list[list[Any]]] = mapped_column(sa.JSON)
    before: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
