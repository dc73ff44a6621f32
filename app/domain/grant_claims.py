"""What counts as the co-financing of a grant, and how much of it is still lacking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal, localcontext
from enum import StrEnum

from app.domain.calls import CofinancingKind
from app.domain.money import CENT

ZERO = Decimal(0)


class ClaimSource(StrEnum):
    """The records that can count as co-financing; hours have claims of their own."""

    DONATION = "donation"
    LEDGER = "ledger"
    EXPENDITURE = "expenditure"


@dataclass(frozen=True)
class Cofinancing:
    """What was promised to a funder and what counts towards it, all in the grant's currency.

    Attributes:
        promised: what the application promised.
        percent: what the call asks for at least, in per cent of the whole project; None when it asks for nothing.
        award: what the funder gives.
        counted: what counts, by kind.
        accepted: the kinds that the call takes; all of them when it does not say.
    """

    promised: Decimal
    percent: int | None
    award: Decimal
    counted: Mapping[CofinancingKind, Decimal]
    accepted: tuple[CofinancingKind, ...] = ()

    @property
    def total(self) -> Decimal:
        """Everything that counts."""
        return sum(self.counted.values(), ZERO)

    @property
    def required(self) -> Decimal | None:
        """What the call asks for at the present award: p per cent of the whole is p / (100 - p) of the award.

        It is rounded up: a kopiyka less would be less than the share that the check of the budget compares exactly.
        """
        if self.percent is None or self.percent >= 100:
            return None
        with localcontext(prec=60):
            exact = self.award * self.percent / (100 - self.percent)
            return exact.quantize(CENT, rounding=ROUND_UP)

    @property
    def wanted(self) -> Decimal:
        """The larger of what was promised and what the call asks for."""
        return max(self.promised, self.required or ZERO)

    @property
    def lacking(self) -> Decimal:
        """What is still to be counted; never below zero."""
        return max(self.wanted - self.total, ZERO)

    @property
    def not_taken(self) -> tuple[CofinancingKind, ...]:
        """The kinds that count here although the call does not name them."""
        if not self.accepted:
            return ()
        return tuple(kind for kind, value in self.counted.items() if value and kind not in self.accepted)
