"""Exchange rates in the JSON format of the National Bank of Ukraine's open service."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from app.domain.errors import RuleError
from app.domain.money import Currency

_MAX_RATE = Decimal(10) ** 8
_DAY = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})")


class InvalidRates(RuleError):
    """An unusable list of rates.

    Codes: `rates_not_json`, `rates_not_a_list`, `rates_empty`, `rates_missing_field`, `rates_bad_date`,
    `rates_bad_rate`, `rates_contradiction`.
    """


@dataclass(frozen=True, slots=True)
class Rate:
    """What `units` of a currency cost in hryvnias on a day, as the bank printed it."""

    currency: Currency
    on: date
    rate: Decimal
    units: int = 1

    @property
    def per_unit(self) -> Decimal:
        """The price of one unit, the rate to multiply an amount by."""
        return self.rate / self.units


def parse_nbu(payload: str | bytes) -> list[Rate]:
    """Read the bank's reply and give the rates of the currencies that Mistok knows, in the bank's order.

    Other currencies and metals are passed over. Raises `InvalidRates`; an answer without any rate is
    `rates_empty`, as the bank sends one for a day that it has not set yet.
    """
    records = _load(payload)
    if not isinstance(records, list):
        raise InvalidRates("rates_not_a_list", type(records).__name__)
    found: dict[tuple[Currency, date], Rate] = {}
    for record in records:
        rate = _read(record)
        if rate is not None and found.setdefault((rate.currency, rate.on), rate) != rate:
            raise InvalidRates("rates_contradiction", f"{rate.currency} {rate.on}")
    if not found:
        raise InvalidRates("rates_empty")
    return list(found.values())


def _load(payload: str | bytes) -> Any:
    try:
        text = payload.decode("utf-8-sig") if isinstance(payload, bytes) else payload.removeprefix("\ufeff")
        return json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_refuse_constant)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise InvalidRates("rates_not_json", str(error)[:80]) from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _read(record: Any) -> Rate | None:
    try:
        code, price, day = record["cc"], record["rate"], record["exchangedate"]
        units = record.get("units", Decimal(1))
    except (TypeError, KeyError, AttributeError) as error:
        raise InvalidRates("rates_missing_field", str(record)[:80]) from error
    if not isinstance(code, str) or code not in frozenset(Currency):
        return None
    if not isinstance(price, Decimal) or not 0 < price < _MAX_RATE:
        raise InvalidRates("rates_bad_rate", f"{code} {str(price)[:40]}")
    if not isinstance(units, Decimal) or not 1 <= units < _MAX_RATE or units != int(units):
        raise InvalidRates("rates_bad_rate", f"{code} {str(units)[:40]} units")
    return Rate(Currency(code), _day(day), price, int(units))


def _day(text: Any) -> date:
    found = _DAY.fullmatch(str(text))
    if found is None:
        raise InvalidRates("rates_bad_date", str(text)[:40])
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError as error:
        raise InvalidRates("rates_bad_date", found[0]) from error
