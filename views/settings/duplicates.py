"""The rules by which contacts are compared."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.forms.duplicates import MatchRulesForm
from app.i18n import _
from app.permissions import Permission
from app.queries.match_rules import match_rules
from app.security import requires
from app.services.duplicates import save_rules
from models import db
from models.duplicates import MatchRules, default_rules
from views.editing import conflict_page
from views.settings.home import bp

Answer = str | tuple[Any, ...] | Response
TEMPLATE = "settings/match_rules.html"


@bp.route("/duplicates", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def edit_match_rules() -> Answer:
    """Set what speaks for a duplicate and how much."""
    stored = match_rules(db.session())
    known: MatchRules = stored or default_rules()
    form = MatchRulesForm(obj=known)
    if stored is not None and not form.is_submitted():
        form.show_version(stored)
    if form.validate_on_submit():
        if stored is not None and form.is_stale(stored):
            return conflict_page(form, stored, TEMPLATE)
        try:
            save_rules(db.session(), form.values())
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The rules are saved. Search for duplicates again to apply them to the whole base."), "success")
            return redirect(url_for("settings.edit_match_rules"))
    status = 422 if form.is_submitted() else 200
    return render_template(TEMPLATE, form=form), status
