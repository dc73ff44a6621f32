"""Age bands: the rows of the grid in which participants are counted."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.forms.settings import AgeBandForm
from app.i18n import _
from app.permissions import Permission
from app.queries import branches as questions
from app.security import requires
from app.services.branches import save_age_band
from models import db
from models.events import AgeBand
from views.editing import conflict_page, get_or_404
from views.settings.home import bp

Answer = str | tuple[Any, ...] | Response
FIELDS = ("code", "name_uk", "name_en", "min_age", "max_age", "position", "in_grid")


@bp.get("/age-bands")
@requires(Permission.SETTINGS_MANAGE)
def age_bands() -> Answer:
    """List the age bands in the order of the grid."""
    session = db.session()
    return render_template(
        "settings/age_bands.html", bands=questions.age_bands(session), used=questions.used_band_ids(session)
    )


@bp.route("/age-bands/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def create_age_band() -> Answer:
    """Add an age band."""
    return _edit(None)


@bp.route("/age-bands/<int:band_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def edit_age_band(band_id: int) -> Answer:
    """Edit an age band."""
    return _edit(get_or_404(questions.age_band_by_id(db.session(), band_id)))


def _edit(band: AgeBand | None) -> Answer:
    form = AgeBandForm(obj=band)
    if band is not None and not form.is_submitted():
        form.show_version(band)
    used = band is not None and questions.band_is_used(db.session(), band.id)
    if form.validate_on_submit():
        if band is not None and form.is_stale(band):
            return conflict_page(form, band, "settings/age_band_form.html", band=band, used=used)
        try:
            saved = save_age_band(db.session(), band, **{name: form[name].data for name in FIELDS})
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("Saved: %(name)s.", name=saved.name_uk), "success")
            return redirect(url_for("settings.age_bands"))
    status = 422 if form.is_submitted() else 200
    return render_template("settings/age_band_form.html", form=form, band=band, used=used), status
