"""Whether a budget keeps to the call: indirect costs, co-financing, the amount asked for, the bounds of the call.

Nothing here stops anybody: each check says how it stands, in figures. Percentages are compared exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum

from app.domain.calls import CofinancingKind
from app.domain.grants import BudgetSource
from app.domain.money import CENT

ZERO = Decimal(0)
_HUNDRED = Decimal(100)
# Volunteers' work stands in the budget as a contribution in kind.
SOURCE_OF_KIND: Mapping[CofinancingKind, BudgetSource] = {
    CofinancingKind.OWN: BudgetSource.OWN,
    CofinancingKind.PARTNER: BudgetSource.PARTNER,
    CofinancingKind.IN_KIND: BudgetSource.IN_KIND,
    CofinancingKind.VOLUNTEERS: BudgetSource.IN_KIND,
}


class CheckCode(StrEnum):
    """What is checked."""

    REQUESTED = "requested"
    COFINANCING_AMOUNT = "cofinancing_amount"
    COFINANCING_SHARE = "cofinancing_share"
    COFINANCING_KIND = "cofinancing_kind"
    INDIRECT = "indirect"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    HEADINGS = "headings"


class CheckState(StrEnum):
    """How a check stands; `BY_HAND` is for what cannot be compared."""

    MET = "met"
    NOT_MET = "not_met"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetFacts:
    """What the checks look at. Amounts are in the application's currency; None where the call says nothing.

    Attributes:
        by_source: what each source pays.
        requested: what is asked for; None once the award decides instead.
        indirect: the indirect costs among all costs, from every source; all other costs are direct.
        kinds: what the funder takes as co-financing; none named means all.
        same_currency: whether the bounds of the call are in the application's currency.
        without_heading: how many categories of the budget stand under none of the funder's headings.
    """

    by_source: Mapping[BudgetSource, Decimal]
    indirect: Decimal
    requested: Decimal | None
    cofinancing: Decimal
    indirect_percent: int | None = None
    cofinancing_percent: int | None = None
    kinds: Collection[CofinancingKind] = field(default_factory=tuple)
    least: Decimal | None = None
    most: Decimal | None = None
    same_currency: bool = True
    without_heading: int | None = None

    @property
    def total(self) -> Decimal:
        """Return the whole budget."""
        return sum(self.by_source.values(), ZERO)

    @property
    def from_grant(self) -> Decimal:
        """Return what the funder pays."""
        return self.by_source.get(BudgetSource.GRANT, ZERO)

    @property
    def accepted(self) -> set[BudgetSource]:
        """Return the sources that count as co-financing."""
        return {SOURCE_OF_KIND[kind] for kind in self.kinds} or set(BudgetSource) - {BudgetSource.GRANT}


@dataclass(frozen=True, slots=True)
class BudgetCheck:
    """One check: how it stands, what was found and what it was compared with (amounts, or per cent)."""

    code: CheckCode
    state: CheckState
    found: Decimal
    wanted: Decimal

    @property
    def is_met(self) -> bool:
        """Say whether nothing needs to be done."""
        return self.state is CheckState.MET

    @property
    def share(self) -> Decimal:
        """Return what was found in per cent, to two decimals; a bound that is missed by less is not written as met."""
        near = self.found.quantize(CENT, ROUND_HALF_UP)
        if self.is_met or near != self.wanted:
            return near
        return self.found.quantize(CENT, ROUND_FLOOR if self.found < self.wanted else ROUND_CEILING)


def checks(facts: BudgetFacts) -> list[BudgetCheck]:
    """Return the checks that apply, in their order; an empty budget has nothing to check."""
    return [check for find in _FINDERS for check in find(facts)] if facts.total else []


def share(part: Decimal, whole: Decimal) -> Decimal:
    """Return a part in per cent of the whole, exact; of nothing it is zero when the part is, else a hundred."""
    if not whole:
        return _HUNDRED if part else ZERO
    return part * _HUNDRED / whole


def _state(met: bool) -> CheckState:
    return CheckState.MET if met else CheckState.NOT_MET


def _amounts(facts: BudgetFacts) -> Iterator[BudgetCheck]:
    found = facts.from_grant
    if facts.requested is not None:
        yield BudgetCheck(CheckCode.REQUESTED, _state(found == facts.requested), found, facts.requested)
    own = facts.total - facts.from_grant
    if own or facts.cofinancing:
        yield BudgetCheck(CheckCode.COFINANCING_AMOUNT, _state(own == facts.cofinancing), own, facts.cofinancing)


def _cofinancing(facts: BudgetFacts) -> Iterator[BudgetCheck]:
    others = {source: amount for source, amount in facts.by_source.items() if source is not BudgetSource.GRANT}
    counted = sum((amount for source, amount in others.items() if source in facts.accepted), ZERO)
    if facts.cofinancing_percent is not None:
        # Compared as products, so that no rounding of a share decides.
        met = counted * _HUNDRED >= facts.total * facts.cofinancing_percent
        found = share(counted, facts.total)
        yield BudgetCheck(CheckCode.COFINANCING_SHARE, _state(met), found, Decimal(facts.cofinancing_percent))
    refused = sum(others.values(), ZERO) - counted
    if refused:
        yield BudgetCheck(CheckCode.COFINANCING_KIND, CheckState.NOT_MET, refused, ZERO)


def _indirect(facts: BudgetFacts) -> Iterator[BudgetCheck]:
    if facts.indirect_percent is None:
        return
    direct = facts.total - facts.indirect
    met = facts.indirect * _HUNDRED <= direct * facts.indirect_percent
    yield BudgetCheck(CheckCode.INDIRECT, _state(met), share(facts.indirect, direct), Decimal(facts.indirect_percent))


def _bounds(facts: BudgetFacts) -> Iterator[BudgetCheck]:
    found = facts.from_grant
    for code, bound, met in (
        (CheckCode.AT_LEAST, facts.least, facts.least is None or found >= facts.least),
        (CheckCode.AT_MOST, facts.most, facts.most is None or found <= facts.most),
    ):
        if bound is not None:
            state = _state(met) if facts.same_currency else CheckState.BY_HAND
            yield BudgetCheck(code, state, found, bound)


def _headings(facts: BudgetFacts) -> Iterator[BudgetCheck]:
    if facts.without_heading is not None:
        found = Decimal(facts.without_heading)
        yield BudgetCheck(CheckCode.HEADINGS, _state(not found), found, ZERO)


_FINDERS: tuple[Callable[[BudgetFacts], Iterator[BudgetCheck]], ...] = (
    _amounts,
    _cofinancing,
    _indirect,
    _bounds,
    _headings,
)
