"""Verbs of checklists: write one down, start it, and let the calendar start it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.domain.application_work import TeamRole
from app.domain.errors import RuleError
from app.domain.partnerships import PartnershipStage
from app.domain.roles import Role
from app.domain.tasks import LONGEST_STEP, PLANNED_BACK, TRIGGER_RECORDS, ChecklistTrigger, StepAssignee, step_due
from app.i18n import _
from app.permissions import Permission, may
from app.queries.partnerships import agreement_until
from app.services.checklist_people import StepPeople
from app.services.tasks import add_task
from models.accounts import User
from models.partnerships import Partnership
from models.tasks import RECORD_KINDS, Checklist, ChecklistStep, ChecklistTemplate

MOST_STEPS = 30
# What happened so long ago is history that somebody writes down, and starts nothing.
LATE = timedelta(days=90)
MAY_HAVE_TASKS = tuple(role for role in Role if may(role, Permission.TASKS_OWN))


@dataclass(frozen=True)
class StepData:
    """What a person types about one step."""

    title: str
    days_after: int = 0
    skip_weekends: bool = True
    assignee: StepAssignee = StepAssignee.RESPONSIBLE
    role: Role | None = None
    account_id: int | None = None
    team_role: TeamRole | None = None


@dataclass(frozen=True)
class TemplateData:
    """What a person types about a checklist."""

    name: str
    trigger: ChecklistTrigger
    days_before: int = 60
    is_active: bool = True
    steps: Sequence[StepData] = field(default_factory=tuple)


def save_template(
    session: Session, template: ChecklistTemplate | None, data: TemplateData, *, now: datetime
) -> ChecklistTemplate:
    """Add or change a checklist; tasks that it has already made stay as they are.

    Raises:
        RuleError: `checklist_name_needed`, `checklist_steps_needed`, `checklist_steps_many`, `checklist_days`,
            `step_title_needed`, `step_days`, `step_role_needed`, `step_account_needed`, `step_team_needed`,
            `step_after_deadline`.
    """
    name = " ".join(data.name.split())
    if not name:
        raise RuleError("checklist_name_needed", field="name")
    if not 0 <= data.days_before <= LONGEST_STEP:
        raise RuleError("checklist_days", LONGEST_STEP, field="days_before")
    if not data.steps:
        raise RuleError("checklist_steps_needed")
    if len(data.steps) > MOST_STEPS:
        raise RuleError("checklist_steps_many", MOST_STEPS)
    if data.trigger in PLANNED_BACK and (late := next((step for step in data.steps if step.days_after > 0), None)):
        raise RuleError("step_after_deadline", late.title)
    steps = [_step(position, step) for position, step in enumerate(data.steps)]
    if template is None:
        template = ChecklistTemplate()
        session.add(template)
    template.name, template.trigger = name[:200], data.trigger
    template.days_before, template.is_active = data.days_before, data.is_active
    template.steps = steps
    # Steps are rows of another table: the checklist itself must change for its version to move on.
    template.updated_at = now
    session.flush()
    return template


def remove_template(session: Session, template: ChecklistTemplate, *, now: datetime) -> None:
    """Put a checklist away: it starts no more, and what it has started goes on."""
    template.archived_at = now
    session.flush()


def restore_template(session: Session, template: ChecklistTemplate) -> None:
    """Bring a checklist back."""
    template.archived_at = None
    session.flush()


def start_checklists(
    session: Session,
    trigger: ChecklistTrigger,
    *,
    record: Any,
    on: date,
    by: User | None,
    today: date | None = None,
) -> list[Checklist]:
    """Start every active checklist of an event for the record to which it happened.

    A checklist starts once for a record and a date, however often it is asked for.

    Args:
        record: the partnership, application, event, volunteer, contact or donation.
        on: the date from which the days of the steps are counted.
        by: who caused it; steps that nobody else is responsible for become theirs.
        today: no step falls due before this day; an event more than 90 days before it starts nothing.
    """
    if today is not None and on < today - LATE:
        return []
    templates = _active(session, trigger)
    begun = (start_checklist(session, template, record, on=on, by=by, today=today) for template in templates)
    return [checklist for checklist in begun if checklist is not None]


def _active(session: Session, trigger: ChecklistTrigger) -> Sequence[ChecklistTemplate]:
    """Return the checklists in use that something starts, with their steps."""
    return session.scalars(
        sa.select(ChecklistTemplate)
        .where(
            ChecklistTemplate.trigger == trigger,
            ChecklistTemplate.is_active,
            ChecklistTemplate.archived_at.is_(None),
        )
        .options(selectinload(ChecklistTemplate.steps))
        .order_by(ChecklistTemplate.id)
    ).all()


def start_by_hand(
    session: Session, template: ChecklistTemplate, *, record: Any, by: User | None, today: date
) -> Checklist:
    """Start one checklist for a record today.

    Raises:
        RuleError: `checklist_off`, `checklist_not_for_record`, `checklist_started` (already today).
    """
    if not template.is_active or template.archived_at is not None:
        raise RuleError("checklist_off")
    if template.trigger in PLANNED_BACK or _kind_of(record) not in TRIGGER_RECORDS[template.trigger]:
        raise RuleError("checklist_not_for_record")
    checklist = start_checklist(session, template, record, on=today, by=by, today=today)
    if checklist is None:
        raise RuleError("checklist_started", template.name)
    return checklist


def start_for_memoranda(session: Session, *, today: date) -> int:
    """Start the checklists of the memoranda whose last day is near enough; return how many were started.

    Memoranda and cooperation agreements count. One that has already ended or is followed by a longer one, an
    ended partnership and an archived one start nothing.
    """
    trigger = ChecklistTrigger.MEMORANDUM_EXPIRES
    templates = _active(session, trigger)
    started = 0
    until = agreement_until()
    for template in templates:
        begun = sa.exists().where(
            Checklist.template_id == template.id,
            Checklist.partnership_id == Partnership.id,
            Checklist.trigger_on == until,
        )
        near = sa.select(Partnership, until).where(
            until.between(today, today + timedelta(days=template.days_before)),
            Partnership.stage != PartnershipStage.ENDED,
            Partnership.archived_at.is_(None),
            ~begun,
        )
        for partnership, ends in session.execute(near.order_by(Partnership.id)).all():
            if start_checklist(session, template, partnership, on=ends, by=None, today=today):
                started += 1
    return started


def ship_checklists(session: Session, *, now: datetime) -> list[ChecklistTemplate]:
    """Write down the two checklists that Mistok comes with, in the present language; nothing if there are any."""
    if session.scalar(sa.select(ChecklistTemplate.id).limit(1)) is not None:
        return []
    return [save_template(session, None, data, now=now) for data in _shipped()]


def _shipped() -> Iterable[TemplateData]:
    yield TemplateData(
        _("Memorandum expires in 60 days"),
        ChecklistTrigger.MEMORANDUM_EXPIRES,
        60,
        steps=(
            StepData(_("Write to the partner about a new memorandum"), -60),
            StepData(_("Sum up what was done together"), -45),
            StepData(_("Agree the text of the new memorandum"), -30),
            StepData(_("Hand the memorandum to the director for signature"), -7),
        ),
    )
    yield TemplateData(
        _("Grant awarded"),
        ChecklistTrigger.AWARD_RECEIVED,
        steps=(
            StepData(_("Thank the funder and tell the team"), 1),
            StepData(_("Check the agreement and have it signed"), 7),
            StepData(
                _("Open the budget and the register of documents"),
                10,
                assignee=StepAssignee.ROLE,
                role=Role.ACCOUNTANT,
            ),
            StepData(_("Write down the reports that are due"), 10),
            StepData(_("Announce the project on the library’s pages"), 14),
        ),
    )


def _step(position: int, data: StepData) -> ChecklistStep:
    title = " ".join(data.title.split())
    if not title:
        raise RuleError("step_title_needed", position + 1)
    if abs(data.days_after) > LONGEST_STEP:
        raise RuleError("step_days", LONGEST_STEP)
    if data.assignee is StepAssignee.ROLE and data.role not in MAY_HAVE_TASKS:
        raise RuleError("step_role_needed", position + 1)
    if data.assignee is StepAssignee.ACCOUNT and data.account_id is None:
        raise RuleError("step_account_needed", position + 1)
    if data.assignee is StepAssignee.TEAM and data.team_role is None:
        raise RuleError("step_team_needed", position + 1)
    return ChecklistStep(
        position=position,
        title=title[:300],
        days_after=data.days_after,
        skip_weekends=data.skip_weekends,
        assignee=data.assignee,
        role=data.role if data.assignee is StepAssignee.ROLE else None,
        account_id=data.account_id if data.assignee is StepAssignee.ACCOUNT else None,
        team_role=data.team_role if data.assignee is StepAssignee.TEAM else None,
    )


def _kind_of(record: Any) -> str:
    kind: str = getattr(record, "__search_kind__", "")
    return kind if kind in RECORD_KINDS else ""


def start_checklist(
    session: Session, template: ChecklistTemplate, record: Any, *, on: date, by: User | None, today: date | None
) -> Checklist | None:
    """Start one checklist and make its tasks, unless it has been started for this record and date."""
    key = {f"{_kind_of(record)}_id": record.id}
    started = sa.select(Checklist.id).filter_by(template_id=template.id, trigger_on=on, **key)
    if session.scalar(started) is not None:
        return None
    checklist = Checklist(
        template_id=template.id, name=template.name, trigger_on=on, started_by_id=by.id if by else None, **key
    )
    session.add(checklist)
    session.flush()
    people = StepPeople(session, record, by)
    for step in template.steps:
        add_task(
            session,
            title=step.title,
            due_on=step_due(on, step.days_after, skip_weekends=step.skip_weekends, today=today),
            assignee_id=people.of(step),
            by=by,
            checklist_id=checklist.id,
            **key,
        )
    return checklist
