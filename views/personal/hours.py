"""Hours that volunteers write down themselves, and take back while they wait."""

from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.errors import RuleError
from app.domain.hours import clock_text
from app.forms.hours import OwnHoursForm
from app.i18n import _
from app.labels import refusal
from app.queries import hours_shifts as questions
from app.services.hours_shifts import OWN_DAYS, OwnHours, log_own_hours, withdraw_own_hours
from app.templating import day
from models import db
from models.base import utc_now
from models.volunteers import Volunteer
from views.addresses import record_id
from views.editing import get_or_404
from views.personal.blueprint import bp
from views.personal.common import personal_page, volunteer_of_link


@bp.route("/<token>/hours", methods=["GET", "POST"])
def log_hours(token: str) -> Any:
    """Write down one's own time; the library confirms it."""
    volunteer = volunteer_of_link(token)
    form = OwnHoursForm()
    shifts = questions.own_past_shifts(db.session(), volunteer.id, today(), utc_now())
    _offer(form, volunteer, shifts)
    if request.method == "GET":
        form.worked_on.data = today()
        wanted = request.args.get("shift", type=record_id)
        chosen = next((row for row in shifts if row.id == wanted), None)
        if chosen is not None:
            form.what.data, form.worked_on.data = f"shift-{chosen.id}", chosen.day
            form.minutes.data = int((chosen.ends_at - chosen.starts_at).total_seconds() // 60)
        return personal_page("personal/hours.html", token, volunteer, form=form, days=OWN_DAYS)
    if form.validate_on_submit():
        try:
            entry = log_own_hours(db.session(), volunteer, _data(form), now=utc_now(), today=today())
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("Written down: %(time)s. The library will confirm it.", time=clock_text(entry.minutes)), "success")
            return redirect(url_for(".show", token=token))
    return personal_page("personal/hours.html", token, volunteer, form=form, days=OWN_DAYS), 422


@bp.post("/<token>/hours/<int:entry_id>/withdraw")
def withdraw_hours(token: str, entry_id: int) -> Response:
    """Take back hours that wait for confirmation."""
    volunteer = volunteer_of_link(token)
    entry = get_or_404(questions.own_waiting_entry(db.session(), entry_id, volunteer.id))
    try:
        withdraw_own_hours(db.session(), entry)
    except RuleError as error:
        flash(refusal(error), "warning")
    else:
        flash(_("The hours are taken back."), "success")
    return redirect(url_for(".show", token=token))


def _offer(form: OwnHoursForm, volunteer: Volunteer, shifts: list[Any]) -> None:
    events = questions.own_events(db.session(), volunteer.id, today())
    options = [
        *((f"shift-{row.id}", f"{day(row.day)} – {row.title}") for row in shifts),
        *((f"event-{row.id}", f"{day(row.starts_on)} – {row.title}") for row in events),
    ]
    form.what.offer(options, blank=_("Something else"))


def _data(form: OwnHoursForm) -> OwnHours:
    return OwnHours(
        worked_on=form.worked_on.data or today(),
        minutes=form.length or 0,
        activity=form.activity.data or "",
        shift_id=form.chosen("shift"),
        event_id=form.chosen("event"),
    )
