"""The rate of a report that is wanted in another currency than the grant's, by the rule of its template."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.grant_report import Conversion, RateRule
from app.domain.money import Currency
from app.domain.periods import Period
from app.domain.report_currency import average_rate, ratio
from app.queries.rates import rate_on
from app.queries.tranches import receipts_of_grant
from models.grants import Application
from models.money import ExchangeRate


@dataclass(frozen=True)
class Wish:
    """In which currency a report is wanted, by which rule, for which time, as of which day."""

    currency: Currency
    rule: RateRule
    period: Period | None
    as_of: date
    base: Currency


def conversion(session: Session, application: Application, wish: Wish) -> Conversion | None:
    """Return how the grant's amounts become those of the report, or None when a rate is not stored.

    Every stored rate is in the base currency; the quotient of two gives the one between others.
    """
    if wish.rule is RateRule.AWARD:
        return _at(session, application.currency, wish, application.rate_date, application.rate)
    if wish.rule is RateRule.DAY:
        return _at(session, application.currency, wish, wish.as_of, None)
    if wish.rule is RateRule.RECEIPTS:
        return _of_receipts(session, application, wish)
    return _average(session, application.currency, wish)


def _at(session: Session, source: Currency, wish: Wish, day: date | None, known: Decimal | None) -> Conversion | None:
    if day is None:
        return None
    price = known or getattr(rate_on(session, source, day, wish.base), "rate", None)
    other = rate_on(session, wish.currency, day, wish.base)
    if price is None or other is None:
        return None
    return Conversion(source=source, rate=ratio(price, other.rate), rule=wish.rule, until=day)


def _of_receipts(session: Session, application: Application, wish: Wish) -> Conversion | None:
    arrived = [row for rows in receipts_of_grant(session, application.id).values() for row in rows]
    if not arrived:
        return None
    days = [row.received_on for row in arrived]
    other = rate_on(session, wish.currency, max(days), wish.base)
    if other is None:
        return None
    price = sum((row.base_amount for row in arrived), Decimal(0)) / sum(
        (row.tranche_amount for row in arrived), Decimal(0)
    )
    return Conversion(
        source=application.currency,
        rate=ratio(price, other.rate),
        rule=wish.rule,
        since=min(days),
        until=max(days),
        count=len(arrived),
    )


def _average(session: Session, source: Currency, wish: Wish) -> Conversion | None:
    if wish.period is None:
        return None
    until = min(wish.period.last_day, wish.as_of)
    statement = sa.select(ExchangeRate.currency, ExchangeRate.rate).where(
        ExchangeRate.currency.in_((source, wish.currency)),
        ExchangeRate.on_date >= wish.period.start,
        ExchangeRate.on_date <= until,
    )
    stored: dict[Currency, list[Decimal]] = {source: [], wish.currency: []}
    for currency, rate in session.execute(statement):
        stored[currency].append(rate)
    prices = {
        currency: Decimal(1) if currency is wish.base else average_rate(rates) for currency, rates in stored.items()
    }
    price, other = prices[source], prices[wish.currency]
    if price is None or other is None:
        return None
    count = len(stored[source]) or len(stored[wish.currency])
    return Conversion(
        source=source,
        rate=ratio(price, other),
        rule=wish.rule,
        since=wish.period.start,
        until=until,
        count=count,
    )
