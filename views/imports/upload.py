"""The first steps of an import: the file and its columns."""

from typing import Any

from flask import current_app, redirect, request, url_for
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.clock import today
from app.domain.attendance_import import FIELDS, AttendanceFile
from app.domain.contact_columns import ContactField
from app.domain.errors import RuleError
from app.domain.imports import ImportKind, ImportStatus
from app.formats import comma_is_decimal
from app.forms.imports import ColumnsForm, ReadAgainForm, UploadForm, columns_form
from app.i18n import _
from app.jobs import jobs_of
from app.labels import label
from app.permissions import Permission
from app.queries.custom_fields import definitions
from app.security import requires
from app.services.imports.plans import Settings, settings_of
from app.services.imports.runs import attach_job, check_run, read_again, settle_columns, take_in
from app.uploads import upload_store
from models import db
from models.jobs import ImportRun
from views.imports.home import Answer, bp, load, page

# A longer file is checked in the background, so that nobody waits before a still page.
CHECKED_AT_ONCE = 3_000


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.IMPORTS_RUN)
def create() -> Answer:
    """Upload a file."""
    form = UploadForm()
    if form.validate_on_submit():
        try:
            run = take_in(
                db.session(),
                upload_store(),
                form.file.data.stream,
                form.file.data.filename or "",
                kind=ImportKind(form.kind.data),
                encoding=form.encoding.data or None,
                by=current_user,
            )
        except RuleError as error:
            form.refuse(error)
        else:
            return redirect(url_for("imports.columns", run_id=run.id))
    elif not form.is_submitted() and request.args.get("kind") in set(ImportKind):
        form.kind.data = request.args["kind"]
    return page("imports/upload.html", None, 1, 422 if form.is_submitted() else 200, form=form)


@bp.route("/<int:run_id>/columns", methods=["GET", "POST"])
@requires(Permission.IMPORTS_RUN)
def columns(run_id: int) -> Answer:
    """Say which column is which field, then check the file."""
    run = load(run_id)
    if run.status not in (ImportStatus.UPLOADED, ImportStatus.PREVIEWED):
        return redirect(url_for("imports.show", run_id=run.id))
    table = _table(run)
    form = _columns_form(run, table)
    if form.validate_on_submit():
        try:
            return _check(run, form, table)
        except RuleError as error:
            form.refuse(error)
    elif not form.is_submitted():
        _fill(form, run)
    status = 422 if form.is_submitted() else 200
    return _columns_page(run, form, table, status=status)


@bp.post("/<int:run_id>/read-again")
@requires(Permission.IMPORTS_RUN)
def reread(run_id: int) -> Answer:
    """Read the headings in another encoding or from another sheet."""
    run = load(run_id)
    if run.status not in (ImportStatus.UPLOADED, ImportStatus.PREVIEWED):
        return redirect(url_for("imports.show", run_id=run.id))
    form = _read_again_form(run)
    if form.validate_on_submit():
        try:
            encoding, sheet = form.encoding.data or "", form.sheet.data or ""
            read_again(db.session(), upload_store(), run, encoding=encoding, sheet=sheet)
        except RuleError as error:
            if error.code == "import_not_ready":
                raise
            form.refuse(error)
        else:
            return redirect(url_for("imports.columns", run_id=run.id))
    table = _table(run)
    columns = _columns_form(run, table)
    columns.process(None)
    _fill(columns, run)
    return _columns_page(run, columns, table, status=422, again=form)


@bp.post("/<int:run_id>/check")
@requires(Permission.IMPORTS_RUN)
def check(run_id: int) -> Answer:
    """Check the file once more by the same columns, after something was changed in Mistok itself."""
    run = load(run_id)
    settle_columns(db.session(), run, settings_of(run))
    return _begin_check(run)


def _columns_page(
    run: ImportRun, form: ColumnsForm, table: AttendanceFile | None, *, status: int, again: ReadAgainForm | None = None
) -> Answer:
    tables = [
        {
            "text": label(item),
            "url": url_for("imports.columns", run_id=run.id, table=item.value),
            "active": item is table,
        }
        for item in AttendanceFile
    ]
    chosen = set(form.chosen.values())
    more: dict[str, Any] = {
        "tables": tables if run.kind is ImportKind.ATTENDANCE else [],
        "table": table,
        "left_out": [column for column in run.mapping.get("columns", []) if column not in chosen],
    }
    return page("imports/columns.html", run, 2, status, form=form, again=again or _read_again_form(run), **more)


def _table(run: ImportRun) -> AttendanceFile | None:
    """Return the kind of attendance table: the one that the address asks for, else the remembered one."""
    if run.kind is ImportKind.CONTACTS:
        return None
    wanted = request.args.get("table") or run.mapping.get("table") or AttendanceFile.ACTIVITY
    return AttendanceFile(wanted) if wanted in set(AttendanceFile) else AttendanceFile.ACTIVITY


def _columns_form(run: ImportRun, table: AttendanceFile | None) -> ColumnsForm:
    fields: list[Any] = list(FIELDS[table] if table else ContactField)
    own = {} if table else {field.key: field.name for field in definitions(db.session())}
    return columns_form(run.kind, fields, run.mapping.get("columns", []), run.mapping.get("samples", {}), own)


def _fill(form: ColumnsForm, run: ImportRun) -> None:
    settings = settings_of(run)
    form.show(settings.fields, settings.duplicates, add_branches=settings.add_branches)


def _read_again_form(run: ImportRun) -> ReadAgainForm:
    form = ReadAgainForm()
    form.sheet.choices = [SelectChoice(name, name) for name in run.mapping.get("sheets", [])]
    if not form.sheet.choices:
        form.sheet.choices = [SelectChoice("", "—")]
    if not form.is_submitted() or request.endpoint != "imports.reread":
        form.sheet.data = run.mapping.get("sheet") or ""
        form.encoding.data = run.encoding
    return form


def _check(run: ImportRun, form: ColumnsForm, table: AttendanceFile | None) -> Answer:
    session = db.session()
    settings = Settings(
        run.kind, form.chosen, table, form.duplicate_choice, form.may_add_branches, decimal_comma=comma_is_decimal()
    )
    settle_columns(session, run, settings)
    return _begin_check(run)


def _begin_check(run: ImportRun) -> Answer:
    session = db.session()
    if run.mapping["rows"] <= CHECKED_AT_ONCE:
        check_run(session, upload_store(), run, today=today())
    else:
        title = _("Check of “%(name)s”", name=run.filename)
        job = jobs_of(current_app).enqueue(
            session, "import_check", title[:200], {"run_id": run.id}, by_id=current_user.id
        )
        attach_job(session, run, job)
    return redirect(url_for("imports.show", run_id=run.id))
