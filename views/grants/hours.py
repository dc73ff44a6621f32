"""Volunteers' hours of a grant as its co-financing: what an hour is worth, which hours count."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.amounts import money
from app.clock import today
from app.domain.errors import RuleError
from app.domain.grants import BudgetSource
from app.domain.hours_value import rate_on, value_of
from app.forms.grant_hours import HourRateForm
from app.i18n import _, _n
from app.labels import refusal
from app.permissions import Permission
from app.queries import hours_claims as questions
from app.queries.budgets import budget
from app.security import requires
from app.services import hours_claims as verbs
from models import db
from models.base import utc_now
from models.grants import Application
from models.hours import GrantHourRate
from views.editing import get_or_404
from views.grants import bp
from views.grants.money.common import load_open
from views.grants.record import frame, load


@bp.get("/<int:application_id>/hours")
@requires(Permission.GRANTS_VIEW)
def hours(application_id: int) -> str:
    """Show the value of an hour, the hours that may count, and those that do."""
    return _page(load(application_id), HourRateForm(formdata=None, valid_from=None))


@bp.post("/<int:application_id>/hours/rates")
@requires(Permission.GRANTS_MONEY)
def set_hour_rate(application_id: int) -> Any:
    """Set what an hour is worth from a day on."""
    application = load_open(application_id)
    form = HourRateForm()
    if form.validate_on_submit():
        try:
            verbs.set_rate(
                db.session(),
                application,
                valid_from=form.valid_from.data,
                rate=form.rate.data,
                basis=form.basis.data,
                by=current_user,
                now=utc_now(),
            )
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The value of an hour is set"), "success")
            return _back(application_id)
    return _page(application, form), 422


@bp.post("/<int:application_id>/hours/rates/<int:rate_id>/remove")
@requires(Permission.GRANTS_MONEY)
def remove_hour_rate(application_id: int, rate_id: int) -> Response:
    """Remove a value of an hour; hours that count already keep it."""
    application = load_open(application_id)
    rate = get_or_404(questions.rate_by_id(db.session(), application.id, rate_id))
    return _done(application_id, lambda: verbs.remove_rate(db.session(), rate), _("The value of an hour is removed"))


@bp.post("/<int:application_id>/hours/claim")
@requires(Permission.GRANTS_MONEY)
def claim_hours(application_id: int) -> Response:
    """Count the chosen hours, or all that may count (`all=1`), as co-financing."""
    application = load_open(application_id)
    session = db.session()
    wanted = questions.claimable_ids(session, application_id) if "all" in request.form else _ids()
    try:
        claims = verbs.claim_hours(session, application, wanted, by=current_user, now=utc_now())
    except RuleError as error:
        flash(refusal(error), "danger")
        return _back(application_id)
    value = money(sum(claim.value for claim in claims), application.currency)
    count = len(claims)
    text = _n("%(num)d entry counts, %(value)s", "%(num)d entries count, %(value)s", count, value=value)
    flash(text, "success")
    return _back(application_id)


@bp.post("/<int:application_id>/hours/withdraw")
@requires(Permission.GRANTS_MONEY)
def withdraw_hours(application_id: int) -> Response:
    """Count the chosen hours no longer."""
    application = load_open(application_id)
    claims = questions.claims_by_id(db.session(), application.id, _ids())
    if not claims:
        flash(_("Choose hours that count on this grant."), "warning")
        return _back(application_id)
    count = len(claims)
    value = money(verbs.withdraw_claims(db.session(), claims), application.currency)
    text = _n(
        "%(num)d entry counts no longer, %(value)s", "%(num)d entries count no longer, %(value)s", count, value=value
    )
    flash(text, "success")
    return _back(application_id)


def _page(application: Application, form: HourRateForm) -> str:
    session = db.session()
    rates = questions.rates_of(session, application.id)
    in_kind = budget(session, application.id).by_source().get(BudgetSource.IN_KIND)
    return render_template(
        "grants/hours.html",
        **frame(application, "hours"),
        form=form,
        rates=rates,
        current=_current(rates),
        candidates=[(row, _value(rates, row)) for row in questions.claimable(session, application.id)],
        open_sum=questions.claimable_sum(session, application.id),
        claims=questions.claims_of(session, application.id),
        claimed=questions.claimed_sum(session, application.id),
        in_kind=in_kind,
    )


def _current(rates: list[GrantHourRate]) -> GrantHourRate | None:
    return next((rate for rate in rates if rate.valid_from <= today()), None)


def _value(rates: list[GrantHourRate], row: Any) -> Any:
    """Return what an entry would be worth; None where no value of an hour is set for its day."""
    try:
        return value_of(row.minutes, rate_on(questions.as_rates(rates), row.worked_on))
    except RuleError:
        return None


def _ids() -> list[int]:
    values = request.form.getlist("ids")
    return [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 10]


def _done(application_id: int, change: Callable[[], object], text: str) -> Response:
    change()
    flash(text, "success")
    return _back(application_id)


def _back(application_id: int) -> Response:
    return redirect(url_for("grants.hours", application_id=application_id))
