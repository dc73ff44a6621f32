"""The team of an application, and its timetable planned back from the deadline."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.errors import RuleError
from app.forms.application_work import MemberForm, TimetableForm
from app.i18n import _, _n, quoted
from app.labels import label, refusal
from app.permissions import Permission
from app.queries import application_work as questions
from app.queries.accounts import grant_people_choices
from app.queries.timetables import timetable_templates, timetables_of
from app.security import requires
from app.services import timetables as verbs
from app.services.application_work.team import add_member as join
from app.services.application_work.team import remove_member as leave
from models import db
from models.base import utc_now
from models.grants import Application
from models.tasks import ChecklistTemplate
from views.editing import Saving, answer_form, get_or_404
from views.grants import bp
from views.grants.record import load
from views.pickers import settle_contact

FORM = "grants/application/member_form.html"


@bp.route("/<int:application_id>/team/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def add_member(application_id: int) -> Any:
    """Put somebody into the team."""
    application, form = load(application_id), MemberForm()
    form.user_id.offer(grant_people_choices(db.session()), blank=_("Choose a person"))
    if request.method == "GET":
        return render_template(FORM, form=form, application=application)
    valid = form.validate_on_submit()
    valid = settle_contact(form.contact_id) and valid

    def save() -> Application:
        role, people = form.role.data, {"user_id": form.user_id.data, "contact_id": form.contact_id.one_id}
        join(db.session(), application, role, **people)
        return application

    saving = Saving(save, _("The team has grown"), _url)
    return answer_form(form, FORM, saving, valid=valid, application=application)


@bp.post("/<int:application_id>/team/<int:member_id>/remove")
@requires(Permission.GRANTS_EDIT)
def remove_member(application_id: int, member_id: int) -> Response:
    """Take somebody out of the team."""
    application = load(application_id)
    member = get_or_404(questions.member(db.session(), application.id, member_id))
    words = _("%(name)s is no longer in the team as: %(role)s.", name=member.name, role=label(member.role))
    leave(db.session(), member)
    flash(words, "success")
    return redirect(_url(application))


@bp.route("/<int:application_id>/timetable", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def timetable(application_id: int) -> Any:
    """Show the tasks that a timetable would make (`?template_id=`), and make them."""
    application, session, now = load(application_id), db.session(), today()
    form, offered = TimetableForm(), timetable_templates(session)
    form.template_id.offer([(str(item.id), item.name) for item in offered])
    chosen = _chosen(offered, form, request.args.get("template_id", type=int))
    steps: list[verbs.PlannedStep] = []
    problem = None
    try:
        if chosen is not None:
            steps = verbs.plan_back(session, chosen, application, by=current_user, today=now)
        else:
            verbs.deadline_of(application)
        if chosen is not None and form.validate_on_submit():
            verbs.start_timetable(session, chosen, application, by=current_user, today=now)
            flash(_n("The timetable made %(num)d task", "The timetable made %(num)d tasks", len(steps)), "success")
            return redirect(_url(application))
    except RuleError as error:
        problem = refusal(error)
    page = render_template(
        "grants/application/timetable.html",
        application=application,
        form=form,
        offered=offered,
        chosen=chosen,
        steps=steps,
        problem=problem,
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/<int:application_id>/timetable/ready-made")
@requires(Permission.GRANTS_EDIT)
def ship_timetable(application_id: int) -> Response:
    """Write down the timetable that Mistok comes with."""
    application = load(application_id)
    made = verbs.ship_timetable(db.session(), now=utc_now())
    if made is not None:
        flash(_("Added: %(names)s", names=quoted(made.name)), "success")
    return redirect(url_for(".timetable", application_id=application.id))


@bp.route("/<int:application_id>/timetable/move", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def move_timetable(application_id: int) -> Any:
    """Show how the undone tasks of the newest timetable would move with the deadline, and move them."""
    application, session, now = load(application_id), db.session(), today()
    started = timetables_of(session, application)
    if not started:
        return redirect(url_for(".timetable", application_id=application.id))
    checklist = started[0]
    try:
        deadline = verbs.deadline_of(application)
        if request.method == "POST":
            moved = verbs.move_timetable(session, checklist, application, today=now)
            flash(_n("%(num)d task moved", "%(num)d tasks moved", moved), "success")
            return redirect(_url(application))
    except RuleError as error:
        flash(refusal(error), "danger")
        return redirect(_url(application))
    return render_template(
        "grants/application/move_timetable.html",
        application=application,
        checklist=checklist,
        deadline=deadline,
        moved=verbs.moved_tasks(session, checklist, deadline, today=now),
    )


def _chosen(offered: Any, form: TimetableForm, asked: int | None) -> ChecklistTemplate | None:
    wanted = form.template_id.data if form.is_submitted() else asked
    found = next((item for item in offered if item.id == wanted), offered[0] if offered else None)
    if found is not None and not form.is_submitted():
        form.template_id.data = found.id
    return found


def _url(application: Application) -> str:
    return url_for(".application", application_id=application.id, _anchor="team")
