"""Amounts of money: reading, rounding, converting and sharing out without losing a kopiyka."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction

from app.domain.errors import RuleError

CENT = Decimal("0.01")
LIMIT = Decimal(10) ** 13

_PRECISION = 60
_SPACES = str.maketrans({" ": " ", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-", "–": "-"})
_AMOUNT = re.compile(
    r"(?P<sign>[+-]?)"
    r"(?P<whole>[0-9]+|[0-9]{1,3}(?:(?P<group>[ .,])[0-9]{3})(?:(?P=group)[0-9]{3})*)"
    r"(?:(?P<point>[.,])(?P<decimals>[0-9]+))?",
    re.ASCII,
)


class Currency(StrEnum):
    """Currencies that amounts may be entered in (ISO 4217)."""

    UAH = "UAH"
    EUR = "EUR"
    USD = "USD"
    GBP = "GBP"
    PLN = "PLN"
    CHF = "CHF"
    CZK = "CZK"
    SEK = "SEK"
    NOK = "NOK"
    DKK = "DKK"


class RateSource(StrEnum):
    """Where an exchange rate came from."""

    MANUAL = "manual"
    NBU = "nbu"
    BANK = "bank"
    SAME_CURRENCY = "same_currency"


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount that a refusal or a condition speaks of, written in the reader's language when it is put into words.

    Without a currency only the figure is written.
    """

    amount: Decimal
    currency: str | None = None

    def __str__(self) -> str:
        return " ".join(filter(None, [f"{self.amount:.2f}", self.currency]))


@dataclass(frozen=True, slots=True)
class Share:
    """A share in per cent that a refusal speaks of, written in the reader's language like a `Sum`."""

    percent: Decimal | int

    def __str__(self) -> str:
        return f"{self.percent}%"


class InvalidAmount(RuleError):
    """A text that is not an amount: codes `not_an_amount`, `too_many_decimals`, `amount_too_large`."""


def quantize(amount: Decimal) -> Decimal:
    """Round to two decimals, halves away from zero."""
    with localcontext(prec=_PRECISION):
        return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def to_base(amount: Decimal, rate: Decimal) -> Decimal:
    """Convert an amount at `rate` (base currency per one unit) and round to two decimals.

    Raises `ValueError` when the rate is not a positive finite number.
    """
    if not rate.is_finite() or rate <= 0:
        raise ValueError("an exchange rate must be positive and finite")
    with localcontext(prec=_PRECISION):
        return quantize(amount * rate)


def parse_amount(text: str) -> Decimal:
    """Read an amount the way people type it: «1 234,56», «1234.56», «1,234.56», with a minus if any.

    A lone group such as «1,234» is refused rather than guessed, because it may be one thousand or one and
    a bit. Raises `InvalidAmount`.
    """
    found = _AMOUNT.fullmatch(text.translate(_SPACES).strip())
    if found is None or (found["group"] is not None and found["group"] == found["point"]):
        raise InvalidAmount("not_an_amount", text[:40])
    whole, decimals = found["whole"], found["decimals"] or ""
    if len(decimals) > 2:
        raise InvalidAmount("too_many_decimals", text[:40])
    digits = re.sub(r"[ .,]", "", whole).lstrip("0") or "0"
    if len(digits) >= LIMIT.adjusted() + 1:
        raise InvalidAmount("amount_too_large", text[:40])
    return quantize(Decimal(f"{found['sign']}{digits}.{decimals or 0}")) + 0


def apportion(total: int, weights: Sequence[int | float]) -> list[int]:
    """Share a whole number in proportion to the weights; the shares add up to it exactly.

    The largest remainders are rounded up, earlier shares first when equal. Weights that are all zero share
    equally. Raises `ValueError` for no weights, or for a negative or endless one.
    """
    if not weights or any(not math.isfinite(weight) or weight < 0 for weight in weights):
        raise ValueError("weights must be given, finite and not negative")
    exact = [weight if isinstance(weight, int) else Fraction(weight) for weight in weights]
    whole = sum(exact)
    if not whole:
        exact, whole = [1] * len(exact), len(exact)
    divided = [divmod(abs(total) * weight, whole) for weight in exact]
    shares = [int(share) for share, _rest in divided]
    by_remainder = sorted(range(len(divided)), key=lambda place: (-divided[place][1], place))
    for place in by_remainder[: abs(total) - sum(shares)]:
        shares[place] += 1
    return shares if total >= 0 else [-share for share in shares]
