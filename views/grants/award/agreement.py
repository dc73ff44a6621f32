"""The agreement with the funder."""

from flask import flash, render_template, request

from app.clock import today
from app.domain.errors import RuleError
from app.forms.awards import GrantAgreementForm
from app.i18n import _
from app.permissions import Permission
from app.queries.awards import agreement_of
from app.security import requires
from app.services import awards as verbs
from app.services.tranches import PAID_STAGES
from models import db
from views.editing import conflict_page
from views.files import chosen_file
from views.grants import bp
from views.grants.award.common import to_award
from views.grants.money.common import Answer, load_open
from views.pickers import settle_contact, show_contacts

FORM = "grants/award/agreement_form.html"


@bp.route("/<int:application_id>/award/agreement", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def edit_grant_agreement(application_id: int) -> Answer:
    """Write down what was signed with the funder."""
    application = load_open(application_id)
    if application.stage not in PAID_STAGES:
        raise RuleError("not_won")
    session = db.session()
    record = agreement_of(session, application_id)
    form = GrantAgreementForm(obj=application)
    context = {"application": application, "agreement": record}
    if request.method == "GET":
        form.show_version(application)
        if record is not None:
            form.note.data = record.note
            show_contacts(form.applicant_id, record.applicant_id)
        return render_template(FORM, form=form, **context)
    valid = form.validate_on_submit()
    valid = settle_contact(form.applicant_id) and valid
    if form.is_stale(application):
        return conflict_page(form, application, FORM, **context)
    if valid:
        try:
            saved = verbs.save_agreement(session, application, form.agreement_data(), today=today())
            stored = chosen_file("application", application_id)
            if stored is not None:
                verbs.attach_paper(session, saved, stored)
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The agreement is saved"), "success")
            return to_award(application_id, "agreement")
    return render_template(FORM, form=form, **context), 422
