"""Keeping exchange rates: entered by hand, or read from the National Bank's service or file."""

import http.client
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.money import Currency, RateSource
from app.domain.rates import InvalidRates, Rate, parse_nbu
from app.queries.rates import base_currency
from models.audit import note_changes
from models.money import ExchangeRate

TIMEOUT = 8
MAX_REPLY = 2 * 1024 * 1024
_MICRO = Decimal("0.000001")
_SCHEMES = frozenset({"http", "https", "file"})


@dataclass(frozen=True)
class Loaded:
    """What came of a list of rates: how many were stored, how many stayed as a person had entered them."""

    stored: int
    kept: int
    days: tuple[date, ...]


def set_rate(session: Session, currency: Currency, on: date, rate: Decimal, *, today: date) -> ExchangeRate:
    """Store a rate that a person entered, in place of the one of that day if there is any.

    Raises:
        RuleError: `rate_of_base_currency`, `rate_not_positive` or `rate_in_future`, each with its field.
    """
    if currency is base_currency():
        raise RuleError("rate_of_base_currency", field="currency")
    if rate <= 0:
        raise RuleError("rate_not_positive", field="rate")
    if on > today:
        raise RuleError("rate_in_future", field="on_date")
    found = _of_days(session, {on}).get((currency, on))
    before = _logged(found) if found is not None else None
    if found is None:
        found = ExchangeRate(currency=currency, on_date=on)
        session.add(found)
    found.rate, found.source = rate.quantize(_MICRO), RateSource.MANUAL
    session.flush()
    if _logged(found) != before:
        note_changes(session, ExchangeRate.__tablename__, [(found.id, before, _logged(found))])
    return found


def _logged(rate: ExchangeRate) -> dict[str, str]:
    """Return a rate as the audit log keeps it; what the bank's service brings by itself is not logged."""
    return {
        "rate": f"{rate.rate.normalize():f}",
        "currency": rate.currency.value,
        "on_date": rate.on_date.isoformat(),
        "source": rate.source.value,
    }


def load_nbu(session: Session, payload: str | bytes) -> Loaded:
    """Store the rates of a reply of the National Bank. A rate that a person entered is never replaced.

    The bank gives hryvnias for one unit; with another base currency every rate is divided by its rate.

    Raises:
        InvalidRates: the payload is unusable; `rates_no_base` when it lacks the base currency.
    """
    rates = list(_in_base(parse_nbu(payload)))
    days = {on for _currency, on, _rate in rates}
    known = _of_days(session, days)
    stored = kept = 0
    for currency, on, rate in rates:
        found = known.get((currency, on))
        if found is None:
            session.add(ExchangeRate(currency=currency, on_date=on, rate=rate, source=RateSource.NBU))
        elif found.source is RateSource.NBU:
            found.rate = rate
        else:
            kept += 1
            continue
        stored += 1
    session.flush()
    return Loaded(stored, kept, tuple(sorted(days)))


def fetch_nbu(url: str, on: date | None = None) -> bytes:
    """Return the reply of the National Bank's service, of today or of a day.

    Args:
        url: of the service; also `file:` of a saved reply. `date=YYYYMMDD` is added when `on` is given.

    Raises:
        RuleError: `rates_unreachable`: no network, no answer in time, an error, or an answer too long.
    """
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES:
        raise RuleError("rates_unreachable", url)
    if on is not None and parts.scheme != "file":
        query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), ("date", f"{on:%Y%m%d}")])
        url = urlunsplit(parts._replace(query=query))
    try:
        request = urllib.request.Request(url, headers={"Accept": "application/json"})  # noqa: S310
        with urllib.request.urlopen(request, timeout=TIMEOUT) as reply:  # noqa: S310
            body: bytes = reply.read(MAX_REPLY + 1)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise RuleError("rates_unreachable", parts.hostname or parts.path) from error
    if len(body) > MAX_REPLY:
        raise RuleError("rates_unreachable", parts.hostname or parts.path)
    return body


def _of_days(session: Session, days: set[date]) -> dict[tuple[Currency, date], ExchangeRate]:
    found = session.scalars(sa.select(ExchangeRate).where(ExchangeRate.on_date.in_(days)))
    return {(rate.currency, rate.on_date): rate for rate in found}


def _in_base(rates: Iterable[Rate]) -> Iterable[tuple[Currency, date, Decimal]]:
    """Give (currency, day, rate in the base currency) without the base currency itself."""
    rates = list(rates)
    base = base_currency()
    if base is Currency.UAH:
        prices = {rate.on: Decimal(1) for rate in rates}
    else:
        prices = {rate.on: rate.per_unit for rate in rates if rate.currency is base}
        rates += [Rate(Currency.UAH, on, Decimal(1)) for on in prices]
    for rate in rates:
        if rate.on not in prices:
            raise InvalidRates("rates_no_base", base.value)
        if rate.currency is not base:
            yield rate.currency, rate.on, (rate.per_unit / prices[rate.on]).quantize(_MICRO)
