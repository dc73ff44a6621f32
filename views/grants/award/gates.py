"""What must have happened before a tranche comes: set, tick, take off."""

from flask import flash, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.awards import GateKind
from app.domain.errors import RuleError
from app.forms.awards import GateForm, TickForm
from app.i18n import _
from app.labels import label
from app.permissions import Permission
from app.queries import tranches as questions
from app.queries.deliverables import deliverables_of
from app.security import requires
from app.services import tranches as verbs
from app.templating import day
from models import db
from models.awards import TrancheGate
from views.editing import get_or_404
from views.grants import bp
from views.grants.award.common import attempt, load_tranche, to_tranche
from views.grants.award.tranches import expected
from views.grants.money.common import Answer, load_open
from views.grants.record import load

FORM = "grants/award/gate_form.html"
KINDS = tuple(kind for kind in GateKind if kind is not GateKind.AGREEMENT)


@bp.route("/<int:application_id>/tranches/<int:tranche_id>/gates/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_MONEY)
def create_gate(application_id: int, tranche_id: int) -> Answer:
    """Set what must have happened before the tranche comes."""
    application = load_open(application_id)
    tranche = expected(application_id, tranche_id)
    session = db.session()
    form = GateForm()
    form.kind.offer_only(KINDS)
    handed = [
        (str(item.id), f"{label(item.kind)}, {day(item.due_on)}") for item in deliverables_of(session, application_id)
    ]
    form.deliverable_id.offer(handed, blank=_("Choose what is handed in"))
    context = {"application": application, "tranche": tranche}
    if request.method == "GET":
        return render_template(FORM, form=form, **context)
    if form.validate_on_submit():
        try:
            verbs.add_gate(session, tranche, form.gate_data())
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The condition is set"), "success")
            return to_tranche(application_id, tranche_id, "gates")
    return render_template(FORM, form=form, **context), 422


@bp.post("/<int:application_id>/tranches/<int:tranche_id>/gates/<int:gate_id>/tick")
@requires(Permission.GRANTS_MONEY)
def tick_gate(application_id: int, tranche_id: int, gate_id: int) -> Response:
    """Note that a condition in words is met."""
    gate = _load(application_id, tranche_id, gate_id)
    form = TickForm()
    if not form.validate_on_submit():
        flash(_("Enter the day since which it is met."), "danger")
        return to_tranche(application_id, tranche_id, "gates")
    on = form.ticked_on.data
    attempt(
        lambda: verbs.tick_gate(db.session(), gate, on=on, today=today(), by=current_user), _("The condition is met")
    )
    return to_tranche(application_id, tranche_id, "gates")


@bp.post("/<int:application_id>/tranches/<int:tranche_id>/gates/<int:gate_id>/untick")
@requires(Permission.GRANTS_MONEY)
def untick_gate(application_id: int, tranche_id: int, gate_id: int) -> Response:
    """Take the tick back."""
    gate = _load(application_id, tranche_id, gate_id)
    attempt(lambda: verbs.untick_gate(db.session(), gate), _("The condition is not met yet"))
    return to_tranche(application_id, tranche_id, "gates")


@bp.post("/<int:application_id>/tranches/<int:tranche_id>/gates/<int:gate_id>/remove")
@requires(Permission.GRANTS_MONEY)
def remove_gate(application_id: int, tranche_id: int, gate_id: int) -> Response:
    """Take a condition off the tranche."""
    gate = _load(application_id, tranche_id, gate_id)
    attempt(lambda: verbs.remove_gate(db.session(), gate), _("The condition is removed"))
    return to_tranche(application_id, tranche_id, "gates")


def _load(application_id: int, tranche_id: int, gate_id: int) -> TrancheGate:
    load(application_id)
    return get_or_404(questions.gate(db.session(), load_tranche(application_id, tranche_id).id, gate_id))
