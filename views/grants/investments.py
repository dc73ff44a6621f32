"""Investments: what fundraising costs and what it brings, and the efforts that are written down."""

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app import charts
from app.amounts import money
from app.clock import today
from app.domain.investments import EffortSource, Return
from app.domain.period_text import parse_period, period_text
from app.domain.periods import InvalidPeriod, Period, year
from app.forms.fundraising import EffortForm
from app.i18n import _, locale_code
from app.labels import label
from app.permissions import Permission
from app.queries import investments as questions
from app.queries.accounts import user_choices
from app.queries.campaigns import campaign_choices
from app.queries.filters import branch_choices
from app.queries.forecast import forecast_settings
from app.queries.grant_metrics import INVESTMENT_METRICS, InvestmentFacts
from app.queries.investment_lists import effort_list, source_list
from app.queries.rates import base_currency
from app.security import current_scope, requires
from app.services import fundraising as verbs
from app.templating import can, currency_sign
from models import db
from models.fundraising import FundraisingEffort
from views.addresses import record_id
from views.editing import Saving, answer_edit, answer_form, get_or_404
from views.grants import bp
from views.grants.figure_tables import figure_table, wanted_file
from views.grants.figures import FigureCell, linked, money_cell, plain_cell, tiles, unknown
from views.listing import EmptyState, listing_page
from views.local import local_path
from views.pickers import settle_contact, show_contacts

FORM = "grants/effort_form.html"
YEARS = 5
LONGEST_YEARS = 30


def usual_period() -> Period:
    """Return the present year with those before it, five in all."""
    this = today().year
    return Period(year(this - YEARS + 1).start, year(this).end)


def chosen_period() -> Period:
    """Return the period of the address, or the usual one when it names none that can be summed up by years."""
    try:
        period = parse_period(request.args["period"])
    except (KeyError, InvalidPeriod):
        return usual_period()
    return period if period.end.year - period.start.year <= LONGEST_YEARS else usual_period()


def period_options(chosen: Period) -> list[tuple[str, str]]:
    """Return the periods that the page offers, with the chosen one even when it is none of them."""
    usual = usual_period()
    offered = {period_text(usual): _("The last five years")}
    offered |= {str(number): str(number) for number in range(today().year, usual.start.year - 1, -1)}
    text = period_text(chosen)
    offered.setdefault(text, text.replace("..", " – "))
    return list(offered.items())


@bp.get("/investments")
@requires(Permission.GRANTS_VIEW)
def investments() -> str | Response:
    """Show what a period cost and brought: by source, year and branch."""
    session, scope, period = db.session(), current_scope(), chosen_period()
    settings = forecast_settings(session)
    cells = questions.investments(session, period, scope, settings.hour_rate)
    whole = sum((cell.result for cell in cells), Return())
    lost = questions.cost_without_award(session, period, scope, settings.hour_rate)
    text = period_text(period)
    names = dict(branch_choices(session, archived=True))
    by_year = questions.grouped(cells, lambda cell: cell.year)
    by_branch = questions.grouped(cells, lambda cell: cell.branch_id)
    rows = {
        "sources": [
            result_row(
                linked(label(source), ".investment_sources", period=text, source=source.value),
                found,
                {"period": text, "source": source.value},
                {"period": text, "brought_by": source.value},
            )
            for source, found in ordered(questions.grouped(cells, lambda cell: cell.source), list(EffortSource))
        ],
        "years": [
            result_row(str(number), found, *[{"period": part_text(period, number)}] * 2)
            for number, found in ordered(by_year, sorted(by_year, reverse=True))
        ],
        "branches": [
            result_row(
                names.get(str(branch), "") if branch else _("The whole system"),
                found,
                *[{"period": text, **({"branch": branch} if branch else {"whole": "1"})}] * 2,
            )
            for branch, found in ordered(by_branch, sorted(by_branch, key=lambda key: -by_branch[key].raised))
        ],
    }
    total = result_row(_("Total"), whole, {"period": text}, {"period": text})
    words = {
        "sources": (_("By source"), _("Source")),
        "years": (_("By year"), _("Year")),
        "branches": (_("By branch"), _("Branch")),
    }
    heads = [
        _("Hours"), _("Money spent"), _("Cost"), _("Raised"), _("Left"), _("Times the cost"),
        _("Cost of a hryvnia raised"),
    ]  # fmt: skip
    tables = {
        key: figure_table(key, title, [column, *heads], rows[key], [total]) for key, (title, column) in words.items()
    }
    return wanted_file(tables.values()) or render_template(
        "grants/investments.html",
        tiles=tiles(INVESTMENT_METRICS, InvestmentFacts(text, whole, lost)),
        period_value=text,
        periods=period_options(period),
        settings=settings,
        base=base_currency(),
        tables=tables,
        chart=picture(by_year),
    )


def ordered(found: Mapping[Any, Return], keys: list[Any]) -> list[tuple[Any, Return]]:
    """Return the groups in the order of the keys, without those that have nothing."""
    return [(key, found[key]) for key in keys if key in found]


def part_text(period: Period, number: int) -> str:
    """Return the part of a period that lies in a year, as addresses write it."""
    whole = year(number)
    return period_text(Period(max(period.start, whole.start), min(period.end, whole.end)))


def result_row(name: Any, found: Return, spent: Mapping[str, Any], raised: Mapping[str, Any]) -> list[Any]:
    """Return a row of a table: hours, money, cost, raised, ratios; what was counted opens to its rows."""

    return [
        name,
        plain_cell(round(found.minutes / 60, 2), 2).opens(".efforts", **spent),
        money_cell(found.spent).opens(".efforts", **spent),
        money_cell(found.cost).opens(".efforts", **spent),
        money_cell(found.raised).opens("drivers.money_rows", **raised),
        money_cell(found.net),
        FigureCell(unknown()) if found.ratio is None else plain_cell(found.ratio),
        FigureCell(unknown()) if found.per_unit is None else money_cell(found.per_unit),
    ]


def picture(by_year: Mapping[int, Return]) -> tuple[dict[str, Any], list[list[str]]] | None:
    """Return the chart of raised and cost by year with its table; None when there is nothing."""
    if not by_year:
        return None
    rows = [
        {"year": str(key), "raised": by_year[key].raised / 1000, "cost": by_year[key].cost / 1000}
        for key in sorted(by_year)
    ]
    spec = charts.plan_and_actual(
        rows,
        category="year",
        planned="raised",
        actual="cost",
        title=_("Money raised and its cost by year"),
        planned_title=_("Raised"),
        actual_title=_("Cost"),
        value_title=_("thousand %(currency)s", currency=currency_sign(base_currency().value)),
        locale=locale_code(),
    )
    return spec, [[str(key), money(by_year[key].raised), money(by_year[key].cost)] for key in sorted(by_year)]


@bp.get("/investments/efforts")
@requires(Permission.GRANTS_VIEW)
def efforts() -> Response | str:
    """Show the efforts that are written down."""
    empty = EmptyState(
        "clock-history",
        _("No efforts are written down"),
        _("Write down the hours and the money that went into an application or a campaign: this shows what pays."),
        url_for(".create_effort") if can("grants.edit") else None,
        _("Write down an effort"),
    )
    rate = forecast_settings(db.session()).hour_rate
    return listing_page(effort_list(rate, may_edit=can("grants.edit")), empty, "grants/efforts.html")


@bp.get("/investments/sources")
@requires(Permission.GRANTS_VIEW)
def investment_sources() -> Response | str:
    """Show every application, campaign and giver with what it cost and brought in the period."""
    empty = EmptyState(
        "cash-coin",
        _("Nothing was spent or raised"),
        _("Choose another period."),
        url_for(".investments"),
        _("Back to the investments"),
    )
    rate = forecast_settings(db.session()).hour_rate
    period = chosen_period()
    spec = source_list(period, current_scope(), rate)
    return listing_page(spec, empty, "grants/investment_sources.html", period=period, period_value=period_text(period))


@bp.route("/investments/efforts/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def create_effort() -> Any:
    """Write down an effort, perhaps for a record (`?application=`, `?campaign=`, `?donor=`)."""
    form = EffortForm()
    asked = {name: request.args.get(name, type=record_id) for name in ("application", "campaign", "donor")}
    offer(form, asked["application"], asked["campaign"])
    if request.method == "GET":
        begin(form, asked)
        return render_template(FORM, form=form, effort=None, base=base_currency())
    saving = Saving(
        lambda: verbs.save_effort(db.session(), form.effort_data(), today=today()),
        _("The effort is written down"),
        lambda _record: after(form),
    )
    return answer_form(form, FORM, saving, valid=is_valid(form), effort=None, base=base_currency())


@bp.route("/investments/efforts/<int:effort_id>", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def edit_effort(effort_id: int) -> Any:
    """Change an effort."""
    record = load_effort(effort_id)
    form = EffortForm(obj=record)
    offer(form, record.application_id, record.campaign_id)
    if request.method == "GET":
        form.show_version(record)
        show_contacts(form.donor_id, record.donor_id)
        form.rate.data = None
        return render_template(FORM, form=form, effort=record, base=base_currency())
    saving = Saving(
        lambda: verbs.save_effort(db.session(), form.effort_data(), record, today=today()),
        _("Changes saved"),
        lambda _record: after(form),
    )
    return answer_edit(form, record, FORM, saving, valid=is_valid(form), effort=record, base=base_currency())


@bp.post("/investments/efforts/<int:effort_id>/remove")
@requires(Permission.GRANTS_EDIT)
def remove_effort(effort_id: int) -> BaseResponse:
    """Remove an effort that was written down by mistake."""
    verbs.remove_effort(db.session(), load_effort(effort_id))
    flash(_("The effort is removed"), "success")
    return redirect(url_for(".efforts"))


def load_effort(effort_id: int) -> FundraisingEffort:
    """Return the effort of the address, or answer «there is no such page»."""
    return get_or_404(questions.effort(db.session(), effort_id, current_scope()))


def offer(form: EffortForm, application_id: int | None, campaign_id: int | None) -> None:
    """Fill the menus of the form."""
    session, scope = db.session(), current_scope()
    form.application_id.offer(
        questions.application_choices(session, scope, also=application_id), blank=_("None of the applications")
    )
    form.campaign_id.offer(campaign_choices(session, scope, also=campaign_id), blank=_("None of the campaigns"))
    form.who_id.offer(user_choices(session), blank=_("Several people or somebody else"))
    form.branch_id.offer(branch_choices(session), blank=_("The whole system"))


def begin(form: EffortForm, asked: Mapping[str, int | None]) -> None:
    """Fill a new form with what the address and the account tell."""
    form.application_id.data, form.campaign_id.data = asked["application"], asked["campaign"]
    show_contacts(form.donor_id, asked["donor"])
    form.branch_id.data = request.args.get("branch", type=record_id)
    form.done_on.data, form.who_id.data = today(), current_user.id
    form.currency.data = base_currency()
    form.back.data = request.args.get("back", "")


def is_valid(form: EffortForm) -> bool:
    """Say whether what was typed can be saved; a typed name must name one giver."""
    return form.validate_on_submit() and settle_contact(form.donor_id)


def after(form: EffortForm) -> str:
    """Return where to go once an effort is saved: back to where the form was opened."""
    return local_path(form.back.data, url_for(".efforts"))
