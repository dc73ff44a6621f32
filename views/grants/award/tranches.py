"""Tranches: plan, change, look at, settle at what came, remove."""

from flask import flash, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.errors import RuleError
from app.forms.awards import TickForm, TrancheForm
from app.i18n import _
from app.permissions import Permission
from app.queries import tranches as questions
from app.queries.rates import base_currency
from app.security import requires
from app.services import tranches as verbs
from models import db
from models.grant_money import Disbursement
from models.grants import Application
from views.editing import conflict_page
from views.grants import bp
from views.grants.award.common import attempt, load_tranche, to_award, to_tranche
from views.grants.money.common import Answer, load_open
from views.grants.record import frame, load

FORM = "grants/award/tranche_form.html"


@bp.get("/<int:application_id>/tranches/<int:tranche_id>")
@requires(Permission.GRANTS_VIEW)
def tranche(application_id: int, tranche_id: int) -> str:
    """Show a tranche: what holds it, and what came of it."""
    application = load(application_id)
    found = load_tranche(application_id, tranche_id)
    session = db.session()
    standing = next(row for row in questions.standings(session, application, today()) if row.tranche.id == found.id)
    # The first gate is the agreement, which is no row; the others come in the order of their rows.
    rows = questions.gate_rows(session, tranche_id)
    return render_template(
        "grants/award/tranche.html",
        **frame(application, "award"),
        standing=standing,
        gates=list(zip(standing.gates, [None, *rows], strict=True)),
        gate_words=questions.gate_words,
        receipts=questions.receipts_of(session, tranche_id),
        tick=TickForm(formdata=None, ticked_on=today()),
        base=base_currency(),
        today=today(),
    )


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
    """Change a tranche that has not come as a whole."""
    application = load_open(application_id)
    return tranche_page(application, expected(application_id, tranche_id))


def tranche_page(application: Application, record: Disbursement | None) -> Answer:
    """Show the form of a planned tranche and save it."""
    form = TrancheForm(obj=record)
    session = db.session()
    left = questions.award_left(session, application, record)
    at_award = url_for("grants.award", application_id=application.id)
    back = url_for("grants.tranche", application_id=application.id, tranche_id=record.id) if record else at_award
    context = {"application": application, "tranche": record, "left": left, "to": back}
    if request.method == "GET":
        if record is not None:
            form.show_version(record)
        elif left is not None and left > 0:
            form.amount.data = left
        return render_template(FORM, form=form, **context)
    if not form.validate_on_submit():
        return render_template(FORM, form=form, **context), 422
    if record is not None and form.is_stale(record):
        return conflict_page(form, record, FORM, **context)
    try:
        saved = verbs.plan_disbursement(
            session,
            application,
            amount=form.amount.data,
            due_on=form.due_on.data,
            condition=form.condition.data or "",
            disbursement=record,
        )
    except RuleError as error:
        form.refuse(error)
        return render_template(FORM, form=form, **context), 422
    flash(_("The tranche is saved"), "success")
    return to_tranche(application.id, saved.id)


@bp.post("/<int:application_id>/tranches/<int:tranche_id>/close")
@requires(Permission.GRANTS_RECEIVE)
def close_tranche(application_id: int, tranche_id: int) -> Response:
    """Note that no more is coming of a tranche."""
    load(application_id)
    found = load_tranche(application_id, tranche_id)
    attempt(lambda: verbs.close_tranche(db.session(), found), _("The tranche is what came of it"))
    return to_tranche(application_id, tranche_id)


@bp.post("/<int:application_id>/tranches/<int:tranche_id>/remove")
@requires(Permission.GRANTS_MONEY)
def remove_tranche(application_id: int, tranche_id: int) -> Response:
    """Remove a planned tranche."""
    load(application_id)
    found = load_tranche(application_id, tranche_id)
    if attempt(lambda: verbs.remove_disbursement(db.session(), found), _("The tranche is removed")):
        return to_award(application_id, "tranches")
    return to_tranche(application_id, tranche_id)


def expected(application_id: int, tranche_id: int) -> Disbursement:
    """Return a tranche of which something is still expected.

    Raises:
        RuleError: `not_found`; `already_received`, because a tranche that came is not changed.
    """
    found = load_tranche(application_id, tranche_id)
    if found.settled_on is not None:
        raise RuleError("already_received")
    return found
