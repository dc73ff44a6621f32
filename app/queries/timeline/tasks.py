"""Tasks of a record that were done."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.tasks import TaskState
from app.i18n import _
from app.permissions import Permission
from app.queries.tasks import in_scope
from app.queries.timeline.entries import MOST, RECORD, Entry, Reader, asked
from app.scope import Scope
from models.accounts import User
from models.tasks import Task


def tasks(session: Session, subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    """Yield the tasks of the record that were ticked off, with who did it."""
    if not reader.may(Permission.TASKS_OWN):
        return
    for row in session.execute(_done(subject, reader.scope), asked(record_id, reader)):
        link = ("tasks.show", {"task_id": row.id})
        yield Entry(
            row.closed_at, "check2-square", "success", _("Done: %(title)s", title=row.title), "", row.name or "", link
        )


@cache
def _done(subject: str, scope: Scope) -> Any:
    return (
        sa.select(Task.id, Task.title, Task.closed_at, User.name)
        .outerjoin(User, User.id == Task.closed_by_id)
        .where(
            getattr(Task, f"{subject}_id") == RECORD,
            Task.state == TaskState.DONE,
            Task.archived_at.is_(None),
            in_scope(scope),
        )
        .order_by(Task.closed_at.desc(), Task.id.desc())
        .limit(MOST)
    )
