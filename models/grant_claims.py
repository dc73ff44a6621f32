"""Gifts, contributions of partners and own money that a grant counts as its co-financing."""

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.calls import CofinancingKind
from app.domain.grant_claims import ClaimSource
from models.accounts import User
from models.base import MONEY, Audited, Base, IntPk, UtcDateTime, enum_type, utc_now
from models.grants import Application


def _as_claimed(source: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [f"{source}_id", "base_amount"],
        [f"{table}.id", f"{table}.base_amount"],
        name=f"fk_cofinancing_claims_{source}_as_claimed",
    )


class CofinancingClaim(Audited, Base):
    """A record that a grant counts as its co-financing.

    A record is claimed once, on one grant. The key to it carries its amount in the base currency, so that the
    database itself refuses to change or remove what is claimed: the claim has to be released first. `value` is the
    same in the grant's currency, through the base currency.
    """

    __tablename__ = "cofinancing_claims"
    __table_args__ = (
        sa.CheckConstraint(
            "(CASE WHEN donation_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN ledger_entry_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN expenditure_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="exactly_one_record",
        ),
        sa.CheckConstraint("value > 0", name="value_positive"),
        sa.UniqueConstraint("donation_id"),
        sa.UniqueConstraint("ledger_entry_id"),
        sa.UniqueConstraint("expenditure_id"),
        _as_claimed("donation", "donations"),
        _as_claimed("ledger_entry", "ledger_entries"),
        _as_claimed("expenditure", "expenditures"),
        sa.Index("ix_cofinancing_claims_application_id_id", "application_id", "id"),
    )

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"))
    kind: Mapped[CofinancingKind] = mapped_column(enum_type(CofinancingKind, "kind"))
    donation_id: Mapped[int | None]
    ledger_entry_id: Mapped[int | None]
    expenditure_id: Mapped[int | None]
    base_amount: Mapped[Decimal] = mapped_column(MONEY)
    value: Mapped[Decimal] = mapped_column(MONEY)
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    claimed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    application: Mapped[Application] = relationship()


class ClaimRelease(Audited, Base):
    """A claim that was released, and why. Rows are never changed; the record itself may be gone since."""

    __tablename__ = "claim_releases"
    __table_args__ = (sa.CheckConstraint("length(reason) > 0", name="reason_not_empty"),)

    id: Mapped[IntPk]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    source: Mapped[ClaimSource] = mapped_column(enum_type(ClaimSource, "source"))
    record_id: Mapped[int]
    value: Mapped[Decimal] = mapped_column(MONEY)
    reason: Mapped[str] = mapped_column(sa.String(300))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)

    by: Mapped[User | None] = relationship()
