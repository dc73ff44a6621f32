"""The register of figures about forecasts, outcomes and investments: one figure, one definition.

Like `app.queries.metrics`, but a figure here is read from facts that a page has asked for already, and may be unknown:
nothing to divide by, or a currency without a rate.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from app.domain.calibration import Calibration
from app.domain.forecast import Amounts, Cells, forecast, in_base, total
from app.domain.grants import Stage, StageKind
from app.domain.investments import Return
from app.domain.money import Currency
from app.i18n import _l
from app.queries.forecast import StageChances, awards_since, open_applications, stage_chances
from app.queries.forecast_list import EVERY
from app.queries.metrics import Place
from app.queries.rates import RateFound, rates_on
from app.queries.renewals import RenewedShare
from app.queries.win_rates import WinRate
from app.scope import Scope

Facts = TypeVar("Facts")
APPLICATIONS = "grants.forecast_applications"


class FactUnit(StrEnum):
    """How a figure is written: money of the base currency, per cent, times, hours given in minutes, or as it is."""

    MONEY = "money"
    PERCENT = "percent"
    TIMES = "times"
    HOURS = "hours"
    SCORE = "score"


@dataclass(frozen=True)
class FactMetric(Generic[Facts]):
    """One figure: `value` takes the facts and returns None when it is unknown; `rows` is the list it opens to."""

    code: str
    title: Any
    definition: Any
    unit: FactUnit
    icon: str
    tone: str
    value: Callable[[Facts], Decimal | int | float | None]
    rows: Callable[[Facts], Place | None]


@dataclass(frozen=True)
class ForecastFacts:
    """The forecast as of a day.

    Attributes:
        standing: how many applications stand in each open stage.
        cells: by slot and currency.
        base_cells: the same in the base currency at `rates`, or None when a currency has no rate.
    """

    known: StageChances
    standing: Mapping[Stage, int]
    cells: Cells
    base_cells: Cells | None
    rates: dict[Currency, RateFound]
    base: Currency
    today: date

    @property
    def whole(self) -> Amounts | None:
        """Return the sum of everything in the base currency."""
        return None if self.base_cells is None else total(self.base_cells)

    @property
    def currencies(self) -> list[Currency]:
        """Return the currencies that occur, the base currency first."""
        found = {currency for _slot, currency in self.cells}
        return sorted(found, key=lambda currency: (currency is not self.base, currency.value))


def forecast_facts(session: Session, scope: Scope, today: date, base: Currency) -> ForecastFacts:
    """Return the forecast with the awards of the present year; six statements."""
    known = stage_chances(session, scope)
    applications = open_applications(session, scope)
    cells = forecast(
        applications,
        awards_since(session, scope, today.replace(month=1, day=1)),
        known.chances,
        wait_days=known.settings.wait_days,
        today=today,
    )
    rates = rates_on(session, today, base)
    converted = in_base(cells, {currency: found.rate for currency, found in rates.items()}, base)
    standing = Counter(item.stage for item in applications)
    return ForecastFacts(known, standing, cells, converted, rates, base, today)


def _open(_facts: ForecastFacts) -> Place:
    return APPLICATIONS, {"kind": StageKind.OPEN.value}


FORECAST_METRICS: tuple[FactMetric[ForecastFacts], ...] = (
    FactMetric(
        "grants_expected",
        _l("Expected from open applications"),
        _l("What each open application asks for times its chance, converted at the present rates. On hold: nothing."),
        FactUnit.MONEY,
        "bullseye",
        "money",
        lambda facts: facts.whole.weighted if facts.whole else None,
        _open,
    ),
    FactMetric(
        "grants_won_this_year",
        _l("Won this year"),
        _l("Awards made since 1 January, converted at the present rates."),
        FactUnit.MONEY,
        "trophy",
        "success",
        lambda facts: facts.whole.won if facts.whole else None,
        lambda facts: (APPLICATIONS, {"outcome": "outcome_won", "awarded": str(facts.today.year)}),
    ),
    FactMetric(
        "grants_best_case",
        _l("Best case"),
        _l("What was won this year, with everything that open applications ask for."),
        FactUnit.MONEY,
        "stars",
        "info",
        lambda facts: facts.whole.best if facts.whole else None,
        lambda _facts: (APPLICATIONS, {"best": EVERY}),
    ),
)

WIN_RATE: FactMetric[WinRate] = FactMetric(
    "win_rate",
    _l("Win rate"),
    _l("Awarded applications among those that funders have decided; withdrawn ones are not counted."),
    FactUnit.PERCENT,
    "percent",
    "primary",
    lambda facts: facts.rate,
    lambda _facts: (APPLICATIONS, {"decided": "1"}),
)

RENEWED_SHARE: FactMetric[RenewedShare] = FactMetric(
    "renewed_share",
    _l("Renewed grants"),
    _l(
        "Grants that another awarded application renews, among those that have ended: awarded ones that are closed or"
        " whose last day has passed."
    ),
    FactUnit.PERCENT,
    "arrow-repeat",
    "success",
    lambda facts: facts.rate,
    lambda _facts: (APPLICATIONS, {"ended": "1"}),
)


def _score(calibration: Calibration | None) -> float | None:
    return calibration.score if calibration else None


def _skill(calibration: Calibration | None) -> float | None:
    return calibration.skill if calibration else None


CALIBRATION_METRICS: tuple[FactMetric[Calibration | None], ...] = (
    FactMetric(
        "brier_score",
        _l("Brier score"),
        _l(
            "The mean square of what was missed: (chance − outcome)², where a win is 1. From 0, always right, to 1,"
            " always wrong; saying one half every time gives 0.25."
        ),
        FactUnit.SCORE,
        "rulers",
        "primary",
        _score,
        lambda _facts: None,
    ),
    FactMetric(
        "brier_skill",
        _l("Skill of the forecasts"),
        _l(
            "By how much the Brier score is better than that of saying the share of wins of these very forecasts every"
            " time: 1 is perfect, 0 no better, less than 0 worse."
        ),
        FactUnit.SCORE,
        "mortarboard",
        "info",
        _skill,
        lambda _facts: None,
    ),
)


@dataclass(frozen=True)
class InvestmentFacts:
    """What a period cost and brought; `lost` are the efforts for applications that were not won."""

    period: str
    whole: Return
    lost: Return


def _efforts(facts: InvestmentFacts) -> Place:
    return "grants.efforts", {"period": facts.period}


def _sources(facts: InvestmentFacts) -> Place:
    return "grants.investment_sources", {"period": facts.period}


INVESTMENT_METRICS: tuple[FactMetric[InvestmentFacts], ...] = (
    FactMetric(
        "fundraising_cost",
        _l("Cost of fundraising"),
        _l("Money spent in the period on raising funds, with the value of the hours when an hour has one."),
        FactUnit.MONEY,
        "wallet2",
        "neutral",
        lambda facts: facts.whole.cost,
        _efforts,
    ),
    FactMetric(
        "fundraising_raised",
        _l("Money raised"),
        _l("Donations in money and tranches of grants that were received in the period, in the base currency."),
        FactUnit.MONEY,
        "cash-coin",
        "money",
        lambda facts: facts.whole.raised,
        lambda facts: ("drivers.money_rows", {"period": facts.period}),
    ),
    FactMetric(
        "fundraising_return",
        _l("Times the cost"),
        _l("Money raised ÷ cost of the same period. Unknown when no cost is written down."),
        FactUnit.TIMES,
        "arrow-up-right-circle",
        "success",
        lambda facts: facts.whole.ratio,
        _sources,
    ),
    FactMetric(
        "fundraising_unit_cost",
        _l("Cost of a hryvnia raised"),
        _l("Cost ÷ money raised of the same period. Unknown when nothing was raised or no cost is written down."),
        FactUnit.MONEY,
        "coin",
        "info",
        lambda facts: facts.whole.per_unit,
        _sources,
    ),
    FactMetric(
        "fundraising_hours",
        _l("Hours of fundraising"),
        _l("Working time that is written down for the period."),
        FactUnit.HOURS,
        "clock-history",
        "primary",
        lambda facts: facts.whole.minutes,
        _efforts,
    ),
    FactMetric(
        "fundraising_lost_cost",
        _l("Spent on what was not won"),
        _l("The part of the cost that went into applications which were rejected or withdrawn."),
        FactUnit.MONEY,
        "x-octagon",
        "warning",
        lambda facts: facts.lost.cost,
        lambda facts: ("grants.efforts", {"period": facts.period, "result": "outcome_lost"}),
    ),
)
