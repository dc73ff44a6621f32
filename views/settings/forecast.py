"""Settings of the forecast: the weight of a stage's chance, the usual wait, the worth of an hour."""

from typing import Any

from flask import render_template, request, url_for

from app.forms.fundraising import ForecastSettingsForm
from app.i18n import _
from app.permissions import Permission
from app.queries.forecast import forecast_settings
from app.queries.rates import base_currency
from app.security import requires
from app.services.fundraising import save_settings
from models import db
from views.editing import Saving, answer_edit
from views.settings.home import bp

FORM = "settings/forecast.html"


@bp.route("/forecast", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def edit_forecast() -> Any:
    """Change how chances are reckoned and what an hour is worth."""
    record = forecast_settings(db.session())
    form = ForecastSettingsForm(obj=record)
    if request.method == "GET":
        form.show_version(record)
        return render_template(FORM, form=form, base=base_currency())
    saving = Saving(
        lambda: save_settings(db.session(), record, form.settings_data()),
        _("Changes saved"),
        lambda _record: url_for("settings.index"),
    )
    return answer_edit(form, record, FORM, saving, valid=form.validate_on_submit(), base=base_currency())
