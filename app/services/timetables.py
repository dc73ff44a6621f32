"""Verbs of the timetable of an application: tasks planned back from the deadline of its call."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.application_work import TeamRole
from app.domain.errors import RuleError
from app.domain.roles import Role
from app.domain.tasks import StepAssignee, TaskState, after_weekend, before_weekend, step_due
from app.i18n import _
from app.queries.timetables import TRIGGER, timetable_templates
from app.services.checklist_people import StepPeople
from app.services.checklists import StepData, TemplateData, save_template, start_checklist
from models.accounts import User
from models.grants import Application
from models.tasks import Checklist, ChecklistTemplate, Task

T = TeamRole


@dataclass(frozen=True)
class PlannedStep:
    """A step as it would become a task: its day by the template, and the day that it really falls due."""

    title: str
    wanted_on: date
    due_on: date
    assignee: str

    @property
    def is_late(self) -> bool:
        """Say whether its day has passed, so that it is due at once."""
        return self.due_on > self.wanted_on


@dataclass(frozen=True)
class MovedTask:
    """An open task of a timetable with its present day and the day that it would move to."""

    task: Task
    due_on: date


def deadline_of(application: Application) -> date:
    """Return the deadline of an application's call.

    Raises:
        RuleError: `timetable_no_call`, `timetable_no_deadline`.
    """
    if application.call is None:
        raise RuleError("timetable_no_call")
    if application.call.deadline_on is None:
        raise RuleError("timetable_no_deadline", application.call.title)
    return application.call.deadline_on


def plan_back(
    session: Session, template: ChecklistTemplate, application: Application, *, by: User | None, today: date
) -> list[PlannedStep]:
    """Return the steps of a timetable as they would become tasks today, the earliest first.

    Raises:
        RuleError: as `deadline_of`; `timetable_over`, when the deadline has passed; `timetable_started`.
    """
    deadline = _coming_deadline(application, today)
    started = sa.select(Checklist.id).filter_by(
        application_id=application.id, template_id=template.id, trigger_on=deadline
    )
    if session.scalar(started) is not None:
        raise RuleError("timetable_started", template.name)
    people = StepPeople(session, application, by)
    chosen = [people.of(step) for step in template.steps]
    known = [number for number in chosen if number is not None]
    names = {row.id: row.name for row in session.execute(sa.select(User.id, User.name).where(User.id.in_(known)))}
    steps = []
    for step, assignee in zip(template.steps, chosen, strict=True):
        wanted = step_due(deadline, step.days_after, skip_weekends=step.skip_weekends)
        due = step_due(deadline, step.days_after, skip_weekends=step.skip_weekends, today=today)
        steps.append(PlannedStep(step.title, wanted, due, names.get(assignee or 0, "")))
    return sorted(steps, key=lambda step: (step.wanted_on, step.due_on))


def start_timetable(
    session: Session, template: ChecklistTemplate, application: Application, *, by: User | None, today: date
) -> Checklist:
    """Make the tasks of a timetable.

    Raises:
        RuleError: as `plan_back`; `timetable_started`, when this one was started for this deadline already.
    """
    deadline = _coming_deadline(application, today)
    checklist = start_checklist(session, template, application, on=deadline, by=by, today=today)
    if checklist is None:
        raise RuleError("timetable_started", template.name)
    return checklist


def moved_tasks(session: Session, checklist: Checklist, deadline: date, *, today: date) -> list[MovedTask]:
    """Return the undone tasks of a timetable whose day would change with the deadline, the earliest first.

    Each keeps its distance from the deadline; a day at the weekend becomes the Friday before it, and no day is before
    today.
    """
    tasks = session.scalars(
        sa.select(Task)
        .where(
            Task.checklist_id == checklist.id,
            Task.state == TaskState.OPEN,
            Task.archived_at.is_(None),
            Task.due_on.is_not(None),
        )
        .order_by(Task.due_key, Task.id)
    )
    moved = [MovedTask(task, _moved(task, checklist.trigger_on, deadline, today)) for task in tasks]
    return [item for item in moved if item.due_on != item.task.due_on]


def move_timetable(session: Session, checklist: Checklist, application: Application, *, today: date) -> int:
    """Move what is undone of a timetable with its deadline; return how many tasks moved.

    Raises:
        RuleError: as `deadline_of`; `timetable_twice`, when the same timetable was started for the new deadline too.
    """
    deadline = deadline_of(application)
    other = sa.select(Checklist.id).where(
        Checklist.application_id == application.id,
        Checklist.template_id == checklist.template_id,
        Checklist.trigger_on == deadline,
        Checklist.id != checklist.id,
    )
    if session.scalar(other) is not None:
        raise RuleError("timetable_twice")
    moved = moved_tasks(session, checklist, deadline, today=today)
    for item in moved:
        item.task.due_on = item.due_on
    checklist.trigger_on = deadline
    session.flush()
    return len(moved)


def ship_timetable(session: Session, *, now: datetime) -> ChecklistTemplate | None:
    """Write down the timetable that Mistok comes with, in the present language; None when one is in use."""
    if timetable_templates(session):
        return None
    team, role = StepAssignee.TEAM, StepAssignee.ROLE
    return save_template(
        session,
        None,
        TemplateData(
            _("Preparing an application"),
            TRIGGER,
            steps=(
                StepData(_("Choose the partners and agree who does what"), -42, assignee=team, team_role=T.PARTNERS),
                StepData(_("Collect the documents"), -35, assignee=team, team_role=T.DOCUMENTS),
                StepData(_("Draft the texts"), -28, assignee=team, team_role=T.WRITER),
                StepData(_("Draw up the budget"), -21, assignee=team, team_role=T.BUDGET),
                StepData(_("Get the director’s approval"), -12, assignee=role, role=Role.DIRECTOR),
                StepData(_("Get the accountant’s approval"), -10, assignee=role, role=Role.ACCOUNTANT),
                StepData(_("Read everything once more"), -5, assignee=team, team_role=T.REVIEWER),
                StepData(_("Submit the application"), -2, assignee=team, team_role=T.LEADER),
            ),
        ),
        now=now,
    )


def _coming_deadline(application: Application, today: date) -> date:
    deadline = deadline_of(application)
    if deadline < today:
        raise RuleError("timetable_over", deadline)
    return deadline


def _moved(task: Task, former: date, deadline: date, today: date) -> date:
    due = before_weekend(deadline + ((task.due_on or former) - former))
    return due if due >= today else min(after_weekend(today), max(deadline, today))
