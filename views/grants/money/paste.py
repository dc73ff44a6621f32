"""A budget from a spreadsheet: paste it or choose a file, look what becomes of each line, then add the lines."""

from typing import Any

from flask import flash, render_template, request

from app.domain.budget_import import ReadBudget
from app.domain.budgets import MOST_LINES
from app.domain.errors import RuleError
from app.forms.budgets import ColumnMenus, PasteForm
from app.i18n import _n
from app.labels.imports import table_refusal
from app.permissions import Permission
from app.security import requires
from app.services import budget_imports as verbs
from app.spreadsheets import Table, UnreadableTable
from models import db
from models.grants import Application
from views.grants import bp
from views.grants.money.common import Answer, back, load_open

FORM = "grants/money/paste.html"
SHOWN = 200
"""How many refused lines are named one by one."""


@bp.route("/<int:application_id>/budget/paste", methods=["GET", "POST"])
@requires(Permission.GRANTS_MONEY)
def paste_budget(application_id: int) -> Answer:
    """Read a table; `step` of the form says whether its columns are guessed, as chosen, or whether it is added."""
    application = load_open(application_id)
    form = PasteForm()
    step = request.form.get("step", "read")
    if request.method == "GET" or not form.validate_on_submit():
        return _page(application, form, status=200 if request.method == "GET" else 422)
    try:
        table = _table(form, step)
    except RuleError as error:
        form.refuse(error)
        return _page(application, form, status=422)
    except UnreadableTable as error:
        form.form_errors = [*form.form_errors, table_refusal(error)]
        return _page(application, form, status=422)
    if step == "read":
        columns = ColumnMenus.of(table.columns, chosen=verbs.guess_columns(table))
    else:
        columns = ColumnMenus.of(table.columns, formdata=request.form)
    return _read(application, form, table, columns, adds=step == "add")


def _table(form: PasteForm, step: str) -> Table:
    """Return the table of the page; a file becomes text first, so that it can be corrected and is kept."""
    if step == "read" and form.file.data:
        form.table.data = verbs.table_as_text(form.file.data.read(), form.file.data.filename or "")
        form.table.raw_data = None
    if not form.text.strip():
        raise RuleError("budget_table_empty", field="table")
    return verbs.table_of(form.text)


def _read(application: Application, form: PasteForm, table: Table, columns: Any, *, adds: bool) -> Answer:
    session, replace = db.session(), bool(form.replace.data)
    fields = columns.chosen(table.columns)
    found: ReadBudget | None = None
    try:
        verbs.check_columns(fields)
        found = verbs.read_lines(session, application, table, fields, category=form.category.data, replace=replace)
        if not adds:
            return _page(application, form, columns=columns, found=found)
        if found.refused and not form.skip_refused.data:
            raise RuleError("refused_lines_left", field="skip_refused")
        count = verbs.add_lines(session, application, found.lines, replace=replace)
    except RuleError as error:
        form.refuse(error)
        return _page(application, form, status=422, columns=columns, found=found)
    flash(_n("%(num)d budget line is added", "%(num)d budget lines are added", count), "success")
    if found.refused:
        left = len(found.refused)
        flash(_n("%(num)d line is left out", "%(num)d lines are left out", left), "warning")
    return back(application.id, "lines")


def _page(application: Application, form: PasteForm, *, status: int = 200, **context: Any) -> Answer:
    limits = {"most": SHOWN, "most_lines": MOST_LINES}
    return render_template(FORM, application=application, form=form, **limits, **context), status
