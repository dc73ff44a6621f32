"""Tasks of a record that were done."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.tasks import TaskState
from app.i18n import _
from app.permissions import Permission
from app.queries.tasks import in_scope
from app.queries.timeline.entries import MOST, RECORD, Entry, Reader, Source, View
from models.accounts import User
from models.tasks import Task


def _tasks(rows: Sequence[Any], _subject: str, _record_id: int, _reader: Reader) -> Iterable[Entry]:
    for row in rows:
        link = ("tasks.show", {"task_id": row.id})
        yield Entry(
            row.closed_at, "check2-square", "success", _("Done: %(title)s", title=row.title), "", row.name or "", link
        )


def _newest_done(view: View) -> Any:
    return (
        sa.select(Task.id, Task.title, Task.closed_at, User.name)
        .outerjoin(User, User.id == Task.closed_by_id)
        .where(
            getattr(Task, f"{view.subject}_id") == RECORD,
            Task.state == TaskState.DONE,
            Task.archived_at.is_(None),
            in_scope(view.scope),
        )
        .order_by(Task.closed_at.desc(), Task.id.desc())
        .limit(MOST)
    )


# The tasks of the record that were ticked off, with who did it.
tasks = Source(_newest_done, _tasks, Permission.TASKS_OWN)
