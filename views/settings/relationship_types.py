"""Kinds of relationships: the words of both directions, whom they join, which are in use."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.domain.relationships import NEEDED_CODES
from app.forms.relationships import RelationshipTypeForm
from app.i18n import _, locale_code
from app.permissions import Permission
from app.queries import relationship_types as questions
from app.security import requires
from app.services.relationships import TypeData, archive_type, is_fixed, restore_type, save_type
from models import db
from models.base import utc_now
from models.relationships import RelationshipType
from views.editing import conflict_page, get_or_404
from views.messages import flash_undo
from views.settings.home import bp

TEMPLATE = "settings/relationship_type_form.html"
Answer = str | tuple[Any, ...] | Response


@bp.get("/relationship-types")
@requires(Permission.SETTINGS_MANAGE)
def relationship_types() -> Answer:
    """List the kinds of relationships, archived ones last."""
    session = db.session()
    return render_template(
        "settings/relationship_types.html",
        types=questions.relationship_types(session),
        uses=questions.uses_of_types(session),
        needed=NEEDED_CODES,
    )


@bp.route("/relationship-types/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def create_relationship_type() -> Answer:
    """Add a kind of relationships."""
    return _edit(None)


@bp.route("/relationship-types/<int:type_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def edit_relationship_type(type_id: int) -> Answer:
    """Change a kind of relationships."""
    return _edit(_known(type_id))


def _edit(kind: RelationshipType | None) -> Answer:
    form = RelationshipTypeForm(obj=kind)
    if kind is not None and not form.is_submitted():
        form.show_version(kind)
    fixed = kind is not None and is_fixed(db.session(), kind)
    if fixed and kind is not None:
        # What may not change is shown as text; a browser sends nothing for it.
        form.from_kind.data, form.to_kind.data = kind.from_kind, kind.to_kind
        form.symmetric.data, form.acyclic.data = kind.symmetric, kind.acyclic
    context = {"kind": kind, "fixed": fixed}
    if form.validate_on_submit():
        if kind is not None and form.is_stale(kind):
            return conflict_page(form, kind, TEMPLATE, **context)
        try:
            saved = save_type(db.session(), _typed(form), kind=kind)
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("Saved: %(name)s.", name=saved.wording(locale_code())), "success")
            return redirect(url_for("settings.relationship_types"))
    status = 422 if form.is_submitted() else 200
    return render_template(TEMPLATE, form=form, **context), status


def _typed(form: RelationshipTypeForm) -> TypeData:
    return TypeData(
        name_uk=form.name_uk.data or "",
        reverse_uk=form.reverse_uk.data or "",
        name_en=form.name_en.data or "",
        reverse_en=form.reverse_en.data or "",
        from_kind=form.from_kind.data,
        to_kind=form.to_kind.data,
        symmetric=bool(form.symmetric.data),
        acyclic=bool(form.acyclic.data),
        position=form.position.data or 0,
    )


@bp.post("/relationship-types/<int:type_id>/archive")
@requires(Permission.SETTINGS_MANAGE)
def archive_relationship_type(type_id: int) -> Response:
    """Take a kind out of the menus; the message offers to undo it."""
    kind = _known(type_id)
    archive_type(db.session(), kind, now=utc_now())
    undo = url_for(".restore_relationship_type", type_id=type_id)
    flash_undo(_("“%(name)s” is no longer on offer", name=kind.wording(locale_code())), undo)
    return redirect(url_for(".relationship_types"))


@bp.post("/relationship-types/<int:type_id>/restore")
@requires(Permission.SETTINGS_MANAGE)
def restore_relationship_type(type_id: int) -> Response:
    """Bring a kind back into the menus."""
    kind = _known(type_id)
    restore_type(db.session(), kind)
    flash(_("“%(name)s” is on offer again", name=kind.wording(locale_code())), "success")
    return redirect(url_for(".relationship_types"))


def _known(type_id: int) -> RelationshipType:
    return get_or_404(questions.relationship_type(db.session(), type_id))
