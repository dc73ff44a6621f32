"""Planning, changing, cancelling and archiving events."""

from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import today, zone
from app.domain.event_times import has_time
from app.domain.events import EventStatus
from app.forms.events import EventForm
from app.i18n import _
from app.permissions import Permission
from app.queries.shifts import volunteers_expected
from app.security import requires
from app.services import events as verbs
from models import db
from models.base import utc_now
from models.events import Event
from views.addresses import record_id
from views.editing import conflict_page
from views.events.blueprint import bp
from views.events.helpers import attempt, draft, load, offer, settled, show_links
from views.messages import flash_undo
from views.pickers import show_contacts

FORM = "events/form.html"


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.EVENTS_EDIT)
def create() -> Any:
    """Plan an event, or add one with all its details."""
    form = EventForm()
    offer(form)
    if request.method == "GET":
        _suggest(form)
        return render_template(FORM, form=form, event=None)
    made: list[Event] = []
    if settled(form) and attempt(
        form,
        lambda: made.append(verbs.create_event(db.session(), draft(form), by=current_user, now=utc_now())),
    ):
        flash(_("Event added"), "success")
        return redirect(url_for(".show", event_id=made[0].id))
    return render_template(FORM, form=form, event=None), 422


@bp.route("/<int:event_id>/edit", methods=["GET", "POST"])
@requires(Permission.EVENTS_EDIT)
def edit(event_id: int) -> Any:
    """Change an event."""
    event = load(event_id)
    form = EventForm(obj=event)
    offer(form, event)
    if event.is_summary:
        form.drop_times()
    if request.method == "GET":
        form.show_version(event)
        _show(form, event)
        return render_template(FORM, form=form, event=event)
    valid = settled(form, event)
    before = _where_and_when(event)
    if form.is_stale(event):
        fresh = EventForm(formdata=None, obj=event)
        offer(fresh, event)
        if event.is_summary:
            fresh.drop_times()
        _show(fresh, event)
        return conflict_page(form, event, FORM, event=event, fresh=fresh)
    if valid and attempt(
        form,
        lambda: verbs.edit_event(db.session(), event, draft(form, event), by=current_user, now=utc_now()),
    ):
        flash(_("Changes saved"), "success")
        if before != _where_and_when(event) and volunteers_expected(db.session(), event_id, utc_now()):
            flash(_("The shifts of volunteers stay when and where they were. Look whether they still fit."), "warning")
        return redirect(url_for(".show", event_id=event_id))
    return render_template(FORM, form=form, event=event), 422


def _where_and_when(event: Event) -> tuple[Any, ...]:
    return event.branch_id, event.starts_at, event.ends_at, event.ends_before


@bp.post("/<int:event_id>/cancel")
@requires(Permission.EVENTS_EDIT)
def cancel(event_id: int) -> Response:
    """Say that an event did not take place."""
    verbs.cancel_event(db.session(), load(event_id), by=current_user, now=utc_now())
    flash_undo(_("Event cancelled"), url_for(".reopen", event_id=event_id))
    return redirect(url_for(".show", event_id=event_id))


@bp.post("/<int:event_id>/reopen")
@requires(Permission.EVENTS_EDIT)
def reopen(event_id: int) -> Response:
    """Take a cancellation back."""
    verbs.reopen_event(db.session(), load(event_id), by=current_user, now=utc_now())
    flash(_("The event is planned again"), "success")
    return redirect(url_for(".show", event_id=event_id))


@bp.post("/<int:event_id>/archive")
@requires(Permission.EVENTS_EDIT)
def archive(event_id: int) -> Response:
    """Put an event away; nothing is deleted."""
    verbs.archive_event(db.session(), load(event_id), by=current_user, now=utc_now())
    flash_undo(_("Event archived"), url_for(".restore", event_id=event_id))
    return redirect(url_for(".index"))


@bp.post("/<int:event_id>/restore")
@requires(Permission.EVENTS_EDIT)
def restore(event_id: int) -> Response:
    """Bring an event back from the archive."""
    verbs.restore_event(db.session(), load(event_id), by=current_user)
    flash(_("Event restored"), "success")
    return redirect(url_for(".show", event_id=event_id))


def _suggest(form: EventForm) -> None:
    """Fill a new form with what the address says: the day, the partner, the grant."""
    try:
        form.starts_on.data = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        form.starts_on.data = today()
    if form.starts_on.data < today():
        form.status.data = EventStatus.HELD
    form.application_id.data = request.args.get("application", type=record_id)
    partner = request.args.get("partner", type=record_id)
    if partner is not None:
        show_contacts(form.partner_ids, [partner])


def _show(form: EventForm, event: Event) -> None:
    """Fill the form with local days and hours."""
    show_links(form, event)
    if event.is_summary or event.starts_at is None:
        return
    last_day = event.ends_before - timedelta(days=1)
    form.ends_on.data = last_day if last_day > event.starts_on else None
    if has_time(event.starts_at, zone()):
        form.start_time.data = event.starts_at.astimezone(zone()).time()
    if event.ends_at is not None:
        form.end_time.data = event.ends_at.astimezone(zone()).time()
