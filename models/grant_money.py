"""The money of a grant: budget lines, expenditures and disbursements (tranches)."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.grants import BudgetCategory, BudgetSource, DocumentType
from models.base import MONEY, QUANTITY, Audited, Base, IntPk, Timestamps, Versioned, enum_type
from models.contacts import Contact
from models.grants import Application
from models.money import HasMoney, money_checks


class BudgetLine(Timestamps, Versioned, Audited, Base):
    """A line of the grant's budget in the application's currency; planned = quantity × price, rounded."""

    __tablename__ = "budget_lines"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("price >= 0", name="price_not_negative"),
        sa.CheckConstraint("planned >= 0", name="planned_not_negative"),
        sa.UniqueConstraint("application_id", "code"),
        sa.UniqueConstraint("id", "application_id", name="uq_budget_lines_of_application"),
    )

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(sa.String(20))
    position: Mapped[int] = mapped_column(default=0)
    category: Mapped[BudgetCategory] = mapped_column(enum_type(BudgetCategory, "category"))
    source: Mapped[BudgetSource] = mapped_column(enum_type(BudgetSource, "source"))
    item: Mapped[str] = mapped_column(sa.String(300))
    unit: Mapped[str] = mapped_column(sa.String(40), default="")
    quantity: Mapped[Decimal] = mapped_column(QUANTITY, default=Decimal(1))
    price: Mapped[Decimal] = mapped_column(MONEY)
    planned: Mapped[Decimal] = mapped_column(MONEY)

    application: Mapped[Application] = relationship()


class Expenditure(HasMoney, Timestamps, Versioned, Audited, Base):
    """Money spent on one budget line, with its supporting document.

    `amount` is as in the document; `grant_amount` is the same in the application's currency, which the
    line's actual is the sum of; `base_amount` is in the base currency.
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
        sa.Index("ix_expenditures_budget_line_id", "budget_line_id"),
        sa.Index("uq_expenditures_id_base_amount", "id", "base_amount", unique=True),
        sa.Index("ix_expenditures_application_id_spent_on", "application_id", "spent_on"),
    )

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"))
    budget_line_id: Mapped[int] = mapped_column()
    spent_on: Mapped[date]
    grant_amount: Mapped[Decimal] = mapped_column(MONEY)
    document_type: Mapped[DocumentType] = mapped_column(enum_type(DocumentType, "document_type"))
    document_number: Mapped[str] = mapped_column(sa.String(80), default="")
    counterparty: Mapped[str] = mapped_column(sa.String(200), default="")
    counterparty_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contacts.id"), index=True)
    note: Mapped[str] = mapped_column(sa.String(300), default="")

    line: Mapped[BudgetLine] = relationship(
        foreign_keys=[budget_line_id], primaryjoin="Expenditure.budget_line_id == BudgetLine.id"
    )
    application: Mapped[Application] = relationship(foreign_keys=[application_id], viewonly=True)
    counterparty_contact: Mapped[Contact | None] = relationship()


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
