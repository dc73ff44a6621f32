"""Mailings, who gets them and what became of each letter; addresses that get none; letters that came back."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.bounces import BounceKind, BounceSource, SuppressionReason
from app.domain.mailings import AudienceKind, MailingStatus, RecipientState
from models.accounts import User
from models.base import Audited, Base, IntPk, Timestamps, UtcDateTime, Versioned, enum_type, utc_now
from models.contacts import Contact, Tag
from models.jobs import Job
from models.letters import Letter


class Mailing(Timestamps, Versioned, Audited, Base):
    """One letter to many: its text, its audience, and how far it has come.

    `purpose` is the code of the consent that people must have given. `view_id` names a saved view of contacts that may
    be gone by the time it is used. `excluded` keeps how many of the audience were left out at the start, by reason.
    """

    __tablename__ = "mailings"
    __audit_exclude__ = frozenset({"updated_at", "version", "excluded", "job_id"})
    __table_args__ = (
        sa.CheckConstraint("locale IN ('uk', 'en')", name="locale_known"),
        sa.CheckConstraint("length(name) > 0", name="name_not_empty"),
        sa.CheckConstraint("per_minute IS NULL OR per_minute > 0", name="per_minute_positive"),
        sa.CheckConstraint("status <> 'scheduled' OR scheduled_at IS NOT NULL", name="scheduled_has_time"),
    )

    id: Mapped[IntPk]
    name: Mapped[str] = mapped_column(sa.String(200))
    status: Mapped[MailingStatus] = mapped_column(enum_type(MailingStatus, "status"), default=MailingStatus.DRAFT)
    locale: Mapped[str] = mapped_column(sa.String(5), default="uk")
    subject: Mapped[str] = mapped_column(sa.String(200), default="")
    body: Mapped[str] = mapped_column(sa.Text, default="")
    purpose: Mapped[str] = mapped_column(sa.String(40), default="mailing")
    audience: Mapped[AudienceKind] = mapped_column(enum_type(AudienceKind, "audience"))
    tag_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tags.id", ondelete="SET NULL"), index=True)
    role: Mapped[str] = mapped_column(sa.String(20), default="")
    view_id: Mapped[int | None]
    per_minute: Mapped[int | None]
    scheduled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    trouble: Mapped[str] = mapped_column(sa.String(40), default="")
    trouble_detail: Mapped[str] = mapped_column(sa.String(300), default="")
    server_failures: Mapped[int] = mapped_column(default=0)
    recipient_count: Mapped[int] = mapped_column(default=0)
    excluded: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("jobs.id"), index=True)

    tag: Mapped[Tag | None] = relationship()
    created_by: Mapped[User | None] = relationship()
    job: Mapped[Job | None] = relationship()


class MailingRecipient(Base):
    """One letter of a mailing. The rows are made when it starts, one for each address.

    The address is known by its hash too, so that a row says nothing of a person any more once they were erased.
    """

    __tablename__ = "mailing_recipients"
    __table_args__ = (
        sa.UniqueConstraint("mailing_id", "email_hash"),
        sa.Index("ix_mailing_recipients_mailing_id_state_id", "mailing_id", "state", "id"),
    )

    id: Mapped[IntPk]
    mailing_id: Mapped[int] = mapped_column(sa.ForeignKey("mailings.id", ondelete="CASCADE"))
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contacts.id", ondelete="SET NULL"), index=True)
    email: Mapped[str] = mapped_column(sa.String(254), index=True)
    email_hash: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.String(300))
    state: Mapped[RecipientState] = mapped_column(enum_type(RecipientState, "state"), default=RecipientState.PENDING)
    reason: Mapped[str] = mapped_column(sa.String(40), default="")
    detail: Mapped[str] = mapped_column(sa.String(300), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    try_after: Mapped[datetime | None] = mapped_column(UtcDateTime)
    token: Mapped[str] = mapped_column(sa.String(43), unique=True)
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unsubscribed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    bounced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    mailing: Mapped[Mailing] = relationship()
    contact: Mapped[Contact | None] = relationship()


class SuppressedAddress(Audited, Base):
    """An address that gets no mailings. It outlives its contact, so that nobody who said no is written to again."""

    __tablename__ = "suppressed_addresses"
    __table_args__ = (
        sa.UniqueConstraint("email", "reason"),
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
    )

    id: Mapped[IntPk]
    email: Mapped[str] = mapped_column(sa.String(254))
    reason: Mapped[SuppressionReason] = mapped_column(enum_type(SuppressionReason, "reason"))
    detail: Mapped[str] = mapped_column(sa.String(300), default="")
    since: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, index=True)
    mailing_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mailings.id", ondelete="SET NULL"), index=True)


class Bounce(Base):
    """One letter that did not reach an address. `counts` ends when somebody lifts the suppression."""

    __tablename__ = "bounces"
    __table_args__ = (sa.Index("ix_bounces_email_counts", "email", "counts"),)

    id: Mapped[IntPk]
    email: Mapped[str] = mapped_column(sa.String(254))
    kind: Mapped[BounceKind] = mapped_column(enum_type(BounceKind, "kind"))
    source: Mapped[BounceSource] = mapped_column(enum_type(BounceSource, "source"))
    status: Mapped[str] = mapped_column(sa.String(20), default="")
    detail: Mapped[str] = mapped_column(sa.String(300), default="")
    # The same report may be handed in twice, from the page and from a folder.
    fingerprint: Mapped[str] = mapped_column(sa.String(64), unique=True)
    counts: Mapped[bool] = mapped_column(default=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, index=True)
    recipient_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("mailing_recipients.id", ondelete="SET NULL"), index=True
    )
    letter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("letters.id", ondelete="SET NULL"), index=True)

    recipient: Mapped[MailingRecipient | None] = relationship()
    letter: Mapped[Letter | None] = relationship()
