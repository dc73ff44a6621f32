"""Drivers: what was raised beside partner growth, participation and volunteers' hours."""

from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_login import current_user

from app import charts
from app.amounts import money
from app.chart_style import Meaning
from app.clock import today
from app.domain.errors import RuleError
from app.domain.period_text import parse_period, period_text
from app.domain.periods import InvalidPeriod, Period, last_months
from app.drivers_book import partners_note, source, write_drivers
from app.i18n import _, locale_code
from app.permissions import Permission, may
from app.queries.drivers import BranchRow, CellRow, MonthRow, Sums, drivers
from app.queries.filters import branch_choices
from app.queries.metrics import metrics
from app.queries.money_list import MONEY_LIST
from app.scope import Scope
from app.security import current_scope, requires
from app.templating import figure, month_name, number
from models import db
from views.listing import EmptyState, listing_page, period_choices
from views.table_files import workbook_file

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


def picture(months: list[MonthRow]) -> dict[str, Any]:
    """Return the chart: aligned panels over the same months."""
    rows = [
        {
            "month": month,
            "money": float(sums.money) / 1000,
            "partners": partners,
            "participants": sums.participants,
            "hours": sums.minutes / 60,
        }
        for month, sums, partners in months
    ]
    series = [
        charts.Panel("money", _("Money raised, thousands"), Meaning.MONEY, 1),
        charts.Panel("partners", _("Active partners"), Meaning.PARTNERS),
        charts.Panel("participants", _("Participants of events"), Meaning.PARTICIPANTS),
        charts.Panel("hours", _("Volunteers’ hours"), Meaning.VOLUNTEERS, 1),
    ]
    title = _("Money raised, active partners, participants and volunteers’ hours by month")
    return charts.panels(rows, month="month", series=series, title=title, locale=locale_code())


def branch_picture(cells: list[CellRow], names: dict[int | None, str]) -> dict[str, Any]:
    """Return the chart of branches by month: money, active partners and participants in one picture."""
    rows = [
        {
            "month": month,
            "branch": names[branch_id],
            "money": float(sums.money) / 1000,
            "partners": partners,
            "participants": sums.participants,
        }
        for month, branch_id, sums, partners in cells
    ]
    series = [
        charts.Panel("money", _("Money raised, thousands"), Meaning.MONEY, 1),
        charts.Panel("partners", _("Active partners"), Meaning.PARTNERS),
        charts.Panel("participants", _("Participants of events"), Meaning.PARTICIPANTS),
    ]
    title = _("Money raised, active partners and participants by branch and month")
    return charts.matrices(rows, month="month", category="branch", series=series, title=title, locale=locale_code())


def cell_rows(cells: list[CellRow], names: dict[int | None, str]) -> list[list[str]]:
    """Return a row of texts for each branch and month that has any figure."""
    return [
        [names[branch_id], month_name(month), money(sums.money), number(partners), number(sums.participants)]
        for month, branch_id, sums, partners in cells
    ]


def counts(sums: Sums) -> list[str]:
    """Return events, participants and hours as the reader's locale writes them."""
    return [number(sums.events), number(sums.participants), number(Decimal(sums.minutes) / 60, 2)]


def month_rows(months: list[MonthRow]) -> list[list[str]]:
    """Return a row of texts for each month; a month that has not come has no partners yet."""
    return [[month_name(month), money(sums.money), number(partners), *counts(sums)] for month, sums, partners in months]


def branch_rows(branches: list[BranchRow], names: dict[int | None, str]) -> list[list[str]]:
    """Return a row of texts for each branch."""
    return [
        [names[branch_id], money(sums.money), number(partners), *counts(sums)] for branch_id, sums, partners in branches
    ]


def total_row(totals: Sums) -> list[str]:
    """Return the last row of both tables; partners do not add up."""
    return [_("Total"), money(totals.money), "", *counts(totals)]


def branch_names(branches: list[tuple[str, str]]) -> dict[int | None, str]:
    """Return the names of branches by their ids, and what belongs to no branch."""
    return {None: _("The whole system"), **{int(key): name for key, name in branches}}


@bp.get("")
@requires(Permission.DRIVERS_VIEW)
def index() -> Response | str:
    """The picture, the totals that open to their rows, and the two tables; or a workbook of them."""
    session, period = db.session(), chosen_period()
    whole = current_scope().branch_id is None
    branches = branch_choices(session, archived=True)
    scope = chosen_scope(branches)
    found = drivers(session, period, scope, today())
    names = branch_names(branches)
    if request.args.get("format") == "xlsx":
        currency = current_app.config["BASE_CURRENCY"]
        name = f"drivers-{period.start.isoformat()}-{period.last_day.isoformat()}"
        return workbook_file(name, lambda path: write_drivers(path, found, period, names, scope.branch_id, currency))
    tiles = []
    for item in metrics(today()):
        if may(current_user.role, item.permission):
            endpoint, values = item.rows(period, scope.branch_id if whole else None)
            value = found.metrics[item.code] if item.code in found.metrics else item.value(session, period, scope)
            tiles.append((item, figure(value, item.unit), url_for(endpoint, **values)))
    return render_template(
        "drivers/index.html",
        period=period,
        period_value=period_text(period),
        periods=period_choices(today(), period_text(period)),
        branches=branches if whole else [],
        branch=scope.branch_id,
        tiles=tiles,
        spec=picture(found.months),
        months=month_rows(found.months),
        by_branch=branch_rows(found.branches, names),
        branch_spec=branch_picture(found.cells, names),
        cells=cell_rows(found.cells, names),
        totals=total_row(found.totals),
        source=source(),
        partners_note=partners_note(of_one=scope.branch_id is not None),
    )


@bp.get("/money")
@requires(Permission.DONATIONS_VIEW)
def money_rows() -> Response | str:
    """The gifts and tranches behind «money raised»."""
    empty = EmptyState(
        "cash-coin", _("No money was received"), _("Gifts and tranches appear here once they are received.")
    )
    return listing_page(MONEY_LIST, empty, "drivers/money.html")
