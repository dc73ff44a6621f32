"""Budget lines: add, change, remove."""

from flask import flash, render_template, request
from werkzeug.wrappers import Response

from app.amounts import money
from app.domain.budgets import KEKV_CODES, distribute
from app.domain.errors import RuleError
from app.forms.budgets import LineForm
from app.i18n import _
from app.permissions import Permission
from app.queries import budgets as questions
from app.security import requires
from app.services import budget_lines as verbs
from models import db
from models.grant_money import BudgetLine
from models.grants import Application
from views.editing import Difference, conflict_page, get_or_404
from views.grants import bp
from views.grants.money.common import Answer, back, changed, load_open
from views.grants.record import load

FORM = "grants/money/line_form.html"


@bp.route("/<int:application_id>/budget/lines/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_MONEY)
def create_line(application_id: int) -> Answer:
    """Add a budget line."""
    return line_page(load_open(application_id), None)


@bp.route("/<int:application_id>/budget/lines/<int:line_id>/edit", methods=["GET", "POST"])
@requires(Permission.GRANTS_MONEY)
def edit_line(application_id: int, line_id: int) -> Answer:
    """Change a budget line."""
    application = load_open(application_id)
    return line_page(application, get_or_404(questions.budget_line(db.session(), application_id, line_id)))


def line_page(application: Application, line: BudgetLine | None) -> Answer:
    """Show the form of a line and save it."""
    form = LineForm(obj=line)
    session = db.session()
    context = {"application": application, "line": line, "kekv_codes": KEKV_CODES}
    if request.method == "GET":
        form.show(line, "" if line else questions.next_code(questions.codes(session, application.id)))
        return render_template(FORM, form=form, **context)
    if not form.validate_on_submit():
        return render_template(FORM, form=form, **context), 422
    if line is not None and form.is_stale(line):
        return conflict_page(form, line, FORM, more_differences=other_shares(form, line), **context)
    try:
        verbs.save_line(session, application, form.line_data(), line)
    except RuleError as error:
        form.refuse(error)
        return render_template(FORM, form=form, **context), 422
    flash(_("The budget line is saved"), "success")
    return back(application.id, "lines")


def other_shares(form: LineForm, line: BudgetLine) -> list[Difference]:
    """Return the sources of which somebody else saved another amount than was typed; the rest counts as typed."""
    currency = line.application.currency
    try:
        data = form.line_data()
        planned = verbs.planned_total(data.quantity, data.price) + line.moved
        typed = distribute(planned, data.sources, data.rest)
    except RuleError:
        typed = dict(form.line_data().sources)
    return [
        Difference(field.label.text, money(typed.get(source, 0), currency), money(line.share(source), currency))
        for source, field in form.shares()
        if typed.get(source, 0) != line.share(source)
    ]


@bp.post("/<int:application_id>/budget/lines/<int:line_id>/remove")
@requires(Permission.GRANTS_MONEY)
def remove_line(application_id: int, line_id: int) -> Response:
    """Remove a budget line that nothing was spent on."""
    load(application_id)
    session = db.session()
    line = get_or_404(questions.budget_line(session, application_id, line_id))
    return changed(application_id, "lines", lambda: verbs.remove_line(session, line), _("The budget line is removed"))
