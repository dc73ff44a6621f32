"""Personal data: purposes and their texts, consents, requests for erasure, proposals to erase, who looked."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.privacy import (
    DEFAULT_ANSWER_DAYS,
    AccessAction,
    ConsentChannel,
    ErasureSource,
    ErasureStatus,
    ProposalState,
)
from models.accounts import User
from models.base import Audited, Base, IntPk, Timestamps, UtcDateTime, Versioned, enum_type, utc_now
from models.contacts import Contact
from models.files import Attachment


class ConsentPurpose(Timestamps, Versioned, Audited, Base):
    """What personal data are used for, and how long a person is kept for it after the last activity."""

    __tablename__ = "consent_purposes"
    __table_args__ = (
        sa.CheckConstraint("retention_months BETWEEN 1 AND 1200", name="retention_months_sensible"),
        sa.CheckConstraint("length(name_uk) > 0", name="name_not_empty"),
    )

    id: Mapped[IntPk]
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name_uk: Mapped[str] = mapped_column(sa.String(120))
    name_en: Mapped[str] = mapped_column(sa.String(120))
    description_uk: Mapped[str] = mapped_column(sa.Text, default="")
    description_en: Mapped[str] = mapped_column(sa.Text, default="")
    retention_months: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)


class ConsentText(Audited, Base):
    """One version of the words that people agree to, in one language; never changed once somebody agreed to it."""

    __tablename__ = "consent_texts"
    __table_args__ = (
        sa.UniqueConstraint("purpose_id", "locale", "number"),
        sa.CheckConstraint("length(body) > 0", name="body_not_empty"),
        sa.CheckConstraint("locale IN ('uk', 'en')", name="locale_known"),
    )

    id: Mapped[IntPk]
    purpose_id: Mapped[int] = mapped_column(sa.ForeignKey("consent_purposes.id", ondelete="CASCADE"))
    locale: Mapped[str] = mapped_column(sa.String(5))
    number: Mapped[int]
    body: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    purpose: Mapped[ConsentPurpose] = relationship()


class Consent(Audited, Base):
    """A person's consent to one purpose. A row is withdrawn or, when it was a mistake, removed; never edited."""

    __tablename__ = "consents"
    __table_args__ = (
        sa.CheckConstraint("withdrawn_on IS NULL OR withdrawn_on >= given_on", name="withdrawn_after_given"),
        sa.CheckConstraint("(withdrawn_on IS NULL) = (withdrawal_channel IS NULL)", name="withdrawal_has_channel"),
        sa.CheckConstraint("guardian_id IS NULL OR guardian_id <> contact_id", name="guardian_is_another"),
        sa.Index("ix_consents_contact_id_purpose_id", "contact_id", "purpose_id"),
        sa.Index("ix_consents_purpose_id_given_on", "purpose_id", "given_on"),
        sa.Index("ix_consents_given_on_id", "given_on", "id"),
    )

    id: Mapped[IntPk]
    contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"))
    purpose_id: Mapped[int] = mapped_column(sa.ForeignKey("consent_purposes.id"))
    text_id: Mapped[int] = mapped_column(sa.ForeignKey("consent_texts.id"), index=True)
    given_on: Mapped[date]
    channel: Mapped[ConsentChannel] = mapped_column(enum_type(ConsentChannel, "channel"))
    guardian_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contacts.id"), index=True)
    attachment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("attachments.id", ondelete="SET NULL"), index=True)
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    entered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    withdrawn_on: Mapped[date | None]
    withdrawal_channel: Mapped[ConsentChannel | None] = mapped_column(enum_type(ConsentChannel, "withdrawal_channel"))
    withdrawn_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    contact: Mapped[Contact] = relationship(foreign_keys=[contact_id])
    guardian: Mapped[Contact | None] = relationship(foreign_keys=[guardian_id])
    purpose: Mapped[ConsentPurpose] = relationship()
    text: Mapped[ConsentText] = relationship()
    attachment: Mapped[Attachment | None] = relationship()


class ErasureRequest(Versioned, Audited, Base):
    """A demand to erase a person, with the day by which it is answered."""

    __tablename__ = "erasure_requests"
    __table_args__ = (
        sa.CheckConstraint("due_on >= received_on", name="due_after_received"),
        sa.CheckConstraint("status <> 'refused' OR length(reason) > 0", name="refusal_has_reason"),
        sa.Index("ix_erasure_requests_status_due_on", "status", "due_on"),
    )

    id: Mapped[IntPk]
    contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    source: Mapped[ErasureSource] = mapped_column(enum_type(ErasureSource, "source"), default=ErasureSource.PERSON)
    received_on: Mapped[date]
    channel: Mapped[ConsentChannel | None] = mapped_column(enum_type(ConsentChannel, "channel"))
    due_on: Mapped[date]
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    status: Mapped[ErasureStatus] = mapped_column(enum_type(ErasureStatus, "status"), default=ErasureStatus.OPEN)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    registered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    contact: Mapped[Contact] = relationship()
    registered_by: Mapped[User | None] = relationship(foreign_keys=[registered_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])


class RetentionProposal(Versioned, Audited, Base):
    """A person whose terms of keeping have run out: somebody decides, nothing is erased by itself."""

    __tablename__ = "retention_proposals"
    __table_args__ = (
        sa.CheckConstraint("state <> 'kept' OR keep_until IS NOT NULL", name="kept_until_a_day"),
        sa.Index("ix_retention_proposals_state_last_activity_on", "state", "last_activity_on"),
    )

    id: Mapped[IntPk]
    contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    proposed_on: Mapped[date]
    last_activity_on: Mapped[date]
    term_months: Mapped[int]
    state: Mapped[ProposalState] = mapped_column(enum_type(ProposalState, "state"), default=ProposalState.OPEN)
    keep_until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    contact: Mapped[Contact] = relationship()


class AccessEntry(Base):
    """Somebody opened, printed or exported a personal record, or exported a list of people."""

    __tablename__ = "access_log"
    __table_args__ = (
        sa.UniqueConstraint("contact_id", "user_id", "action", "hour", name="uq_access_log_once_an_hour"),
        sa.CheckConstraint("(action = 'list') = (list_name <> '')", name="lists_have_names"),
        sa.Index("ix_access_log_at_id", "at", "id"),
    )

    id: Mapped[IntPk]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    hour: Mapped[datetime] = mapped_column(UtcDateTime)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"))
    action: Mapped[AccessAction] = mapped_column(enum_type(AccessAction, "action"))
    list_name: Mapped[str] = mapped_column(sa.String(40), default="")
    rows: Mapped[int | None]
    filters: Mapped[str] = mapped_column(sa.String(500), default="")


class PrivacySettings(Timestamps, Versioned, Audited, Base):
    """What an administrator sets for personal data; there is one row."""

    __tablename__ = "privacy_settings"
    __table_args__ = (
        sa.CheckConstraint("id = 1", name="one_row"),
        sa.CheckConstraint("answer_days BETWEEN 1 AND 365", name="answer_days_sensible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answer_days: Mapped[int] = mapped_column(default=DEFAULT_ANSWER_DAYS)
