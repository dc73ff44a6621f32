"""Pages of volunteers' hours: the log, the fast form, one entry, confirming many at once."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.domain.hours import clock_text
from app.domain.volunteers import HoursStatus
from app.forms.hours import HoursForm
from app.i18n import _, _n
from app.permissions import Permission
from app.queries import hours as questions
from app.queries.filters import branch_choices
from app.security import current_scope, requires
from app.services import hours as verbs
from app.services.hours import HoursData
from app.templating import can
from models import db
from models.base import utc_now
from models.volunteers import HoursEntry
from views.addresses import record_id
from views.clock import today
from views.editing import conflict_page, get_or_404
from views.listing import EmptyState, Listing, listing_page
from views.messages import flash_undo
from views.volunteers import settle_volunteer, show_volunteer

bp = Blueprint("hours", __name__, url_prefix="/hours")

FORM = "hours/form.html"
MOST_AT_ONCE = 200


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
    return listing_page(questions.HOURS_LIST, empty, "hours/index.html", adjust=_offer_decisions)


@bp.get("/<int:entry_id>")
@requires(Permission.VOLUNTEERS_VIEW)
def show(entry_id: int) -> str:
    """Show one entry: who logged it, who decided on it, and what can be done."""
    entry = _load(entry_id)
    return render_template("hours/show.html", entry=entry, time=clock_text(entry.minutes))


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.HOURS_LOG)
def create() -> Any:
    """Log the time that a volunteer gave."""
    form = HoursForm()
    event_id = request.args.get("event", type=record_id)
    _offer(form, event_id, request.args.get("application", type=record_id))
    if request.method == "GET":
        form.worked_on.data = today()
        form.event_id.data = event_id
        form.application_id.data = request.args.get("application", type=record_id)
        show_volunteer(form.volunteer, request.args.get("volunteer", type=record_id))
        return render_template(FORM, form=form, entry=None)
    if _valid(form):
        try:
            entry = verbs.log_hours(db.session(), _data(form), by=current_user, today=today(), scope=current_scope())
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
    entry = _load(entry_id)
    if entry.status is not HoursStatus.LOGGED:
        flash(_("These hours have been decided on and cannot be changed."), "warning")
        return redirect(url_for(".show", entry_id=entry.id))
    form = HoursForm(obj=entry)
    _offer(form, entry.event_id, entry.application_id)
    if request.method == "GET":
        form.show_version(entry)
        show_volunteer(form.volunteer, entry.volunteer_id)
        return render_template(FORM, form=form, entry=entry)
    if form.is_stale(entry):
        return conflict_page(form, entry, FORM, entry=entry)
    if _valid(form):
        try:
            verbs.change_hours(db.session(), entry, _data(form), today=today(), scope=current_scope())
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("Changes saved"), "success")
            return redirect(url_for(".show", entry_id=entry.id))
    return render_template(FORM, form=form, entry=entry), 422


@bp.post("/decide")
@requires(Permission.HOURS_CONFIRM)
def decide() -> Response:
    """Confirm or turn down the chosen entries (`to=confirmed` or `to=rejected`)."""
    wanted = request.values.get("to", "")
    if wanted not in (HoursStatus.CONFIRMED, HoursStatus.REJECTED):
        raise RuleError("not_allowed", wanted)
    confirm = wanted == HoursStatus.CONFIRMED
    chosen = questions.hours_entries(db.session(), _ids(request.form.getlist("ids")), current_scope())
    decided = verbs.decide_hours(db.session(), chosen, confirm=confirm, by=current_user, at=utc_now())
    if not decided:
        flash(_("Choose entries that wait for confirmation."), "warning")
    else:
        count = len(decided)
        text = (
            _n("%(num)d entry confirmed", "%(num)d entries confirmed", count)
            if confirm
            else _n("%(num)d entry not confirmed", "%(num)d entries not confirmed", count)
        )
        undo = url_for(".reopen", ids=",".join(str(entry.id) for entry in decided))
        flash_undo(text, undo)
    return redirect(_back())


@bp.post("/reopen")
@requires(Permission.HOURS_CONFIRM)
def reopen() -> Response:
    """Take decisions back: the entries of `ids` wait for confirmation again."""
    ids = _ids(request.values.get("ids", "").split(","))
    reopened = verbs.reopen_hours(db.session(), questions.hours_entries(db.session(), ids, current_scope()))
    count = len(reopened)
    flash(
        _n("%(num)d entry waits for confirmation again", "%(num)d entries wait for confirmation again", count),
        "success",
    )
    return redirect(_back())


def _load(entry_id: int) -> HoursEntry:
    return get_or_404(questions.hours_entry(db.session(), entry_id, current_scope()))


def _ids(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal() and len(value) < 12][:MOST_AT_ONCE]


def _back() -> str:
    """Return to one entry when it was decided on from its own page, else to what waits."""
    entry_id = request.values.get("entry", type=record_id)
    return url_for(".show", entry_id=entry_id) if entry_id else url_for(".index", status="logged")


def _offer(form: HoursForm, event_id: int | None, application_id: int | None) -> None:
    session, scope = db.session(), current_scope()
    form.event_id.offer(questions.recent_events(session, today(), scope, also=event_id), blank=_("No event"))
    form.application_id.offer(questions.grant_choices(session, scope, also=application_id), blank=_("No grant"))
    if scope.branch_id is None:
        form.branch_id.offer(branch_choices(session), blank=_("The same as the event’s or the volunteer’s"))
    else:
        del form.branch_id


def _valid(form: HoursForm) -> bool:
    in_order = form.validate_on_submit()
    return settle_volunteer(form.volunteer) and in_order


def _data(form: HoursForm) -> HoursData:
    return HoursData(
        volunteer_id=form.volunteer.one_id or 0,
        worked_on=form.worked_on.data,
        minutes=form.minutes.data or 0,
        activity=form.activity.data or "",
        event_id=form.event_id.data,
        application_id=form.application_id.data,
        branch_id=form.branch_id.data if "branch_id" in form else None,
    )


def _offer_decisions(listing: Listing) -> None:
    if can(Permission.HOURS_CONFIRM):
        listing.selectable = True
        listing.bulk_actions = [
            (_("Confirm"), url_for(".decide", to="confirmed"), "check-lg"),
            (_("Do not confirm"), url_for(".decide", to="rejected"), "x-lg"),
        ]
