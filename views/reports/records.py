"""Written reports: begin one, change what it is about, remove a draft."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.domain.grants import DeliverableKind
from app.forms.reports import KINDS, ReportForm
from app.i18n import LOCALES, _, locale_code
from app.labels import label, refusal
from app.permissions import Permission
from app.queries.report_records import open_deliverables
from app.queries.report_templates import template_by_id, template_choices
from app.security import requires
from app.services import reports as verbs
from app.templating import day
from models import db
from models.grants import Application
from models.reports import Report
from views.editing import Saving, answer_edit, answer_form, get_or_404
from views.grants.record import load
from views.reports import bp
from views.reports.common import load_report

FORM = "reports/report_form.html"


@bp.route("/grants/<int:application_id>/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def begin(application_id: int) -> Any:
    """Begin a report from a template or from the generic one."""
    application = load(application_id)
    form = ReportForm()
    _offer(form, application)
    if request.method == "GET":
        form.kind.data = form.kind.data or DeliverableKind.FINAL_REPORT.value
        _preset(form, application)
        return render_template(FORM, form=form, application=application, existing=None)

    def save() -> Report:
        template = None
        if form.template_id.data is not None:
            template = get_or_404(template_by_id(db.session(), form.template_id.data))
        return verbs.start_report(db.session(), application, form.report_data(), template=template)

    saving = Saving(save, _("The report is begun. Its blocks stand below."), _editor)
    return answer_form(form, FORM, saving, valid=form.validate_on_submit(), application=application, existing=None)


@bp.route("/grants/<int:application_id>/<int:report_id>/settings", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def settings(application_id: int, report_id: int) -> Any:
    """Change what a draft is about."""
    application, record = load_report(application_id, report_id)
    form = ReportForm(obj=record)
    _offer(form, application)
    if request.method == "GET":
        form.kind.data = record.kind.value
        form.show_version(record)
        return render_template(FORM, form=form, application=application, existing=record)
    saving = Saving(
        lambda: verbs.save_report(db.session(), record, form.report_data()), _("Settings of the report saved"), _editor
    )
    valid = form.validate_on_submit()
    return answer_edit(form, record, FORM, saving, valid=valid, application=application, existing=record)


@bp.post("/grants/<int:application_id>/<int:report_id>/remove")
@requires(Permission.GRANTS_EDIT)
def remove(application_id: int, report_id: int) -> Response:
    """Remove a draft that was never issued."""
    application, record = load_report(application_id, report_id)
    try:
        verbs.remove_report(db.session(), record)
        flash(_("The draft was removed. Texts of the grant are kept."), "success")
    except RuleError as error:
        flash(refusal(error), "danger")
    return redirect(url_for(".grant", application_id=application.id))


def _offer(form: ReportForm, application: Application) -> None:
    """Offer the templates, the funder's first, and the reports that are due, whichever kind is chosen."""
    form.template_id.offer(template_choices(db.session(), application.funder_id), blank=_("Generic grant report"))
    due = [row for kind in KINDS for row in open_deliverables(db.session(), application.id, kind)]
    words = [(str(row.id), _("%(kind)s, due on %(day)s", kind=label(row.kind), day=day(row.due_on))) for row in due]
    form.deliverable_id.offer(words, blank=_("No report that is due"))


def _preset(form: ReportForm, application: Application) -> None:
    """Take language, kind and template from the address; the template gives its language and currency.

    The only report of this kind that the funder waits for is the one that is begun.
    """
    wanted = request.args.get("lang", "")
    form.locale.data = wanted if wanted in LOCALES else locale_code()
    if request.args.get("kind") == DeliverableKind.INTERIM_REPORT.value:
        form.kind.data = DeliverableKind.INTERIM_REPORT.value
    due = open_deliverables(db.session(), application.id, DeliverableKind(form.kind.data))
    if len(due) == 1:
        form.deliverable_id.data = due[0].id
    number = request.args.get("template", "")
    template = template_by_id(db.session(), int(number)) if number.isdecimal() and len(number) < 10 else None
    if template is not None and template.archived_at is None:
        form.template_id.data, form.locale.data = template.id, template.locale
        form.currency.data, form.rate_rule.data = template.currency, template.rate_rule


def _editor(record: Report) -> str:
    return url_for("reports.editor", application_id=record.application_id, report_id=record.id)
