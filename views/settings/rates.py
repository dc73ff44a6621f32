"""Exchange rates: the list, entry by hand, and loading in the National Bank's format."""

from datetime import date
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.errors import RuleError
from app.domain.money import Currency
from app.forms.settings import LoadRatesForm, RateForm, RatesFileForm
from app.i18n import _, _n
from app.permissions import Permission
from app.queries.rates import RATES, base_currency, rate_on
from app.security import requires
from app.services.rates import MAX_REPLY, Loaded, fetch_nbu, load_nbu, set_rate
from models import db
from views.listing import EmptyState, listing_page
from views.settings.home import bp

Answer = str | tuple[Any, ...] | Response


@bp.get("/rates")
@requires(Permission.RATES_MANAGE)
def rates() -> Answer:
    """List the rates."""
    empty = EmptyState(
        "currency-exchange",
        _("No rates yet"),
        _("Amounts in other currencies are converted at the rate of their day."),
        url_for("settings.load_rates"),
        _("Load rates"),
    )
    return listing_page(RATES, empty, "settings/rates.html")


@bp.route("/rates/new", methods=["GET", "POST"])
@requires(Permission.RATES_MANAGE)
def create_rate() -> Answer:
    """Enter a rate by hand; it replaces the one of that day and is never replaced by loading."""
    form = RateForm()
    if form.validate_on_submit():
        try:
            set_rate(db.session(), today=today(), **form.typed())
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The rate is saved."), "success")
            return redirect(url_for("settings.rates"))
    elif not form.is_submitted():
        _suggest(form)
    status = 422 if form.is_submitted() else 200
    return render_template("settings/rate_form.html", form=form, base=base_currency()), status


def _suggest(form: RateForm) -> None:
    """Start from the rate that the address names, which is how the list opens one of its rows."""
    form.on_date.data = today()
    try:
        form.currency.data = Currency(request.args.get("currency", "EUR"))
        form.on_date.data = date.fromisoformat(request.args.get("day", today().isoformat()))
    except ValueError:
        form.currency.data = Currency.EUR
        return
    known = rate_on(db.session(), form.currency.data, form.on_date.data, base_currency())
    if known is not None and known.rate_date == form.on_date.data:
        form.rate.data = known.rate


@bp.get("/rates/load")
@requires(Permission.RATES_MANAGE)
def load_rates() -> Answer:
    """Offer the two ways of loading."""
    return render_template("settings/rates_load.html", form=LoadRatesForm(), file_form=RatesFileForm())


@bp.post("/rates/load/bank")
@requires(Permission.RATES_MANAGE)
def load_rates_from_bank() -> Answer:
    """Ask the National Bank's service."""
    form, file_form = LoadRatesForm(), RatesFileForm(formdata=None)
    if form.validate_on_submit():
        try:
            payload = fetch_nbu(current_app.config["NBU_URL"], form.on_date.data)
            return _loaded(load_nbu(db.session(), payload))
        except RuleError as error:
            form.refuse(error)
    return render_template("settings/rates_load.html", form=form, file_form=file_form), 422


@bp.post("/rates/load/file")
@requires(Permission.RATES_MANAGE)
def load_rates_from_file() -> Answer:
    """Read a saved reply of the National Bank's service."""
    form, file_form = LoadRatesForm(formdata=None), RatesFileForm()
    if file_form.validate_on_submit():
        try:
            return _loaded(load_nbu(db.session(), file_form.file.data.read(MAX_REPLY)))
        except RuleError as error:
            error.field = "file"
            file_form.refuse(error)
    return render_template("settings/rates_load.html", form=form, file_form=file_form), 422


def _loaded(loaded: Loaded) -> Response:
    flash(_n("%(num)d rate loaded.", "%(num)d rates loaded.", loaded.stored), "success")
    if loaded.kept:
        flash(
            _n(
                "%(num)d rate stays as it was entered by hand.",
                "%(num)d rates stay as they were entered by hand.",
                loaded.kept,
            ),
            "info",
        )
    return redirect(url_for("settings.rates"))
