"""The award of a grant: the paper of its agreement, what holds its tranches, what came, and what was amended."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.awards import AmendmentKind, GateKind
from app.domain.money import Currency, RateSource
from models.accounts import User
from models.base import MONEY, RATE, Audited, Base, IntPk, Timestamps, UtcDateTime, Versioned, enum_type, utc_now
from models.contacts import Organisation
from models.files import Attachment
from models.grant_money import Disbursement
from models.grants import Application, Deliverable


class GrantAgreement(Timestamps, Versioned, Audited, Base):
    """What the record of a grant does not say of its agreement: through whom the library applied, and the paper.

    The number, the date and the days of the project stand on the application.
    """

    __tablename__ = "grant_agreements"

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"), unique=True)
    applicant_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contacts.id"), index=True)
    attachment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("attachments.id", ondelete="SET NULL"), index=True)
    note: Mapped[str] = mapped_column(sa.String(500), default="")

    applicant: Mapped[Organisation | None] = relationship()
    attachment: Mapped[Attachment | None] = relationship()


class TrancheGate(Timestamps, Versioned, Audited, Base):
    """What must have happened before a tranche comes. That the agreement is signed holds of every tranche by itself."""

    __tablename__ = "tranche_gates"
    __table_args__ = (
        sa.CheckConstraint("kind <> 'agreement'", name="agreement_is_no_row"),
        sa.CheckConstraint(
            "(kind IN ('submitted', 'accepted')) = (deliverable_id IS NOT NULL)", name="deliverable_where_meant"
        ),
        sa.CheckConstraint("(kind = 'spent') = (percent IS NOT NULL)", name="percent_where_meant"),
        sa.CheckConstraint("percent IS NULL OR percent BETWEEN 1 AND 100", name="percent_in_range"),
        sa.CheckConstraint("kind <> 'condition' OR length(text) > 0", name="condition_has_words"),
        sa.CheckConstraint("ticked_on IS NULL OR kind = 'condition'", name="only_conditions_are_ticked"),
    )

    id: Mapped[IntPk]
    disbursement_id: Mapped[int] = mapped_column(sa.ForeignKey("disbursements.id", ondelete="CASCADE"), index=True)
    kind: Mapped[GateKind] = mapped_column(enum_type(GateKind, "kind"))
    deliverable_id: Mapped[int | None] = mapped_column(sa.ForeignKey("deliverables.id"), index=True)
    percent: Mapped[int | None]
    text: Mapped[str] = mapped_column(sa.String(300), default="")
    ticked_on: Mapped[date | None]
    ticked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    disbursement: Mapped[Disbursement] = relationship()
    deliverable: Mapped[Deliverable | None] = relationship()
    ticked_by: Mapped[User | None] = relationship()


class GrantReceipt(Timestamps, Versioned, Audited, Base):
    """Money that came of a tranche. It is money raised, by its day and its amount in the base currency.

    `amount` is as the bank's paper says, in the currency of the tranche or in the base currency; `tranche_amount` is
    what it counts for in the tranche's currency. `rate` is that of the tranche's currency on the day, so that the
    base amount is `amount` × rate, or the tranche's part is `amount` ÷ rate. `override_reason` says why money was
    taken in although the gates in `overridden` were closed.
    """

    __tablename__ = "grant_receipts"
    __table_args__ = (
        sa.CheckConstraint("amount > 0", name="amount_positive"),
        sa.CheckConstraint("base_amount >= 0", name="base_amount_not_negative"),
        sa.CheckConstraint("tranche_amount > 0", name="tranche_amount_positive"),
        sa.CheckConstraint("rate > 0", name="rate_positive"),
        sa.CheckConstraint("(override_reason = '') = (overridden = '')", name="override_says_what"),
        sa.Index("ix_grant_receipts_received_on_id", "received_on", "id"),
    )

    id: Mapped[IntPk]
    disbursement_id: Mapped[int] = mapped_column(sa.ForeignKey("disbursements.id", ondelete="CASCADE"), index=True)
    received_on: Mapped[date]
    amount: Mapped[Decimal] = mapped_column(MONEY)
    currency: Mapped[Currency] = mapped_column(enum_type(Currency, "currency", 3))
    tranche_amount: Mapped[Decimal] = mapped_column(MONEY)
    base_amount: Mapped[Decimal] = mapped_column(MONEY)
    rate: Mapped[Decimal] = mapped_column(RATE)
    rate_date: Mapped[date]
    rate_source: Mapped[RateSource] = mapped_column(enum_type(RateSource, "rate_source"))
    document_number: Mapped[str] = mapped_column(sa.String(80), default="")
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    overridden: Mapped[str] = mapped_column(sa.String(500), default="")
    override_reason: Mapped[str] = mapped_column(sa.String(500), default="")
    override_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    disbursement: Mapped[Disbursement] = relationship()
    override_by: Mapped[User | None] = relationship()


class Amendment(Timestamps, Versioned, Audited, Base):
    """An additional agreement: what it changes, why, and when the funder agreed. Once applied it never changes."""

    __tablename__ = "grant_amendments"
    __table_args__ = (
        sa.UniqueConstraint("application_id", "number"),
        sa.CheckConstraint("length(reason) > 0", name="reason_not_empty"),
        sa.CheckConstraint("applied_at IS NULL OR consent_on IS NOT NULL", name="applied_with_consent"),
    )

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(sa.String(40))
    agreed_on: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.String(1000))
    consent_on: Mapped[date | None]
    attachment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("attachments.id", ondelete="SET NULL"), index=True)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    applied_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    application: Mapped[Application] = relationship()
    attachment: Mapped[Attachment | None] = relationship()
    applied_by: Mapped[User | None] = relationship()
    changes: Mapped[list["AmendmentChange"]] = relationship(
        cascade="all, delete-orphan", order_by="AmendmentChange.id", back_populates="amendment"
    )


class AmendmentChange(Audited, Base):
    """One thing that an amendment changes, before and after, each in the column of its type."""

    __tablename__ = "amendment_changes"
    __table_args__ = (
        sa.UniqueConstraint("amendment_id", "kind"),
        sa.CheckConstraint("(kind = 'end_date') = (day_after IS NOT NULL)", name="day_where_meant"),
        sa.CheckConstraint("(kind = 'award') = (amount_after IS NOT NULL)", name="amount_where_meant"),
        sa.CheckConstraint("amount_after IS NULL OR amount_after > 0", name="amount_positive"),
        sa.CheckConstraint("kind IN ('end_date', 'award') OR length(text_after) > 0", name="words_where_meant"),
    )
    __audit_owner__ = "amendment_id"

    id: Mapped[IntPk]
    amendment_id: Mapped[int] = mapped_column(sa.ForeignKey("grant_amendments.id", ondelete="CASCADE"))
    kind: Mapped[AmendmentKind] = mapped_column(enum_type(AmendmentKind, "kind"))
    day_before: Mapped[date | None]
    day_after: Mapped[date | None]
    amount_before: Mapped[Decimal | None] = mapped_column(MONEY)
    amount_after: Mapped[Decimal | None] = mapped_column(MONEY)
    text_before: Mapped[str] = mapped_column(sa.String(1000), default="")
    text_after: Mapped[str] = mapped_column(sa.String(1000), default="")

    amendment: Mapped[Amendment] = relationship(back_populates="changes")


class DeliverableReturn(Audited, Base):
    """The funder gave something back to be mended: what was due and handed in then, and the new date."""

    __tablename__ = "deliverable_returns"
    __table_args__ = (
        sa.CheckConstraint("length(remarks) > 0", name="remarks_not_empty"),
        sa.CheckConstraint("returned_on >= submitted_on", name="returned_after_submission"),
    )

    id: Mapped[IntPk]
    deliverable_id: Mapped[int] = mapped_column(sa.ForeignKey("deliverables.id", ondelete="CASCADE"), index=True)
    due_on: Mapped[date]
    submitted_on: Mapped[date]
    returned_on: Mapped[date]
    new_due_on: Mapped[date]
    remarks: Mapped[str] = mapped_column(sa.String(1000))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    by: Mapped[User | None] = relationship()
