"""The value of volunteers' hours as co-financing: one rule for the page, the guard and the report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from app.domain.errors import RuleError
from app.domain.money import quantize


class HourRate(NamedTuple):
    """What an hour is worth from a day on, in the grant's currency."""

    valid_from: date
    rate: Decimal


def value_of(minutes: int, rate: Decimal) -> Decimal:
    """Return the value of one entry: minutes × rate ÷ 60, halves of a kopiyka rounded up.

    Every entry is rounded by itself, so that the sum of a report is the sum of its rows.
    """
    return quantize(Decimal(minutes) * rate / 60)


def rate_on(rates: Iterable[HourRate], day: date) -> Decimal:
    """Return the rate of the day: the one with the latest beginning that is not after it.

    Raises:
        RuleError: `no_hour_rate`.
    """
    known = [rate for rate in rates if rate.valid_from <= day]
    if not known:
        raise RuleError("no_hour_rate", day)
    return max(known).rate
