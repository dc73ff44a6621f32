"""How the institution names, orders and weighs the stages of applications, and who approved what at which stage."""

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.grant_approvals import Decision, Figures
from app.domain.grant_stages import Requirement
from app.domain.grants import Stage
from app.domain.money import Currency
from app.domain.roles import Approver
from models.accounts import User
from models.base import MONEY, Audited, Base, IntPk, Timestamps, UtcDateTime, Versioned, enum_type, utc_now
from models.grants import Application

_STANDING = sa.text("lapsed_at IS NULL AND decision = 'approved'")


class GrantStage(Timestamps, Versioned, Audited, Base):
    """One stage, with a row for each code. An empty name is the built-in one; the kind follows from the code.

    `probability` is in whole per cent; that of a won, lost or closed stage is certain. `needs_director` and
    `needs_accountant` say whose approval an application needs before it leaves the stage forwards.
    """

    __tablename__ = "grant_stages"
    __table_args__ = (
        sa.CheckConstraint("probability BETWEEN 0 AND 100", name="probability_is_percent"),
        sa.CheckConstraint(
            "(code NOT IN ('awarded', 'contracting', 'implementation', 'reporting', 'closed') OR probability = 100)"
            " AND (code NOT IN ('rejected', 'withdrawn') OR probability = 0)",
            name="what_is_decided_is_certain",
        ),
        sa.CheckConstraint("position > 0", name="position_positive"),
        sa.CheckConstraint(
            "code NOT IN ('suspended', 'closed', 'rejected', 'withdrawn') OR NOT (needs_director OR needs_accountant)",
            name="only_what_goes_on_is_approved",
        ),
    )

    id: Mapped[IntPk]
    code: Mapped[Stage] = mapped_column(enum_type(Stage, "code"), unique=True)
    name_uk: Mapped[str] = mapped_column(sa.String(60), default="")
    name_en: Mapped[str] = mapped_column(sa.String(60), default="")
    position: Mapped[int]
    probability: Mapped[int]
    needs_director: Mapped[bool] = mapped_column(default=False)
    needs_accountant: Mapped[bool] = mapped_column(default=False)

    requirement_rows: Mapped[list["GrantStageRequirement"]] = relationship(cascade="all, delete-orphan")

    @property
    def requirements(self) -> list[Requirement]:
        """Return what the stage asks for, in the order of the list."""
        asked = {row.requirement for row in self.requirement_rows}
        return [item for item in Requirement if item in asked]

    @property
    def approvers(self) -> list[Approver]:
        """Return whose approval it takes to leave the stage."""
        needed = {Approver.DIRECTOR: self.needs_director, Approver.ACCOUNTANT: self.needs_accountant}
        return [office for office in Approver if needed[office]]


class GrantStageRequirement(Audited, Base):
    """One thing that a stage asks for before an application enters it."""

    __tablename__ = "grant_stage_requirements"
    __table_args__ = (sa.UniqueConstraint("stage_id", "requirement"),)
    __audit_owner__ = "stage_id"

    id: Mapped[IntPk]
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("grant_stages.id", ondelete="CASCADE"))
    requirement: Mapped[Requirement] = mapped_column(enum_type(Requirement, "requirement"))


class ApplicationApproval(Audited, Base):
    """What the director or the accountant said about an application at a stage; the amounts are those of that moment.

    `lapsed_at` is when the word ceased to count: the application came to the stage anew, was returned, or was
    approved again after its money changed. Nothing else of a row changes.
    """

    __tablename__ = "application_approvals"
    __table_args__ = (
        sa.CheckConstraint("requested_amount >= 0", name="requested_amount_not_negative"),
        sa.CheckConstraint("cofinancing_amount >= 0", name="cofinancing_amount_not_negative"),
        sa.CheckConstraint("budget_planned >= 0", name="budget_planned_not_negative"),
        sa.CheckConstraint("decision = 'approved' OR length(note) > 0", name="return_has_note"),
        sa.Index(
            "uq_application_approvals_standing",
            "application_id",
            "stage",
            "approver",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    stage: Mapped[Stage] = mapped_column(enum_type(Stage, "stage"))
    approver: Mapped[Approver] = mapped_column(enum_type(Approver, "approver"))
    decision: Mapped[Decision] = mapped_column(enum_type(Decision, "decision"))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    currency: Mapped[Currency] = mapped_column(enum_type(Currency, "currency", 3))
    requested_amount: Mapped[Decimal] = mapped_column(MONEY)
    cofinancing_amount: Mapped[Decimal] = mapped_column(MONEY)
    budget_planned: Mapped[Decimal] = mapped_column(MONEY)
    lapsed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    application: Mapped[Application] = relationship()
    by: Mapped[User | None] = relationship()

    @property
    def figures(self) -> Figures:
        """Return the money that was approved or returned."""
        return Figures(self.currency, self.requested_amount, self.cofinancing_amount, self.budget_planned)
