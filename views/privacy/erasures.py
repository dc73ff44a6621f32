"""Requests for erasure: register, list, look at what would go and what stays, carry out or refuse."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.erasure import Fate
from app.domain.errors import RuleError
from app.domain.privacy import ErasureStatus
from app.forms.privacy import CarryOutForm, ErasureForm, RefuseForm
from app.i18n import _, _n
from app.jobs import jobs_of
from app.labels.privacy import table_purpose, table_words
from app.permissions import Permission
from app.queries import erasures as questions
from app.queries.consents import privacy_settings
from app.queries.personal_data import erased_counts, holdings, running_obligations
from app.queries.unlinked_data import unlinked_sign_ups
from app.security import requires
from app.services import erasures as verbs
from app.templating import can
from models import db
from models.base import utc_now
from models.privacy import ErasureRequest
from views.editing import get_or_404
from views.listing import EmptyState, listing_page
from views.privacy import bp
from views.privacy.common import Answer, load_contact, not_for, offer_lists


@bp.get("/privacy/erasures")
@requires(Permission.PRIVACY_MANAGE)
def erasures() -> Answer:
    """List the requests, the most urgent first."""
    empty = EmptyState(
        "eraser",
        _("No requests for erasure"),
        _("When a person asks to be erased, register it on the person’s page: the day of the answer is counted."),
    )
    spec = questions.erasure_list(today())
    return listing_page(spec, empty, "privacy/list.html", adjust=offer_lists("privacy.erasures"))


@bp.route("/contacts/<int:contact_id>/erasure", methods=["GET", "POST"])
@requires(Permission.CONTACTS_EDIT)
def request_erasure(contact_id: int) -> Answer:
    """Register that a person asked to be erased."""
    contact = load_contact(contact_id)
    if (elsewhere := not_for(contact)) is not None:
        return elsewhere
    form = ErasureForm()
    settings = privacy_settings(db.session())
    days = settings.answer_days if settings else 0
    existing = questions.undecided_request(db.session(), contact.id)
    if request.method == "GET":
        form.received_on.data = today()
    elif form.validate_on_submit():
        try:
            made = verbs.register_request(
                db.session(),
                contact,
                received_on=form.received_on.data,
                channel=form.channel.data,
                note=form.note.data or "",
                by=current_user,
                now=utc_now(),
                today=today(),
            )
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The request is registered."), "success")
            if can(Permission.PRIVACY_MANAGE):
                return redirect(url_for("privacy.erasure", request_id=made.id))
            return redirect(url_for("contacts.show", contact_id=contact.id))
    page = render_template("privacy/erasure_form.html", form=form, contact=contact, days=days, existing=existing)
    return page, 422 if form.is_submitted() else 200


@bp.get("/privacy/erasures/<int:request_id>")
@requires(Permission.PRIVACY_MANAGE)
def erasure(request_id: int) -> Answer:
    """Show exactly what would be erased and what stays, and what was decided."""
    return _page(get_or_404(questions.request_by_id(db.session(), request_id)), CarryOutForm(), RefuseForm())


@bp.post("/privacy/erasures/<int:request_id>/carry-out")
@requires(Permission.PRIVACY_MANAGE)
def carry_out(request_id: int) -> Answer:
    """Decide that the person is erased; a background job does it."""
    record = get_or_404(questions.request_by_id(db.session(), request_id))
    if record.status is ErasureStatus.ACCEPTED:
        # It was decided already: work that came to nothing begins anew, and does nothing twice.
        return start_erasing([record.id])
    form = CarryOutForm()
    if not form.validate_on_submit():
        return _page(record, form, RefuseForm(formdata=None)), 422
    if form.is_stale(record):
        form.refuse(RuleError("stale_record"))
        return _page(record, form, RefuseForm(formdata=None)), 409
    try:
        if not form.understood.data:
            raise RuleError("confirmation_needed", field="understood")
        verbs.accept_request(db.session(), record, by=current_user, now=utc_now())
    except RuleError as error:
        form.refuse(error)
        return _page(record, form, RefuseForm(formdata=None)), 422
    return start_erasing([record.id])


def start_erasing(request_ids: list[int]) -> Response:
    """Hand accepted requests to the background and show the job. Its title names nobody: it stays."""
    title = _n("Erasing %(num)d person", "Erasing %(num)d people", len(request_ids))
    job = jobs_of(current_app).enqueue(
        db.session(), "erasure", title, {"request_ids": request_ids}, by_id=current_user.id
    )
    return redirect(url_for("jobs.show", job_id=job.id))


@bp.post("/privacy/erasures/<int:request_id>/refuse")
@requires(Permission.PRIVACY_MANAGE)
def refuse_erasure(request_id: int) -> Answer:
    """Answer a request with no, and say why."""
    record = get_or_404(questions.request_by_id(db.session(), request_id))
    form = RefuseForm()
    if not form.validate_on_submit():
        return _page(record, CarryOutForm(formdata=None), form), 422
    if form.is_stale(record):
        form.refuse(RuleError("stale_record"))
        return _page(record, CarryOutForm(formdata=None), form), 409
    try:
        verbs.refuse_request(db.session(), record, form.reason.data or "", by=current_user, now=utc_now())
    except RuleError as error:
        form.refuse(error)
        return _page(record, CarryOutForm(formdata=None), form), 422
    flash(_("The request is answered: the person is not erased."), "success")
    return redirect(url_for("privacy.erasures"))


def consequences(contact_id: int) -> dict[str, Any]:
    """Return what an erasure would do to a person's rows, in words, and the obligations that still run."""
    session = db.session()
    counts = erased_counts(holdings(session, contact_id))
    lines = {
        fate: [(table_words(table), count, table_purpose(table)) for table, count in counts[fate].items()]
        for fate in Fate
    }
    return {
        "erased": lines[Fate.ERASE],
        "cleared": lines[Fate.CLEAR],
        "kept": lines[Fate.KEEP],
        "holds": running_obligations(session, contact_id),
        "doubtful": unlinked_sign_ups(session, contact_id).doubtful,
    }


def _page(record: ErasureRequest, form: CarryOutForm, refuse_form: RefuseForm) -> str:
    form.show_version(record)
    refuse_form.show_version(record)
    is_open = record.status is ErasureStatus.OPEN
    return render_template(
        "privacy/erasure.html",
        record=record,
        contact=record.contact,
        form=form,
        refuse_form=refuse_form,
        is_open=is_open,
        due_tone=questions.due_tone(record, today()),
        **(consequences(record.contact_id) if is_open else {}),
    )
