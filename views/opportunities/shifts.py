"""Shifts: the list, adding one or a series, changing, cancelling."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from app.clock import today, zone
from app.domain.errors import RuleError
from app.domain.shifts import Series, Told, days_of
from app.forms.shifts import CancelForm, NewShiftForm, ShiftForm
from app.i18n import _, _n
from app.permissions import Permission
from app.queries.coverage import SHIFT_LIST
from app.queries.shifts import event_choices, later_in_series
from app.security import current_scope, requires
from app.services import shifts as verbs
from app.services.shifts import ShiftData
from app.shift_letters import tell
from app.templating import day as day_text
from models import db
from models.base import utc_now
from models.opportunities import Opportunity, Shift
from views.editing import conflict_page
from views.listing import EmptyState, listing_page
from views.months import weekday
from views.opportunities.blueprint import bp
from views.opportunities.helpers import hours, load, load_shift

FORM = "opportunities/shift_form.html"


@bp.get("/shifts")
@requires(Permission.VOLUNTEERS_VIEW)
def all_shifts() -> Any:
    """Show all shifts as a list, which can be taken away as a table."""
    empty = EmptyState(
        "calendar2-week",
        _("No shifts yet"),
        _("Open an opportunity and say when people are wanted."),
        url_for(".index"),
        _("Open the opportunities"),
    )
    return listing_page(SHIFT_LIST, empty, "opportunities/shifts.html")


@bp.route("/<int:opportunity_id>/shifts/new", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def add_shift(opportunity_id: int) -> Any:
    """Add a shift or a series; with «Show the days» the days of the series are shown first."""
    opportunity = load(opportunity_id)
    form = NewShiftForm()
    _offer(form, opportunity.event_id)
    if request.method == "GET":
        _propose(form, opportunity)
        return _new_page(form, opportunity)
    days = _preview(form)
    if form.validate_on_submit():
        if "preview" in request.form and form.until.data:
            try:
                days_of(_series(form))
            except RuleError as error:
                form.refuse(error)
            return _new_page(form, opportunity, days), 200 if days else 422
        try:
            added = _add(form, opportunity)
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_n("%(num)d shift added", "%(num)d shifts added", added), "success")
            return redirect(url_for(".show", opportunity_id=opportunity.id, _anchor="shifts"))
    return _new_page(form, opportunity, days), 422


def _add(form: NewShiftForm, opportunity: Opportunity) -> int:
    session, now, scope = db.session(), utc_now(), current_scope()
    if not form.until.data:
        verbs.add_shift(session, opportunity, _data(form), now=now, zone=zone(), scope=scope)
        return 1
    shifts = verbs.add_series(session, opportunity, _series(form), _data(form), now=now, zone=zone(), scope=scope)
    return len(shifts)


def _new_page(form: NewShiftForm, opportunity: Opportunity, days: list[tuple[str, str]] | None = None) -> str:
    left_out = len(form.skipped) if days else 0
    return render_template(
        FORM, form=form, opportunity=opportunity, shift=None, days=days, count=len(days or ()) - left_out
    )


def _series(form: NewShiftForm, *, skipping: bool = True) -> Series:
    chosen = [int(value) for value in form.weekdays.data or []]
    first: date = form.day.data
    weekdays = chosen or [first.weekday()]
    return Series(first, form.until.data, weekdays, form.skipped if skipping else frozenset())


def _preview(form: NewShiftForm) -> list[tuple[str, str]]:
    """Offer the days of the series to be left out, and return them; nothing when there is no series yet."""
    if not (form.day.data and form.until.data):
        return []
    try:
        days = days_of(_series(form, skipping=False))
    except RuleError:
        return []
    offered = [(day.isoformat(), f"{weekday(day)}, {day_text(day)}") for day in days]
    form.offer_days(offered)
    known = {value for value, _words in offered}
    form.skip.data = [value for value in form.skip.data or [] if value in known]
    return offered


def _propose(form: NewShiftForm, opportunity: Opportunity) -> None:
    asked = request.args.get("day", "")
    try:
        form.day.data = date.fromisoformat(asked)
    except ValueError:
        form.day.data = max(today(), opportunity.starts_on or today())
    event = opportunity.event
    form.event_id.data = opportunity.event_id
    form.needed.data = min(opportunity.needed or 2, 20)
    if event is not None and event.starts_on >= today():
        form.day.data = event.starts_on
        if event.starts_at is not None and event.ends_at is not None:
            form.begins.data = event.starts_at.astimezone(zone()).time()
            form.ends.data = event.ends_at.astimezone(zone()).time()


def _show_hours(form: ShiftForm, shift: Shift) -> None:
    form.begins.data, form.ends.data = (at.astimezone(zone()).time() for at in (shift.starts_at, shift.ends_at))


@bp.route("/shifts/<int:shift_id>/edit", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def edit_shift(shift_id: int) -> Any:
    """Change a shift, or all coming ones of its series."""
    shift = load_shift(shift_id)
    form = ShiftForm(obj=shift)
    _offer(form, shift.event_id)
    later = len(later_in_series(db.session(), shift))
    context: dict[str, Any] = {"opportunity": shift.opportunity, "shift": shift, "later": later, "hours": hours(shift)}
    if request.method == "GET":
        form.show_version(shift)
        _show_hours(form, shift)
        return render_template(FORM, form=form, **context)
    if form.is_stale(shift):
        fresh = ShiftForm(formdata=None, obj=shift)
        _offer(fresh, shift.event_id)
        _show_hours(fresh, shift)
        return conflict_page(form, shift, FORM, fresh=fresh, **context)
    if form.validate_on_submit():
        try:
            changed = verbs.change_shifts(
                db.session(),
                shift,
                _data(form),
                with_later=bool(form.with_later.data),
                now=utc_now(),
                zone=zone(),
                scope=current_scope(),
            )
        except RuleError as error:
            form.refuse(error)
        else:
            tell(db.session(), changed.told, Told.MOVED, by_id=current_user.id)
            tell(db.session(), changed.promoted, Told.PROMOTED, by_id=current_user.id)
            flash(_n("%(num)d shift changed", "%(num)d shifts changed", changed.shifts), "success")
            return redirect(url_for(".shift", shift_id=shift.id))
    return render_template(FORM, form=form, **context), 422


@bp.route("/shifts/<int:shift_id>/cancel", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_EDIT)
def cancel_shift(shift_id: int) -> Any:
    """Cancel a shift with a reason that everybody who has a place is told."""
    shift = load_shift(shift_id)
    form = CancelForm()
    context = {"shift": shift, "later": len(later_in_series(db.session(), shift)), "hours": hours(shift)}
    if request.method == "GET":
        return render_template("opportunities/shift_cancel.html", form=form, **context)
    if form.validate_on_submit():
        try:
            with_later = bool(form.with_later.data)
            reason = form.reason.data or ""
            changed = verbs.cancel_shifts(db.session(), shift, reason, with_later=with_later, now=utc_now())
        except RuleError as error:
            form.refuse(error)
        else:
            tell(db.session(), changed.told, Told.CANCELLED, by_id=current_user.id)
            flash(_n("%(num)d shift cancelled", "%(num)d shifts cancelled", changed.shifts), "success")
            return redirect(url_for(".show", opportunity_id=shift.opportunity_id, _anchor="shifts"))
    return render_template("opportunities/shift_cancel.html", form=form, **context), 422


def _offer(form: ShiftForm, event_id: int | None) -> None:
    options = event_choices(db.session(), today(), current_scope(), also=event_id)
    form.event_id.offer(options, blank=_("No event"))


def _data(form: Any) -> ShiftData:
    return ShiftData(
        day=form.day.data,
        begins=form.begins.data,
        ends=form.ends.data,
        needed=form.needed.data,
        note=form.note.data or "",
        event_id=form.event_id.data,
    )
