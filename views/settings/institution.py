"""The institution: what reports print about it."""

from typing import Any

from flask import render_template, url_for

from app.forms.settings import InstitutionForm
from app.i18n import _
from app.permissions import Permission
from app.security import requires
from app.services.branches import ensure_institution, update_institution
from models import db
from views.editing import Saving, answer_edit
from views.settings.home import bp

PAGE = "settings/institution.html"
FIELDS = ("name_uk", "name_en", "edrpou", "address", "director", "accountant")


@bp.route("/institution", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def edit_institution() -> Any:
    """Edit the institution."""
    record = ensure_institution(db.session())
    form = InstitutionForm(obj=record)
    if not form.is_submitted():
        form.show_version(record)
        return render_template(PAGE, form=form)
    saving = Saving(
        lambda: update_institution(db.session(), record, **{name: form[name].data or "" for name in FIELDS}),
        _("The institution is saved."),
        lambda _saved: url_for("settings.index"),
    )
    return answer_edit(form, record, PAGE, saving, valid=form.validate_on_submit())
