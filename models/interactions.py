"""Interactions with contacts (a meeting, a call, a letter…) and comments on any record."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.contacts import InteractionKind
from app.domain.interactions import Direction, Outcome
from models.accounts import User
from models.base import (
    Archivable,
    Audited,
    Base,
    IntPk,
    Timestamps,
    UtcDateTime,
    enum_type,
    utc_now,
)
from models.contacts import Contact
from models.events import Event
from models.files import Attachment
from models.grants import Application
from models.partnerships import Partnership
from models.search import Searchable

interaction_contacts = sa.Table(
    "interaction_contacts",
    Base.metadata,
    sa.Column("interaction_id", sa.ForeignKey("interactions.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("contact_id", sa.ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True, index=True),
)
interaction_users = sa.Table(
    "interaction_users",
    Base.metadata,
    sa.Column("interaction_id", sa.ForeignKey("interactions.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("user_id", sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True),
)
interaction_files = sa.Table(
    "interaction_files",
    Base.metadata,
    sa.Column("interaction_id", sa.ForeignKey("interactions.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("attachment_id", sa.ForeignKey("attachments.id", ondelete="CASCADE"), primary_key=True, index=True),
)


_ARCHIVED = sa.text("archived_at IS NOT NULL")


class Interaction(Timestamps, Archivable, Audited, Searchable, Base):
    """Something that passed between the institution and a contact; a note is an interaction too.

    The table is the longest of all, so it holds only what every interaction has; `InteractionDetails` holds the
    rest of those that have more to say.
    """

    __tablename__ = "interactions"
    __search_kind__ = "interaction"
    __table_args__ = (
        sa.Index("ix_interactions_contact_id_occurred_at", "contact_id", "occurred_at"),
        sa.Index("ix_interactions_author_id_occurred_at", "author_id", "occurred_at"),
        sa.Index("ix_interactions_archive", "occurred_at", "id", sqlite_where=_ARCHIVED, postgresql_where=_ARCHIVED),
    )

    id: Mapped[IntPk]
    contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"))
    kind: Mapped[InteractionKind] = mapped_column(enum_type(InteractionKind, "kind"))
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, index=True)
    subject: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text, default="")
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}

    contact: Mapped[Contact] = relationship()
    author: Mapped[User | None] = relationship()
    details: Mapped["InteractionDetails | None"] = relationship(
        back_populates="interaction", cascade="all, delete-orphan"
    )
    contacts: Mapped[list[Contact]] = relationship(secondary=interaction_contacts, order_by=Contact.sort_key)
    colleagues: Mapped[list[User]] = relationship(secondary=interaction_users, order_by=User.name)
    files: Mapped[list[Attachment]] = relationship(secondary=interaction_files, order_by=Attachment.id)

    def search_title(self) -> str:
        return self.subject


class InteractionDetails(Audited, Base):
    """What only some interactions have: direction, length, outcome, next step, a related record, a letter's envelope.

    `message_id` is the identifier that the sender's program gave to an e-mail message; `sender` and `recipients`
    are the addresses as the message names them. What is next became a task when it was written down.
    """

    __tablename__ = "interaction_details"
    __table_args__ = (
        sa.CheckConstraint("minutes IS NULL OR (minutes > 0 AND minutes <= 1440)", name="minutes_of_a_day"),
        sa.CheckConstraint("next_on IS NULL OR length(next_step) > 0", name="next_day_has_a_step"),
    )

    id: Mapped[int] = mapped_column(sa.ForeignKey("interactions.id", ondelete="CASCADE"), primary_key=True)
    direction: Mapped[Direction | None] = mapped_column(enum_type(Direction, "direction"))
    minutes: Mapped[int | None]
    outcome: Mapped[Outcome | None] = mapped_column(enum_type(Outcome, "outcome"), index=True)
    outcome_note: Mapped[str] = mapped_column(sa.String(300), default="")
    next_step: Mapped[str] = mapped_column(sa.String(200), default="")
    next_on: Mapped[date | None]
    next_assignee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"), index=True)
    application_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("applications.id", ondelete="SET NULL"), index=True
    )
    partnership_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("partnerships.id", ondelete="SET NULL"), index=True
    )
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("events.id", ondelete="SET NULL"), index=True)
    message_id: Mapped[str | None] = mapped_column(sa.String(255), index=True)
    sender: Mapped[str] = mapped_column(sa.String(300), default="")
    recipients: Mapped[str] = mapped_column(sa.String(1000), default="")

    interaction: Mapped[Interaction] = relationship(back_populates="details")
    next_assignee: Mapped[User | None] = relationship()
    application: Mapped[Application | None] = relationship()
    partnership: Mapped[Partnership | None] = relationship()
    event: Mapped[Event | None] = relationship()


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
            " + (CASE WHEN donation_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN opportunity_id IS NULL THEN 0 ELSE 1 END) = 1",
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
    opportunity_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("opportunities.id", ondelete="CASCADE"), index=True
    )
    body: Mapped[str] = mapped_column(sa.Text)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    author: Mapped[User] = relationship()
