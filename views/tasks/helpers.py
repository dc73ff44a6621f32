"""What the pages of tasks share: loading a task, its record, and the card on other records' pages."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask import request, url_for
from flask_login import current_user

from app.clock import today, zone
from app.domain.errors import RuleError
from app.domain.tasks import Snooze, TaskState, progress
from app.i18n import _, _n
from app.labels import label
from app.labels.tasks import repeat_text
from app.permissions import Permission, may
from app.queries import tasks as questions
from app.queries.subjects import SUBJECTS, check_writable, subject
from app.security import current_scope
from app.templating import can, day
from models import db
from models.tasks import Task
from views.editing import get_or_404, record_url
from views.local import local_path


@dataclass(frozen=True)
class TaskLine:
    """A task ready to draw in a list of lines."""

    id: int
    title: str
    when: str
    tone: str
    who: str
    repeats: str
    is_open: bool
    is_important: bool
    record_name: str
    record_url: str


@dataclass(frozen=True)
class ChecklistLine:
    """How far a checklist of a record has come."""

    name: str
    done: int
    total: int
    url: str


@dataclass(frozen=True)
class TasksCard:
    """What the card of tasks on a record's page shows."""

    kind: str
    record_id: int
    open: list[TaskLine]
    closed: list[TaskLine]
    checklists: list[ChecklistLine]


def load(task_id: int) -> Task:
    """Return a task that the present account sees, or answer «not found»."""
    return get_or_404(questions.task(db.session(), task_id, current_scope()))


def back(otherwise: str) -> str:
    """Return the page that an action leads back to: the one that the form names, if it is ours."""
    return local_path(request.form.get("next") or request.args.get("next"), otherwise)


def parse_record(text: str | None) -> tuple[str, int] | None:
    """Return the kind and number in «event:7», of a record that the present account may see, or None.

    Raises:
        RuleError: `not_found`, `erased_takes_nothing`.
    """
    kind, _colon, number = (text or "").partition(":")
    if not kind:
        return None
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    if kind not in SUBJECTS or not is_number or not may(current_user.role, SUBJECTS[kind][1]):
        raise RuleError("not_found")
    check_writable(subject(db.session(), kind, int(number), current_scope()))
    return kind, int(number)


def due_text(due_on: date | None, due_at: time | None, now: date) -> str:
    """Return when a task is due, in words: «today, 14:00», «3 days late», «04.12.2026»."""
    if due_on is None:
        return ""
    days = (due_on - now).days
    if days < 0:
        text = _n("%(num)d day late", "%(num)d days late", -days)
    elif days == 0:
        text = _("today")
    elif days == 1:
        text = _("tomorrow")
    else:
        text = day(due_on)
    return f"{text}, {due_at:%H:%M}" if due_at is not None else text


def line(row: Any, now: date) -> TaskLine:
    """Return a row of `app.queries.tasks` ready to draw; a record that the account may not open has no link."""
    is_open = row.state is TaskState.OPEN
    kind = getattr(row, "record_kind", "")
    may_open = bool(kind) and may(current_user.role, SUBJECTS[kind][1])
    tone = ""
    if is_open and row.due_on is not None:
        tone = "danger" if row.due_on < now else "warning" if row.due_on == now else ""
    return TaskLine(
        row.id,
        row.title,
        due_text(row.due_on, row.due_at, now) if is_open else label(row.state),
        tone or "neutral",
        row.assignee_name or "",
        repeat_text(row.repeat_every, row.repeat_unit) if row.repeat_unit else "",
        is_open,
        is_open and row.priority == "high",
        row.record_name or "" if kind else "",
        record_url(kind, row.record_id) if may_open else "",
    )


def tasks_card(kind: str, record_id: int) -> TasksCard | None:
    """Return the card of tasks for a record's page, or None for an account without tasks; one statement."""
    if not can(Permission.TASKS_OWN):
        return None
    now = today()
    rows = questions.tasks_of_record(db.session(), kind, record_id, current_scope())
    by_checklist: dict[int, list[Any]] = {}
    for row in rows:
        if row.checklist_id is not None:
            by_checklist.setdefault(row.checklist_id, []).append(row)
    checklists = []
    for number, steps in by_checklist.items():
        done, total = progress(step.state for step in steps)
        checklists.append(
            ChecklistLine(steps[0].checklist_name, done, total, url_for("tasks.checklist", checklist_id=number))
        )
    return TasksCard(
        kind,
        record_id,
        [line(row, now) for row in rows if row.state is TaskState.OPEN],
        [line(row, now) for row in rows if row.state is not TaskState.OPEN],
        checklists,
    )


def day_start(now: date) -> datetime:
    """Return the first moment of a day of the institution."""
    return datetime.combine(now, time(), zone())


SNOOZES = tuple(Snooze)
