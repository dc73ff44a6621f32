"""Verbs of tasks: add, change, do, cancel, reopen, put off, remove, restore."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.roles import Role
from app.domain.tasks import Priority, Repeat, RepeatUnit, Snooze, TaskState, check_repeat, next_due, snoozed
from app.permissions import Permission, may
from app.scope import Scope
from app.services.base import refuse_archived
from models.accounts import User
from models.donations import Donation
from models.events import Event
from models.grants import Application
from models.partnerships import Partnership
from models.tasks import RECORD_KINDS, Task
from models.volunteers import Volunteer

LONGEST_TITLE = 300
LONGEST_NOTE = 5_000
_BRANCHED: dict[str, type[Any]] = {
    "application": Application,
    "event": Event,
    "partnership": Partnership,
    "volunteer": Volunteer,
    "donation": Donation,
}


@dataclass(frozen=True)
class TaskData:
    """What a person types about a task; `repeat_unit` None means that it does not repeat."""

    title: str
    due_on: date | None = None
    due_at: time | None = None
    assignee_id: int | None = None
    branch_id: int | None = None
    priority: Priority = Priority.NORMAL
    note: str = ""
    repeat_unit: RepeatUnit | None = None
    repeat_every: int = 1
    repeat_until: date | None = None
    repeat_times: int | None = None


def add_task(
    session: Session,
    *,
    title: str,
    due_on: date | None,
    assignee_id: int | None,
    by: User | None,
    contact_id: int | None = None,
    application_id: int | None = None,
    partnership_id: int | None = None,
    event_id: int | None = None,
    volunteer_id: int | None = None,
    donation_id: int | None = None,
    opportunity_id: int | None = None,
    note: str = "",
    priority: Priority = Priority.NORMAL,
    due_at: time | None = None,
    branch_id: int | None = None,
    checklist_id: int | None = None,
    data: TaskData | None = None,
) -> Task:
    """Add a task for somebody, for a record or for none.

    A task without a branch of its own takes that of its record, else that of a branch's employee.

    Args:
        data: everything that the form of a task holds, instead of the single values.

    Raises:
        RuleError: `task_title_needed`, `task_title_long`, `task_note_long`, `task_one_record`, `task_time_needs_date`,
            `task_assignee` (closed, or its role has no tasks), or what `check_repeat` refuses.
    """
    given = data or TaskData(title, due_on, due_at, assignee_id, branch_id, priority, note)
    task = Task(
        contact_id=contact_id,
        application_id=application_id,
        partnership_id=partnership_id,
        event_id=event_id,
        volunteer_id=volunteer_id,
        donation_id=donation_id,
        opportunity_id=opportunity_id,
        checklist_id=checklist_id,
        created_by_id=by.id if by else None,
        state=TaskState.OPEN,
    )
    if sum(getattr(task, f"{kind}_id") is not None for kind in RECORD_KINDS) > 1:
        raise RuleError("task_one_record")
    _fill(session, task, given)
    session.add(task)
    session.flush()
    return task


def change_task(session: Session, task: Task, data: TaskData) -> None:
    """Save what was typed about a task. Raises `RuleError` as `add_task` does."""
    _fill(session, task, data)
    session.flush()


def do_task(session: Session, task: Task, *, by: User | None, now: datetime, today: date) -> Task | None:
    """Tick a task off; one that repeats makes its next occurrence, which is returned.

    Raises:
        RuleError: `task_closed` or `archived`.
    """
    _close(task, TaskState.DONE, by, now)
    following = _next_of(task, today)
    if following is not None:
        session.flush()
        session.add(following)
    session.flush()
    return following


def cancel_task(session: Session, task: Task, *, by: User | None, now: datetime) -> None:
    """Say that a task need not be done. One that repeats ends with it. Raises `RuleError` as `do_task` does."""
    _close(task, TaskState.CANCELLED, by, now)
    session.flush()


def reopen_task(session: Session, task: Task) -> None:
    """Take back that a task is done or cancelled; the next occurrence that nobody touched goes away with it.

    Raises:
        RuleError: `task_open`, `task_next_done` (the next occurrence is already done) or `archived`.
    """
    refuse_archived(task)
    if task.state is TaskState.OPEN:
        raise RuleError("task_open")
    following = session.scalar(sa.select(Task).where(Task.follows_id == task.id))
    if following is not None:
        if following.state is not TaskState.OPEN:
            raise RuleError("task_next_done")
        session.delete(following)
        session.flush()
    task.state, task.closed_at, task.closed_by_id = TaskState.OPEN, None, None
    session.flush()


def snooze_task(session: Session, task: Task, until: Snooze, *, today: date) -> None:
    """Put an open task off. Raises `RuleError` as `do_task` does."""
    _check_open(task)
    task.due_on = snoozed(until, today)
    session.flush()


def postpone_to(session: Session, task: Task, due_on: date | None) -> None:
    """Give an open task another date: what the undo of putting it off does.

    Raises:
        RuleError: as `do_task`, or `repeat_needs_date` (field `due_on`).
    """
    _check_open(task)
    if due_on is None and task.repeat_unit is not None:
        raise RuleError("repeat_needs_date", field="due_on")
    task.due_on = due_on
    if due_on is None:
        task.due_at = None
    session.flush()


def remove_task(session: Session, task: Task, *, now: datetime) -> None:
    """Take a task away from every list; `restore_task` brings it back."""
    task.archived_at = now
    session.flush()


def restore_task(session: Session, task: Task) -> None:
    """Bring a removed task back."""
    task.archived_at = None
    session.flush()


def check_may_assign(session: Session, assignee_id: int | None, branch_id: int | None, scope: Scope) -> None:
    """Let branch staff give tasks to their own branch only.

    Raises:
        RuleError: `task_other_branch`.
    """
    if scope.branch_id is None:
        return
    assignee = session.get(User, assignee_id) if assignee_id else None
    is_ours = assignee is None or assignee.role is not Role.STAFF or assignee.branch_id == scope.branch_id
    if not is_ours or branch_id not in (None, scope.branch_id):
        raise RuleError("task_other_branch", field="assignee_id")


def _fill(session: Session, task: Task, data: TaskData) -> None:
    title = " ".join(data.title.replace("\x00", "").split())
    note = data.note.replace("\r\n", "\n").replace("\x00", "").strip()
    if not title:
        raise RuleError("task_title_needed", field="title")
    if len(title) > LONGEST_TITLE:
        raise RuleError("task_title_long", LONGEST_TITLE, field="title")
    if len(note) > LONGEST_NOTE:
        raise RuleError("task_note_long", LONGEST_NOTE, field="note")
    if data.due_at is not None and data.due_on is None:
        raise RuleError("task_time_needs_date", field="due_on")
    assignee = _assignee(session, data.assignee_id, task)
    _fill_repeat(task, data)
    task.title, task.note, task.priority = title, note, data.priority
    task.due_on, task.due_at = data.due_on, data.due_at
    task.assignee_id = assignee.id if assignee else None
    task.branch_id = data.branch_id or _branch_of(session, task) or _own_branch(assignee)


def _fill_repeat(task: Task, data: TaskData) -> None:
    if data.repeat_unit is None:
        task.repeat_unit = task.repeat_every = task.repeat_from = task.repeat_until = task.repeat_times = None
        return
    keeps_rhythm = task.repeat_unit is data.repeat_unit and task.due_on == data.due_on
    start = task.repeat_from if keeps_rhythm and task.repeat_from else data.due_on
    repeat = Repeat(data.repeat_every, data.repeat_unit, start or date.min, data.repeat_until, data.repeat_times)
    check_repeat(repeat, data.due_on)
    task.repeat_unit, task.repeat_every, task.repeat_from = repeat.unit, repeat.every, repeat.start
    task.repeat_until, task.repeat_times = repeat.until, repeat.times


def _assignee(session: Session, assignee_id: int | None, task: Task) -> User | None:
    """Return whose task it becomes: an open account whose role has tasks, or the one who has it already."""
    if assignee_id is None:
        return None
    user = session.get(User, assignee_id)
    if user is not None and task.id is not None and user.id == task.assignee_id:
        return user
    if user is None or not user.is_active or not may(user.role, Permission.TASKS_OWN):
        raise RuleError("task_assignee", field="assignee_id")
    return user


def _branch_of(session: Session, task: Task) -> int | None:
    kind = task.record_kind
    if kind is None or kind not in _BRANCHED:
        return None
    return session.scalar(sa.select(_BRANCHED[kind].branch_id).where(_BRANCHED[kind].id == task.record_id))


def _own_branch(assignee: User | None) -> int | None:
    return assignee.branch_id if assignee is not None and assignee.role is Role.STAFF else None


def _check_open(task: Task) -> None:
    refuse_archived(task)
    if task.state is not TaskState.OPEN:
        raise RuleError("task_closed")


def _close(task: Task, state: TaskState, by: User | None, now: datetime) -> None:
    _check_open(task)
    task.state, task.closed_at, task.closed_by_id = state, now, by.id if by else None


def repeat_of(task: Task) -> Repeat | None:
    """Return how a task repeats, or None."""
    if task.repeat_unit is None or task.repeat_every is None or task.repeat_from is None:
        return None
    return Repeat(task.repeat_every, task.repeat_unit, task.repeat_from, task.repeat_until, task.repeat_times)


def _next_of(task: Task, today: date) -> Task | None:
    repeat = repeat_of(task)
    if repeat is None or task.due_on is None:
        return None
    due_on = next_due(repeat, task.due_on, today)
    if due_on is None:
        return None
    left = replace(repeat, times=None if repeat.times is None else repeat.times - 1)
    return Task(
        title=task.title,
        note=task.note,
        due_on=due_on,
        due_at=task.due_at,
        assignee_id=task.assignee_id,
        branch_id=task.branch_id,
        priority=task.priority,
        state=TaskState.OPEN,
        created_by_id=task.created_by_id,
        repeat_every=left.every,
        repeat_unit=left.unit,
        repeat_from=left.start,
        repeat_until=left.until,
        repeat_times=left.times,
        follows_id=task.id,
        **{f"{kind}_id": getattr(task, f"{kind}_id") for kind in RECORD_KINDS},
    )
