"""The log of hours, the fast form, and one entry."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from app.clock import today
from app.domain.errors import RuleError
from app.domain.hours import clock_text
from app.domain.volunteers import HoursStatus
from app.forms.hours import HoursForm
from app.i18n import _
from app.permissions import Permission
from app.queries.hours_claims import claim_of
from app.queries.hours_list import HOURS_LIST
from app.queries.hours_shifts import shifts_without_hours
from app.security import current_scope, requires
from app.services import hours as verbs
from app.templating import can
from models import db
from models.base import utc_now
from views.addresses import record_id
from views.editing import conflict_page
from views.hours.blueprint import bp
from views.hours.correcting import correction_rows
from views.hours.helpers import FORM, data, load, offer, valid
from views.listing import EmptyState, Listing, listing_page
from views.volunteers import show_volunteer


@bp.get("")
@requires(Permission.VOLUNTEERS_VIEW)
def index() -> Any:
    """Show the log of hours with its totals."""
    empty = EmptyState(
        "clock-history",
        _("No hours in the log yet"),
        _("Log the time that volunteers give: confirmed hours count in the reports."),
        url_for(".create") if can(Permission.HOURS_LOG) else None,
        _("Log hours"),
    )
    waiting = [] if _is_narrowed() else shifts_without_hours(db.session(), current_scope(), today(), utc_now())
    return listing_page(HOURS_LIST, empty, "hours/index.html", adjust=_offer_decisions, waiting=waiting)


@bp.get("/<int:entry_id>")
@requires(Permission.VOLUNTEERS_VIEW)
def show(entry_id: int) -> str:
    """Show one entry: who logged it, who decided on it, and what can be done."""
    entry = load(entry_id)
    session = db.session()
    return render_template(
        "hours/show.html",
        entry=entry,
        time=clock_text(entry.minutes),
        claim=claim_of(session, entry.id),
        corrections=correction_rows(entry.id),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.HOURS_LOG)
def create() -> Any:
    """Log the time that a volunteer gave."""
    form = HoursForm()
    event_id = request.args.get("event", type=record_id)
    offer(form, event_id, request.args.get("application", type=record_id))
    if request.method == "GET":
        form.worked_on.data = today()
        form.event_id.data = event_id
        form.application_id.data = request.args.get("application", type=record_id)
        show_volunteer(form.volunteer, request.args.get("volunteer", type=record_id))
        return render_template(FORM, form=form, entry=None)
    if valid(form):
        try:
            entry = verbs.log_hours(db.session(), data(form), by=current_user, today=today(), scope=current_scope())
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("Logged: %(time)s. The hours wait for confirmation.", time=clock_text(entry.minutes)), "success")
            again = "another" in request.form
            target = url_for(".create", event=entry.event_id) if again else url_for(".index")
            return redirect(target)
    return render_template(FORM, form=form, entry=None), 422


@bp.route("/<int:entry_id>/edit", methods=["GET", "POST"])
@requires(Permission.HOURS_LOG)
def edit(entry_id: int) -> Any:
    """Correct an entry that waits for confirmation."""
    entry = load(entry_id)
    if entry.status is not HoursStatus.LOGGED:
        flash(_("These hours have been decided on and cannot be changed."), "warning")
        return redirect(url_for(".show", entry_id=entry.id))
    form = HoursForm(obj=entry)
    offer(form, entry.event_id, entry.application_id, entry.opportunity_id)
    if request.method == "GET":
        form.show_version(entry)
        show_volunteer(form.volunteer, entry.volunteer_id)
        return render_template(FORM, form=form, entry=entry)
    if form.is_stale(entry):
        return conflict_page(form, entry, FORM, entry=entry)
    if valid(form):
        try:
            verbs.change_hours(db.session(), entry, data(form, entry), today=today(), scope=current_scope())
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("Changes saved"), "success")
            return redirect(url_for(".show", entry_id=entry.id))
    return render_template(FORM, form=form, entry=entry), 422


def _is_narrowed() -> bool:
    """Say whether the address asks for some entries only: then the shifts that wait are not in the way."""
    return bool(set(request.args) - {"sort", "saved"})


def _offer_decisions(listing: Listing) -> None:
    if can(Permission.HOURS_CONFIRM):
        listing.selectable = True
        listing.bulk_actions = [
            (_("Confirm"), url_for(".decide", to="confirmed"), "check-lg"),
            (_("Do not confirm"), url_for(".decide", to="rejected"), "x-lg"),
        ]
