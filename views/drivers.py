"""Drivers: what was raised beside partner growth, participation and volunteers' hours."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_login import current_user

from app import charts
from app.amounts import money
from app.chart_style import Meaning
from app.domain.errors import RuleError
from app.domain.period_text import parse_period, period_text
from app.domain.periods import InvalidPeriod, Period, last_months
from app.i18n import _, locale_code
from app.permissions import Permission, may
from app.queries.drivers import Drivers, drivers
from app.queries.filters import branch_choices
from app.queries.metrics import metrics
from app.queries.money_list import MONEY_LIST
from app.scope import Scope
from app.security import current_scope, requires
from app.templating import figure, month_name, number
from models import db
from views.clock import today
from views.listing import EmptyState, listing_page, period_choices

bp = Blueprint("drivers", __name__, url_prefix="/drivers")


EARLIEST, LATEST = 1990, 2100
LONGEST_YEARS = 10


def chosen_period() -> Period:
    """Return the period of the address, or the last twelve months. A text that is no period counts as none.

    Raises:
        RuleError: `period_too_long`; a picture of more months says nothing.
    """
    usual = last_months(12, today())
    try:
        period = parse_period(request.args["period"])
    except (KeyError, InvalidPeriod):
        return usual
    if not EARLIEST <= period.start.year <= LATEST:
        return usual
    if period.end.year - period.start.year > LONGEST_YEARS:
        raise RuleError("period_too_long", LONGEST_YEARS)
    return period


def chosen_scope(branches: list[tuple[str, str]]) -> Scope:
    """Return one branch when the address names it and the account may see it."""
    wanted = request.args.get("branch", "")
    if current_scope().branch_id is None and wanted in dict(branches):
        return Scope(int(wanted))
    return current_scope()


Rows = Sequence[Mapping[Any, Any]]


def picture(months: Rows) -> dict[str, Any]:
    """Return the chart: aligned panels over the same months."""
    rows = [
        {
            "month": row["month"],
            "money": float(row["money"]) / 1000,
            "partners": row["partners"],
            "participants": row["participants"],
            "hours": row["minutes"] / 60,
        }
        for row in months
    ]
    series = [
        charts.Panel("money", _("Money raised, thousands"), Meaning.MONEY, 1),
        charts.Panel("partners", _("Active partners"), Meaning.PARTNERS),
        charts.Panel("participants", _("Participants of events"), Meaning.PARTICIPANTS),
        charts.Panel("hours", _("Volunteers’ hours"), Meaning.VOLUNTEERS, 1),
    ]
    title = _("Money raised, active partners, participants and volunteers’ hours by month")
    return charts.panels(rows, month="month", series=series, title=title, locale=locale_code())


def branch_picture(cells: Rows, names: dict[int, str]) -> dict[str, Any]:
    """Return the chart of branches by month: money, active partners and participants in one picture."""
    whole = _("The whole system")
    rows = [
        {
            "month": row["month"],
            "branch": names.get(row["branch_id"], whole),
            "money": float(row["money"]) / 1000,
            "partners": row["partners"],
            "participants": row["participants"],
        }
        for row in cells
    ]
    series = [
        charts.Panel("money", _("Money raised, thousands"), Meaning.MONEY, 1),
        charts.Panel("partners", _("Active partners"), Meaning.PARTNERS),
        charts.Panel("participants", _("Participants of events"), Meaning.PARTICIPANTS),
    ]
    title = _("Money raised, active partners and participants by branch and month")
    return charts.matrices(rows, month="month", category="branch", series=series, title=title, locale=locale_code())


def ordered_cells(found: Drivers, branches: Rows) -> Rows:
    """Return the rows of branches and months in the order of the branches, then of the months."""
    order = {row["branch_id"]: place for place, row in enumerate(branches)}
    return sorted(found.cells.to_dict("records"), key=lambda row: (order[row["branch_id"]], row["month"]))


def cell_rows(cells: Rows, names: dict[int, str]) -> list[list[Any]]:
    """Return a row of texts for each branch and month that has any figure."""
    whole = _("The whole system")
    return [
        [
            names.get(row["branch_id"], whole),
            month_name(row["month"]),
            money(row["money"]),
            number(row["partners"]),
            number(row["participants"]),
        ]
        for row in cells
    ]


def ordered_branches(found: Drivers) -> Rows:
    """Return the rows of branches, the most participants first."""
    return sorted(found.branches.to_dict("records"), key=lambda row: -row["participants"])


def sums(row: Mapping[Any, Any]) -> list[str]:
    """Return events, participants and hours of a row as the reader's locale writes them."""
    return [number(row["events"]), number(row["participants"]), number(Decimal(row["minutes"]) / 60, 2)]


def month_rows(months: Rows) -> list[list[Any]]:
    """Return a row of texts for each month; a month that has not come has no partners yet."""
    return [
        [
            month_name(row["month"]),
            money(row["money"]),
            "—" if row["partners"] is None else number(row["partners"]),
            *sums(row),
        ]
        for row in months
    ]


def branch_rows(branches: Rows, names: dict[int, str]) -> list[list[Any]]:
    """Return a row of texts for each branch, the most participants first."""
    return [
        [
            names.get(row["branch_id"], _("The whole system")),
            money(row["money"]),
            "—" if row["branch_id"] is None else number(row["partners"]),
            *sums(row),
        ]
        for row in branches
    ]


@bp.get("")
@requires(Permission.DRIVERS_VIEW)
def index() -> str:
    """The picture, the totals that open to their rows, and the two tables."""
    session, period = db.session(), chosen_period()
    whole = current_scope().branch_id is None
    branches = branch_choices(session, archived=True)
    scope = chosen_scope(branches)
    found = drivers(session, period, scope, today())
    names = {int(key): name for key, name in branches}
    by_month, by_branch = found.months.to_dict("records"), ordered_branches(found)
    cells = ordered_cells(found, by_branch)
    tiles = []
    for item in metrics(today()):
        if may(current_user.role, item.permission):
            endpoint, values = item.rows(period, scope.branch_id if whole else None)
            tiles.append((item, figure(item.value(session, period, scope), item.unit), url_for(endpoint, **values)))
    return render_template(
        "drivers/index.html",
        period=period,
        period_value=period_text(period),
        periods=period_choices(today(), period_text(period)),
        branches=branches if whole else [],
        branch=scope.branch_id,
        tiles=tiles,
        spec=picture(by_month),
        months=month_rows(by_month),
        month_totals=[_("Total"), money(found.totals["money"]), "", *sums(found.totals)],
        by_branch=branch_rows(by_branch, names),
        branch_spec=branch_picture(cells, names),
        cells=cell_rows(cells, names),
        branch_totals=[_("Total"), money(found.totals["money"]), "", *sums(found.totals)],
    )


@bp.get("/money")
@requires(Permission.DONATIONS_VIEW)
def money_rows() -> Response | str:
    """The gifts and tranches behind «money raised»."""
    empty = EmptyState(
        "cash-coin", _("No money was received"), _("Gifts and tranches appear here once they are received.")
    )
    return listing_page(MONEY_LIST, empty, "drivers/money.html")
