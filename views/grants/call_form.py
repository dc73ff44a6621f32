"""The form of a call: the sections that a funder asks for and the documents that go with them."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.domain.errors import RuleError
from app.forms.application_work import CallFormForm
from app.i18n import _
from app.permissions import Permission
from app.queries import calls as questions
from app.queries.application_work import form_of_call
from app.security import requires
from app.services.call_forms import save_call_form
from models import db
from models.base import utc_now
from views.editing import conflict_page, get_or_404
from views.grants import bp

FORM = "grants/application/call_form.html"


@bp.route("/calls/<int:call_id>/form", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def call_form(call_id: int) -> Any:
    """Write down the form of a call."""
    call = get_or_404(questions.call(db.session(), call_id))
    sections, documents = form_of_call(db.session(), call.id)
    form = CallFormForm(data={"sections": sections, "documents": documents} if request.method == "GET" else None)
    if request.method == "GET":
        form.show_version(call)
        form.add_spare_rows()
        return render_template(FORM, form=form, call=call)
    if form.is_stale(call):
        return conflict_page(form, call, FORM, call=call)
    if form.validate_on_submit():
        try:
            save_call_form(db.session(), call, form.section_rows(), form.document_rows(), now=utc_now())
        except RuleError as error:
            error.field = None
            form.refuse(error)
        else:
            flash(_("The form of the call is saved"), "success")
            return redirect(url_for(".call", call_id=call.id, _anchor="form"))
    return render_template(FORM, form=form, call=call), 422
