"""Templates of letters: list, editor with a preview, archive."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.errors import RuleError
from app.domain.letters import TemplatePurpose
from app.forms.letters import TemplateForm
from app.i18n import _
from app.permissions import Permission
from app.queries.letters import template_by_id, template_list
from app.security import requires
from app.services import letters
from app.services.letter_values import common_values, sample_values
from models import db
from models.base import utc_now
from models.letters import LetterTemplate
from views.editing import conflict_page, get_or_404
from views.letters import bp
from views.letters.tabs import fields, preview, tabs
from views.listing import EmptyState, Listing, archive_views, listing_page
from views.messages import flash_undo

Answer = Response | str | tuple[str, int]
PAGE = "letters/template_form.html"


@bp.get("/templates")
@requires(Permission.MAIL_SEND)
def templates() -> Answer:
    """List the templates; `?view=archive` shows those that were put away."""
    archive = request.args.get("view") == "archive"

    def adjust(listing: Listing) -> None:
        listing.views = archive_views(_("In use"), archive)

    empty = EmptyState(
        "file-earmark-text",
        _("No templates here"),
        _("A template is a letter with fields such as the name, which are filled in for each recipient."),
        url_for("letters.create_template"),
        _("Add a template"),
    )
    return listing_page(template_list(archive), empty, "letters/templates.html", adjust=adjust, tabs=tabs())


@bp.route("/templates/new", methods=["GET", "POST"])
@requires(Permission.MAIL_SEND)
def create_template() -> Answer:
    """Add a template."""
    form = TemplateForm()
    if not form.is_submitted() and request.args.get("purpose") in set(TemplatePurpose):
        form.purpose.data = TemplatePurpose(request.args["purpose"])
    return _handle(form, None)


@bp.route("/templates/<int:template_id>", methods=["GET", "POST"])
@requires(Permission.MAIL_SEND)
def edit_template(template_id: int) -> Answer:
    """Change a template."""
    template = get_or_404(template_by_id(db.session(), template_id))
    form = TemplateForm(obj=template)
    if not form.is_submitted():
        form.show_version(template)
    return _handle(form, template)


def _handle(form: TemplateForm, template: LetterTemplate | None) -> Answer:
    wants_preview = "preview" in request.form
    if form.validate_on_submit() and not wants_preview:
        if template is not None and form.is_stale(template):
            return conflict_page(form, template, PAGE, **_context(form, template))
        data = letters.TemplateData(
            name=form.name.data or "",
            purpose=form.purpose.data,
            locale=form.locale.data,
            subject=form.subject.data or "",
            body=form.body.data or "",
        )
        try:
            saved = letters.save_template(db.session(), data, template=template)
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The template “%(name)s” is saved.", name=saved.name), "success")
            return redirect(url_for("letters.templates"))
    refused = form.is_submitted() and not wants_preview
    return render_template(PAGE, form=form, **_context(form, template)), 422 if refused else 200


def _context(form: TemplateForm, template: LetterTemplate | None) -> dict[str, Any]:
    locale = form.locale.data if form.locale.data in ("uk", "en") else "uk"
    values = {**common_values(db.session(), current_user, today(), locale), **sample_values(locale)}
    return {
        "present": template,
        "fields": fields(),
        "preview": preview(
            form.subject.data or "",
            form.body.data or "",
            values,
            locale,
            may_leave=form.purpose.data is TemplatePurpose.MAILING,
        ),
    }


@bp.post("/templates/<int:template_id>/archive")
@requires(Permission.MAIL_SEND)
def archive_template(template_id: int) -> Answer:
    """Put a template away."""
    template = get_or_404(template_by_id(db.session(), template_id))
    letters.archive_template(db.session(), template, now=utc_now())
    undo = url_for("letters.restore_template", template_id=template_id)
    flash_undo(_("In the archive now: %(name)s.", name=template.name), undo)
    return redirect(url_for("letters.templates"))


@bp.post("/templates/<int:template_id>/restore")
@requires(Permission.MAIL_SEND)
def restore_template(template_id: int) -> Answer:
    """Bring a template back."""
    template = get_or_404(template_by_id(db.session(), template_id))
    letters.restore_template(db.session(), template)
    flash(_("Back from the archive: %(name)s.", name=template.name), "success")
    return redirect(url_for("letters.templates"))
