"""The money of a grant: budget lines, expenditures and disbursements (tranches)."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.grants import BudgetCategory, BudgetSource, DocumentType
from models.accounts import User
from models.base import (
    MONEY,
    QUANTITY,
    Audited,
    Base,
    IntPk,
    Timestamps,
    UtcDateTime,
    Versioned,
    enum_type,
    utc_now,
)
from models.grants import Application
from models.money import HasMoney, money_checks


class BudgetLine(Timestamps, Versioned, Audited, Base):
    """A line of the grant's budget in the application's currency.

    `planned` is quantity × price, rounded once to the cent, halves up, and what was moved to the line or from it
    (`moved`). The sources of the line add up to it: triggers keep their sum in `distributed`, which a deferred key
    holds equal to `planned`.
    """

    __tablename__ = "budget_lines"
    __audit_exclude__ = Audited.__audit_exclude__ | {"distributed"}
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("price >= 0", name="price_not_negative"),
        sa.CheckConstraint("planned >= 0", name="planned_not_negative"),
        # In thousandths of a unit and in cents; the half that is added rounds the whole number up.
        sa.CheckConstraint("planned = (quantity * price + 500) / 1000 + moved", name="planned_follows_from_price"),
        sa.CheckConstraint("kekv = '' OR length(kekv) = 4", name="kekv_has_four_digits"),
        sa.UniqueConstraint("application_id", "code"),
        sa.UniqueConstraint("id", "application_id", name="uq_budget_lines_of_application"),
        sa.UniqueConstraint("id", "planned", name="uq_budget_lines_id_planned"),
        sa.ForeignKeyConstraint(
            ["id", "distributed"],
            ["budget_lines.id", "budget_lines.planned"],
            name="fk_budget_lines_sources_make_plan",
            deferrable=True,
            initially="DEFERRED",
        ),
    )

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(sa.String(20))
    position: Mapped[int] = mapped_column(default=0)
    category: Mapped[BudgetCategory] = mapped_column(enum_type(BudgetCategory, "category"))
    kekv: Mapped[str] = mapped_column(sa.String(4), default="")
    item: Mapped[str] = mapped_column(sa.String(300))
    unit: Mapped[str] = mapped_column(sa.String(40), default="")
    quantity: Mapped[Decimal] = mapped_column(QUANTITY, default=Decimal(1))
    price: Mapped[Decimal] = mapped_column(MONEY)
    moved: Mapped[Decimal] = mapped_column(MONEY, default=Decimal(0))
    planned: Mapped[Decimal] = mapped_column(MONEY)
    distributed: Mapped[Decimal] = mapped_column(MONEY, server_default="0", deferred=True)

    application: Mapped[Application] = relationship()
    sources: Mapped[list["BudgetLineSource"]] = relationship(
        back_populates="line", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def agreed(self) -> Decimal:
        """Return the plan as it was before anything was moved."""
        return self.planned - self.moved

    def share(self, source: BudgetSource) -> Decimal:
        """Return what a source pays of the line, nothing when it is none of its sources."""
        return next((row.amount for row in self.sources if row.source is source), Decimal(0))


class BudgetLineSource(Audited, Base):
    """What one source pays of a budget line, in the application's currency."""

    __tablename__ = "budget_line_sources"
    __audit_owner__ = "line_id"
    __table_args__ = (
        sa.CheckConstraint("amount >= 0", name="amount_not_negative"),
        sa.UniqueConstraint("line_id", "source"),
    )

    id: Mapped[IntPk]
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_lines.id", ondelete="CASCADE"))
    source: Mapped[BudgetSource] = mapped_column(enum_type(BudgetSource, "source"))
    amount: Mapped[Decimal] = mapped_column(MONEY)

    line: Mapped[BudgetLine] = relationship(back_populates="sources")


class Reallocation(Audited, Base):
    """Money that was moved from one line of a budget to another, within one source; rows are never changed.

    `consent` says that the move went further than the agreement allows without the funder's consent, and that
    whoever moved the money knew it. The planned amounts are those after the move.
    """

    __tablename__ = "budget_reallocations"
    __table_args__ = (
        sa.CheckConstraint("amount > 0", name="amount_positive"),
        sa.CheckConstraint("from_line_id <> to_line_id", name="between_two_lines"),
        sa.CheckConstraint("length(reason) > 0", name="reason_not_empty"),
        sa.ForeignKeyConstraint(
            ["from_line_id", "application_id"],
            ["budget_lines.id", "budget_lines.application_id"],
            name="fk_budget_reallocations_from_line_of_same_application",
        ),
        sa.ForeignKeyConstraint(
            ["to_line_id", "application_id"],
            ["budget_lines.id", "budget_lines.application_id"],
            name="fk_budget_reallocations_to_line_of_same_application",
        ),
        sa.Index("ix_budget_reallocations_application_id_id", "application_id", "id"),
        sa.Index("ix_budget_reallocations_from_line_id", "from_line_id"),
        sa.Index("ix_budget_reallocations_to_line_id", "to_line_id"),
    )

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"))
    from_line_id: Mapped[int] = mapped_column()
    to_line_id: Mapped[int] = mapped_column()
    source: Mapped[BudgetSource] = mapped_column(enum_type(BudgetSource, "source"))
    amount: Mapped[Decimal] = mapped_column(MONEY)
    from_planned: Mapped[Decimal] = mapped_column(MONEY)
    to_planned: Mapped[Decimal] = mapped_column(MONEY)
    moved_on: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.String(300))
    consent: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    from_line: Mapped[BudgetLine] = relationship(
        foreign_keys=[from_line_id], primaryjoin="Reallocation.from_line_id == BudgetLine.id"
    )
    to_line: Mapped[BudgetLine] = relationship(
        foreign_keys=[to_line_id], primaryjoin="Reallocation.to_line_id == BudgetLine.id"
    )
    by: Mapped[User | None] = relationship()


class Expenditure(HasMoney, Timestamps, Versioned, Audited, Base):
    """Money spent on one budget line, with its supporting document.

    `amount` is as in the document; `grant_amount` is the same in the application's currency, which the
    line's actual is the sum of; `base_amount` is in the base currency. `source` is the one of the line's sources
    that paid. `over_reason` says why more was spent than the agreement allows, when it was.
    """

    __tablename__ = "expenditures"
    __table_args__ = (
        *money_checks("base_amount"),
        sa.CheckConstraint("amount > 0", name="amount_positive"),
        sa.CheckConstraint("grant_amount > 0", name="grant_amount_positive"),
        sa.ForeignKeyConstraint(
            ["budget_line_id", "application_id"],
            ["budget_lines.id", "budget_lines.application_id"],
            name="fk_expenditures_line_of_same_application",
        ),
        sa.ForeignKeyConstraint(
            ["budget_line_id", "source"],
            ["budget_line_sources.line_id", "budget_line_sources.source"],
            name="fk_expenditures_source_of_line",
        ),
        sa.Index("ix_expenditures_budget_line_id_source", "budget_line_id", "source"),
        sa.Index("uq_expenditures_id_base_amount", "id", "base_amount", unique=True),
        sa.Index("ix_expenditures_application_id_spent_on", "application_id", "spent_on"),
    )

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"))
    budget_line_id: Mapped[int] = mapped_column()
    source: Mapped[BudgetSource] = mapped_column(enum_type(BudgetSource, "source"))
    spent_on: Mapped[date]
    grant_amount: Mapped[Decimal] = mapped_column(MONEY)
    document_type: Mapped[DocumentType] = mapped_column(enum_type(DocumentType, "document_type"))
    document_number: Mapped[str] = mapped_column(sa.String(80), default="")
    counterparty: Mapped[str] = mapped_column(sa.String(200), default="")
    counterparty_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contacts.id"), index=True)
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    over_reason: Mapped[str] = mapped_column(sa.String(300), default="")

    line: Mapped[BudgetLine] = relationship(
        foreign_keys=[budget_line_id], primaryjoin="Expenditure.budget_line_id == BudgetLine.id"
    )
    application: Mapped[Application] = relationship(foreign_keys=[application_id], viewonly=True)


class Disbursement(HasMoney, Timestamps, Versioned, Audited, Base):
    """A tranche as it is planned, at the rate of the application; what came of it are its `GrantReceipt` rows.

    `settled_on` is the day on which the receipts reached the amount; it is empty while something is expected.
    """

    __tablename__ = "disbursements"
    __table_args__ = (
        *money_checks("base_amount"),
        sa.CheckConstraint("amount > 0", name="amount_positive"),
        sa.UniqueConstraint("application_id", "number"),
        sa.Index("ix_disbursements_due_on_id", "due_on", "id"),
    )

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"))
    number: Mapped[int]
    due_on: Mapped[date | None]
    settled_on: Mapped[date | None]
    condition: Mapped[str] = mapped_column(sa.String(300), default="")

    application: Mapped[Application] = relationship()
