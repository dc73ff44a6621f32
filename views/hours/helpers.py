"""What the pages of hours share: loading an entry, what its form offers, the way back."""

from flask import request, url_for

from app.clock import today
from app.forms.hours import HoursForm
from app.i18n import _
from app.queries import hours as questions
from app.queries.filters import branch_choices
from app.security import current_scope
from app.services.hours import HoursData
from models import db
from models.volunteers import HoursEntry
from views.addresses import record_id
from views.editing import get_or_404
from views.volunteers import settle_volunteer

FORM = "hours/form.html"
MOST_AT_ONCE = 200


def load(entry_id: int) -> HoursEntry:
    """Return the entry of the address, or answer «there is no such page»."""
    return get_or_404(questions.hours_entry(db.session(), entry_id, current_scope()))


def ids(values: list[str]) -> list[int]:
    """Return the numbers among what a page sent, as many as are decided on at once."""
    return [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 10][:MOST_AT_ONCE]


def back() -> str:
    """Return to one entry when it was decided on from its own page, else to what waits."""
    entry_id = request.values.get("entry", type=record_id)
    return url_for("hours.show", entry_id=entry_id) if entry_id else url_for("hours.index", status="logged")


def offer(form: HoursForm, event_id: int | None, application_id: int | None, role_id: int | None = None) -> None:
    """Fill the menus of the form; what an entry names already stays among them."""
    session, scope = db.session(), current_scope()
    form.event_id.offer(questions.recent_events(session, today(), scope, also=event_id), blank=_("No event"))
    form.application_id.offer(questions.grant_choices(session, scope, also=application_id), blank=_("No grant"))
    form.opportunity_id.offer(questions.role_choices(session, scope, also=role_id), blank=_("No role"))
    if scope.branch_id is None:
        form.branch_id.offer(branch_choices(session), blank=_("The same as the event’s or the volunteer’s"))
    else:
        del form.branch_id


def valid(form: HoursForm) -> bool:
    """Check the form and make its volunteer certain."""
    in_order = form.validate_on_submit()
    return settle_volunteer(form.volunteer) and in_order


def data(form: HoursForm, entry: HoursEntry | None = None) -> HoursData:
    """Return what was typed; an entry of a shift stays one."""
    return HoursData(
        volunteer_id=form.volunteer.one_id or 0,
        worked_on=form.worked_on.data,
        minutes=form.minutes.data or 0,
        activity=form.activity.data or "",
        event_id=form.event_id.data,
        application_id=form.application_id.data,
        opportunity_id=form.opportunity_id.data,
        shift_id=entry.shift_id if entry else None,
        branch_id=form.branch_id.data if "branch_id" in form else None,
    )
