"""Templates of memoranda: list, editor, archive."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.domain.memoranda import MemorandumField
from app.forms.memoranda import MemorandumTemplateForm
from app.i18n import _
from app.labels import label
from app.permissions import Permission
from app.queries.memoranda import memorandum_template_list, template_by_id
from app.security import requires
from app.services import memoranda as verbs
from app.services.memoranda import TemplateData
from models import db
from models.base import utc_now
from models.memoranda import MemorandumTemplate
from views.editing import conflict_page, get_or_404
from views.listing import EmptyState, Listing, archive_views, listing_page
from views.memoranda import bp
from views.messages import flash_undo

FORM = "memoranda/template_form.html"


@bp.get("/memoranda/templates")
@requires(Permission.PARTNERSHIPS_EDIT)
def templates() -> Response | str:
    """List the templates; `?view=archive` shows those that were put away."""
    archive = request.args.get("view") == "archive"

    def adjust(listing: Listing) -> None:
        listing.views = archive_views(_("In use"), archive)

    empty = EmptyState(
        "file-earmark-text",
        _("No templates here"),
        _("A template is a memorandum with fields, which are filled in for each partner."),
        url_for(".create_template"),
        _("Add a template"),
    )
    return listing_page(memorandum_template_list(archive), empty, "memoranda/templates.html", adjust=adjust)


@bp.route("/memoranda/templates/new", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIPS_EDIT)
def create_template() -> Any:
    """Add a template."""
    return _handle(MemorandumTemplateForm(), None)


@bp.route("/memoranda/templates/<int:memorandum_template_id>", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIPS_EDIT)
def edit_template(memorandum_template_id: int) -> Any:
    """Change a template."""
    template = _load(memorandum_template_id)
    form = MemorandumTemplateForm(obj=template)
    if not form.is_submitted():
        form.show_version(template)
    return _handle(form, template)


@bp.post("/memoranda/templates/<int:memorandum_template_id>/archive")
@requires(Permission.PARTNERSHIPS_EDIT)
def archive_template(memorandum_template_id: int) -> Response:
    """Put a template away."""
    template = _load(memorandum_template_id)
    verbs.archive_template(db.session(), template, now=utc_now())
    undo = url_for(".restore_template", memorandum_template_id=template.id)
    flash_undo(_("In the archive now: %(name)s.", name=template.name), undo)
    return redirect(url_for(".templates"))


@bp.post("/memoranda/templates/<int:memorandum_template_id>/restore")
@requires(Permission.PARTNERSHIPS_EDIT)
def restore_template(memorandum_template_id: int) -> Response:
    """Bring a template back."""
    template = _load(memorandum_template_id)
    verbs.restore_template(db.session(), template)
    flash(_("Back from the archive: %(name)s.", name=template.name), "success")
    return redirect(url_for(".templates"))


def _load(template_id: int) -> MemorandumTemplate:
    return get_or_404(template_by_id(db.session(), template_id))


def _handle(form: MemorandumTemplateForm, template: MemorandumTemplate | None) -> Any:
    fields = [(f"{{{{{field.value}}}}}", label(field)) for field in MemorandumField]
    context = {"present": template, "fields": fields}
    if template is not None and form.is_submitted() and form.is_stale(template):
        return conflict_page(form, template, FORM, **context)
    if form.validate_on_submit():
        data = TemplateData(form.name.data or "", form.locale.data, form.title.data or "", form.body.data or "")
        try:
            saved = verbs.save_template(db.session(), data, template=template)
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The template “%(name)s” is saved.", name=saved.name), "success")
            return redirect(url_for(".templates"))
    return render_template(FORM, form=form, **context), 422 if form.is_submitted() else 200
