"""Expenditures: write down, correct, remove."""

from datetime import date

from flask import flash, render_template, request
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.errors import RuleError
from app.domain.money import RateSource
from app.domain.report_period import end_passed
from app.formats import short_day
from app.forms.budgets import ExpenditureForm
from app.i18n import _
from app.permissions import Permission
from app.queries import budgets
from app.queries import grant_money as questions
from app.queries.rates import base_currency
from app.security import requires
from app.services import budget_spending as verbs
from app.services.tranches import PAID_STAGES
from models import db
from models.grant_money import Expenditure
from models.grants import Application
from views.editing import conflict_page, get_or_404
from views.grants import bp
from views.grants.money.common import Answer, back, changed, load_open
from views.grants.record import load
from views.pickers import show_contacts

FORM = "grants/money/expenditure_form.html"


@bp.route("/<int:application_id>/expenditures/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_MONEY)
def create_expenditure(application_id: int) -> Answer:
    """Write down money that was spent."""
    application = load_open(application_id)
    if (application.held_stage or application.stage) not in PAID_STAGES:
        raise RuleError("not_won")
    return expenditure_page(application, None)


@bp.route("/<int:application_id>/expenditures/<int:expenditure_id>/edit", methods=["GET", "POST"])
@requires(Permission.GRANTS_MONEY)
def edit_expenditure(application_id: int, expenditure_id: int) -> Answer:
    """Correct an expenditure."""
    application = load_open(application_id)
    found = questions.expenditure(db.session(), application_id, expenditure_id)
    return expenditure_page(application, get_or_404(found))


def expenditure_page(application: Application, expenditure: Expenditure | None) -> Answer:
    """Show the form of an expenditure and save it."""
    session = db.session()
    form = ExpenditureForm(obj=expenditure)
    form.budget_line_id.offer(budgets.line_choices(session, application.id), blank=_("Choose a line"))
    context = {"application": application, "expenditure": expenditure, "base": base_currency()}
    if request.method == "GET":
        prepare(form, application, expenditure)
        return render_template(FORM, form=form, **context)
    if not form.validate_on_submit():
        return render_template(FORM, form=form, **context), 422
    if expenditure is not None and form.is_stale(expenditure):
        return conflict_page(form, expenditure, FORM, **context)
    line = get_or_404(budgets.budget_line(session, application.id, form.budget_line_id.data))
    data = form.expenditure_data(line)
    twice = expenditure is None and questions.same_document(
        session, application.id, data.document_number, data.counterparty, data.spent_on
    )
    try:
        verbs.save_expenditure(session, application, data, today=today(), expenditure=expenditure)
    except verbs.BeyondAllowance as error:
        form.refuse(error)
        return render_template(FORM, form=form, beyond=error, line=line, **context), 422
    except RuleError as error:
        form.refuse(error)
        return render_template(FORM, form=form, **context), 422
    flash(_("The expenditure is saved"), "success")
    if twice:
        flash(
            _(
                "Document No. %(number)s of that day was entered before. Is it the same one?",
                number=data.document_number,
            ),
            "warning",
        )
    warn_of_day(data.spent_on, application)
    return back(application.id, "expenditures")


def warn_of_day(day: date, application: Application) -> None:
    """Say so when money was spent on a day outside the project."""
    passed = end_passed(day, application.starts_on, application.ends_on)
    if passed is None:
        return
    if day < passed:
        text = _(
            "%(day)s is before the project’s first day, %(first)s. Check the date: funders seldom pay for such costs.",
            day=short_day(day),
            first=short_day(passed),
        )
    else:
        text = _(
            "%(day)s is after the project’s last day, %(last)s. Check the date: funders seldom pay for such costs.",
            day=short_day(day),
            last=short_day(passed),
        )
    flash(text, "warning")


def prepare(form: ExpenditureForm, application: Application, expenditure: Expenditure | None) -> None:
    """Fill the form before it is shown for the first time."""
    if expenditure is None:
        form.currency.data = application.currency
        form.spent_on.data = today()
        line = request.args.get("line", "")
        form.budget_line_id.data = int(line) if line.isdecimal() and len(line) < 12 else None
        return
    if expenditure.counterparty_id:
        show_contacts(form.counterparty, expenditure.counterparty_id)
    form.counterparty.typed = expenditure.counterparty
    form.over_agreed.data = bool(expenditure.over_reason)
    if expenditure.rate_source is not RateSource.MANUAL:
        form.rate.data = None
    form.show_version(expenditure)


@bp.post("/<int:application_id>/expenditures/<int:expenditure_id>/remove")
@requires(Permission.GRANTS_MONEY)
def remove_expenditure(application_id: int, expenditure_id: int) -> Response:
    """Remove an expenditure that was entered by mistake."""
    load(application_id)
    session = db.session()
    found = get_or_404(questions.expenditure(session, application_id, expenditure_id))
    return changed(
        application_id,
        "expenditures",
        lambda: verbs.remove_expenditure(session, found),
        _("The expenditure is removed"),
    )
