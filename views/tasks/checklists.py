"""Checklists that were started: how far one has come, and starting one by hand."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.errors import RuleError
from app.domain.tasks import progress
from app.forms.tasks import StartForm
from app.i18n import _, _n
from app.permissions import Permission, may
from app.queries import checklists as questions
from app.queries import tasks as task_questions
from app.queries.subjects import SUBJECTS, check_writable, subject
from app.security import current_scope, requires
from app.services.checklists import start_by_hand
from models import db
from views.editing import get_or_404, record_url
from views.tasks.blueprint import bp
from views.tasks.forms import record_words
from views.tasks.helpers import due_text

Answer = str | tuple[Any, ...] | Response


@bp.get("/checklists/<int:checklist_id>")
@requires(Permission.TASKS_OWN)
def checklist(checklist_id: int) -> str:
    """Show a started checklist with its steps."""
    session, scope, now = db.session(), current_scope(), today()
    found = get_or_404(questions.checklist(session, checklist_id))
    kind, number = found.record_kind, found.record_id
    if kind is None or number is None or not may(current_user.role, SUBJECTS[kind][1]):
        raise RuleError("not_found")
    record = subject(session, kind, number, scope)
    steps = task_questions.steps_of(session, checklist_id)
    done, total = progress(step.state for step in steps)
    return render_template(
        "tasks/checklist.html",
        checklist=found,
        steps=[(step, due_text(step.due_on, None, now)) for step in steps],
        done=done,
        total=total,
        now=now,
        record_name=record_words(record),
        record_link=record_url(kind, number),
    )


@bp.route("/checklists/start/<kind>/<int:record_id>", methods=["GET", "POST"])
@requires(Permission.TASKS_OWN)
def start(kind: str, record_id: int) -> Answer:
    """Start a checklist for a record."""
    session = db.session()
    if kind not in SUBJECTS or not may(current_user.role, SUBJECTS[kind][1]):
        raise RuleError("not_found")
    record = subject(session, kind, record_id, current_scope())
    check_writable(record)
    form = StartForm()
    form.template_id.offer(questions.startable(session, kind), blank=_("Choose a checklist"))
    if form.validate_on_submit():
        template = questions.template(session, form.template_id.data or 0)
        try:
            if template is None:
                raise RuleError("checklist_off", field="template_id")
            begun = start_by_hand(session, template, record=record, by=current_user, today=today())
        except RuleError as error:
            error.field = "template_id"
            form.refuse(error)
        else:
            made = len(task_questions.steps_of(session, begun.id))
            flash(_n("The checklist made %(num)d task", "The checklist made %(num)d tasks", made), "success")
            return redirect(url_for(".checklist", checklist_id=begun.id))
    page = render_template(
        "tasks/start.html",
        form=form,
        record_name=record_words(record),
        record_link=record_url(kind, record_id),
        may_manage=may(current_user.role, Permission.SETTINGS_MANAGE),
    )
    return page, 422 if form.is_submitted() else 200
