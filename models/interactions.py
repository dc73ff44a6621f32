"""Interactions with contacts (a meeting, a call, a letter…) and comments on any record."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.contacts import InteractionKind
from models.accounts import User
from models.base import Audited, Base, IntPk, Timestamps, UtcDateTime, enum_type, utc_now
from models.contacts import Contact


class Interaction(Timestamps, Audited, Base):
    """Something that passed between the institution and a contact; a note is an interaction too."""

    __tablename__ = "interactions"
    __table_args__ = (sa.Index("ix_interactions_contact_id_occurred_at", "contact_id", "occurred_at"),)

    id: Mapped[IntPk]
    contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"))
    kind: Mapped[InteractionKind] = mapped_column(enum_type(InteractionKind, "kind"))
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, index=True)
    subject: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text, default="")
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    contact: Mapped[Contact] = relationship()
    author: Mapped[User | None] = relationship()


class Comment(Audited, Base):
    """A remark on one record: the arc of foreign keys names exactly one."""

    __tablename__ = "comments"
    __table_args__ = (
        sa.CheckConstraint(
            "(CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN application_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN event_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN partnership_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN volunteer_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN donation_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="exactly_one_subject",
        ),
        sa.CheckConstraint("length(body) > 0", name="body_not_empty"),
    )

    id: Mapped[IntPk]
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    partnership_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partnerships.id", ondelete="CASCADE"), index=True)
    volunteer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("volunteers.id", ondelete="CASCADE"), index=True)
    donation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("donations.id", ondelete="CASCADE"), index=True)
    body: Mapped[str] = mapped_column(sa.Text)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    author: Mapped[User] = relationship()
