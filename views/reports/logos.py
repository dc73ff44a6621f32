"""Logos of templates: add, take off, show."""

from typing import Any

from flask import Response, flash, redirect, url_for

from app.domain.errors import RuleError
from app.forms.reports import LogoForm
from app.i18n import _
from app.labels import refusal
from app.permissions import Permission
from app.queries.report_templates import template_by_id
from app.security import requires
from app.services import report_templates as verbs
from models import db
from models.reports import ReportTemplate, TemplateLogo
from views.editing import get_or_404
from views.reports import bp


@bp.post("/templates/<int:report_template_id>/logos")
@requires(Permission.GRANTS_EDIT)
def add_logo(report_template_id: int) -> Any:
    """Add a logo."""
    found = get_or_404(template_by_id(db.session(), report_template_id))
    form = LogoForm()
    data = form.data_of_file() if form.validate_on_submit() else b""
    try:
        if data:
            verbs.add_logo(db.session(), found, form.name.data or "", data)
            flash(_("Logo added"), "success")
        else:
            flash(" ".join(str(error) for error in form.file.errors) or _("Choose a file."), "danger")
    except RuleError as error:
        flash(refusal(error), "danger")
    return redirect(url_for(".template", report_template_id=found.id) + "#logos")


@bp.post("/templates/<int:report_template_id>/logos/<int:logo_id>/remove")
@requires(Permission.GRANTS_EDIT)
def remove_logo(report_template_id: int, logo_id: int) -> Any:
    """Take a logo off."""
    found = get_or_404(template_by_id(db.session(), report_template_id))
    verbs.remove_logo(db.session(), found, _logo(found, logo_id))
    flash(_("Logo taken off"), "success")
    return redirect(url_for(".template", report_template_id=found.id) + "#logos")


@bp.get("/templates/<int:report_template_id>/logos/<int:logo_id>.jpg")
@requires(Permission.REPORTS_VIEW)
def logo(report_template_id: int, logo_id: int) -> Response:
    """The picture of a logo."""
    found = get_or_404(template_by_id(db.session(), report_template_id))
    return Response(_logo(found, logo_id).picture.data, mimetype="image/jpeg")


def _logo(found: ReportTemplate, logo_id: int) -> TemplateLogo:
    return get_or_404(next((item for item in found.logos if item.id == logo_id), None))
