"""The forecast: what open applications may bring by quarter, with what chances, and the applications behind it."""

from decimal import Decimal
from typing import Any

from flask import Response, render_template, request, url_for

from app import charts
from app.amounts import money
from app.chart_style import Meaning
from app.clock import today
from app.domain.forecast import NO_DATE, PASSED, Amounts, slots, total
from app.domain.grant_outcomes import StageRecord
from app.domain.grants import Stage, StageKind
from app.domain.money import Currency
from app.formats import percent
from app.i18n import _, _n, locale_code
from app.labels import label
from app.permissions import Permission
from app.queries.forecast import on_hold, stage_chances
from app.queries.forecast_list import EVERY, forecast_list
from app.queries.grant_metrics import APPLICATIONS, FORECAST_METRICS, ForecastFacts, forecast_facts
from app.queries.rates import base_currency
from app.security import current_scope, requires
from app.templating import currency_sign, number
from models import db
from views.grants import bp
from views.grants.figure_tables import figure_table, wanted_file
from views.grants.figures import FigureCell, count_cell, is_few, money_cell, percent_cell, plain_cell, tiles
from views.listing import EmptyState, listing_page

OPEN = {"kind": StageKind.OPEN.value}


@bp.get("/forecast")
@requires(Permission.GRANTS_VIEW)
def forecast() -> str | Response:
    """Show what may come, by the quarter of the expected decision and by currency."""
    session, scope = db.session(), current_scope()
    facts = forecast_facts(session, scope, today(), base_currency())
    quarters = figure_table(
        "quarters",
        _("By quarter and currency"),
        [_("Quarter of the decision"), _("Open"), _("They ask for"), _("Expected"), _("Won already"), _("Best case")],
        [row for slot in slots(facts.cells) for row in slot_rows(facts, slot)],
        total_rows(facts),
    )
    chances = figure_table(
        "chances",
        _("Chances by stage"),
        [
            _("Stage"), _("Open now"), _("Stage’s own chance"), _("Won"), _("Not won"), _("Chance"),
            _("How it comes about"),
        ],
        chance_rows(facts),
    )  # fmt: skip
    return wanted_file([quarters, chances]) or render_template(
        "grants/forecast.html",
        facts=facts,
        tiles=tiles(FORECAST_METRICS, facts),
        quarters=quarters,
        chart=picture(facts),
        rates=[(currency, facts.rates[currency]) for currency in facts.currencies if currency in facts.rates],
        missing=[currency.value for currency in facts.currencies if currency not in facts.rates],
        chances=chances,
        held=on_hold(session, scope),
        settings=facts.known.settings,
    )


def slot_name(slot: str) -> str:
    """Return a slot in words: the fourth quarter of 2026."""
    if slot == PASSED:
        return _("The expected day has passed")
    if slot == NO_DATE:
        return _("No date")
    year, _q, quarter = slot.partition("-q")
    return _("Quarter %(quarter)s, %(year)s", quarter=quarter, year=year)


def short_name(slot: str) -> str:
    """Return a slot in few letters, for the foot of a column."""
    if slot == PASSED:
        return _("overdue")
    if slot == NO_DATE:
        return _("no date")
    year, _q, quarter = slot.partition("-q")
    return _("Q%(quarter)s %(year)s", quarter=quarter, year=year)


def _cells(amounts: Amounts, currency: Currency, slot: str | None, year: int) -> list[FigureCell]:
    """Return the figures of one slot, or of all of them, in one currency; each opens to its applications."""
    where = {"currency": currency.value}
    expected = where | OPEN | ({"expected": slot} if slot else {})
    won = where | {"outcome": "outcome_won", "awarded": slot or str(year)}
    best = where | {"best": slot or EVERY}

    def amount(value: Decimal, values: dict[str, str]) -> FigureCell:
        return money_cell(value, currency.value).opens(APPLICATIONS, **values)

    return [
        count_cell(amounts.count, APPLICATIONS, **expected),
        amount(amounts.asked, expected),
        amount(amounts.weighted, expected),
        amount(amounts.won, won),
        amount(amounts.best, best),
    ]


def slot_rows(facts: ForecastFacts, slot: str) -> list[list[Any]]:
    """Return a row for each currency of a slot."""
    return [
        [
            FigureCell(slot_name(slot), note=currency.value),
            *_cells(facts.cells[slot, currency], currency, slot, facts.today.year),
        ]
        for currency in facts.currencies
        if (slot, currency) in facts.cells
    ]


def total_rows(facts: ForecastFacts) -> list[list[Any]]:
    """Return a sum for each currency, and all of it in the base currency when there is a rate for everything."""
    rows: list[list[Any]] = [
        [
            _("Total, %(currency)s", currency=currency.value),
            *_cells(total(facts.cells, currency=currency), currency, None, facts.today.year),
        ]
        for currency in facts.currencies
    ]
    if facts.whole is not None and len(facts.currencies) > 1:
        whole = facts.whole
        amounts = (whole.asked, whole.weighted, whole.won, whole.best)
        name = _("All currencies together, in %(currency)s", currency=facts.base.value)
        rows.append([name, plain_cell(whole.count), *map(money_cell, amounts)])
    return rows


def picture(facts: ForecastFacts) -> tuple[dict[str, Any], list[list[str]]] | None:
    """Return the chart of the quarters in the base currency and its table; None without rates or anything to show."""
    if not facts.base_cells:
        return None
    words = (_("Won already"), _("Expected"), _("Rest"))
    rows, table = [], []
    for slot in slots(facts.base_cells):
        found = total(facts.base_cells, slot=slot)
        parts = (found.won, found.weighted, found.asked - found.weighted)
        rows += [
            {"quarter": short_name(slot), "part": word, "amount": part / 1000}
            for word, part in zip(words, parts, strict=True)
        ]
        table.append([slot_name(slot), *map(money, parts)])
    spec = charts.stacked_bar(
        rows,
        category="quarter",
        value="amount",
        series="part",
        title=_("Won, expected and the rest of the best case by quarter"),
        value_title=_("thousand %(currency)s", currency=currency_sign(facts.base.value)),
        locale=locale_code(),
        meaning=Meaning.MONEY,
    )
    return spec, table


def record_words(value: int, record: StageRecord, weight: int, stage: Stage) -> str:
    """Return in words how the chance of a stage comes about."""
    name = label(stage)
    if not record.decided:
        return _("No application that came to “%(stage)s” is decided yet, so the stage’s own chance holds.", stage=name)
    won = _n(
        "%(won)s of %(num)s decided application that came to “%(stage)s” was won",
        "%(won)s of %(num)s decided applications that came to “%(stage)s” were won",
        record.decided,
        num=number(record.decided),
        won=number(record.won),
        stage=name,
    )
    if not weight:
        return _("%(won)s; the stage’s own chance is not counted.", won=won)
    few = _("with so few cases ") if is_few(record.decided) else ""
    return _n(
        "%(won)s; %(few)sthe stage’s own %(value)s count as %(num)s more case.",
        "%(won)s; %(few)sthe stage’s own %(value)s count as %(num)s more cases.",
        weight,
        won=won,
        few=few,
        value=percent(value),
        num=number(weight),
    )


def chance_rows(facts: ForecastFacts) -> list[list[Any]]:
    """Return the open stages with their chances and what they come from."""
    known = facts.known
    rows = []
    for stage, value in known.values.items():
        record = known.records[stage]
        reached: dict[str, Any] = {"reached": stage.value}
        rows.append(
            [
                label(stage),
                count_cell(facts.standing.get(stage, 0), APPLICATIONS, stage=stage.value),
                percent_cell(Decimal(value)),
                count_cell(record.won, APPLICATIONS, outcome="outcome_won", **reached),
                count_cell(record.decided - record.won, APPLICATIONS, outcome="outcome_lost", **reached),
                percent_cell(Decimal(known.chances[stage]) / 10),
                record_words(value, record, known.settings.prior_weight, stage),
            ]
        )
    return rows


@bp.get("/forecast/applications")
@requires(Permission.GRANTS_VIEW)
def forecast_applications() -> Response | str:
    """Show the applications behind a figure, with their chances and expected values."""
    chosen = request.args.get("currency", "")
    currency = Currency(chosen) if chosen in frozenset(Currency) else None
    spec = forecast_list(stage_chances(db.session(), current_scope()), today(), currency)
    empty = EmptyState(
        "bullseye",
        _("No applications"),
        _("Applications and their chances appear here."),
        url_for(".forecast"),
        _("Back to the forecast"),
    )
    return listing_page(spec, empty, "grants/forecast_applications.html")
