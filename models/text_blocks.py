"""The library of texts for applications: blocks, every version of each, and which section used which version."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.application_work import BlockTopic
from models.accounts import User
from models.application_work import ApplicationSection
from models.base import (
    SORT_KEY,
    Archivable,
    Audited,
    Base,
    IntPk,
    Timestamps,
    UtcDateTime,
    Versioned,
    enum_type,
    utc_now,
)
from models.search import Searchable


class TextBlock(Timestamps, Versioned, Archivable, Audited, Searchable, Base):
    """A text that applications use again; `number` is that of its newest version. Tags are words with commas."""

    __tablename__ = "text_blocks"
    __search_kind__ = "text_block"
    __table_args__ = (
        sa.CheckConstraint("length(title) > 0", name="title_not_empty"),
        sa.CheckConstraint("locale IN ('uk', 'en')", name="locale_known"),
        sa.CheckConstraint("number > 0", name="number_positive"),
        sa.Index("ix_text_blocks_topic_locale", "topic", "locale"),
    )

    id: Mapped[IntPk]
    topic: Mapped[BlockTopic] = mapped_column(enum_type(BlockTopic, "topic"))
    locale: Mapped[str] = mapped_column(sa.String(5), default="uk")
    title: Mapped[str] = mapped_column(sa.String(200))
    sort_key: Mapped[str] = mapped_column(SORT_KEY, index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    tags: Mapped[str] = mapped_column(sa.String(300), default="")
    number: Mapped[int] = mapped_column(default=1)

    versions: Mapped[list["TextBlockVersion"]] = relationship(
        back_populates="block", order_by="TextBlockVersion.number.desc()"
    )

    def search_title(self) -> str:
        return self.title

    def search_note(self) -> str:
        return self.tags

    def search_words(self) -> Iterable[str | None]:
        return (self.title, self.tags, self.text)


class TextBlockVersion(Base):
    """A block as it was saved once; rows are never changed."""

    __tablename__ = "text_block_versions"
    __table_args__ = (
        sa.UniqueConstraint("block_id", "number"),
        sa.CheckConstraint("number > 0", name="number_positive"),
    )

    id: Mapped[IntPk]
    block_id: Mapped[int] = mapped_column(sa.ForeignKey("text_blocks.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    saved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    block: Mapped[TextBlock] = relationship(back_populates="versions")
    saved_by: Mapped[User | None] = relationship()


class TextBlockUse(Base):
    """A version of a block that was put into a section of an application."""

    __tablename__ = "text_block_uses"
    __table_args__ = (sa.UniqueConstraint("section_id", "version_id"),)

    id: Mapped[IntPk]
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("text_block_versions.id", ondelete="CASCADE"), index=True)
    section_id: Mapped[int] = mapped_column(sa.ForeignKey("application_sections.id", ondelete="CASCADE"))
    used_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    used_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    version: Mapped[TextBlockVersion] = relationship()
    section: Mapped[ApplicationSection] = relationship()
    used_by: Mapped[User | None] = relationship()
