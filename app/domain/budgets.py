"""A budget line's money: who pays for it, how far it may be exceeded, what may be moved.

Rounding: a line is quantity × price, rounded once to the cent, halves up; everything else is a sum or a difference
of such amounts and is never rounded again. Percentages are compared exactly and rounded only to be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.errors import RuleError
from app.domain.grants import BudgetSource
from app.domain.money import Sum

MOST_LINES = 2_000
"""How many lines a budget may have."""

USUAL_PERCENT = 10
"""How much of a line, in per cent, may be moved or overspent when neither the grant nor its call says it."""

KEKV_CODES = ("2111", "2120", "2210", "2220", "2230", "2240", "2250", "2271", "2272", "2273", "2274", "2282", "2730",
              "2800", "3110", "3122", "3132")  # fmt: skip
"""Codes of the economic classification of expenditure that libraries meet; any other four digits are taken too."""

_NEAR = Decimal("0.9")
_HUNDRED = Decimal(100)
ZERO = Decimal(0)


class LineState(StrEnum):
    """How near a line's spending is to what the agreement allows."""

    WITHIN = "within"
    SPENT = "spent"
    NEAR = "near"
    OVER_PLAN = "over_plan"
    OVER = "over"


def checked_kekv(text: str) -> str:
    """Return a KEKV code, or "" for none. Raises `RuleError`: `kekv_not_four_digits`, field `kekv`."""
    code = text.strip()
    if code and not (len(code) == 4 and code.isascii() and code.isdigit()):
        raise RuleError("kekv_not_four_digits", code[:20], field="kekv")
    return code


def distribute(
    planned: Decimal, given: Mapping[BudgetSource, Decimal], rest: BudgetSource | None
) -> dict[BudgetSource, Decimal]:
    """Say what each source pays of a line, so that they add up to it exactly.

    Args:
        planned: the line's total.
        given: what was named for each source; nothing named is nothing paid.
        rest: the source that pays what the others leave, whatever was named for it; None when everything was named.

    A line that costs nothing still has a source, so that there is one to pay from.

    Raises:
        RuleError: `source_negative`; `sources_above_plan`, by how much; `sources_below_plan`, how much nobody pays.
    """
    if any(amount < 0 for amount in given.values()):
        raise RuleError("source_negative")
    shares = {source: amount for source in BudgetSource if (amount := given.get(source, ZERO)) and source is not rest}
    left = planned - sum(shares.values(), ZERO)
    if left < 0:
        raise RuleError("sources_above_plan", Sum(-left), field="rest")
    if rest is not None and (left or not shares):
        shares[rest] = left
    elif not planned:
        shares[BudgetSource.GRANT] = ZERO
    elif left:
        raise RuleError("sources_below_plan", Sum(left), field="rest")
    return {source: shares[source] for source in BudgetSource if source in shares}


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much may be spent on a line without the funder's consent.

    A line may be exceeded by `percent` of its agreed plan. What was moved to it since has used that room up already,
    and never makes the plan itself too much; what was moved away leaves the room as it was.
    """

    agreed: Decimal
    planned: Decimal
    percent: int

    @property
    def room(self) -> Decimal:
        """Return how far the agreed plan may be changed either way."""
        return self.agreed * self.percent / _HUNDRED

    @property
    def limit(self) -> Decimal:
        """Return the most that may be spent, exact."""
        used = max(ZERO, self.planned - self.agreed)
        return self.planned + max(ZERO, self.room - used)

    def state(self, actual: Decimal) -> LineState:
        """Say how near the spending is; a line that is spent to the kopiyka is simply spent."""
        if actual > self.limit:
            return LineState.OVER
        if actual > self.planned:
            return LineState.OVER_PLAN
        if actual and actual == self.planned:
            return LineState.SPENT
        return LineState.NEAR if actual and actual >= self.limit * _NEAR else LineState.WITHIN

    def share(self, amount: Decimal) -> Decimal | None:
        """Return an amount in per cent of the present plan, None when nothing is planned."""
        return amount * _HUNDRED / self.planned if self.planned else None

    def allows(self, planned: Decimal) -> bool:
        """Say whether the plan may become this without the funder's consent: at most the room, more or less."""
        return abs(planned - self.agreed) <= self.room


def effective_percent(own: int | None, of_call: int | None) -> int:
    """Return the threshold of reallocation of a grant: its own, else that of its call, else the usual one."""
    return next((percent for percent in (own, of_call) if percent is not None), USUAL_PERCENT)
