"""Recognition and retention: whom to thank, whose anniversary comes, who has not come for long."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import charts
from app.chart_style import Meaning
from app.clock import today
from app.domain.errors import RuleError
from app.domain.periods import last_months
from app.i18n import _, locale_code
from app.labels import refusal
from app.permissions import Permission
from app.queries import recognition as questions
from app.queries.metrics import retention_metrics
from app.queries.recognition import RetentionMonth
from app.security import current_scope, requires
from app.services import volunteer_thanks as verbs
from app.templating import month_name, number
from models import db
from models.base import utc_now
from views.addresses import record_id
from views.messages import flash_undo
from views.volunteers.blueprint import load_volunteer

bp = Blueprint("recognition", __name__, url_prefix="/volunteers")


@bp.get("/recognition")
@requires(Permission.VOLUNTEERS_VIEW)
def index() -> str:
    """Show milestones to thank for, coming anniversaries, and how many volunteers keep coming."""
    session, scope, now = db.session(), current_scope(), today()
    counts = questions.retention_counts(session, now, scope)
    months = questions.retention_by_month(session, last_months(12, now), scope)
    tiles = []
    for state, item in retention_metrics(now).items():
        endpoint, values = item.rows(last_months(1, now), None)
        tiles.append((item, number(counts[state]), url_for(endpoint, **values)))
    return render_template(
        "volunteers/recognition.html",
        milestones=questions.milestones_to_thank(session, now, scope),
        anniversaries=questions.coming_anniversaries(session, now, scope),
        lapsing=questions.lapsing_volunteers(session, now, scope),
        tiles=tiles,
        spec=_picture(months),
        table=_table(months),
        days=questions.AHEAD_DAYS,
    )


@bp.post("/<int:volunteer_id>/thanks")
@requires(Permission.VOLUNTEERS_EDIT)
def thank(volunteer_id: int) -> Response:
    """Note that a volunteer was thanked for the milestone of `hours`."""
    volunteer = load_volunteer(volunteer_id)
    hours = request.values.get("hours", type=record_id) or 0
    try:
        verbs.thank(db.session(), volunteer, hours, by=current_user, now=utc_now())
    except RuleError as error:
        flash(refusal(error), "warning")
    else:
        name = volunteer.person.display_name
        undo = url_for(".take_back", volunteer_id=volunteer.id, hours=hours)
        flash_undo(_("%(name)s was thanked for %(hours)s hours", name=name, hours=hours), undo)
    return redirect(url_for(".index"))


@bp.post("/<int:volunteer_id>/thanks/undo")
@requires(Permission.VOLUNTEERS_EDIT)
def take_back(volunteer_id: int) -> Response:
    """Note that a volunteer was not thanked after all."""
    volunteer = load_volunteer(volunteer_id)
    verbs.take_thanks_back(db.session(), volunteer, request.values.get("hours", type=record_id) or 0)
    flash(_("The thanks are to be said again"), "success")
    return redirect(url_for(".index"))


def _picture(months: list[RetentionMonth]) -> dict[str, Any]:
    """Return the chart: who helped in each month, and who of them came for the first time."""
    rows = [{"month": row.month, "helped": row.helped, "new": row.new} for row in months]
    series = [
        charts.Panel("helped", _("Helped in the month"), Meaning.VOLUNTEERS),
        charts.Panel("new", _("For the first time"), Meaning.PARTICIPANTS),
    ]
    title = _("Volunteers who helped, by month")
    return charts.panels(rows, month="month", series=series, title=title, locale=locale_code())


def _table(months: list[RetentionMonth]) -> tuple[list[str], list[list[str]]]:
    heads = [_("Month"), _("Helped in the month"), _("For the first time")]
    return heads, [[month_name(row.month), number(row.helped), number(row.new)] for row in months]
