"""Receipts of a tranche: write down, correct, take back."""

from typing import Any

from flask import flash, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.awards import closed
from app.domain.errors import RuleError
from app.domain.money import RateSource
from app.forms.awards import ReceiptForm
from app.i18n import _
from app.permissions import Permission
from app.queries import tranches as questions
from app.queries.rates import base_currency
from app.security import requires
from app.services import tranche_receipts as verbs
from models import db
from models.awards import GrantReceipt
from models.grant_money import Disbursement
from models.grants import Application
from views.editing import conflict_page, get_or_404
from views.grants import bp
from views.grants.award.common import attempt, load_tranche, to_tranche
from views.grants.award.tranches import expected
from views.grants.money.common import Answer, load_open
from views.grants.record import load

FORM = "grants/award/receipt_form.html"


@bp.route("/<int:application_id>/tranches/<int:tranche_id>/receive", methods=["GET", "POST"])
@requires(Permission.GRANTS_RECEIVE)
def receive_tranche(application_id: int, tranche_id: int) -> Answer:
    """Record money that came of a tranche."""
    application = load_open(application_id)
    return receipt_page(application, expected(application_id, tranche_id), None)


@bp.route("/<int:application_id>/tranches/<int:tranche_id>/receipts/<int:receipt_id>/edit", methods=["GET", "POST"])
@requires(Permission.GRANTS_RECEIVE)
def edit_receipt(application_id: int, tranche_id: int, receipt_id: int) -> Answer:
    """Correct a receipt."""
    application = load_open(application_id)
    found = load_tranche(application_id, tranche_id)
    return receipt_page(application, found, get_or_404(questions.receipt(db.session(), found.id, receipt_id)))


@bp.post("/<int:application_id>/tranches/<int:tranche_id>/receipts/<int:receipt_id>/remove")
@requires(Permission.GRANTS_RECEIVE)
def remove_receipt(application_id: int, tranche_id: int, receipt_id: int) -> Response:
    """Take back a receipt that was recorded by mistake."""
    load(application_id)
    session = db.session()
    found = get_or_404(questions.receipt(session, load_tranche(application_id, tranche_id).id, receipt_id))
    attempt(lambda: verbs.take_back_receipt(session, found), _("The receipt is taken back"))
    return to_tranche(application_id, tranche_id)


def receipt_page(application: Application, tranche: Disbursement, record: GrantReceipt | None) -> Answer:
    """Show the form of a receipt and save it. One that waited for the first receipt carries the tranche's version."""
    session = db.session()
    base = base_currency()
    left = tranche.amount - questions.received_of(session, tranche, record).amount
    form = ReceiptForm(obj=record) if record else ReceiptForm(amount=left, received_on=today())
    form.currency.offer_only(dict.fromkeys((tranche.currency, base)))
    if record is None and request.method == "GET":
        form.currency.data = tranche.currency
    context: dict[str, Any] = {
        "application": application,
        "tranche": tranche,
        "receipt": record,
        "base": base,
        "left": left,
        "held_by": _held_by(application, tranche, form),
    }
    versioned = record or tranche
    if request.method == "GET":
        form.show_version(versioned)
        if record is not None and record.rate_source is not RateSource.MANUAL:
            form.rate.data = None
        return render_template(FORM, form=form, **context)
    if not form.validate_on_submit():
        return render_template(FORM, form=form, **context), 422
    if form.is_stale(versioned):
        return conflict_page(form, versioned, FORM, **context)
    try:
        verbs.record_receipt(session, tranche, form.receipt_data(), by=current_user, today=today(), receipt=record)
    except RuleError as error:
        form.refuse(error)
        return render_template(FORM, form=form, **context), 422
    flash(_("The receipt is saved"), "success")
    return to_tranche(application.id, tranche.id, "receipts")


def _held_by(application: Application, tranche: Disbursement, form: ReceiptForm) -> list[str]:
    """Return what holds the tranche on the day of the form, in words."""
    session = db.session()
    on = form.received_on.data or today()
    gates = questions.gates_by_tranche(session, application, questions.disbursements(session, application.id), on)
    return [questions.gate_words(gate, tranche.currency) for gate in closed(gates[tranche.id], on)]
