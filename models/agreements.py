"""Agreements with partners, and the ledger of what each side has given."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.agreements import AgreementKind, Terms
from app.domain.ledger import LedgerDirection, LedgerKind
from models.base import QUANTITY, Archivable, Audited, Base, IntPk, Timestamps, Versioned, enum_type
from models.branches import Branch
from models.events import Event
from models.files import Attachment
from models.grants import Application
from models.money import HasMoney, money_checks
from models.partnerships import Partnership
from models.search import Searchable, SearchPart

if TYPE_CHECKING:
    from models.memoranda import MemorandumText


class Agreement(Timestamps, Versioned, Archivable, Audited, SearchPart, Base):
    """A paper signed, or being prepared, with a partner. Its state on a day follows from its dates."""

    __tablename__ = "agreements"
    __table_args__ = (
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from", name="dates_in_order"
        ),
        sa.CheckConstraint(
            "review_on IS NULL OR ((valid_from IS NULL OR review_on >= valid_from)"
            " AND (valid_until IS NULL OR review_on <= valid_until))",
            name="review_while_valid",
        ),
        sa.CheckConstraint(
            "terminated_on IS NULL OR ((valid_from IS NULL OR terminated_on >= valid_from)"
            " AND (valid_until IS NULL OR terminated_on <= valid_until)"
            " AND (signed_on IS NULL OR terminated_on >= signed_on))",
            name="terminated_while_valid",
        ),
        sa.CheckConstraint("(terminated_on IS NULL) = (length(termination_reason) = 0)", name="termination_has_reason"),
        sa.Index("ix_agreements_valid_until_id", "valid_until", "id"),
        sa.Index("ix_agreements_review_on_id", "review_on", "id"),
    )

    id: Mapped[IntPk]
    partnership_id: Mapped[int] = mapped_column(sa.ForeignKey("partnerships.id", ondelete="CASCADE"), index=True)
    kind: Mapped[AgreementKind] = mapped_column(enum_type(AgreementKind, "kind"), default=AgreementKind.MEMORANDUM)
    number: Mapped[str] = mapped_column(sa.String(60), default="")
    signed_on: Mapped[date | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    review_on: Mapped[date | None]
    terminated_on: Mapped[date | None]
    termination_reason: Mapped[str] = mapped_column(sa.Text, default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    attachment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("attachments.id", ondelete="SET NULL"), index=True)

    partnership: Mapped[Partnership] = relationship(back_populates="agreements")
    attachment: Mapped[Attachment | None] = relationship()
    text: Mapped["MemorandumText | None"] = relationship(
        back_populates="agreement", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def terms(self) -> Terms:
        """The dates as the rules take them."""
        return Terms(self.valid_from, self.valid_until, self.signed_on, self.review_on, self.terminated_on)

    def search_owner(self) -> Searchable | None:
        return self.partnership


class LedgerEntry(HasMoney, Timestamps, Versioned, Archivable, Audited, Base):
    """What one side gave the other on a day. An amount of zero says that nobody has valued it."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        *money_checks("amount", "base_amount"),
        sa.CheckConstraint("kind <> 'money' OR amount > 0", name="money_has_amount"),
        sa.CheckConstraint("quantity IS NULL OR quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("quantity IS NULL OR kind NOT IN ('money', 'other')", name="quantity_fits_kind"),
        sa.CheckConstraint("length(description) > 0", name="described"),
        sa.Index("ix_ledger_entries_happened_on_id", "happened_on", "id"),
        sa.Index("uq_ledger_entries_id_base_amount", "id", "base_amount", unique=True),
        sa.Index("ix_ledger_entries_partnership_id_happened_on", "partnership_id", "happened_on"),
    )

    id: Mapped[IntPk]
    partnership_id: Mapped[int] = mapped_column(sa.ForeignKey("partnerships.id", ondelete="CASCADE"), index=True)
    direction: Mapped[LedgerDirection] = mapped_column(enum_type(LedgerDirection, "direction"))
    kind: Mapped[LedgerKind] = mapped_column(enum_type(LedgerKind, "kind"))
    happened_on: Mapped[date]
    quantity: Mapped[Decimal | None] = mapped_column(QUANTITY)
    description: Mapped[str] = mapped_column(sa.Text)
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("events.id"), index=True)
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("applications.id"), index=True)
    agreement_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agreements.id", ondelete="SET NULL"), index=True)
    branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("branches.id"), index=True)
    attachment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("attachments.id", ondelete="SET NULL"), index=True)

    partnership: Mapped[Partnership] = relationship()
    event: Mapped[Event | None] = relationship()
    application: Mapped[Application | None] = relationship()
    agreement: Mapped[Agreement | None] = relationship()
    branch: Mapped[Branch | None] = relationship()
    attachment: Mapped[Attachment | None] = relationship()
