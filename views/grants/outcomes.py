"""How good forecasts were, and what became of applications: time in stages, conversion, win rates."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from flask import Response, render_template, request

from app import charts
from app.calibration_chart import Words, calibration_chart
from app.clock import today
from app.domain.calibration import Bin
from app.domain.calibration import calibration as judge
from app.domain.grant_outcomes import Outcome, forecasts
from app.domain.grants import Stage
from app.formats import percent
from app.i18n import _, locale_code
from app.labels import label
from app.permissions import Permission
from app.queries import win_rates as rates
from app.queries.forecast import forecast_settings, stage_chances, stage_values
from app.queries.grant_metrics import APPLICATIONS, CALIBRATION_METRICS, RENEWED_SHARE, WIN_RATE
from app.queries.grant_outcomes import StageFlow, StageTime, moves, stage_times
from app.queries.renewals import renewed_share
from app.queries.win_rates import WinRate
from app.security import current_scope, requires
from app.templating import number
from models import db
from views.grants import bp
from views.grants.figure_tables import figure_table, wanted_file
from views.grants.figures import (
    FigureCell,
    count_cell,
    is_few,
    money_cell,
    percent_cell,
    plain_cell,
    share_text,
    tiles,
    unknown,
)


@bp.get("/forecast/calibration")
@requires(Permission.GRANTS_VIEW)
def calibration() -> str | Response:
    """Show whether what was forecast came to pass, for all stages or for one (`?stage=`)."""
    session, scope = db.session(), current_scope()
    values, weight = stage_values(session), forecast_settings(session).prior_weight
    wanted = request.args.get("stage", "")
    stage = Stage(wanted) if wanted in values else None
    made = forecasts(moves(session, scope), values, weight)
    found = judge((item.chance, item.won) for item in made if stage in (None, item.stage))
    heads = [
        _("Forecast chance"),
        _("Forecasts"),
        _("Mean chance"),
        _("Won"),
        _("Share of wins"),
        _("Interval of 95 per cent"),
    ]
    table = figure_table(
        "calibration", _("Calibration of the forecast"), heads, map(bin_row, found.bins) if found else ()
    )
    return wanted_file([table]) or render_template(
        "grants/calibration.html",
        found=found,
        tiles=tiles(CALIBRATION_METRICS, found),
        few=found is not None and is_few(found.count),
        spec=calibration_picture(found.bins) if found else None,
        table=table,
        stages=[(item.value, label(item)) for item in values],
        stage=stage,
        weight=weight,
    )


def calibration_picture(bins: Sequence[Bin]) -> dict[str, Any]:
    """Return the plot of calibration."""
    words = Words(
        _("Forecast chance and share of wins"),
        _("Forecast chance, %"),
        _("Share of wins, %"),
        _("Forecasts"),
    )
    return calibration_chart(bins, words, locale=locale_code())


def bin_row(item: Bin) -> list[Any]:
    """Return a bin as a row."""
    low, high = item.interval
    return [
        f"{number(item.low)}\u2013{percent(item.high, 0)}",
        plain_cell(item.count),
        percent_cell(100 * item.mean),
        plain_cell(item.won),
        percent_cell(100 * item.share),
        f"{percent(100 * low, 0)} \u2013 {percent(100 * high, 0)}",
    ]


@bp.get("/forecast/outcomes")
@requires(Permission.GRANTS_VIEW)
def outcomes() -> str | Response:
    """Show how long applications stand in stages, how they go on, and what is won."""
    session, scope = db.session(), current_scope()
    flows = stage_chances(session, scope).flows
    ways = rates.ways(session, scope)
    whole, renewed = rates.overall(ways), renewed_share(session, scope, today())
    win_heads = [_("Decided"), _("Won"), _("Win rate"), _("Won, base currency")]
    tables = {
        "flows": figure_table(
            "flows",
            _("From stage to stage"),
            [_("Stage"), _("Came"), _("Came further"), _("Won"), _("Not won"), _("Not decided yet")],
            map(flow_row, flows),
        ),
        "times": figure_table(
            "times",
            _("Time in a stage"),
            [_("Stage"), _("Finished stays"), _("Median, days"), _("Quartiles, days"), _("Stand there now")],
            map(time_row, stage_times(session, scope)),
        ),
    }
    wins = [
        figure_table(f"win-rate-{key}", title, [column, *win_heads], [rate_row(row, name(row), key) for row in rows])
        for title, column, key, name, rows in win_tables(ways)
    ]
    return wanted_file([*tables.values(), *wins]) or render_template(
        "grants/outcomes.html",
        tiles=[
            {**tile, "note": _("%(won)s of %(decided)s decided", won=number(whole.won), decided=number(whole.decided))}
            for tile in tiles([WIN_RATE], whole)
        ]
        + [
            {
                **tile,
                "note": _(
                    "%(renewed)s of %(ended)s ended", renewed=number(renewed.renewed), ended=number(renewed.ended)
                ),
            }
            for tile in tiles([RENEWED_SHARE], renewed)
        ],
        tables=tables,
        wins=wins,
        spec=flow_picture(flows) if any(item.reached for item in flows) else None,
    )


def time_row(item: StageTime) -> list[Any]:
    """Return how long applications stood in a stage."""
    return [
        label(item.stage),
        plain_cell(item.stays),
        plain_cell(round(item.median, 1), 1),
        f"{number(item.lower, 1)} \u2013 {number(item.upper, 1)}",
        count_cell(item.standing, APPLICATIONS, stage=item.stage.value),
    ]


def flow_row(item: StageFlow) -> list[Any]:
    """Return how applications went on from a stage; each number opens to them."""
    reached: dict[str, Any] = {"reached": item.stage.value}

    def cell(count: int, **values: Any) -> FigureCell:
        found = count_cell(count, APPLICATIONS, **reached, **values)
        return replace(found, note=share_text(count, item.reached) if item.reached else "")

    return [
        label(item.stage),
        count_cell(item.reached, APPLICATIONS, **reached),
        cell(item.further, beyond=item.stage.value),
        cell(item.won, outcome="outcome_won"),
        cell(item.lost, outcome="outcome_lost"),
        cell(item.undecided, outcome="outcome_undecided"),
    ]


def flow_picture(flows: Sequence[StageFlow]) -> dict[str, Any]:
    """Return the chart of how many applications came to each stage, and to an award in the end."""
    rows = [{"stage": label(item.stage), "count": item.reached} for item in flows]
    rows.append({"stage": label(Outcome.WON), "count": flows[0].won})
    return charts.bar(
        rows,
        category="stage",
        value="count",
        title=_("How many applications came to each stage"),
        value_title=_("applications"),
        locale=locale_code(),
    )


Named = Callable[[WinRate], str]


def win_tables(ways: Sequence[rates.Way]) -> list[tuple[str, str, str, Named, list[WinRate]]]:
    """Return the groupings of win rates: title, first column, filter of the list, names of the groups, groups."""
    funders = rates.funders(db.session(), current_scope())
    unknown_kind, no_date = _("Not known"), _("No date")
    return [
        (_("By funder"), _("Funder"), "funder", lambda row: row.name, rates.by_funder(funders)),
        (
            _("By size"),
            _("Asked for, base currency"),
            "size",
            lambda row: label(row.key),
            rates.by_size(ways),
        ),
        (
            _("By kind of funder"),
            _("Kind of funder"),
            "funder_type",
            lambda row: label(row.key) if row.key else unknown_kind,
            rates.by_kind(funders),
        ),
        (
            _("By whom it concerns"),
            _("Whom it concerns"),
            "place",
            lambda row: label(row.key),
            rates.by_place(ways),
        ),
        (
            _("By year of submission"),
            _("Year"),
            "submitted",
            lambda row: str(row.key) if row.key else no_date,
            rates.by_year(ways),
        ),
    ]


def rate_row(row: WinRate, name: str, key: str) -> list[Any]:
    """Return a group's win rate; the numbers open to the applications where the group can be asked for."""
    rate = percent_cell(row.rate) if row.rate is not None else FigureCell(unknown())
    cells = [plain_cell(row.decided), plain_cell(row.won)]
    if row.key is not None:
        where = {key: str(row.key)}
        cells = [
            count_cell(row.decided, APPLICATIONS, decided="1", **where),
            count_cell(row.won, APPLICATIONS, outcome="outcome_won", **where),
        ]
    few = _("few cases") if is_few(row.decided) else ""
    return [name, *cells, replace(rate, note=few), money_cell(row.won_base)]
