"""The headings of a funder's own budget form, and which of our categories stand under which."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.grants import BudgetCategory
from models.base import Audited, Base, IntPk, Timestamps, Versioned, enum_type


class HeadingSet(Timestamps, Versioned, Audited, Base):
    """The budget form of a funder, or of one call where it differs; each has at most one."""

    __tablename__ = "heading_sets"
    __table_args__ = (sa.CheckConstraint("(funder_id IS NULL) <> (call_id IS NULL)", name="of_funder_or_of_call"),)

    id: Mapped[IntPk]
    funder_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"), unique=True)
    call_id: Mapped[int | None] = mapped_column(sa.ForeignKey("calls.id", ondelete="CASCADE"), unique=True)

    headings: Mapped[list["Heading"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="Heading.position"
    )
    places: Mapped[list["HeadingPlace"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    @property
    def mapping(self) -> Mapping[BudgetCategory, int]:
        """Return the id of the heading under which each of our categories stands."""
        return {place.category: place.heading_id for place in self.places}


class Heading(Audited, Base):
    """A heading of a funder's budget form, in the order of the form."""

    __tablename__ = "funder_headings"
    __audit_owner__ = "set_id"
    __table_args__ = (
        sa.CheckConstraint("length(name_uk) > 0", name="name_not_empty"),
        sa.UniqueConstraint("set_id", "code"),
        sa.UniqueConstraint("id", "set_id", name="uq_funder_headings_of_set"),
    )

    id: Mapped[IntPk]
    set_id: Mapped[int] = mapped_column(sa.ForeignKey("heading_sets.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(sa.String(20))
    name_uk: Mapped[str] = mapped_column(sa.String(200))
    name_en: Mapped[str] = mapped_column(sa.String(200), default="")
    position: Mapped[int] = mapped_column(default=0)


class HeadingPlace(Base):
    """Under which heading of a form one of our categories stands."""

    __tablename__ = "heading_places"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["heading_id", "set_id"],
            ["funder_headings.id", "funder_headings.set_id"],
            name="fk_heading_places_heading_of_same_set",
            ondelete="CASCADE",
        ),
        sa.Index("ix_heading_places_heading_id", "heading_id"),
    )

    set_id: Mapped[int] = mapped_column(sa.ForeignKey("heading_sets.id", ondelete="CASCADE"), primary_key=True)
    category: Mapped[BudgetCategory] = mapped_column(enum_type(BudgetCategory, "category"), primary_key=True)
    heading_id: Mapped[int]
