"""The money of a grant: budget lines, expenditures, tranches."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import charts
from app.domain.errors import RuleError
from app.forms.grant_money import ExpenditureForm, LineForm, ReceiptForm, TrancheForm
from app.i18n import _, locale_code
from app.labels import label, refusal
from app.permissions import Permission
from app.queries import grant_money as questions
from app.queries.grant_money import Budget
from app.security import requires
from app.services import grant_money as verbs
from app.services.grant_money import ExpenditureData, LineData
from models import db
from models.grant_money import BudgetLine, Disbursement, Expenditure
from models.grants import Application
from views.clock import today
from views.editing import conflict_page, get_or_404
from views.grants import bp
from views.grants.record import frame, load
from views.pickers import show_contacts

Answer = Response | str | tuple[str, int]


def back(application_id: int, anchor: str) -> Response:
    """Return to the budget page at one of its parts."""
    return redirect(url_for("grants.budget", application_id=application_id) + f"#{anchor}")


def picture(found: Budget) -> dict[str, Any]:
    """Return the chart of plan against actual by category."""
    rows = [
        {"category": label(category), "planned": float(sums.planned), "actual": float(sums.actual)}
        for category, sums in found.by_category().items()
    ]
    return charts.plan_and_actual(
        rows,
        category="category",
        planned="planned",
        actual="actual",
        planned_title=_("Planned"),
        actual_title=_("Actual"),
        value_title=_("Amount"),
        title=_("Planned and actual by category"),
        locale=locale_code(),
    )


@bp.get("/<int:application_id>/budget")
@requires(Permission.GRANTS_VIEW)
def budget(application_id: int) -> str:
    """Plan against actual, the documents and the tranches."""
    application = load(application_id)
    session = db.session()
    found = questions.budget(session, application_id)
    tranches = questions.disbursements(session, application_id)
    return render_template(
        "grants/money/budget.html",
        **frame(application, "budget"),
        budget=found,
        spec=picture(found) if found.lines else None,
        expenditures=questions.expenditures(session, application_id),
        tranches=tranches,
        received=sum((row.amount for row in tranches if row.received_on), start=questions.ZERO),
        today=today(),
        may_pay=application.stage in verbs.PAID_STAGES,
    )


@bp.route("/<int:application_id>/budget/lines/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_MONEY)
def create_line(application_id: int) -> Answer:
    """Add a budget line."""
    return line_page(load(application_id), None)


@bp.route("/<int:application_id>/budget/lines/<int:line_id>/edit", methods=["GET", "POST"])
@requires(Permission.GRANTS_MONEY)
def edit_line(application_id: int, line_id: int) -> Answer:
    """Change a budget line."""
    application = load(application_id)
    return line_page(application, get_or_404(questions.budget_line(db.session(), application_id, line_id)))


def line_page(application: Application, line: BudgetLine | None) -> Answer:
    """Show the form of a line and save it."""
    form = LineForm(obj=line)
    context = {"application": application, "line": line}
    template = "grants/money/line_form.html"
    if request.method == "GET":
        if line is None:
            form.code.data = questions.next_code(db.session(), application.id)
        else:
            form.show_version(line)
        return render_template(template, form=form, **context)
    if not form.validate_on_submit():
        return render_template(template, form=form, **context), 422
    if line is not None and form.is_stale(line):
        return conflict_page(form, line, template, **context)
    data = LineData(
        code=form.code.data,
        category=form.category.data,
        source=form.source.data,
        item=form.item.data,
        unit=form.unit.data or "",
        quantity=form.quantity.data,
        price=form.price.data,
    )
    try:
        verbs.save_line(db.session(), application, data, line)
    except RuleError as error:
        form.refuse(error)
        return render_template(template, form=form, **context), 422
    flash(_("The budget line is saved"), "success")
    return back(application.id, "lines")


@bp.post("/<int:application_id>/budget/lines/<int:line_id>/remove")
@requires(Permission.GRANTS_MONEY)
def remove_line(application_id: int, line_id: int) -> Response:
    """Remove a budget line that nothing was spent on."""
    load(application_id)
    line = get_or_404(questions.budget_line(db.session(), application_id, line_id))
    try:
        verbs.remove_line(db.session(), line)
        flash(_("The budget line is removed"), "success")
    except RuleError as error:
        flash(refusal(error), "danger")
    return back(application_id, "lines")


@bp.route("/<int:application_id>/expenditures/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_MONEY)
def create_expenditure(application_id: int) -> Answer:
    """Write down money that was spent."""
    return expenditure_page(load(application_id), None)


@bp.route("/<int:application_id>/expenditures/<int:expenditure_id>/edit", methods=["GET", "POST"])
@requires(Permission.GRANTS_MONEY)
def edit_expenditure(application_id: int, expenditure_id: int) -> Answer:
    """Correct an expenditure."""
    application = load(application_id)
    found = questions.expenditure(db.session(), application_id, expenditure_id)
    return expenditure_page(application, get_or_404(found))


def expenditure_page(application: Application, expenditure: Expenditure | None) -> Answer:
    """Show the form of an expenditure and save it."""
    session = db.session()
    form = ExpenditureForm(obj=expenditure)
    form.budget_line_id.offer(questions.line_choices(session, application.id), blank=_("Choose a line"))
    context = {"application": application, "expenditure": expenditure}
    template = "grants/money/expenditure_form.html"
    if request.method == "GET":
        prepare_expenditure(form, application, expenditure)
        return render_template(template, form=form, **context)
    if not form.validate_on_submit():
        return render_template(template, form=form, **context), 422
    if expenditure is not None and form.is_stale(expenditure):
        return conflict_page(form, expenditure, template, **context)
    line = get_or_404(questions.budget_line(session, application.id, form.budget_line_id.data))
    data = ExpenditureData(
        line=line,
        spent_on=form.spent_on.data,
        amount=form.amount.data,
        currency=form.currency.data,
        rate=form.rate.data,
        document_type=form.document_type.data,
        document_number=form.document_number.data or "",
        counterparty=form.counterparty.typed[:200],
        counterparty_id=form.counterparty.data,
        note=form.note.data or "",
    )
    try:
        verbs.save_expenditure(session, application, data, today=today(), expenditure=expenditure)
    except RuleError as error:
        form.refuse(error)
        return render_template(template, form=form, **context), 422
    flash(_("The expenditure is saved"), "success")
    return back(application.id, "expenditures")


def prepare_expenditure(form: ExpenditureForm, application: Application, expenditure: Expenditure | None) -> None:
    """Fill the form before it is shown for the first time."""
    if expenditure is None:
        form.currency.data = application.currency
        form.spent_on.data = today()
        line = request.args.get("line", "")
        form.budget_line_id.data = int(line) if line.isdigit() else None
        return
    if expenditure.counterparty_id:
        show_contacts(form.counterparty, expenditure.counterparty_id)
    form.counterparty.typed = expenditure.counterparty
    form.show_version(expenditure)


@bp.post("/<int:application_id>/expenditures/<int:expenditure_id>/remove")
@requires(Permission.GRANTS_MONEY)
def remove_expenditure(application_id: int, expenditure_id: int) -> Response:
    """Remove an expenditure that was entered by mistake."""
    load(application_id)
    found = get_or_404(questions.expenditure(db.session(), application_id, expenditure_id))
    verbs.remove_expenditure(db.session(), found)
    flash(_("The expenditure is removed"), "success")
    return back(application_id, "expenditures")


@bp.route("/<int:application_id>/tranches/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_MONEY)
def create_tranche(application_id: int) -> Answer:
    """Plan a tranche."""
    return tranche_page(load(application_id), None)


@bp.route("/<int:application_id>/tranches/<int:tranche_id>/edit", methods=["GET", "POST"])
@requires(Permission.GRANTS_MONEY)
def edit_tranche(application_id: int, tranche_id: int) -> Answer:
    """Change a tranche that has not come."""
    application = load(application_id)
    return tranche_page(application, get_or_404(questions.disbursement(db.session(), application_id, tranche_id)))


def tranche_page(application: Application, tranche: Disbursement | None) -> Answer:
    """Show the form of a planned tranche and save it."""
    form = TrancheForm(obj=tranche)
    context = {"application": application, "tranche": tranche}
    template = "grants/money/tranche_form.html"
    if request.method == "GET":
        if tranche is not None:
            form.show_version(tranche)
        return render_template(template, form=form, **context)
    if not form.validate_on_submit():
        return render_template(template, form=form, **context), 422
    if tranche is not None and form.is_stale(tranche):
        return conflict_page(form, tranche, template, **context)
    try:
        verbs.plan_disbursement(
            db.session(),
            application,
            amount=form.amount.data,
            due_on=form.due_on.data,
            condition=form.condition.data or "",
            today=today(),
            disbursement=tranche,
        )
    except RuleError as error:
        form.refuse(error)
        return render_template(template, form=form, **context), 422
    flash(_("The tranche is saved"), "success")
    return back(application.id, "tranches")


@bp.route("/<int:application_id>/tranches/<int:tranche_id>/receive", methods=["GET", "POST"])
@requires(Permission.GRANTS_MONEY)
def receive_tranche(application_id: int, tranche_id: int) -> Answer:
    """Record that a tranche came."""
    application = load(application_id)
    tranche = get_or_404(questions.disbursement(db.session(), application_id, tranche_id))
    form = ReceiptForm(amount=tranche.amount, received_on=today())
    context = {"application": application, "tranche": tranche}
    template = "grants/money/receipt_form.html"
    if request.method == "GET":
        form.show_version(tranche)
        return render_template(template, form=form, **context)
    if not form.validate_on_submit():
        return render_template(template, form=form, **context), 422
    if form.is_stale(tranche):
        return conflict_page(form, tranche, template, **context)
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
        return render_template(template, form=form, **context), 422
    flash(_("The tranche is received"), "success")
    return back(application_id, "tranches")


@bp.post("/<int:application_id>/tranches/<int:tranche_id>/remove")
@requires(Permission.GRANTS_MONEY)
def remove_tranche(application_id: int, tranche_id: int) -> Response:
    """Remove a planned tranche."""
    load(application_id)
    tranche = get_or_404(questions.disbursement(db.session(), application_id, tranche_id))
    try:
        verbs.remove_disbursement(db.session(), tranche)
        flash(_("The tranche is removed"), "success")
    except RuleError as error:
        flash(refusal(error), "danger")
    return back(application_id, "tranches")
