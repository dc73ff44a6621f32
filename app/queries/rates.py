"""Exchange rates: which one holds on a day, and the list of those that are known."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.domain.money import Currency, RateSource
from app.i18n import _l
from app.queries.filters import enum_filter, period_filter
from app.queries.listing import Column, Kind, ListSpec
from app.scope import Scope
from models.money import ExchangeRate

MAX_AGE = timedelta(days=10)


@dataclass(frozen=True)
class RateFound:
    """A rate (base currency for one unit), the day that it is of, and where it comes from."""

    rate: Decimal
    rate_date: date
    source: RateSource


def base_currency() -> Currency:
    """Return the currency in which the institution keeps its totals."""
    return Currency(current_app.config["BASE_CURRENCY"])


def rate_on(session: Session, currency: Currency | str, day: date, base: Currency | str) -> RateFound | None:
    """Return the newest rate not later than the day, or None when there is none of the last ten days.

    Banks set no rates at weekends and on holidays, therefore the last one before them holds.

    Args:
        currency: what is converted.
        day: of the payment.
        base: the base currency; converting it to itself is 1.
    """
    if Currency(currency) is Currency(base):
        return RateFound(Decimal(1), day, RateSource.SAME_CURRENCY)
    found = session.execute(
        sa.select(ExchangeRate.rate, ExchangeRate.on_date, ExchangeRate.source)
        .where(
            ExchangeRate.currency == Currency(currency),
            ExchangeRate.on_date <= day,
            ExchangeRate.on_date >= _oldest_for(day),
        )
        .order_by(ExchangeRate.on_date.desc())
        .limit(1)
    ).first()
    return RateFound(found.rate, found.on_date, found.source) if found else None


def _oldest_for(day: date) -> date:
    """Return the day of the oldest rate that holds on a day; the first days of the calendar have none before them."""
    return day - min(MAX_AGE, day - date.min)


def rates_on(session: Session, day: date, base: Currency | str) -> dict[Currency, RateFound]:
    """Return what `rate_on` does for every currency that has a rate on the day, in one statement."""
    newest = sa.func.row_number().over(
        partition_by=ExchangeRate.currency, order_by=(ExchangeRate.on_date.desc(), ExchangeRate.id)
    )
    known = (
        sa.select(
            ExchangeRate.currency, ExchangeRate.rate, ExchangeRate.on_date, ExchangeRate.source, newest.label("place")
        )
        .where(ExchangeRate.on_date <= day, ExchangeRate.on_date >= _oldest_for(day))
        .subquery()
    )
    rows = session.execute(
        sa.select(known.c.currency, known.c.rate, known.c.on_date, known.c.source).where(known.c.place == 1)
    )
    found = {row.currency: RateFound(row.rate, row.on_date, row.source) for row in rows}
    return {**found, Currency(base): RateFound(Decimal(1), day, RateSource.SAME_CURRENCY)}


def _select(_scope: Scope) -> Any:
    return sa.select(
        ExchangeRate.id, ExchangeRate.currency, ExchangeRate.on_date, ExchangeRate.rate, ExchangeRate.source
    )


RATES = ListSpec(
    name="rates",
    title=_l("Exchange rates"),
    select=_select,
    id_column=ExchangeRate.id,
    columns=(
        Column(
            "date",
            _l("Date"),
            lambda row: row.on_date,
            Kind.DATE,
            sort=ExchangeRate.on_date,
            url=lambda row: (
                "settings.create_rate",
                {"currency": row.currency.value, "day": row.on_date.isoformat()},
            ),
            primary=True,
        ),
        Column("currency", _l("Currency"), lambda row: row.currency, sort=ExchangeRate.currency, secondary=True),
        Column(
            "rate",
            _l("Rate"),
            lambda row: row.rate,
            Kind.NUMBER,
            sort=ExchangeRate.rate,
            secondary=True,
            digits=6,
        ),
        Column("source", _l("Source"), lambda row: row.source, sort=ExchangeRate.source),
    ),
    default_sort="-date",
    filters=(
        enum_filter("currency", _l("Currency"), ExchangeRate.currency, Currency),
        enum_filter("source", _l("Source"), ExchangeRate.source, RateSource),
        period_filter(_l("Period"), ExchangeRate.on_date),
    ),
)
