"""Donations in money and in kind, and the campaigns that ask for them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.donations import DonationKind, InKindStatus
from app.domain.money import Currency
from models.base import MONEY, Archivable, Audited, Base, IntPk, Timestamps, Versioned, enum_type
from models.branches import Branch
from models.contacts import Contact
from models.grants import Application
from models.money import HasMoney, money_checks
from models.search import Searchable


class Campaign(Timestamps, Versioned, Archivable, Audited, Base):
    """A fundraising campaign with a goal in one currency."""

    __tablename__ = "campaigns"
    __table_args__ = (
        sa.CheckConstraint("goal IS NULL OR goal > 0", name="goal_positive"),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
    )

    id: Mapped[IntPk]
    name: Mapped[str] = mapped_column(sa.String(200), unique=True)
    goal: Mapped[Decimal | None] = mapped_column(MONEY)
    currency: Mapped[Currency] = mapped_column(enum_type(Currency, "currency", 3), default=Currency.UAH)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("branches.id"), index=True)
    purpose: Mapped[str] = mapped_column(sa.Text, default="")

    branch: Mapped[Branch | None] = relationship()


class Donation(HasMoney, Timestamps, Versioned, Archivable, Audited, Searchable, Base):
    """A gift that was received. In-kind gifts carry an estimated value and the state of their papers."""

    __tablename__ = "donations"
    __search_kind__ = "donation"
    __search_contact__ = "donor_id"
    __table_args__ = (
        *money_checks("amount", "base_amount"),
        sa.CheckConstraint("kind = 'in_kind' OR amount > 0", name="money_is_positive"),
        sa.CheckConstraint("(kind = 'in_kind') = (in_kind_status IS NOT NULL)", name="only_in_kind_has_status"),
        sa.CheckConstraint("book_copies IS NULL OR book_copies > 0", name="book_copies_positive"),
        sa.Index("ix_donations_received_on_id", "received_on", "id"),
        sa.Index("ix_donations_of_donor", "donor_id", "received_on", "id"),
        sa.Index("uq_donations_id_base_amount", "id", "base_amount", unique=True),
    )

    id: Mapped[IntPk]
    donor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contacts.id"))
    kind: Mapped[DonationKind] = mapped_column(enum_type(DonationKind, "kind"))
    received_on: Mapped[date]
    purpose: Mapped[str] = mapped_column(sa.String(300), default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    campaign_id: Mapped[int | None] = mapped_column(sa.ForeignKey("campaigns.id"), index=True)
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branches.id"), index=True)
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("applications.id"), index=True)
    in_kind_status: Mapped[InKindStatus | None] = mapped_column(enum_type(InKindStatus, "in_kind_status"))
    book_copies: Mapped[int | None]
    document_number: Mapped[str] = mapped_column(sa.String(60), default="")
    thanked_on: Mapped[date | None]

    donor: Mapped[Contact | None] = relationship()
    campaign: Mapped[Campaign | None] = relationship()
    branch: Mapped[Branch] = relationship()
    application: Mapped[Application | None] = relationship()

    def search_title(self) -> str:
        return self.purpose or self.description[:200] or self.document_number or "—"

    def search_note(self) -> str:
        return self.donor.display_name if self.donor else ""

    def search_words(self) -> Iterable[str | None]:
        return (self.purpose, self.description, self.document_number, self.search_note())
