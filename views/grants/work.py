"""The work of a grant: what was promised and done, and the indicators."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.errors import RuleError
from app.forms.grant_work import ActivityForm, IndicatorForm
from app.i18n import _
from app.permissions import Permission
from app.queries import grant_work as questions
from app.queries.grant_counts import DEFINITIONS, grant_counts
from app.security import requires
from app.services import grant_work as verbs
from app.templating import day
from models import db
from models.grant_work import GrantIndicator, PlannedActivity
from models.grants import Application
from views.editing import conflict_page, get_or_404
from views.grants import bp
from views.grants.record import frame, load

Answer = Response | str | tuple[str, int]

ACTIVITY_FORM = "grants/activity_form.html"
INDICATOR_FORM = "grants/indicator_form.html"


@bp.get("/<int:application_id>/work")
@requires(Permission.GRANTS_VIEW)
def work(application_id: int) -> str:
    """Show the planned activities and the indicators."""
    application = load(application_id)
    activities = questions.activities_of(db.session(), application.id)
    counts = grant_counts(db.session(), application.id, today())
    return render_template(
        "grants/work.html",
        **frame(application, "work"),
        activities=[(row, *_standing(row)) for row in activities],
        done=sum(1 for row in activities if row.done_on),
        indicators=questions.indicators_of(db.session(), application.id),
        counts_now=counts,
        definitions=DEFINITIONS,
    )


@bp.route("/<int:application_id>/activities/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def create_activity(application_id: int) -> Answer:
    """Plan an activity."""
    return _activity_page(load(application_id), None)


@bp.route("/<int:application_id>/activities/<int:activity_id>/edit", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def edit_activity(application_id: int, activity_id: int) -> Answer:
    """Change a planned activity."""
    application = load(application_id)
    return _activity_page(application, get_or_404(questions.activity(db.session(), application_id, activity_id)))


@bp.post("/<int:application_id>/activities/<int:activity_id>/remove")
@requires(Permission.GRANTS_EDIT)
def remove_activity(application_id: int, activity_id: int) -> Response:
    """Remove a planned activity; its event stays."""
    load(application_id)
    verbs.remove(db.session(), get_or_404(questions.activity(db.session(), application_id, activity_id)))
    return _back(application_id, _("Removed"))


@bp.route("/<int:application_id>/indicators/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def create_indicator(application_id: int) -> Answer:
    """Add an indicator."""
    return _indicator_page(load(application_id), None)


@bp.route("/<int:application_id>/indicators/<int:indicator_id>/edit", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def edit_indicator(application_id: int, indicator_id: int) -> Answer:
    """Change an indicator."""
    application = load(application_id)
    found = get_or_404(questions.indicator(db.session(), application_id, indicator_id))
    return _indicator_page(application, found)


@bp.post("/<int:application_id>/indicators/<int:indicator_id>/remove")
@requires(Permission.GRANTS_EDIT)
def remove_indicator(application_id: int, indicator_id: int) -> Response:
    """Remove an indicator."""
    load(application_id)
    verbs.remove(db.session(), get_or_404(questions.indicator(db.session(), application_id, indicator_id)))
    return _back(application_id, _("Removed"))


def _activity_page(application: Application, record: PlannedActivity | None) -> Answer:
    form = ActivityForm(obj=record)
    events = questions.event_choices(db.session(), application.id)
    form.event_id.offer([(str(number), f"{day(on)} – {title}") for number, title, on in events], blank=_("None yet"))
    context: dict[str, Any] = {"application": application, "activity": record}
    if request.method == "GET":
        if record:
            form.show_version(record)
        return render_template(ACTIVITY_FORM, form=form, **context)
    if record and form.is_stale(record):
        return conflict_page(form, record, ACTIVITY_FORM, **context)
    if form.validate_on_submit():
        try:
            verbs.save_activity(db.session(), application, form.activity_data(), today=today(), activity=record)
        except RuleError as error:
            form.refuse(error)
        else:
            return _back(application.id, _("Activity saved"))
    return render_template(ACTIVITY_FORM, form=form, **context), 422


def _indicator_page(application: Application, record: GrantIndicator | None) -> Answer:
    form = IndicatorForm(obj=record)
    context: dict[str, Any] = {"application": application, "indicator": record}
    if request.method == "GET":
        if record:
            form.show_version(record)
        return render_template(INDICATOR_FORM, form=form, **context)
    if record and form.is_stale(record):
        return conflict_page(form, record, INDICATOR_FORM, **context)
    if form.validate_on_submit():
        try:
            verbs.save_indicator(db.session(), application, form.indicator_data(), indicator=record)
        except RuleError as error:
            form.refuse(error)
        else:
            return _back(application.id, _("Indicator saved"))
    return render_template(INDICATOR_FORM, form=form, **context), 422


def _standing(row: Any) -> tuple[str, str]:
    """Return how an activity stands, in words and as a tone."""
    if row.done_on:
        return _("Done"), "success"
    if (row.planned_to or row.planned_from) < today():
        return _("Overdue"), "danger"
    return _("Planned"), "neutral"


def _back(application_id: int, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for(".work", application_id=application_id))
