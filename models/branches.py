"""Branches of the library system and the institution itself."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.text import sort_key
from models.base import SORT_KEY, Archivable, Audited, Base, IntPk, Timestamps, Versioned, enum_type


class BranchKind(StrEnum):
    """The central library coordinates; the others are its branches."""

    CENTRAL = "central"
    BRANCH = "branch"


class Branch(Timestamps, Versioned, Archivable, Audited, Base):
    """A place that serves readers: the central library or a branch."""

    __tablename__ = "branches"
    __table_args__ = (
        sa.CheckConstraint("length(code) > 0", name="code_not_empty"),
        sa.CheckConstraint("length(name) > 0", name="name_not_empty"),
        sa.CheckConstraint("opened_year IS NULL OR opened_year BETWEEN 1500 AND 2200", name="opened_year_sane"),
        sa.CheckConstraint("population IS NULL OR population >= 0", name="population_not_negative"),
    )

    id: Mapped[IntPk]
    code: Mapped[str] = mapped_column(sa.String(32), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    sort_key: Mapped[str] = mapped_column(SORT_KEY, index=True)
    kind: Mapped[BranchKind] = mapped_column(enum_type(BranchKind, "kind"), default=BranchKind.BRANCH)
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    opened_year: Mapped[int | None]
    population: Mapped[int | None]

    def rename(self, name: str) -> None:
        """Set the name and the key it is sorted by."""
        self.name = name
        self.sort_key = sort_key(name)


class Institution(Versioned, Audited, Base):
    """The one library system that this database belongs to: always row 1."""

    __tablename__ = "institution"
    __table_args__ = (sa.CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[IntPk]
    name_uk: Mapped[str] = mapped_column(sa.String(300), default="")
    name_en: Mapped[str] = mapped_column(sa.String(300), default="")
    edrpou: Mapped[str] = mapped_column(sa.String(10), default="")
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    director: Mapped[str] = mapped_column(sa.String(200), default="")
    accountant: Mapped[str] = mapped_column(sa.String(200), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
