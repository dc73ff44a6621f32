"""What open applications may bring, by the quarter of the expected decision and by currency.

The expected value of an application is what it asks for times its chance, rounded to the kopiyka by itself, so that
the sums of any grouping agree with the rows. Currencies are never added up; `in_base` converts each one's sum at one
rate, and does so only when there is a rate for all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import NamedTuple

from app.domain.grant_outcomes import WHOLE
from app.domain.grants import Stage
from app.domain.money import CENT, Currency, to_base

ZERO = Decimal(0)
PASSED = "passed"
NO_DATE = "none"


class OpenApplication(NamedTuple):
    """An application whose outcome is not known yet; `decision_on` and `deadline_on` are those of its call."""

    stage: Stage
    currency: Currency
    amount: Decimal
    decision_on: date | None = None
    submitted_on: date | None = None
    deadline_on: date | None = None


class Award(NamedTuple):
    """What was won on a day, by one application or by several together."""

    currency: Currency
    amount: Decimal
    awarded_on: date
    wins: int = 1


@dataclass(frozen=True, slots=True)
class Amounts:
    """Sums in one currency: how many open applications ask for `asked`, `weighted` of it is expected, and the wins."""

    count: int = 0
    asked: Decimal = ZERO
    weighted: Decimal = ZERO
    won_count: int = 0
    won: Decimal = ZERO

    @property
    def best(self) -> Decimal:
        """Return what there is when every open application is won in full."""
        return self.won + self.asked

    @property
    def likely(self) -> Decimal:
        """Return what is won already with what is expected besides."""
        return self.won + self.weighted

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(
            self.count + other.count,
            self.asked + other.asked,
            self.weighted + other.weighted,
            self.won_count + other.won_count,
            self.won + other.won,
        )


Cell = tuple[str, Currency]
Cells = dict[Cell, Amounts]


def expected_value(amount: Decimal, chance: int) -> Decimal:
    """Return an amount times a chance in tenths of a per cent, rounded to two decimals, halves away from zero."""
    with localcontext(prec=60):
        return _expected(amount, chance)


def _expected(amount: Decimal, chance: int) -> Decimal:
    return (amount * chance / WHOLE).quantize(CENT, rounding=ROUND_HALF_UP)


def expected_on(
    decision_on: date | None, submitted_on: date | None, deadline_on: date | None, wait_days: int
) -> date | None:
    """Return the day on which the funder is expected to decide, or None when nothing is known.

    It is the call's own day; without one so many days after the application was submitted, and before that so many
    days after the deadline.
    """
    if decision_on is not None:
        return decision_on
    begun = submitted_on or deadline_on
    return None if begun is None else begun + timedelta(days=wait_days)


def quarter_of(day: date) -> str:
    """Return the quarter of a day as addresses write it, such as `2026-q4`."""
    return f"{day.year}-q{(day.month + 2) // 3}"


def slot_of(day: date | None, today: date) -> str:
    """Return where an expected decision belongs: a quarter, `passed` when the day is over, or `none`."""
    if day is None:
        return NO_DATE
    return PASSED if day < today else quarter_of(day)


def forecast(
    applications: Iterable[OpenApplication],
    awards: Iterable[Award],
    chances: Mapping[Stage, int],
    *,
    wait_days: int,
    today: date,
) -> Cells:
    """Return the sums by slot and currency; an award counts in the quarter in which it was made."""
    open_ones, won = defaultdict[Cell, list[tuple[Decimal, Decimal]]](list), defaultdict[Cell, list[Award]](list)
    # Hundreds of amounts are rounded in one context, since making one costs more than rounding.
    with localcontext(prec=60):
        for stage, currency, amount, decision_on, submitted_on, deadline_on in applications:
            slot = slot_of(expected_on(decision_on, submitted_on, deadline_on, wait_days), today)
            open_ones[slot, currency].append((amount, _expected(amount, chances.get(stage, 0))))
        for award in awards:
            won[quarter_of(award.awarded_on), award.currency].append(award)
        return {
            cell: Amounts(
                len(open_ones[cell]),
                sum((asked for asked, _weighted in open_ones[cell]), ZERO),
                sum((weighted for _asked, weighted in open_ones[cell]), ZERO),
                sum(award.wins for award in won[cell]),
                sum((award.amount for award in won[cell]), ZERO),
            )
            for cell in dict.fromkeys((*open_ones, *won))
        }


def _count(cells: Cells, slot: str, currency: Currency, amounts: Amounts) -> None:
    cells[slot, currency] = cells.get((slot, currency), Amounts()) + amounts


def slots(cells: Cells) -> list[str]:
    """Return the slots that have anything: what has passed, the quarters in their order, what has no date."""
    return sorted({slot for slot, _currency in cells}, key=lambda slot: (slot == NO_DATE, slot != PASSED, slot))


def total(cells: Cells, *, slot: str | None = None, currency: Currency | None = None) -> Amounts:
    """Return the sum of the cells of a slot, of a currency, or of both; it makes sense within one currency."""
    found = Amounts()
    for (where, money), amounts in cells.items():
        if slot in (None, where) and currency in (None, money):
            found += amounts
    return found


def in_base(cells: Cells, rates: Mapping[Currency, Decimal], base: Currency) -> Cells | None:
    """Return the cells converted to the base currency at these rates; None when a currency has no rate."""
    converted: Cells = {}
    for (slot, currency), amounts in cells.items():
        rate = rates.get(currency)
        if rate is None:
            return None
        _count(
            converted,
            slot,
            base,
            Amounts(
                amounts.count,
                to_base(amounts.asked, rate),
                to_base(amounts.weighted, rate),
                amounts.won_count,
                to_base(amounts.won, rate),
            ),
        )
    return converted
