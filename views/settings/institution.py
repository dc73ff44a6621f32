"""The institution: what reports print about it."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.forms.settings import InstitutionForm
from app.i18n import _
from app.permissions import Permission
from app.security import requires
from app.services.branches import ensure_institution, update_institution
from models import db
from views.editing import conflict_page
from views.settings.home import bp

FIELDS = ("name_uk", "name_en", "edrpou", "address", "director", "accountant")


@bp.route("/institution", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def edit_institution() -> str | tuple[Any, ...] | Response:
    """Edit the institution."""
    record = ensure_institution(db.session())
    form = InstitutionForm(obj=record)
    if not form.is_submitted():
        form.show_version(record)
    if form.validate_on_submit():
        if form.is_stale(record):
            return conflict_page(form, record, "settings/institution.html")
        update_institution(db.session(), record, **{name: form[name].data or "" for name in FIELDS})
        flash(_("The institution is saved."), "success")
        return redirect(url_for("settings.index"))
    return render_template("settings/institution.html", form=form), 422 if form.is_submitted() else 200
