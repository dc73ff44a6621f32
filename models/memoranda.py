"""Templates of memoranda, and the text of a memorandum that is being prepared."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.agreements import Agreement
from models.base import Archivable, Audited, Base, IntPk, Timestamps, Versioned


class MemorandumTemplate(Timestamps, Versioned, Archivable, Audited, Base):
    """A memorandum with places for what differs from partner to partner."""

    __tablename__ = "memorandum_templates"
    __audit_exclude__ = frozenset({"updated_at", "version", "key"})
    __table_args__ = (
        sa.CheckConstraint("locale IN ('uk', 'en')", name="locale_known"),
        sa.CheckConstraint("length(name) > 0", name="name_not_empty"),
    )

    id: Mapped[IntPk]
    name: Mapped[str] = mapped_column(sa.String(120))
    key: Mapped[str] = mapped_column(sa.String(240), unique=True)
    locale: Mapped[str] = mapped_column(sa.String(5), default="uk")
    title: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)


class MemorandumText(Timestamps, Versioned, Audited, Base):
    """The words of one agreement: filled in from a template, then edited by hand.

    A party is a side's name and details, a line each, as they stand above its signature. `valid_from` and `valid_until`
    are what was meant when it was drafted; the agreement gets its own days when it is signed.
    """

    __tablename__ = "memorandum_texts"
    __table_args__ = (sa.CheckConstraint("locale IN ('uk', 'en')", name="locale_known"),)

    id: Mapped[IntPk]
    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreements.id", ondelete="CASCADE"), unique=True)
    locale: Mapped[str] = mapped_column(sa.String(5), default="uk")
    title: Mapped[str] = mapped_column(sa.String(300))
    place: Mapped[str] = mapped_column(sa.String(120), default="")
    dated: Mapped[date | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    body: Mapped[str] = mapped_column(sa.Text)
    library_party: Mapped[str] = mapped_column(sa.Text, default="")
    library_signatory: Mapped[str] = mapped_column(sa.String(200), default="")
    partner_party: Mapped[str] = mapped_column(sa.Text, default="")
    partner_signatory: Mapped[str] = mapped_column(sa.String(200), default="")

    agreement: Mapped[Agreement] = relationship(back_populates="text")
