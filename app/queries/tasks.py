"""Questions about tasks: my day, the list, one task, the tasks of a record, the progress of checklists.

Branch staff see the tasks of their branch and of its people; everybody else who may have tasks sees all of them.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.tasks import LAST_DAY, Priority, TaskState, When, when_due
from app.permissions import Permission, may
from app.queries.alphabet import alphabetical
from app.queries.places import MOST, day_place
from app.scope import Scope
from models.accounts import User
from models.branches import Branch
from models.contacts import Contact
from models.donations import Donation
from models.events import Event
from models.grants import Application
from models.opportunities import Opportunity
from models.partnerships import Partnership
from models.tasks import RECORD_KINDS, Checklist, Task
from models.volunteers import Volunteer

MY_DAY_LIMIT = 300
CARD_LIMIT = 50
PRIORITY_ORDER = sa.case((Task.priority == Priority.HIGH, 0), (Task.priority == Priority.NORMAL, 1), else_=2)
_KIND = sa.case(*((getattr(Task, f"{kind}_id").is_not(None), kind) for kind in RECORD_KINDS), else_="")
_RECORD_ID = sa.func.coalesce(*(getattr(Task, f"{kind}_id") for kind in RECORD_KINDS))
# A name is asked of the one table that has it: about the order of eleven joins PostgreSQL thinks for 30 ms.
_NAMES = {
    "contact": sa.select(Contact.display_name).where(Contact.id == Task.contact_id),
    "application": sa.select(Application.title).where(Application.id == Task.application_id),
    "event": sa.select(Event.title).where(Event.id == Task.event_id),
    "partnership": sa.select(Contact.display_name)
    .join(Partnership, Partnership.organisation_id == Contact.id)
    .where(Partnership.id == Task.partnership_id),
    "volunteer": sa.select(Contact.display_name)
    .join(Volunteer, Volunteer.person_id == Contact.id)
    .where(Volunteer.id == Task.volunteer_id),
    "donation": sa.select(
        sa.func.coalesce(sa.func.nullif(Donation.purpose, ""), Contact.display_name, Donation.description)
    )
    .select_from(Donation)
    .outerjoin(Contact, Contact.id == Donation.donor_id)
    .where(Donation.id == Task.donation_id),
    "opportunity": sa.select(Opportunity.title).where(Opportunity.id == Task.opportunity_id),
}
_RECORD_NAME = sa.case(
    *(
        (getattr(Task, f"{kind}_id").is_not(None), name.correlate(Task).scalar_subquery())
        for kind, name in _NAMES.items()
    )
)


def in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    """Return the condition that a reader sees the task."""
    if scope.branch_id is None:
        return sa.true()
    colleagues = sa.select(User.id).where(User.branch_id == scope.branch_id)
    return sa.or_(Task.branch_id == scope.branch_id, Task.assignee_id.in_(colleagues))


def task_rows() -> Any:
    """Return the select of what a line about a task shows, without the removed ones; not sorted."""
    return (
        sa.select(
            Task.id,
            Task.title,
            Task.note,
            Task.due_on,
            Task.due_at,
            Task.priority,
            Task.state,
            Task.closed_at,
            Task.assignee_id,
            Task.repeat_every,
            Task.repeat_unit,
            Task.checklist_id,
            Task.version,
            Task.updated_at,
            User.name.label("assignee_name"),
            Branch.name.label("branch_name"),
            _KIND.label("record_kind"),
            _RECORD_ID.label("record_id"),
            _RECORD_NAME.label("record_name"),
        )
        .outerjoin(User, User.id == Task.assignee_id)
        .outerjoin(Branch, Branch.id == Task.branch_id)
        .where(Task.archived_at.is_(None))
    )


@dataclass(frozen=True)
class DayPart:
    """A part of «My day» with its tasks, the earliest and most important first."""

    when: When
    rows: list[Any]


def my_day(session: Session, user_id: int, today: date) -> list[DayPart]:
    """Return the open tasks of an account by how urgent they are; empty parts are left out; one statement."""
    statement = (
        task_rows()
        .where(Task.assignee_id == user_id, Task.state == TaskState.OPEN)
        .order_by(Task.due_key, PRIORITY_ORDER, Task.due_at, Task.id)
        .limit(MY_DAY_LIMIT)
    )
    parts: dict[When, list[Any]] = {when: [] for when in When}
    for row in session.execute(statement):
        parts[when_due(row.due_on, today)].append(row)
    return [DayPart(when, rows) for when, rows in parts.items() if rows]


def done_today(session: Session, user_id: int, since: Any) -> int:
    """Return how many tasks an account has ticked off since a moment."""
    statement = sa.select(sa.func.count()).where(
        Task.assignee_id == user_id, Task.state == TaskState.DONE, Task.closed_at >= since
    )
    return session.scalar(statement) or 0


def pressing(session: Session, user_id: int, today: date, limit: int) -> list[Any]:
    """Return the overdue tasks of an account and those of today, the earliest first."""
    return list(session.execute(_open_until(), {"user": user_id, "last": today, "most": limit}))


def coming(session: Session, user_id: int, today: date, days: int) -> list[Any]:
    """Return the open tasks of an account that are due up to so many days ahead, overdue ones too."""
    asked = {"user": user_id, "last": today + timedelta(days=days), "most": MY_DAY_LIMIT}
    return list(session.execute(_open_until(), asked))


@cache
def _open_until() -> Any:
    own = Task.assignee_id == sa.bindparam("user", type_=sa.Integer)
    return (
        task_rows()
        .where(own, Task.state == TaskState.OPEN, Task.due_key <= day_place("last"))
        .order_by(Task.due_key, PRIORITY_ORDER, Task.id)
        .limit(MOST)
    )


def dated(session: Session, user_id: int, since: date, limit: int = 1000) -> list[Any]:
    """Return the tasks of an account with a date from `since` on, apart from the cancelled ones."""
    statement = (
        task_rows()
        .where(
            Task.assignee_id == user_id,
            Task.state != TaskState.CANCELLED,
            Task.due_key >= since,
            Task.due_key < LAST_DAY,
        )
        .order_by(Task.due_key.desc(), Task.id)
    )
    return list(session.execute(statement.limit(limit)))


def tasks_of_record(session: Session, kind: str, record_id: int, scope: Scope) -> list[Any]:
    """Return the tasks of a record for its card: the open ones first, then what was closed last.

    Each row carries the name of its checklist, if it has one.
    """
    return list(session.execute(_of_record(kind, scope), {"record": record_id}))


@cache
def _of_record(kind: str, scope: Scope) -> Any:
    is_open = sa.case((Task.state == TaskState.OPEN, 0), else_=1)
    record = sa.bindparam("record", type_=sa.Integer)
    return (
        sa.select(
            Task.id,
            Task.title,
            Task.due_on,
            Task.due_at,
            Task.priority,
            Task.state,
            Task.closed_at,
            Task.checklist_id,
            Task.repeat_every,
            Task.repeat_unit,
            User.name.label("assignee_name"),
            Checklist.name.label("checklist_name"),
        )
        .outerjoin(User, User.id == Task.assignee_id)
        .outerjoin(Checklist, Checklist.id == Task.checklist_id)
        .where(getattr(Task, f"{kind}_id") == record, Task.archived_at.is_(None), in_scope(scope))
        .order_by(is_open, Task.due_key, Task.closed_at.desc(), Task.id)
        .limit(CARD_LIMIT)
    )


def task(session: Session, task_id: int, scope: Scope) -> Task | None:
    """Return a task that the reader sees, a removed one too, with what its page shows."""
    return session.scalar(
        sa.select(Task)
        .where(Task.id == task_id, in_scope(scope))
        .options(
            joinedload(Task.assignee),
            joinedload(Task.branch),
            joinedload(Task.closed_by),
            joinedload(Task.created_by),
            joinedload(Task.checklist),
        )
    )


def record_name(session: Session, task_id: int) -> str:
    """Return what the record of a task is called."""
    found = session.execute(task_rows().with_only_columns(_RECORD_NAME).where(Task.id == task_id)).scalar()
    return str(found or "—")


def steps_of(session: Session, checklist_id: int) -> list[Any]:
    """Return the tasks of a started checklist in their order."""
    statement = (
        sa.select(Task.id, Task.title, Task.due_on, Task.state, User.name.label("assignee_name"))
        .outerjoin(User, User.id == Task.assignee_id)
        .where(Task.checklist_id == checklist_id, Task.archived_at.is_(None))
        .order_by(Task.due_key, Task.id)
    )
    return list(session.execute(statement))


Choices = list[tuple[str, str]]


def assignee_choices(session: Session, scope: Scope, *, also: int | None = None) -> Choices:
    """Return (id, name) of the open accounts that may have tasks, and of one that has the task already.

    Branch staff are offered their own branch and those who belong to no branch.
    """
    return everybody_and_assignees(session, scope, also=also)[1]


def everybody_and_assignees(session: Session, scope: Scope, *, also: int | None = None) -> tuple[Choices, Choices]:
    """Return (id, name) of every account, closed ones too, and of those of `assignee_choices`; one statement."""
    rows = session.execute(_accounts()).all()
    everybody = [(str(row.id), row.name) for row in rows]
    return everybody, [
        (str(row.id), row.name)
        for row in rows
        if row.id == also
        or (
            row.is_active
            and may(row.role, Permission.TASKS_OWN)
            and (row.branch_id is None or scope.allows(row.branch_id))
        )
    ]


@cache
def _accounts() -> Any:
    return sa.select(User.id, User.name, User.role, User.branch_id, User.is_active).order_by(alphabetical(User.name))
