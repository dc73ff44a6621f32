"""Funders' calls: the list by deadline, one call, its form."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.clock import today
from app.domain.calls import call_state, way_of
from app.forms.calls import CallForm
from app.i18n import _
from app.permissions import Permission
from app.queries import calls as questions
from app.queries.application_work import form_of_call
from app.queries.call_list import call_list
from app.queries.files import attachments
from app.queries.go_no_go import assessments
from app.queries.grant_list import due_tone
from app.security import requires
from app.services import calls as verbs
from app.stage_names import present_stages
from app.templating import can
from models import db
from models.base import utc_now
from models.calls import Call
from views.addresses import record_id
from views.editing import Saving, answer_edit, answer_form, get_or_404
from views.grants import bp
from views.listing import EmptyState, Listing, listing_page
from views.messages import flash_undo
from views.pickers import settle_contact, show_contacts

FORM = "grants/call_form.html"


@bp.get("/calls")
@requires(Permission.GRANTS_VIEW)
def calls() -> BaseResponse | str:
    """Show the calls."""
    empty = EmptyState(
        "megaphone",
        _("No calls yet"),
        _("Write down a funder’s call and its deadline, and an application is one click away."),
        url_for(".create_call") if can("grants.edit") else None,
        _("Add a call"),
    )
    now = today()

    def fade_past(listing: Listing) -> None:
        listing.row_class = lambda row: "faded" if row.deadline_on and row.deadline_on < now else ""

    return listing_page(call_list(now), empty, "grants/calls.html", adjust=fade_past)


@bp.get("/calls/<int:call_id>")
@requires(Permission.GRANTS_VIEW)
def call(call_id: int) -> str:
    """Show one call with the applications to it."""
    record, session, now = _load(call_id), db.session(), today()
    present_stages()  # Asked for once, whether or not a stage is shown.
    return render_template(
        "grants/call.html",
        call=record,
        state=call_state(record.opens_on, record.deadline_on, now),
        days=(record.deadline_on - now).days if record.deadline_on else None,
        deadline_tone=due_tone(record.deadline_on, now),
        way=way_of(record.dates, now),
        years=questions.years_of(session, record),
        applications=questions.applications_of(session, record.id),
        assessments=assessments(session, record.id),
        attachments=attachments(session, "call", record.id),
        form_of_call=form_of_call(session, record.id),
    )


@bp.route("/calls/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def create_call() -> Any:
    """Add a call: an empty form, one of a funder (`?funder=`), or next year's of a call (`?copy=`)."""
    form = CallForm()
    former = questions.call(db.session(), request.args.get("copy", 0, type=record_id))
    if request.method == "GET":
        if former is not None:
            form.show_next_year(former)
        show_contacts(form.funder_id, former.funder_id if former else request.args.get("funder", type=record_id))
        return render_template(FORM, form=form, call=None, former=former)
    saving = Saving(
        lambda: verbs.create_call(db.session(), form.call_data(), copied_from=former), _("Call added"), _page
    )
    return answer_form(form, FORM, saving, valid=_valid(form), call=None, former=former)


@bp.route("/calls/<int:call_id>/edit", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def edit_call(call_id: int) -> Any:
    """Change a call."""
    record = _load(call_id)
    form = CallForm(obj=record)
    if request.method == "GET":
        form.show_version(record)
        show_contacts(form.funder_id, record.funder_id)
        return render_template(FORM, form=form, call=record)
    saving = Saving(lambda: verbs.edit_call(db.session(), record, form.call_data()), _("Changes saved"), _page)
    return answer_edit(form, record, FORM, saving, valid=_valid(form), call=record)


@bp.post("/calls/<int:call_id>/archive")
@requires(Permission.GRANTS_EDIT)
def archive_call(call_id: int) -> BaseResponse:
    """Put a call into the archive."""
    record = _load(call_id)
    verbs.archive_call(db.session(), record, now=utc_now())
    undo = url_for(".restore_call", call_id=record.id)
    flash_undo(_("Call archived"), undo)
    return redirect(url_for(".calls"))


@bp.post("/calls/<int:call_id>/restore")
@requires(Permission.GRANTS_EDIT)
def restore_call(call_id: int) -> BaseResponse:
    """Bring a call back from the archive."""
    record = _load(call_id)
    verbs.restore_call(db.session(), record)
    flash(_("Call restored"), "success")
    return redirect(url_for(".call", call_id=record.id))


def _load(call_id: int) -> Call:
    return get_or_404(questions.call(db.session(), call_id))


def _page(record: Call) -> str:
    return url_for(".call", call_id=record.id)


def _valid(form: CallForm) -> bool:
    in_order = form.validate_on_submit()
    return settle_contact(form.funder_id, required=True) and in_order
