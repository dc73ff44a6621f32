"""User-defined fields of contacts: the list in its order, adding, changing, archiving, deleting."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.custom_fields import FieldType
from app.domain.errors import RuleError
from app.forms.custom_fields import DeleteForm, FieldForm
from app.i18n import _
from app.labels import refusal
from app.permissions import Permission
from app.queries import custom_fields as questions
from app.security import requires
from app.services import custom_fields as verbs
from models import db
from models.base import utc_now
from models.custom_fields import CustomField
from views.editing import conflict_page, get_or_404
from views.messages import flash_undo
from views.settings.home import bp

Answer = str | tuple[Any, ...] | Response


def load(field_id: int) -> CustomField:
    """Return a field, or answer «there is no such page»."""
    return get_or_404(questions.field_by_id(db.session(), field_id))


def back() -> Response:
    """Return to the list of fields."""
    return redirect(url_for("settings.custom_fields"))


@bp.get("/fields")
@requires(Permission.SETTINGS_MANAGE)
def custom_fields() -> Answer:
    """List the fields in the order of the forms, archived ones below."""
    rows = questions.every_field(db.session())
    return render_template(
        "settings/custom_fields.html",
        rows=[row for row in rows if row.archived_at is None],
        archived=[row for row in rows if row.archived_at is not None],
    )


@bp.route("/fields/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def create_custom_field() -> Answer:
    """Add a field."""
    return _edit(None)


@bp.route("/fields/<int:field_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def edit_custom_field(field_id: int) -> Answer:
    """Change a field; options can be renamed, added and, while nobody chose them, removed."""
    return _edit(load(field_id))


def _edit(field: CustomField | None) -> Answer:
    session = db.session()
    form = FieldForm()
    used = questions.count_values(session, field.id) if field else 0
    context: dict[str, Any] = {"field": field, "used": used, "choice": FieldType.CHOICE.value}
    if not form.is_submitted():
        if field is not None:
            form.show(field)
        return render_template("settings/custom_field_form.html", form=form, **context)
    if request.form.get("add_row"):
        form.add_row()
        return render_template("settings/custom_field_form.html", form=form, **context)
    if form.validate_on_submit():
        if field is not None and form.is_stale(field):
            return conflict_page(form, field, "settings/custom_field_form.html", **context)
        try:
            saved = verbs.save_field(session, field, form.typed())
        except RuleError as error:
            form.refuse(error)
            if error.field == "options":
                form.form_errors = [*form.form_errors, refusal(error)]
        else:
            flash(_("The field “%(name)s” is saved", name=saved.name_uk), "success")
            return back()
    return render_template("settings/custom_field_form.html", form=form, **context), 422


@bp.post("/fields/<int:field_id>/move")
@requires(Permission.SETTINGS_MANAGE)
def move_custom_field(field_id: int) -> Response:
    """Move a field one place up or down."""
    verbs.move_field(db.session(), load(field_id), 1 if request.form.get("step") == "1" else -1)
    return back()


@bp.post("/fields/<int:field_id>/archive")
@requires(Permission.SETTINGS_MANAGE)
def archive_custom_field(field_id: int) -> Response:
    """Take a field out of use; its values stay."""
    field = load(field_id)
    verbs.archive_field(db.session(), field, now=utc_now())
    flash_undo(
        _("The field “%(name)s” is out of use; its values are kept", name=field.name_uk),
        url_for("settings.restore_custom_field", field_id=field.id),
    )
    return back()


@bp.post("/fields/<int:field_id>/restore")
@requires(Permission.SETTINGS_MANAGE)
def restore_custom_field(field_id: int) -> Response:
    """Bring a field back into use."""
    field = load(field_id)
    verbs.restore_field(db.session(), field)
    flash(_("The field “%(name)s” is in use again", name=field.name_uk), "success")
    return back()


@bp.route("/fields/<int:field_id>/delete", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def delete_custom_field(field_id: int) -> Answer:
    """Name what would be lost, and delete the field with all its values."""
    field, session = load(field_id), db.session()
    form = DeleteForm()
    used, views = questions.count_values(session, field.id), questions.views_that_ask(session, field.id)
    if form.validate_on_submit():
        if form.agreed.data or not used:
            name = field.name_uk
            verbs.delete_field(session, field)
            flash(_("The field “%(name)s” is deleted", name=name), "success")
            return back()
        form.refuse(RuleError("not_agreed", field="agreed"))
    page = render_template("settings/custom_field_delete.html", form=form, field=field, used=used, views=views)
    return page, 422 if form.is_submitted() else 200
