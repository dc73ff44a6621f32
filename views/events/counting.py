"""Entering who came: the counts of an event, and the fast log."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from app.clock import today
from app.forms.events import CountsForm, LogForm
from app.i18n import _, _n
from app.permissions import Permission
from app.queries import events as questions
from app.security import current_scope, requires
from app.services.events import Counts, log_event, record_counts
from app.templating import number
from models import db
from models.base import utc_now
from models.events import Event
from views.addresses import record_id
from views.editing import conflict_page, get_or_404
from views.events.blueprint import bp
from views.events.helpers import attempt, draft, offer, offer_bands, settled, show_links, when
from views.messages import flash_undo

COUNTS = "events/counts.html"
LOG = "events/log.html"


@bp.route("/<int:event_id>/counts", methods=["GET", "POST"])
@requires(Permission.EVENTS_EDIT)
def counts(event_id: int) -> Any:
    """Enter or correct the participants of an event by age and mode."""
    record = get_or_404(questions.event_record(db.session(), event_id, current_scope()))
    event = record.event
    form = CountsForm()
    context = {"event": event, "when": when(event), "saved": record.totals}
    if request.method == "GET":
        form.show_version(event)
        form.by_age.data = {
            (band.code, mode.value): count for band, by_mode in record.bands for mode, count in by_mode.items()
        }
        form.show_marks(record.marks)
        if record.method is not None:
            form.method.data = record.method
        offer_bands(form, event_id)
        return render_template(COUNTS, form=form, **context)
    offer_bands(form, event_id)
    if form.is_stale(event):
        return conflict_page(form, event, COUNTS, **context)
    if form.validate_on_submit() and attempt(
        form,
        lambda: record_counts(db.session(), event, _counts(form), by=current_user, now=utc_now()),
    ):
        flash(_("Participants saved"), "success")
        return redirect(url_for(".show", event_id=event_id))
    return render_template(COUNTS, form=form, **context), 422


@bp.route("/log", methods=["GET", "POST"])
@requires(Permission.EVENTS_EDIT)
def log() -> Any:
    """«Who came?»: log an event that has taken place in three answers."""
    form = LogForm()
    offer(form)
    offer_bands(form)
    if request.method == "GET":
        form.starts_on.data = today()
        _repeat(form, request.args.get("like", type=record_id))
        return _log_page(form)
    made: list[Event] = []
    if settled(form) and attempt(
        form,
        lambda: made.append(log_event(db.session(), draft(form), _counts(form), by=current_user, now=utc_now())),
    ):
        people = sum(count.count for count in made[0].counts)
        words = _n("%(people)s participant", "%(people)s participants", people, people=number(people))
        flash_undo(
            _("Logged: %(title)s, %(people)s", title=made[0].title, people=words),
            url_for(".archive", event_id=made[0].id),
        )
        return redirect(url_for(".show", event_id=made[0].id))
    return _log_page(form), 422


def _log_page(form: LogForm) -> str:
    """Draw the log; what is folded opens when something in it needs to be corrected."""
    recent = questions.recent_titles(db.session(), current_scope())
    if recent:
        form.title.render_kw = {**form.title.render_kw, "list": "recent-titles"}
    folded = ("partner_ids", "volunteer_ids", "application_id", "method")
    return render_template(
        LOG,
        form=form,
        recent=recent,
        by_age=bool(form.by_age.data or form.by_age.errors),
        with_marks=any(field.data or field.errors for field in form.mark_fields),
        more=any(form[name].errors for name in folded),
    )


def _counts(form: Any) -> Counts:
    return Counts(form.people(), form.marks(), form.method.data, form.stated_total.data)


def _repeat(form: LogForm, event_id: int | None) -> None:
    """Begin with what an earlier event was: its name, type, place, flags and partners."""
    earlier = questions.event(db.session(), event_id, current_scope()) if event_id else None
    if earlier is None or earlier.is_summary:
        return
    form.title.data = earlier.title
    form.event_type.data = earlier.event_type
    form.place.data = earlier.place
    form.is_creative.data = earlier.is_creative
    form.is_personal_development.data = earlier.is_personal_development
    if "branch_id" in form:
        form.branch_id.data = earlier.branch_id
    show_links(form, earlier)
    form.volunteer_ids.shown, form.volunteer_ids.data = [], []
