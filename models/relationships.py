"""Relationships between two contacts, and the types that say what joins them.

A place of work is not one of them: it is an `Affiliation` in `models.contacts`.
"""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.contacts import ContactKind
from app.domain.relationships import Span
from models.base import Archivable, Audited, Base, IntPk, Timestamps, Versioned, enum_type
from models.contacts import Contact


class RelationshipType(Versioned, Archivable, Audited, Base):
    """What joins two contacts, in the words of both directions and both languages.

    `name_…` is read from the first contact to the second («is the guardian of»), `reverse_…` the other way.
    Types that the product ships carry a code; those that an institution adds have none.
    """

    __tablename__ = "relationship_types"
    __table_args__ = (
        sa.CheckConstraint("length(name_uk) > 0 AND length(reverse_uk) > 0", name="named_in_ukrainian"),
        sa.CheckConstraint("length(name_en) > 0 AND length(reverse_en) > 0", name="named_in_english"),
        sa.CheckConstraint('NOT ("symmetric" AND acyclic)', name="symmetric_is_no_hierarchy"),
        sa.CheckConstraint(
            "NOT \"symmetric\" OR coalesce(from_kind, '') = coalesce(to_kind, '')", name="symmetric_joins_one_kind"
        ),
    )

    id: Mapped[IntPk]
    code: Mapped[str | None] = mapped_column(sa.String(40), unique=True)
    name_uk: Mapped[str] = mapped_column(sa.String(80))
    reverse_uk: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80))
    reverse_en: Mapped[str] = mapped_column(sa.String(80))
    from_kind: Mapped[ContactKind | None] = mapped_column(enum_type(ContactKind, "from_kind"))
    to_kind: Mapped[ContactKind | None] = mapped_column(enum_type(ContactKind, "to_kind"))
    symmetric: Mapped[bool] = mapped_column(default=False)
    acyclic: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)

    def wording(self, locale: str, *, backwards: bool = False) -> str:
        """Return the words of one direction in a language."""
        english = locale == "en"
        if backwards:
            return self.reverse_en if english else self.reverse_uk
        return self.name_en if english else self.name_uk


class Relationship(Timestamps, Versioned, Audited, Base):
    """What one contact is to another, since when and until when."""

    __tablename__ = "relationships"
    __table_args__ = (
        sa.CheckConstraint("from_contact_id <> to_contact_id", name="two_contacts"),
        sa.CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
        sa.Index("ix_relationships_from_contact_id_type_id", "from_contact_id", "type_id"),
        sa.Index("ix_relationships_to_contact_id_type_id", "to_contact_id", "type_id"),
        sa.Index(
            "uq_relationships_open",
            "type_id",
            "from_contact_id",
            "to_contact_id",
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        ),
        # The number of a removed relationship is never given again: undoing the removal relies on it.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[IntPk]
    type_id: Mapped[int] = mapped_column(sa.ForeignKey("relationship_types.id"), index=True)
    from_contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"))
    to_contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(sa.String(500), default="")

    type: Mapped[RelationshipType] = relationship()
    from_contact: Mapped[Contact] = relationship(foreign_keys=[from_contact_id])
    to_contact: Mapped[Contact] = relationship(foreign_keys=[to_contact_id])

    @property
    def span(self) -> Span:
        """Return the days of the relationship."""
        return Span(self.starts_on, self.ends_on)

    def other_end(self, contact_id: int) -> int:
        """Return the contact at the other end from this one."""
        return self.to_contact_id if self.from_contact_id == contact_id else self.from_contact_id
