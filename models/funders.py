"""What the institution knows about a funder beyond the contact."""

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.money import Currency
from models.base import MONEY, Audited, Base, IntPk, Timestamps, Versioned, enum_type
from models.contacts import Organisation


class FunderProfile(Timestamps, Versioned, Audited, Base):
    """A funder's interests, usual amounts and rules; an organisation has at most one.

    `list_key` marks a funder of the list that the product comes with.
    """

    __tablename__ = "funder_profiles"
    __table_args__ = (
        sa.CheckConstraint("min_amount IS NULL OR min_amount >= 0", name="min_amount_not_negative"),
        sa.CheckConstraint(
            "max_amount IS NULL OR min_amount IS NULL OR max_amount >= min_amount", name="amounts_in_order"
        ),
    )

    id: Mapped[IntPk]
    contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"), unique=True)
    interests: Mapped[str] = mapped_column(sa.Text, default="")
    min_amount: Mapped[Decimal | None] = mapped_column(MONEY)
    max_amount: Mapped[Decimal | None] = mapped_column(MONEY)
    currency: Mapped[Currency] = mapped_column(enum_type(Currency, "currency", 3), default=Currency.UAH)
    languages: Mapped[str] = mapped_column(sa.String(120), default="")
    reporting_rules: Mapped[str] = mapped_column(sa.Text, default="")
    partner_note: Mapped[str] = mapped_column(sa.Text, default="")
    list_key: Mapped[str | None] = mapped_column(sa.String(60), unique=True)

    organisation: Mapped[Organisation] = relationship()
