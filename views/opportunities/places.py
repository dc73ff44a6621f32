"""One shift: who is in, who waits, whom to ask; giving places and taking them back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from app.clock import today, zone
from app.domain.assignments import overridable
from app.domain.errors import RuleError
from app.domain.opportunities import AssignmentStatus
from app.domain.shifts import Told, cover_of
from app.forms.shifts import CancelForm
from app.i18n import _
from app.labels import label, refusal
from app.permissions import Permission
from app.queries.assignments import objections_to, places_of_shift
from app.queries.shift_suggestions import suggestions
from app.queries.volunteers import names_of
from app.security import current_scope, requires
from app.services import assignments as verbs
from app.shift_letters import tell
from app.templating import can
from models import db
from models.base import utc_now
from models.opportunities import Shift
from views.addresses import record_id
from views.editing import get_or_404
from views.months import weekday
from views.opportunities.blueprint import bp
from views.opportunities.helpers import hours, load_place, load_shift

LONGEST_REASON = 300


@bp.get("/shifts/<int:shift_id>")
@requires(Permission.VOLUNTEERS_VIEW)
def shift(shift_id: int) -> str:
    """Show a shift; `?q=` looks for volunteers by name among those who could be asked."""
    return _page(load_shift(shift_id))


def _page(item: Shift) -> str:
    session = db.session()
    places = places_of_shift(session, item.id)
    text = request.args.get("q", "").strip()[:100]
    is_open = item.cancelled_at is None and item.starts_at > utc_now()
    may_give = is_open and can(Permission.VOLUNTEERS_EDIT)
    offered = suggestions(session, item, current_scope(), zone=zone(), text=text, today=today()) if may_give else []
    groups = {status: [place for place in places if place.status is status] for status in AssignmentStatus}
    return render_template(
        "opportunities/shift.html",
        shift=item,
        cover=cover_of(item.taken, item.needed),
        groups=groups,
        suggestions=offered,
        query=text,
        is_open=is_open,
        may_give=may_give,
        hours=hours(item),
        weekday=weekday,
    )


@bp.route("/shifts/<int:shift_id>/assign", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def assign(shift_id: int) -> Any:
    """Give the volunteer of `volunteer` a place; when something speaks against it, say what and ask for a reason."""
    item = load_shift(shift_id)
    volunteer_id = request.values.get("volunteer", type=record_id)
    if volunteer_id is None:
        flash(_("Choose a volunteer."), "warning")
        return redirect(url_for(".shift", shift_id=item.id))
    name = get_or_404(names_of(db.session(), [volunteer_id], current_scope()).get(volunteer_id))
    if request.method == "GET":
        return _assign_page(item, volunteer_id, name)
    reason = request.form.get("override", "").replace("\x00", "").strip()
    if len(reason) > LONGEST_REASON:
        return _assign_page(item, volunteer_id, name, _("Use at most %(max)d characters.", max=LONGEST_REASON)), 422
    try:
        place = verbs.give_place(db.session(), item, volunteer_id, now=utc_now(), by=current_user, override=reason)
    except RuleError as error:
        return _assign_page(item, volunteer_id, name, refusal(error)), 422
    tell(db.session(), [place], Told.ASSIGNED, by_id=current_user.id)
    flash(_("%(name)s has a place now", name=name), "success")
    return redirect(url_for(".shift", shift_id=item.id))


def _assign_page(item: Shift, volunteer_id: int, name: str, message: str = "") -> str:
    found = objections_to(db.session(), [volunteer_id], item).get(volunteer_id, [])
    return render_template(
        "opportunities/assign.html",
        shift=item,
        volunteer_id=volunteer_id,
        name=name,
        message=message if not found else "",
        objections=[label(objection) for objection in found],
        typed=request.form.get("override", ""),
        missing="override" in request.form and not request.form["override"].strip(),
        may_override=bool(found) and overridable(found) and can(Permission.SHIFTS_OVERRIDE),
        is_never=bool(found) and not overridable(found),
        hours=hours(item),
    )


@bp.route("/assignments/<int:assignment_id>/remove", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def remove_place(assignment_id: int) -> Any:
    """Take a place, or the wait for one, back; the waiting list moves up."""
    place = load_place(assignment_id)
    form = CancelForm()
    context = {"place": place, "shift": place.shift, "hours": hours(place.shift)}
    if request.method == "GET":
        get_or_404(place if place.status is not AssignmentStatus.CANCELLED else None)
        return render_template("opportunities/remove.html", form=form, **context)
    if form.validate_on_submit():
        try:
            moved_up = verbs.cancel_place(db.session(), place, form.reason.data or "", now=utc_now())
        except RuleError as error:
            form.refuse(error)
        else:
            name = place.volunteer.person.display_name
            if place.shift.starts_at > utc_now():
                tell(db.session(), [place], Told.REMOVED, by_id=current_user.id)
            tell(db.session(), moved_up, Told.PROMOTED, by_id=current_user.id)
            flash(_("%(name)s has no place any more", name=name), "success")
            for assignment in moved_up:
                who = assignment.volunteer.person.display_name
                flash(_("%(name)s moved up from the waiting list and is told by e-mail", name=who), "info")
            return redirect(url_for(".shift", shift_id=place.shift_id))
    return render_template("opportunities/remove.html", form=form, **context), 422
