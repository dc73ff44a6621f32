"""Tranches: plan, change, record the receipt, remove."""

from flask import flash, render_template, request
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.forms.grant_money import ReceiptForm, TrancheForm
from app.i18n import _
from app.permissions import Permission
from app.queries import grant_money as questions
from app.queries.rates import base_currency
from app.security import requires
from app.services import grant_money as verbs
from models import db
from models.grant_money import Disbursement
from models.grants import Application
from views.clock import today
from views.editing import conflict_page, get_or_404
from views.grants import bp
from views.grants.money.common import Answer, back, changed, load_open
from views.grants.record import load

FORM = "grants/money/tranche_form.html"
RECEIPT = "grants/money/receipt_form.html"


@bp.route("/<int:application_id>/tranches/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_MONEY)
def create_tranche(application_id: int) -> Answer:
    """Plan a tranche."""
    application = load_open(application_id)
    if application.stage not in verbs.PAID_STAGES:
        raise RuleError("not_won")
    return tranche_page(application, None)


@bp.route("/<int:application_id>/tranches/<int:tranche_id>/edit", methods=["GET", "POST"])
@requires(Permission.GRANTS_MONEY)
def edit_tranche(application_id: int, tranche_id: int) -> Answer:
    """Change a tranche that has not come."""
    application = load_open(application_id)
    return tranche_page(application, expected(application_id, tranche_id))


def tranche_page(application: Application, tranche: Disbursement | None) -> Answer:
    """Show the form of a planned tranche and save it."""
    form = TrancheForm(obj=tranche)
    session = db.session()
    left = questions.award_left(session, application, tranche)
    context = {"application": application, "tranche": tranche, "left": left}
    if request.method == "GET":
        if tranche is not None:
            form.show_version(tranche)
        elif left is not None and left > 0:
            form.amount.data = left
        return render_template(FORM, form=form, **context)
    if not form.validate_on_submit():
        return render_template(FORM, form=form, **context), 422
    if tranche is not None and form.is_stale(tranche):
        return conflict_page(form, tranche, FORM, **context)
    try:
        verbs.plan_disbursement(
            session,
            application,
            amount=form.amount.data,
            due_on=form.due_on.data,
            condition=form.condition.data or "",
            disbursement=tranche,
        )
    except RuleError as error:
        form.refuse(error)
        return render_template(FORM, form=form, **context), 422
    flash(_("The tranche is saved"), "success")
    return back(application.id, "tranches")


@bp.route("/<int:application_id>/tranches/<int:tranche_id>/receive", methods=["GET", "POST"])
@requires(Permission.GRANTS_MONEY)
def receive_tranche(application_id: int, tranche_id: int) -> Answer:
    """Record that a tranche came."""
    application = load_open(application_id)
    tranche = expected(application_id, tranche_id)
    form = ReceiptForm(amount=tranche.amount, received_on=today())
    context = {"application": application, "tranche": tranche, "base": base_currency()}
    if request.method == "GET":
        form.show_version(tranche)
        return render_template(RECEIPT, form=form, **context)
    if not form.validate_on_submit():
        return render_template(RECEIPT, form=form, **context), 422
    if form.is_stale(tranche):
        return conflict_page(form, tranche, RECEIPT, **context)
    try:
        verbs.receive_disbursement(
            db.session(),
            tranche,
            amount=form.amount.data,
            received_on=form.received_on.data,
            today=today(),
            rate=form.rate.data,
        )
    except RuleError as error:
        form.refuse(error)
        return render_template(RECEIPT, form=form, **context), 422
    flash(_("The tranche is received"), "success")
    return back(application_id, "tranches")


@bp.post("/<int:application_id>/tranches/<int:tranche_id>/not-received")
@requires(Permission.GRANTS_MONEY)
def take_back_receipt(application_id: int, tranche_id: int) -> Response:
    """Correct a receipt that was recorded by mistake."""
    load(application_id)
    session = db.session()
    tranche = get_or_404(questions.disbursement(session, application_id, tranche_id))
    return changed(
        application_id,
        "tranches",
        lambda: verbs.take_back_receipt(session, tranche),
        _("The tranche is expected again"),
    )


@bp.post("/<int:application_id>/tranches/<int:tranche_id>/remove")
@requires(Permission.GRANTS_MONEY)
def remove_tranche(application_id: int, tranche_id: int) -> Response:
    """Remove a planned tranche."""
    load(application_id)
    session = db.session()
    tranche = get_or_404(questions.disbursement(session, application_id, tranche_id))
    return changed(
        application_id,
        "tranches",
        lambda: verbs.remove_disbursement(session, tranche),
        _("The tranche is removed"),
    )


def expected(application_id: int, tranche_id: int) -> Disbursement:
    """Return a tranche that has not come yet.

    Raises:
        RuleError: `not_found`; `already_received`, because money that came is not changed.
    """
    tranche = get_or_404(questions.disbursement(db.session(), application_id, tranche_id))
    if tranche.received_on is not None:
        raise RuleError("already_received")
    return tranche
