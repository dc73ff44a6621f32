"""Turning an amount as entered into the columns that every table with money has."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.money import LIMIT, Currency, RateSource, quantize, to_base
from app.queries.rates import RateFound, base_currency, rate_on
from models.money import HasRate

_MICRO = Decimal("0.000001")


def find_rate(session: Session, currency: Currency | str, on: date, *, rate: Decimal | None = None) -> dict[str, Any]:
    """Return the columns of `HasRate`: currency, rate, rate_date, rate_source.

    Args:
        currency: of the amount.
        on: the day of the payment or of the decision.
        rate: what a person entered instead of the known rate; ignored for the base currency.

    Raises:
        RuleError: `no_rate` when no rate of the last ten days is known, or `rate_not_positive`; field `rate`.
    """
    currency = Currency(currency)
    if rate is not None and currency is not base_currency():
        if rate <= 0:
            raise RuleError("rate_not_positive", rate, field="rate")
        found: RateFound | None = RateFound(rate.quantize(_MICRO), on, RateSource.MANUAL)
    else:
        found = rate_on(session, currency, on, base_currency())
    if found is None:
        raise RuleError("no_rate", currency, field="rate", currency=currency.value, day=on)
    return {
        "currency": currency,
        "rate": found.rate,
        "rate_date": found.rate_date,
        "rate_source": found.source,
    }


def convert(
    session: Session, amount: Decimal, currency: Currency | str, on: date, *, rate: Decimal | None = None
) -> dict[str, Any]:
    """Return the columns of `HasMoney`: those of `HasRate`, and amount with base_amount.

    Args:
        amount: as entered, in `currency`.
        currency, on, rate: as for `find_rate`, which also says what is refused.
    """
    columns = find_rate(session, currency, on, rate=rate)
    return {**columns, "amount": quantize(amount), "base_amount": to_base(amount, columns["rate"])}


def at_rate_of(known: HasRate, amount: Decimal) -> dict[str, Any]:
    """Return the columns of `HasMoney` for an amount at the rate that another record carries."""
    return {
        "amount": quantize(amount),
        "currency": known.currency,
        "rate": known.rate,
        "rate_date": known.rate_date,
        "rate_source": known.rate_source,
        "base_amount": to_base(amount, known.rate),
    }


def check_size(*amounts: Decimal) -> None:
    """Refuse amounts that are too large to be kept. Raises `RuleError`: `amount_too_large`."""
    if any(amount >= LIMIT for amount in amounts):
        raise RuleError("amount_too_large", field="amount")
