"""Applying again: a new application on the ground of an earlier one, and the link between two that exist."""

from typing import Any

from flask import render_template, url_for
from flask_login import current_user

from app.clock import today
from app.forms.renewals import RenewalOfForm, RenewForm
from app.i18n import _
from app.permissions import Permission
from app.queries import grants as grant_questions
from app.queries import renewals as questions
from app.security import current_scope, requires
from app.services import renewals as verbs
from app.templating import day
from models import db
from models.grants import Application
from views.editing import Saving, answer_edit, answer_form
from views.grants import bp
from views.grants.record import load

RENEW = "grants/renew.html"
RENEWAL_OF = "grants/renewal_of.html"


@bp.route("/<int:application_id>/renew", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def renew(application_id: int) -> Any:
    """Make the application that continues this one."""
    earlier = load(application_id)
    form = RenewForm()
    calls = questions.calls_of_funder(db.session(), earlier.funder_id, today())
    offered = [
        (str(row.id), f"{row.title} ({day(row.deadline_on)})" if row.deadline_on else row.title) for row in calls
    ]
    form.call_id.offer(offered, blank=_("No call"))
    if not form.is_submitted():
        form.title.data = earlier.title
        # Next year's call is the one that was copied from this one.
        form.call_id.data = next((row.id for row in calls if row.copied_from_id == (earlier.call_id or 0)), None)
        return render_template(RENEW, form=form, application=earlier)
    saving = Saving(
        lambda: verbs.renew(db.session(), earlier, form.renewal_data(), by=current_user, today=today()),
        _("Application added. Look through what was taken over."),
        lambda application: url_for(".show", application_id=application.id),
    )
    return answer_form(form, RENEW, saving, valid=form.validate(), application=earlier)


@bp.route("/<int:application_id>/renewal-of", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def renewal_of(application_id: int) -> Any:
    """Say which earlier application of the same funder this one continues."""
    application = load(application_id)
    form = RenewalOfForm(obj=application)
    choices = questions.earlier_choices(db.session(), application, current_scope())
    form.renewal_of_id.offer(choices, blank=_("None: it stands alone"))
    if not form.is_submitted():
        form.show_version(application)
        return render_template(RENEWAL_OF, form=form, application=application)
    saving = Saving(
        lambda: verbs.renew_of(db.session(), application, _earlier(form.renewal_of_id.data)),
        _("Changes saved"),
        lambda _saved: url_for(".show", application_id=application.id, _anchor="renewals"),
    )
    return answer_edit(form, application, RENEWAL_OF, saving, valid=form.validate(), application=application)


def _earlier(application_id: int | None) -> Application | None:
    if application_id is None:
        return None
    return grant_questions.application(db.session(), application_id, current_scope())
