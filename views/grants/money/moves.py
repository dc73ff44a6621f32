"""Moving planned money from one budget line to another."""

from flask import flash, render_template, request
from flask_login import current_user

from app.clock import today
from app.domain.errors import RuleError
from app.forms.budgets import ReallocationForm
from app.i18n import _
from app.permissions import Permission
from app.queries import budgets as questions
from app.security import requires
from app.services import budget_lines as verbs
from models import db
from views.editing import get_or_404
from views.grants import bp
from views.grants.money.common import Answer, back, load_open

FORM = "grants/money/move_form.html"


@bp.route("/<int:application_id>/budget/move", methods=["GET", "POST"])
@requires(Permission.GRANTS_MONEY)
def move_money(application_id: int) -> Answer:
    """Move an amount from one line to another, and say why."""
    application = load_open(application_id)
    session = db.session()
    form = ReallocationForm()
    choices = questions.line_choices(session, application_id)
    for field in (form.from_line_id, form.to_line_id):
        field.offer(choices, blank=_("Choose a line"))
    context = {"application": application, "percent": questions.reallocation_percent(application)}
    if request.method == "GET":
        form.moved_on.data = today()
        chosen = request.args.get("from", "")
        form.from_line_id.data = int(chosen) if chosen.isdecimal() and len(chosen) < 12 else None
        return render_template(FORM, form=form, **context)
    if not form.validate_on_submit():
        return render_template(FORM, form=form, **context), 422
    line_from = get_or_404(questions.budget_line(session, application_id, form.from_line_id.data))
    line_to = get_or_404(questions.budget_line(session, application_id, form.to_line_id.data))
    try:
        verbs.reallocate(
            session,
            line_from,
            line_to,
            form.amount.data,
            by=current_user,
            on=form.moved_on.data,
            reason=form.reason.data,
            source=form.source.data,
            consent=bool(form.consent.data),
        )
    except RuleError as error:
        form.refuse(error)
        return render_template(FORM, form=form, **context), 422
    flash(_("The money is moved"), "success")
    return back(application_id, "reallocations")
