"""Drivers: what was raised beside partner growth, participation and volunteers' hours."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for
from flask_login import current_user

from app import charts
from app.amounts import money, typed
from app.chart_style import Meaning
from app.clock import today
from app.domain.errors import RuleError
from app.domain.period_text import parse_period, period_text
from app.domain.periods import InvalidPeriod, Period, last_months
from app.drivers_book import partners_note, source, write_drivers
from app.drivers_frames import MEASURES, Measure, by_branch_and_month, pictured
from app.i18n import _, locale_code
from app.permissions import Permission, may
from app.queries.drivers import BranchRow, CellRow, Drivers, MonthRow, Sums, branches_by_month, drivers
from app.queries.filters import branch_choices
from app.queries.metrics import metrics
from app.queries.money_list import MONEY_LIST
from app.scope import Scope
from app.security import current_scope, requires
from app.templating import currency_sign, figure, month_name, number, page_url
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


def picture(found: Drivers) -> dict[str, Any]:
    """Return the chart: aligned panels over the same months."""
    series = [
        charts.Panel("money", _("Money raised, thousands"), Meaning.MONEY, 1),
        charts.Panel("partners", _("Active partners"), Meaning.PARTNERS),
        charts.Panel("participants", _("Participants of events"), Meaning.PARTICIPANTS),
        charts.Panel("hours", _("Volunteers’ hours"), Meaning.VOLUNTEERS, 1),
    ]
    title = _("Money raised, active partners, participants and volunteers’ hours by month")
    return charts.panels(pictured(found.months), month="month", series=series, title=title, locale=locale_code())


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


class Asked(NamedTuple):
    """What the address asks for: days, and the branches that may be chosen and are."""

    period: Period
    branches: list[tuple[str, str]]
    scope: Scope

    @property
    def names(self) -> dict[int | None, str]:
        """The names of branches by their ids, and what belongs to no branch."""
        return {None: _("The whole system"), **{int(key): name for key, name in self.branches}}

    def figures(self) -> Drivers:
        """Return the figures by month and by branch."""
        return drivers(db.session(), self.period, self.scope, today())

    def cells(self) -> list[CellRow]:
        """Return the figures of each branch and month."""
        return branches_by_month(db.session(), self.period, self.scope, today())

    def words(self) -> dict[str, Any]:
        """Return what the form of both pages and the notes below their tables need."""
        return {
            "period": self.period,
            "period_value": period_text(self.period),
            "periods": period_choices(today(), period_text(self.period)),
            "branches": self.branches if current_scope().branch_id is None else [],
            "branch": self.scope.branch_id,
            "source": source(),
            "partners_note": partners_note(of_one=self.scope.branch_id is not None),
        }


def asked() -> Asked:
    """Return what the address asks for; `RuleError` as `chosen_period`."""
    period = chosen_period()
    branches = branch_choices(db.session(), archived=True)
    return Asked(period, branches, chosen_scope(branches))


@bp.get("")
@requires(Permission.DRIVERS_VIEW)
def index() -> Response | str:
    """The picture, the totals that open to their rows, and the two tables; or a workbook of all figures."""
    question = asked()
    period, scope, found = question.period, question.scope, question.figures()
    if request.args.get("format") == "xlsx":
        currency, cells = current_app.config["BASE_CURRENCY"], question.cells()
        name = f"drivers-{period.start.isoformat()}-{period.last_day.isoformat()}"
        return workbook_file(
            name, lambda path: write_drivers(path, found, cells, period, question.names, scope.branch_id, currency)
        )
    chosen = scope.branch_id if current_scope().branch_id is None else None
    tiles = []
    for item in metrics(today()):
        if may(current_user.role, item.permission):
            endpoint, values = item.rows(period, chosen)
            value = found.metrics[item.code] if item.code in found.metrics else item.value(db.session(), period, scope)
            tiles.append((item, figure(value, item.unit), url_for(endpoint, **values)))
    return render_template(
        "drivers/index.html",
        tiles=tiles,
        spec=picture(found),
        months=month_rows(found.months),
        by_branch=branch_rows(found.branches, question.names),
        totals=total_row(found.totals),
        **question.words(),
    )


@bp.get("/branches/picture")
@requires(Permission.DRIVERS_VIEW)
def branch_picture() -> Response:
    """The chart of branches by month, as JSON: money, active partners and participants in one picture."""
    question = asked()
    series = [
        charts.Panel("money", _("Money raised, thousands"), Meaning.MONEY, 1),
        charts.Panel("partners", _("Active partners"), Meaning.PARTNERS),
        charts.Panel("participants", _("Participants of events"), Meaning.PARTICIPANTS),
    ]
    title = _("Money raised, active partners and participants by branch and month")
    cells = question.cells()
    frame = pictured(cells).assign(branch=[question.names[row.branch_id] for row in cells]).drop(columns="hours")
    return jsonify(
        charts.matrices(frame, month="month", category="branch", series=series, title=title, locale=locale_code())
    )


@bp.get("/branches")
@requires(Permission.DRIVERS_VIEW)
def by_branch() -> str:
    """One measure as a table, branches down and months across; the measures are the tabs of the page."""
    question = asked()
    chosen = next((item for item in MEASURES if item.column == request.args.get("measure")), MEASURES[0])
    cells = question.cells()
    return render_template(
        "drivers/branches.html",
        measure=chosen,
        tabs=[
            {"text": item.title, "url": page_url(measure=item.column), "active": item is chosen} for item in MEASURES
        ],
        table=measure_table(question, cells, chosen) if cells else None,
        title=_("%(measure)s, %(unit)s", measure=chosen.title, unit=currency_sign(current_app.config["BASE_CURRENCY"]))
        if chosen.column == "money"
        else chosen.title,
        **question.words(),
    )


def measure_table(
    question: Asked, cells: Sequence[CellRow], measure: Measure
) -> tuple[list[str], list[list[str]], list[str] | None]:
    """Return the heads, the rows and the last row of a measure's table; partners do not add up."""
    months = [month.start.replace(day=1) for month in question.period.months()]
    frame = by_branch_and_month(cells, months, measure.column, today())
    heads = [_("Branch"), *map(month_name, months)]
    names = [question.names[branch_id] for branch_id in frame.index]
    figures = frame.to_numpy().tolist()
    text = _amount if measure.column == "money" else number
    if not measure.adds_up:
        return heads, [[name, *map(text, row)] for name, row in zip(names, figures, strict=True)], None
    rows = [[name, *map(text, (*row, sum(row)))] for name, row in zip(names, figures, strict=True)]
    sums = [sum(column) for column in zip(*figures, strict=True)]
    return [*heads, _("Total")], rows, [_("Total"), *map(text, (*sums, sum(sums)))]


def _amount(value: Decimal) -> str:
    """Return an amount without the sign of its currency, which the head of the table names once."""
    return typed(value) if value else "0"


@bp.get("/money")
@requires(Permission.DONATIONS_VIEW)
def money_rows() -> Response | str:
    """The gifts and tranches behind «money raised»."""
    empty = EmptyState(
        "cash-coin", _("No money was received"), _("Gifts and tranches appear here once they are received.")
    )
    return listing_page(MONEY_LIST, empty, "drivers/money.html")
