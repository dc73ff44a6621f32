"""What can be done with a task in one click; each message offers to undo it."""

from datetime import date

from flask import abort, flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.errors import RuleError
from app.domain.tasks import Snooze
from app.i18n import _
from app.labels import refusal
from app.permissions import Permission
from app.security import requires
from app.services import tasks as verbs
from app.templating import day
from models import db
from models.base import utc_now
from views.messages import flash_undo
from views.tasks.blueprint import bp
from views.tasks.helpers import back, load


@bp.post("/<int:task_id>/done")
@requires(Permission.TASKS_OWN)
def done(task_id: int) -> Response:
    """Tick a task off."""
    task = load(task_id)
    place = back(url_for(".index"))
    try:
        following = verbs.do_task(db.session(), task, by=current_user, now=utc_now(), today=today())
    except RuleError as error:
        return _refused(error, place)
    text = _("Done: %(title)s", title=task.title)
    if following is not None:
        text = _("Done: %(title)s. Next time: %(day)s.", title=task.title, day=day(following.due_on))
    flash_undo(text, url_for(".reopen", task_id=task.id, next=place))
    return redirect(place)


@bp.post("/<int:task_id>/cancel")
@requires(Permission.TASKS_OWN)
def cancel(task_id: int) -> Response:
    """Say that a task need not be done."""
    task = load(task_id)
    place = back(url_for(".show", task_id=task.id))
    try:
        verbs.cancel_task(db.session(), task, by=current_user, now=utc_now())
    except RuleError as error:
        return _refused(error, place)
    flash_undo(_("Cancelled: %(title)s", title=task.title), url_for(".reopen", task_id=task.id, next=place))
    return redirect(place)


@bp.post("/<int:task_id>/reopen")
@requires(Permission.TASKS_OWN)
def reopen(task_id: int) -> Response:
    """Take back that a task is done or cancelled."""
    task = load(task_id)
    place = back(url_for(".show", task_id=task.id))
    try:
        verbs.reopen_task(db.session(), task)
    except RuleError as error:
        return _refused(error, place)
    flash(_("Open again: %(title)s", title=task.title), "success")
    return redirect(place)


@bp.post("/<int:task_id>/snooze")
@requires(Permission.TASKS_OWN)
def snooze(task_id: int) -> Response:
    """Put a task off: `until` is tomorrow, week or month."""
    task = load(task_id)
    place = back(url_for(".index"))
    try:
        until = Snooze(request.form.get("until", ""))
    except ValueError:
        abort(400)
    before = task.due_on.isoformat() if task.due_on else ""
    try:
        verbs.snooze_task(db.session(), task, until, today=today())
    except RuleError as error:
        return _refused(error, place)
    undo = url_for(".postpone", task_id=task.id, due=before, next=place)
    flash_undo(_("Put off to %(day)s: %(title)s", day=day(task.due_on), title=task.title), undo)
    return redirect(place)


@bp.post("/<int:task_id>/due")
@requires(Permission.TASKS_OWN)
def postpone(task_id: int) -> Response:
    """Give a task the date `due`, or none: the undo of putting it off."""
    task = load(task_id)
    place = back(url_for(".show", task_id=task.id))
    typed = request.args.get("due", "")
    try:
        due_on = date.fromisoformat(typed) if typed else None
    except ValueError:
        abort(400)
    try:
        verbs.postpone_to(db.session(), task, due_on)
    except RuleError as error:
        return _refused(error, place)
    flash(_("The date is as it was: %(title)s", title=task.title), "success")
    return redirect(place)


@bp.post("/<int:task_id>/remove")
@requires(Permission.TASKS_OWN)
def remove(task_id: int) -> Response:
    """Take a task away."""
    task = load(task_id)
    verbs.remove_task(db.session(), task, now=utc_now())
    flash_undo(_("Removed: %(title)s", title=task.title), url_for(".restore", task_id=task.id))
    return redirect(back(url_for(".index")))


@bp.post("/<int:task_id>/restore")
@requires(Permission.TASKS_OWN)
def restore(task_id: int) -> Response:
    """Bring a removed task back."""
    task = load(task_id)
    verbs.restore_task(db.session(), task)
    flash(_("Restored: %(title)s", title=task.title), "success")
    return redirect(back(url_for(".show", task_id=task.id)))


def _refused(error: RuleError, place: str) -> Response:
    """Say why nothing was done, on the page from which it was asked for."""
    flash(refusal(error), "danger")
    return redirect(place)
