"""What fundraising costs and what it brings: efforts in hours and money, and the ratios that follow."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum

from app.domain.errors import RuleError
from app.domain.money import CENT, quantize

ZERO = Decimal(0)
MOST_MINUTES = 24 * 60 * 31


class EffortSource(StrEnum):
    """What an effort is made for; the money that came is told apart in the same way."""

    APPLICATION = "application"
    CAMPAIGN = "campaign"
    DONOR = "donor"
    OTHER = "other"


class EffortWork(StrEnum):
    """What was done."""

    RESEARCH = "research"
    WRITING = "writing"
    BUDGETING = "budgeting"
    MEETINGS = "meetings"
    PROMOTION = "promotion"
    GATHERING = "gathering"
    TRAVEL = "travel"
    REPORTING = "reporting"
    OTHER = "other_work"


def check_effort(minutes: int, amount: Decimal) -> None:
    """Let an effort pass that took time or money.

    Raises:
        RuleError: `nothing_spent`; `too_much_time` for more than a month of days and nights; `amount_negative`.
    """
    if amount < 0:
        raise RuleError("amount_negative", amount, field="amount")
    if not 0 <= minutes <= MOST_MINUTES:
        raise RuleError("too_much_time", minutes, field="minutes")
    if not minutes and not amount:
        raise RuleError("nothing_spent", field="minutes")


def value_of_time(minutes: int, rate: Decimal | None) -> Decimal:
    """Return minutes × rate ÷ 60, rounded to the kopiyka, halves up; nothing when hours are not valued."""
    if rate is None:
        return ZERO
    with localcontext(prec=60):
        return quantize(minutes * rate / 60)


@dataclass(frozen=True, slots=True)
class Return:
    """What was put in and what it brought: minutes, their value, money spent, money raised; in the base currency."""

    minutes: int = 0
    time_value: Decimal = ZERO
    spent: Decimal = ZERO
    raised: Decimal = ZERO

    @property
    def cost(self) -> Decimal:
        """Return the money spent with the value of the time."""
        return self.spent + self.time_value

    @property
    def net(self) -> Decimal:
        """Return what is left of the money raised."""
        return self.raised - self.cost

    @property
    def per_unit(self) -> Decimal | None:
        """Return what a hryvnia raised has cost, to the kopiyka; None when nothing was raised or no cost is known."""
        return _divide(self.cost, self.raised) if self.cost else None

    @property
    def ratio(self) -> Decimal | None:
        """Return how many times the cost came back, to two decimals; None when there was no cost."""
        return _divide(self.raised, self.cost)

    def __add__(self, other: Return) -> Return:
        return Return(
            self.minutes + other.minutes,
            self.time_value + other.time_value,
            self.spent + other.spent,
            self.raised + other.raised,
        )


def _divide(part: Decimal, whole: Decimal) -> Decimal | None:
    if whole <= 0:
        return None
    with localcontext(prec=60):
        return (part / whole).quantize(CENT, rounding=ROUND_HALF_UP)
