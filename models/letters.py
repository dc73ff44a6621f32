"""Templates of letters, and the letters to one person on their way out."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.letters import LetterStatus, TemplatePurpose
from models.accounts import User
from models.base import Archivable, Audited, Base, IntPk, Timestamps, UtcDateTime, Versioned, enum_type, utc_now
from models.contacts import Contact
from models.interactions import Interaction


class LetterTemplate(Timestamps, Versioned, Archivable, Audited, Base):
    """A letter with places for the values of whoever gets it."""

    __tablename__ = "letter_templates"
    __audit_exclude__ = frozenset({"updated_at", "version", "key"})
    __table_args__ = (
        sa.CheckConstraint("locale IN ('uk', 'en')", name="locale_known"),
        sa.CheckConstraint("length(name) > 0", name="name_not_empty"),
    )

    id: Mapped[IntPk]
    name: Mapped[str] = mapped_column(sa.String(120))
    key: Mapped[str] = mapped_column(sa.String(240), unique=True)
    purpose: Mapped[TemplatePurpose] = mapped_column(enum_type(TemplatePurpose, "purpose"))
    locale: Mapped[str] = mapped_column(sa.String(5), default="uk")
    subject: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)


class Letter(Base):
    """A letter to one contact: written in a request, sent by a job after its commit.

    `body` is what the author wrote, `text` and `html` what leaves.
    """

    __tablename__ = "letters"
    __table_args__ = (sa.Index("ix_letters_contact_id_status", "contact_id", "status"),)

    id: Mapped[IntPk]
    contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(sa.String(254))
    subject: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)
    text: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    status: Mapped[LetterStatus] = mapped_column(enum_type(LetterStatus, "status"), default=LetterStatus.QUEUED)
    trouble: Mapped[str] = mapped_column(sa.String(40), default="")
    detail: Mapped[str] = mapped_column(sa.String(300), default="")
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    interaction_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("interactions.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, index=True)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    bounced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    contact: Mapped[Contact] = relationship()
    author: Mapped[User] = relationship()
    interaction: Mapped[Interaction | None] = relationship()
