"""Exchange rates of two and a half years, entered by hand once a week. They are invented."""

from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa

from app.demo.world import World
from app.domain.money import Currency, RateSource
from app.queries.rates import base_currency
from models.money import ExchangeRate

# Hryvnias for one unit at the beginning and at the end of the time shown.
COURSE = {
    Currency.EUR: (Decimal("45.90"), Decimal("49.20")),
    Currency.USD: (Decimal("41.35"), Decimal("42.45")),
}
# An institution may keep its totals in another currency still: then these prices hold.
STEADY = {
    Currency.GBP: Decimal("56.40"),
    Currency.PLN: Decimal("11.60"),
    Currency.CHF: Decimal("52.70"),
    Currency.CZK: Decimal("2.02"),
    Currency.SEK: Decimal("4.48"),
    Currency.NOK: Decimal("4.19"),
    Currency.DKK: Decimal("6.59"),
}
WEEKS = 135
MICRO = Decimal("0.000001")


def add_rates(world: World) -> None:
    """Write a rate of each currency for every week; between two Mondays the older one holds."""
    rng, base = world.rng("rates"), base_currency()
    last = world.today - timedelta(days=world.today.weekday())
    rows = []
    for week in range(WEEKS):
        on = last - timedelta(weeks=WEEKS - 1 - week)
        prices = {Currency.UAH: Decimal(1)}
        if base in STEADY:
            prices[base] = STEADY[base]
        for currency, (first, final) in COURSE.items():
            course = first + (final - first) * week / (WEEKS - 1)
            prices[currency] = (course * Decimal(str(round(rng.uniform(0.994, 1.006), 4)))).quantize(Decimal("0.0001"))
        rows += [
            {
                "currency": currency,
                "on_date": on,
                "rate": (price / prices[base]).quantize(MICRO),
                "source": RateSource.MANUAL,
            }
            for currency, price in prices.items()
            if currency is not base
        ]
    world.session.execute(sa.insert(ExchangeRate), rows)
