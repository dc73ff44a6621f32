"""Grants: applications with their stages, deliverables, linked partners and texts."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.grants import DeliverableKind, LetterOutcome, LossReason, NarrativeSection, Stage
from app.domain.partnerships import BranchScope
from models.accounts import User
from models.base import (
    MONEY,
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
from models.branches import Branch
from models.calls import Call
from models.contacts import Organisation
from models.money import HasRate, money_checks
from models.search import Searchable

application_partners = sa.Table(
    "application_partners",
    Base.metadata,
    sa.Column("application_id", sa.ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("organisation_id", sa.ForeignKey("contacts.id"), primary_key=True, index=True),
)


class Application(HasRate, Timestamps, Versioned, Archivable, Audited, Searchable, Base):
    """A grant application from the idea to the closed grant.

    Amounts are in `currency`; the `*_base` ones are the same amounts in the base currency at `rate`. A composite key
    keeps `current_change_id` and `stage` in agreement. `held_stage` is what a suspended application left, `resume_on`
    the day to go on, `renewal_of` the application that it continues. `reallocation_percent` is how much of a budget
    line may be moved or overspent without the funder's consent; empty means as the call says.
    """

    __tablename__ = "applications"
    __search_kind__ = "application"
    __search_contact__ = "funder_id"
    __table_args__ = (
        *money_checks("requested_amount", "requested_base", "cofinancing_amount", "cofinancing_base"),
        sa.CheckConstraint("awarded_amount IS NULL OR awarded_amount > 0", name="awarded_amount_positive"),
        sa.CheckConstraint("(awarded_amount IS NULL) = (awarded_base IS NULL)", name="awarded_amounts_together"),
        sa.CheckConstraint(
            "stage NOT IN ('awarded', 'contracting', 'implementation', 'reporting', 'closed')"
            " OR awarded_amount IS NOT NULL",
            name="won_has_award",
        ),
        sa.CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
        sa.CheckConstraint("(scope = 'one') = (branch_id IS NOT NULL)", name="branch_only_when_scope_is_one"),
        sa.CheckConstraint(
            "reallocation_percent IS NULL OR reallocation_percent BETWEEN 0 AND 100", name="reallocation_is_percent"
        ),
        sa.CheckConstraint("current_change_id IS NOT NULL OR stage = 'idea'", name="moved_stage_has_history"),
        sa.CheckConstraint("(stage = 'suspended') = (held_stage IS NOT NULL)", name="held_stage_only_on_hold"),
        sa.CheckConstraint(
            "held_stage IS NULL OR held_stage NOT IN ('suspended', 'closed', 'rejected', 'withdrawn')",
            name="held_stage_goes_on",
        ),
        sa.CheckConstraint("resume_on IS NULL OR stage = 'suspended'", name="resumes_only_on_hold"),
        sa.CheckConstraint("renewal_of_id <> id", name="renews_another"),
        sa.ForeignKeyConstraint(
            ["current_change_id", "id", "stage"],
            [
                "application_stage_changes.id",
                "application_stage_changes.application_id",
                "application_stage_changes.to_stage",
            ],
            name="fk_applications_stage_is_last_change",
            use_alter=True,
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.Index("ix_applications_stage_id", "stage", "id"),
    )

    id: Mapped[IntPk]
    title: Mapped[str] = mapped_column(sa.String(300))
    sort_key: Mapped[str] = mapped_column(SORT_KEY, index=True)
    funder_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id"), index=True)
    call_id: Mapped[int | None] = mapped_column(sa.ForeignKey("calls.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    scope: Mapped[BranchScope] = mapped_column(enum_type(BranchScope, "scope"), default=BranchScope.ALL)
    branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("branches.id"), index=True)
    stage: Mapped[Stage] = mapped_column(enum_type(Stage, "stage"), default=Stage.IDEA)
    current_change_id: Mapped[int | None]
    held_stage: Mapped[Stage | None] = mapped_column(enum_type(Stage, "held_stage"))
    resume_on: Mapped[date | None]
    requested_amount: Mapped[Decimal] = mapped_column(MONEY, default=Decimal(0))
    requested_base: Mapped[Decimal] = mapped_column(MONEY, default=Decimal(0))
    cofinancing_amount: Mapped[Decimal] = mapped_column(MONEY, default=Decimal(0))
    cofinancing_base: Mapped[Decimal] = mapped_column(MONEY, default=Decimal(0))
    awarded_amount: Mapped[Decimal | None] = mapped_column(MONEY)
    awarded_base: Mapped[Decimal | None] = mapped_column(MONEY)
    submitted_on: Mapped[date | None]
    awarded_on: Mapped[date | None] = mapped_column(index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    agreement_number: Mapped[str] = mapped_column(sa.String(80), default="")
    agreement_on: Mapped[date | None]
    leader: Mapped[str] = mapped_column(sa.String(200), default="")
    renewal_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("applications.id", ondelete="SET NULL"), index=True)
    reallocation_percent: Mapped[int | None]

    funder: Mapped[Organisation] = relationship(foreign_keys=[funder_id])
    call: Mapped[Call | None] = relationship()
    owner: Mapped[User | None] = relationship()
    branch: Mapped[Branch | None] = relationship()
    partners: Mapped[list[Organisation]] = relationship(secondary=application_partners, order_by=Organisation.sort_key)
    changes: Mapped[list["ApplicationStageChange"]] = relationship(
        back_populates="application",
        cascade="all, delete-orphan",
        order_by="ApplicationStageChange.id",
        foreign_keys="ApplicationStageChange.application_id",
    )
    deliverables: Mapped[list["Deliverable"]] = relationship(
        back_populates="application", cascade="all, delete-orphan", order_by="Deliverable.due_on"
    )
    narratives: Mapped[list["Narrative"]] = relationship(back_populates="application", cascade="all, delete-orphan")

    def search_title(self) -> str:
        return self.title

    def search_note(self) -> str:
        return self.funder.display_name

    def search_words(self) -> Iterable[str | None]:
        return (self.title, self.funder.display_name, self.agreement_number)


class ApplicationStageChange(Base):
    """One move of an application; rows are never changed."""

    __tablename__ = "application_stage_changes"
    __table_args__ = (
        sa.UniqueConstraint("id", "application_id", "to_stage", name="uq_application_stage_changes_target"),
        sa.CheckConstraint("from_stage <> to_stage", name="stage_moves"),
        sa.CheckConstraint(
            "to_stage NOT IN ('rejected', 'withdrawn') OR reason_code IS NOT NULL", name="loss_has_reason"
        ),
    )

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    from_stage: Mapped[Stage] = mapped_column(enum_type(Stage, "from_stage"))
    to_stage: Mapped[Stage] = mapped_column(enum_type(Stage, "to_stage"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, index=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    reason_code: Mapped[LossReason | None] = mapped_column(enum_type(LossReason, "reason_code"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")

    application: Mapped[Application] = relationship(back_populates="changes", foreign_keys=[application_id])
    by: Mapped[User | None] = relationship()


class Deliverable(Timestamps, Versioned, Audited, Base):
    """What must be handed to the funder by a date. Its state follows from its dates.

    `outcome` answers a letter of intent; `returned_on` is when the funder gave it back, until it is handed in again.
    """

    __tablename__ = "deliverables"
    __table_args__ = (
        sa.CheckConstraint("accepted_on IS NULL OR submitted_on IS NOT NULL", name="accepted_was_submitted"),
        sa.CheckConstraint(
            "outcome IS NULL OR (kind = 'letter_of_intent' AND submitted_on IS NOT NULL)", name="outcome_of_letter"
        ),
        sa.CheckConstraint("returned_on IS NULL OR submitted_on IS NULL", name="returned_is_not_submitted"),
        sa.Index("ix_deliverables_due_on_id", "due_on", "id"),
    )

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    kind: Mapped[DeliverableKind] = mapped_column(enum_type(DeliverableKind, "kind"))
    due_on: Mapped[date]
    submitted_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    outcome: Mapped[LetterOutcome | None] = mapped_column(enum_type(LetterOutcome, "outcome"))
    returned_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(sa.String(300), default="")

    application: Mapped[Application] = relationship(back_populates="deliverables")


class Narrative(Timestamps, Versioned, Audited, Base):
    """The free text of one section of the grant report, in Markdown."""

    __tablename__ = "narratives"
    __table_args__ = (sa.UniqueConstraint("application_id", "section", "locale"),)

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"))
    section: Mapped[NarrativeSection] = mapped_column(enum_type(NarrativeSection, "section"))
    locale: Mapped[str] = mapped_column(sa.String(5), default="uk")
    text: Mapped[str] = mapped_column(sa.Text, default="")

    application: Mapped[Application] = relationship(back_populates="narratives")
