"""Money as entered and in the base currency, and the exchange rates between them."""

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.domain.money import Currency, RateSource
from models.base import MONEY, RATE, Base, IntPk, enum_type


class HasRate:
    """A currency and the rate that turned it into the base currency: base units for one unit of it."""

    currency: Mapped[Currency] = mapped_column(enum_type(Currency, "currency", 3), default=Currency.UAH)
    rate: Mapped[Decimal] = mapped_column(RATE, default=Decimal(1))
    rate_date: Mapped[date]

    @declared_attr
    def rate_source(cls) -> Mapped[RateSource]:
        """Where the rate comes from."""
        return mapped_column(enum_type(RateSource, "rate_source"), default=RateSource.SAME_CURRENCY)


class HasMoney(HasRate):
    """One amount as entered and the same amount in the base currency."""

    amount: Mapped[Decimal] = mapped_column(MONEY)
    base_amount: Mapped[Decimal] = mapped_column(MONEY)


def money_checks(*columns: str) -> tuple[Any, ...]:
    """Return CHECK constraints: each of the amounts is not negative, and the rate is positive."""
    checks = [sa.CheckConstraint(f"{column} >= 0", name=f"{column}_not_negative") for column in columns]
    return (*checks, sa.CheckConstraint("rate > 0", name="rate_positive"))


class ExchangeRate(Base):
    """What one unit of a currency costs in the base currency on a day."""

    __tablename__ = "exchange_rates"
    __table_args__ = (
        sa.UniqueConstraint("currency", "on_date"),
        sa.CheckConstraint("rate > 0", name="rate_positive"),
    )

    id: Mapped[IntPk]
    currency: Mapped[Currency] = mapped_column(enum_type(Currency, "currency", 3))
    on_date: Mapped[date]
    rate: Mapped[Decimal] = mapped_column(RATE)
    source: Mapped[RateSource] = mapped_column(enum_type(RateSource, "source"))
