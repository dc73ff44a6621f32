"""Partnerships: with whom, in which stage, how closely."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.partnerships import BranchScope, CommitmentLevel, PartnershipStage, PartnerType, StopReason
from models.accounts import User
from models.base import (
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
from models.branches import Branch
from models.contacts import Organisation
from models.search import Searchable

if TYPE_CHECKING:
    from models.agreements import Agreement


class Partnership(Timestamps, Versioned, Archivable, Audited, Searchable, Base):
    """Cooperation with one organisation. `current_change_id` and `stage` are kept in agreement by a key."""

    __tablename__ = "partnerships"
    __search_kind__ = "partnership"
    __search_contact__ = "organisation_id"
    __table_args__ = (
        sa.CheckConstraint("(scope = 'one') = (branch_id IS NOT NULL)", name="branch_only_when_scope_is_one"),
        sa.CheckConstraint("current_change_id IS NOT NULL OR stage = 'identified'", name="moved_stage_has_history"),
        sa.ForeignKeyConstraint(
            ["current_change_id", "id", "stage"],
            [
                "partnership_stage_changes.id",
                "partnership_stage_changes.partnership_id",
                "partnership_stage_changes.to_stage",
            ],
            name="fk_partnerships_stage_is_last_change",
            use_alter=True,
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.Index("ix_partnerships_stage_id", "stage", "id"),
        sa.Index(
            "ix_partnerships_archived",
            "id",
            sqlite_where=sa.text("archived_at IS NOT NULL"),
            postgresql_where=sa.text("archived_at IS NOT NULL"),
        ),
    )

    id: Mapped[IntPk]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id"), unique=True)
    partner_type: Mapped[PartnerType] = mapped_column(enum_type(PartnerType, "partner_type"))
    stage: Mapped[PartnershipStage] = mapped_column(
        enum_type(PartnershipStage, "stage"), default=PartnershipStage.IDENTIFIED
    )
    current_change_id: Mapped[int | None]
    scope: Mapped[BranchScope] = mapped_column(enum_type(BranchScope, "scope"), default=BranchScope.ALL)
    branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("branches.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    commitment: Mapped[CommitmentLevel | None] = mapped_column(enum_type(CommitmentLevel, "commitment"))
    partner_gives: Mapped[str] = mapped_column(sa.Text, default="")
    library_gives: Mapped[str] = mapped_column(sa.Text, default="")

    organisation: Mapped[Organisation] = relationship()
    branch: Mapped[Branch | None] = relationship()
    owner: Mapped[User | None] = relationship()
    changes: Mapped[list["PartnershipStageChange"]] = relationship(
        back_populates="partnership",
        cascade="all, delete-orphan",
        order_by="PartnershipStageChange.id",
        foreign_keys="PartnershipStageChange.partnership_id",
    )
    agreements: Mapped[list["Agreement"]] = relationship(
        back_populates="partnership", cascade="all, delete-orphan", order_by="Agreement.id"
    )

    def search_title(self) -> str:
        return self.organisation.display_name

    def search_words(self) -> Iterable[str | None]:
        return (self.organisation.display_name, *(item.number for item in self.agreements if item.archived_at is None))


class PartnershipStageChange(Base):
    """One move of a partnership; rows are never changed."""

    __tablename__ = "partnership_stage_changes"
    __table_args__ = (
        sa.UniqueConstraint("id", "partnership_id", "to_stage", name="uq_partnership_stage_changes_target"),
        sa.CheckConstraint("from_stage <> to_stage", name="stage_moves"),
    )

    id: Mapped[IntPk]
    partnership_id: Mapped[int] = mapped_column(sa.ForeignKey("partnerships.id", ondelete="CASCADE"), index=True)
    from_stage: Mapped[PartnershipStage] = mapped_column(enum_type(PartnershipStage, "from_stage"))
    to_stage: Mapped[PartnershipStage] = mapped_column(enum_type(PartnershipStage, "to_stage"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, index=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    reason_code: Mapped[StopReason | None] = mapped_column(enum_type(StopReason, "reason_code"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")

    partnership: Mapped[Partnership] = relationship(back_populates="changes", foreign_keys=[partnership_id])
    by: Mapped[User | None] = relationship()
