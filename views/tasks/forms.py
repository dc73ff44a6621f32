"""Adding and changing a task."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.domain.tasks import Priority
from app.forms.tasks import TaskForm
from app.i18n import _
from app.permissions import Permission
from app.queries import tasks as questions
from app.queries.subjects import subject
from app.security import current_scope, requires
from app.services import tasks as verbs
from app.services.tasks import TaskData
from models import db
from models.tasks import Task
from views.addresses import record_id
from views.editing import conflict_page, record_url
from views.messages import flash_undo
from views.pickers import own_branches, settle_contact, show_contacts
from views.tasks.blueprint import bp
from views.tasks.helpers import back, load, parse_record

Answer = str | tuple[Any, ...] | Response
FORM = "tasks/form.html"


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.TASKS_OWN)
def create() -> Answer:
    """Add a task: with all its fields, or from a line that has a title and a date only (`quick`)."""
    form = TaskForm()
    record = parse_record(form.record.data or request.args.get("record"))
    if "quick" in request.form or request.method == "GET":
        form.assignee_id.data = current_user.id
        form.priority.data = Priority.NORMAL
    _offer(form, None)
    if request.method == "GET":
        form.record.data = request.args.get("record", "")
        form.next.data = request.args.get("next", "")
        form.due_on.data = None
        show_contacts(form.contact, request.args.get("contact", type=record_id))
        return _page(form, None, record)
    if _valid(form, record):
        try:
            task = _add(form, record)
        except RuleError as error:
            form.refuse(error)
        else:
            flash_undo(_("Task added: %(title)s", title=task.title), url_for(".remove", task_id=task.id))
            return redirect(back(url_for(".show", task_id=task.id)))
    return _page(form, None, record), 422


@bp.route("/<int:task_id>/edit", methods=["GET", "POST"])
@requires(Permission.TASKS_OWN)
def edit(task_id: int) -> Answer:
    """Change a task."""
    task = load(task_id)
    kind, number = task.record_kind, task.record_id
    # A contact is chosen in the form; another record stays what the task belongs to.
    fixed = (kind, number) if kind not in (None, "contact") and number is not None else None
    form = TaskForm(obj=task)
    _offer(form, task.assignee_id)
    if request.method == "GET":
        form.show_version(task)
        show_contacts(form.contact, task.contact_id)
        return _page(form, task, fixed)
    if form.is_stale(task):
        return conflict_page(form, task, FORM, task=task, **_about(fixed))
    if _valid(form, fixed):
        try:
            scope = current_scope()
            verbs.check_may_assign(db.session(), form.assignee_id.data, form.branch_id.data, scope)
            if fixed is None:
                task.contact_id = form.contact.one_id
            verbs.change_task(db.session(), task, _data(form))
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("Changes saved"), "success")
            return redirect(back(url_for(".show", task_id=task.id)))
    return _page(form, task, fixed), 422


def _add(form: TaskForm, record: tuple[str, int] | None) -> Task:
    session = db.session()
    verbs.check_may_assign(session, form.assignee_id.data, form.branch_id.data, current_scope())
    keys: dict[str, Any] = {f"{record[0]}_id": record[1]} if record else {"contact_id": form.contact.one_id}
    data = _data(form)
    return verbs.add_task(
        session,
        title=data.title,
        due_on=data.due_on,
        assignee_id=data.assignee_id,
        by=current_user,
        data=data,
        **keys,
    )


def _valid(form: TaskForm, record: tuple[str, int] | None) -> bool:
    in_order = form.validate_on_submit()
    return (record is not None or settle_contact(form.contact)) and in_order


def _offer(form: TaskForm, assignee_id: int | None) -> None:
    session, scope = db.session(), current_scope()
    people = questions.assignee_choices(session, scope, also=assignee_id)
    form.assignee_id.offer(people, blank=_("Nobody yet"))
    form.branch_id.offer(own_branches(), blank=_("By the record"))


def _data(form: TaskForm) -> TaskData:
    return TaskData(
        title=form.title.data or "",
        due_on=form.due_on.data,
        due_at=form.due_at.data,
        assignee_id=form.assignee_id.data,
        branch_id=form.branch_id.data,
        priority=form.priority.data or Priority.NORMAL,
        note=form.note.data or "",
        repeat_unit=form.repeat_unit.data,
        repeat_every=form.repeat_every.data or 1,
        repeat_until=form.repeat_until.data if form.repeat_unit.data else None,
        repeat_times=form.repeat_times.data if form.repeat_unit.data else None,
    )


def _about(record: tuple[str, int] | None) -> dict[str, Any]:
    """Return the name and the page of the record that a form's task belongs to."""
    if record is None:
        return {"record_kind": "", "record_name": "", "record_link": ""}
    found = subject(db.session(), record[0], record[1], current_scope())
    return {"record_kind": record[0], "record_name": record_words(found), "record_link": record_url(*record)}


def record_words(record: Any) -> str:
    """Return what a record is called, whatever its kind."""
    for path in (
        "display_name",
        "title",
        "organisation.display_name",
        "person.display_name",
        "purpose",
        "donor.display_name",
        "description",
    ):
        value: Any = record
        for part in path.split("."):
            value = getattr(value, part, None)
        if value:
            return str(value)
    return "—"


def _page(form: TaskForm, task: Task | None, record: tuple[str, int] | None) -> str:
    return render_template(FORM, form=form, task=task, **_about(record))
