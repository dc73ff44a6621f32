"""Templates of funders: list, settings, copy, archive, sharing as a file."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.domain.errors import RuleError
from app.domain.grants import BudgetCategory
from app.domain.report_builtins import Builtin, builtin_blocks, builtin_categories
from app.domain.report_templates import MAX_FILE, from_file, to_file
from app.domain.text import transliterate
from app.forms.reports import LogoForm, ReportTemplateForm, TemplateFileForm
from app.i18n import _, locale_code
from app.labels import label
from app.permissions import Permission
from app.queries.report_templates import template_by_id, templates
from app.security import requires
from app.services import report_templates as verbs
from app.services.report_templates import TemplateData
from models import db
from models.base import utc_now
from models.reports import ReportTemplate
from views.editing import Saving, answer_edit, answer_form, get_or_404
from views.messages import flash_undo
from views.pickers import settle_contact, show_contacts
from views.reports import bp
from views.reports.blocks import Owner, editor_context

FORM = "reports/template_form.html"
LIST = "reports/templates.html"


@bp.get("/templates")
@requires(Permission.REPORTS_VIEW)
def template_list() -> str:
    """List the templates; `?view=archive` shows those that were put away."""
    return _list_page(TemplateFileForm())


def _list_page(form: TemplateFileForm) -> str:
    archive = request.args.get("view") == "archive"
    return render_template(
        LIST, rows=templates(db.session(), archived=archive), archive=archive, form=form, builtins=list(Builtin)
    )


@bp.post("/templates/from/<any(generic, eu_final):name>")
@requires(Permission.GRANTS_EDIT)
def copy_builtin(name: str) -> BaseResponse:
    """Make a template from one that the product comes with."""
    which = Builtin(name)
    data = TemplateData(name=label(which), locale=locale_code(), categories=builtin_categories(which))
    made = verbs.make_template(db.session(), data, builtin_blocks(which))
    flash(_("Template made: %(name)s. Give it a name of its own.", name=made.name), "success")
    return redirect(url_for(".template_settings", report_template_id=made.id))


@bp.get("/templates/<int:report_template_id>")
@requires(Permission.REPORTS_VIEW)
def template(report_template_id: int) -> str:
    """Show a template: what it demands, its blocks, its logos."""
    found = _load(report_template_id)
    categories = [(label(BudgetCategory(name)), words) for name, words in found.categories.items()]
    return render_template(
        "reports/template.html",
        template=found,
        categories=categories,
        logo_form=LogoForm(),
        **editor_context(Owner(found)),
    )


@bp.route("/templates/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def create_template() -> Any:
    """Make a template with the blocks of the generic report."""
    form = ReportTemplateForm()
    categories = form.read_categories(request.form)
    if request.method == "GET":
        form.locale.data = locale_code()
        return render_template(FORM, **_context(form, None, {}))
    valid = _is_valid(form)
    saving = Saving(
        lambda: verbs.make_template(db.session(), form.template_data(categories), builtin_blocks(Builtin.GENERIC)),
        _("Template saved"),
        _page,
    )
    return answer_form(form, FORM, saving, valid=valid, **_rest(None, categories))


@bp.route("/templates/<int:report_template_id>/settings", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def template_settings(report_template_id: int) -> Any:
    """Change what a template demands."""
    found = _load(report_template_id)
    form = ReportTemplateForm(obj=found)
    if request.method == "GET":
        form.show_version(found)
        form.show_indicators(found.indicators)
        show_contacts(form.funder_id, found.funder_id)
        return render_template(FORM, **_context(form, found, found.categories))
    categories = form.read_categories(request.form)
    valid = _is_valid(form)
    saving = Saving(
        lambda: verbs.save_template(db.session(), found, form.template_data(categories)), _("Template saved"), _page
    )
    return answer_edit(form, found, FORM, saving, valid=valid, **_rest(found, categories))


@bp.post("/templates/<int:report_template_id>/copy")
@requires(Permission.GRANTS_EDIT)
def copy_template(report_template_id: int) -> BaseResponse:
    """Make a template that is like this one."""
    found = _load(report_template_id)
    made = verbs.copy_template(db.session(), found, _("%(name)s (copy)", name=found.name)[:200])
    flash(_("Template made: %(name)s. Give it a name of its own.", name=made.name), "success")
    return redirect(url_for(".template_settings", report_template_id=made.id))


@bp.post("/templates/<int:report_template_id>/archive")
@requires(Permission.GRANTS_EDIT)
def archive_template(report_template_id: int) -> BaseResponse:
    """Put a template away."""
    found = _load(report_template_id)
    verbs.archive_template(db.session(), found, now=utc_now())
    undo = url_for(".restore_template", report_template_id=found.id)
    flash_undo(_("In the archive now: %(name)s.", name=found.name), undo)
    return redirect(url_for(".template_list"))


@bp.post("/templates/<int:report_template_id>/restore")
@requires(Permission.GRANTS_EDIT)
def restore_template(report_template_id: int) -> BaseResponse:
    """Bring a template back."""
    found = _load(report_template_id)
    verbs.restore_template(db.session(), found)
    flash(_("Back from the archive: %(name)s.", name=found.name), "success")
    return redirect(_page(found))


@bp.get("/templates/<int:report_template_id>/file")
@requires(Permission.REPORTS_VIEW)
def template_file(report_template_id: int) -> Response:
    """The template as a file to share with another library."""
    found = _load(report_template_id)
    words = "".join(sign if sign.isalnum() else "-" for sign in transliterate(found.name).lower() if sign.isascii())
    name = "-".join(filter(None, words.split("-")))[:60] or "template"
    return Response(
        to_file(verbs.as_file_data(db.session(), found)),
        mimetype="application/json",
        headers={"Content-Disposition": f"attachment; filename={name}.report-template.json"},
    )


@bp.post("/templates/file")
@requires(Permission.GRANTS_EDIT)
def take_in_template() -> Any:
    """Take in a template that somebody shared."""
    form = TemplateFileForm()
    data = form.file.data.read(MAX_FILE + 1) if form.validate_on_submit() and form.file.data else b""
    if not data:
        form.file.errors = [*form.file.errors, _("Choose a file.")]
        return _list_page(form), 422
    try:
        made = verbs.take_in_template(db.session(), from_file(data))
    except RuleError as error:
        error.field = "file"
        form.refuse(error)
        return _list_page(form), 422
    flash(_("Template taken in: %(name)s", name=made.name), "success")
    return redirect(_page(made))


def _load(template_id: int) -> ReportTemplate:
    return get_or_404(template_by_id(db.session(), template_id))


def _page(found: ReportTemplate) -> str:
    return url_for("reports.template", report_template_id=found.id)


def _is_valid(form: ReportTemplateForm) -> bool:
    is_known = settle_contact(form.funder_id)
    return form.validate_on_submit() and is_known


def _rest(found: ReportTemplate | None, categories: dict[BudgetCategory, str]) -> dict[str, Any]:
    return {
        "existing": found,
        "categories": [(category, categories.get(category, "")) for category in BudgetCategory],
        "conflict": [],
        "is_conflict": False,
    }


def _context(form: ReportTemplateForm, found: ReportTemplate | None, categories: dict[str, str]) -> dict[str, Any]:
    known = {BudgetCategory(name): words for name, words in categories.items()}
    return {"form": form, **_rest(found, known)}
