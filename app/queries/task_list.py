"""The list of tasks with its filters."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.tasks import LAST_DAY, Priority, TaskState, When, week_end
from app.i18n import _l
from app.labels import choices
from app.labels.tasks import RECORD_KINDS as RECORD_WORDS
from app.queries.accounts import user_choices
from app.queries.filters import branch_filter, enum_filter, id_filter, period_filter
from app.queries.listing import DAYS_KEPT, Column, Filter, Kind, ListSpec
from app.queries.tasks import PRIORITY_ORDER, in_scope, task_rows
from app.scope import Scope
from models.accounts import User
from models.tasks import RECORD_KINDS, Task


def _due_filter(on: date) -> Filter:
    conditions = {
        When.OVERDUE: Task.due_key < on,
        When.TODAY: Task.due_key == on,
        When.WEEK: sa.and_(Task.due_key > on, Task.due_key <= week_end(on)),
        When.LATER: sa.and_(Task.due_key > week_end(on), Task.due_key < LAST_DAY),
        When.UNDATED: Task.due_on.is_(None),
    }

    def apply(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        return statement.where(conditions[When(value)], Task.state == TaskState.OPEN)

    return Filter("due", _l("When"), apply, options=lambda _session, _scope: choices(When))


def _record_filter() -> Filter:
    def apply(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        if value == "none":
            return statement.where(*(getattr(Task, f"{kind}_id").is_(None) for kind in RECORD_KINDS))
        if value not in RECORD_KINDS:
            raise ValueError(value)
        return statement.where(getattr(Task, f"{value}_id").is_not(None))

    def options(_session: Session, _scope: Scope) -> Sequence[tuple[str, str]]:
        return [*((kind, str(words)) for kind, words in RECORD_WORDS.items()), ("none", str(_l("No record")))]

    return Filter("record", _l("Record"), apply, options=options)


def _assignee_filter() -> Filter:
    def apply(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        if value == "0":
            return statement.where(Task.assignee_id.is_(None))
        return statement.where(Task.assignee_id == int(value))

    def options(session: Session, _scope: Scope) -> Sequence[tuple[str, str]]:
        return [("0", str(_l("Nobody yet"))), *user_choices(session)]

    return Filter("assignee", _l("Whose task"), apply, options=options)


def _tone(row: Any, on: date) -> str:
    return "danger" if row.state is TaskState.OPEN and row.due_on is not None and row.due_on < on else ""


def _unusual(row: Any) -> Priority | None:
    """Return the priority of a task, or None when it is the ordinary one, which needs no words."""
    return None if row.priority is Priority.NORMAL else row.priority


@lru_cache(maxsize=DAYS_KEPT)
def task_list(on: date) -> ListSpec:
    """Return the list of tasks as it stands on a day."""
    return ListSpec(
        name="tasks",
        title=_l("Tasks"),
        select=lambda scope: task_rows().where(in_scope(scope)),
        id_column=Task.id,
        ids_first=True,
        counted=lambda scope: sa.select(Task.id).where(Task.archived_at.is_(None), in_scope(scope)),
        columns=(
            Column(
                "title",
                _l("Task"),
                lambda row: row.title,
                url=lambda row: ("tasks.show", {"task_id": row.id}),
                primary=True,
            ),
            Column("due", _l("Due"), lambda row: row.due_on, Kind.DATE, Task.due_key, secondary=True, tone=_tone),
            Column("assignee", _l("Whose task"), lambda row: row.assignee_name, sort=sa.func.coalesce(User.name, "")),
            Column("record", _l("Record"), lambda row: row.record_name),
            Column("priority", _l("Priority"), _unusual, Kind.BADGE, PRIORITY_ORDER),
            Column("branch", _l("Branch"), lambda row: row.branch_name, export_only=True),
            Column("state", _l("State"), lambda row: row.state, Kind.BADGE, secondary=True),
            Column("closed", _l("Closed"), lambda row: row.closed_at, Kind.DATETIME, export_only=True),
            Column("note", _l("Note"), lambda row: row.note, export_only=True),
        ),
        default_sort="due",
        filters=(
            enum_filter("state", _l("State"), Task.state, TaskState),
            _due_filter(on),
            _assignee_filter(),
            _record_filter(),
            enum_filter("priority", _l("Priority"), Task.priority, Priority),
            branch_filter(Task.branch_id),
            period_filter(_l("Due within"), Task.due_key),
            id_filter("checklist", _l("One checklist"), Task.checklist_id),
        ),
        search_kind="task",
    )
