"""Checklists: what starts them, that they start once, whose the steps become, and their pages."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.errors import RuleError
from app.domain.events import EventStatus
from app.domain.grants import Stage
from app.domain.partnerships import PartnershipStage
from app.domain.roles import Role
from app.domain.tasks import ChecklistTrigger, StepAssignee
from app.services.checklists import ship_checklists, start_by_hand, start_checklists, start_for_memoranda
from app.services.grants import move_application
from models.base import utc_now
from models.events import Event
from models.tasks import Checklist, ChecklistStep, ChecklistTemplate, Task
from tests.conftest import SignIn
from tests.support import factories

MONDAY = date(2026, 11, 16)


def tasks_of(session: Session) -> list[Task]:
    """Return every task in the order of their dates."""
    return list(session.scalars(sa.select(Task).order_by(Task.due_key, Task.id)))


def test_an_award_starts_its_checklist_once(session: Session) -> None:
    owner = factories.make_user(session)
    accountant = factories.make_user(session, Role.ACCOUNTANT)
    factories.make_checklist_template(
        session,
        ChecklistTrigger.AWARD_RECEIVED,
        ChecklistStep(position=0, title="Thank the funder", days_after=1),
        ChecklistStep(
            position=1, title="Open the budget", days_after=5, assignee=StepAssignee.ROLE, role=Role.ACCOUNTANT
        ),
    )
    application = factories.make_application(session, stage=Stage.REVIEW, owner=owner)
    now = utc_now()
    move_application(session, application, Stage.AWARDED, by=owner, at=now, awarded_amount=Decimal(100))
    made = tasks_of(session)
    assert [task.title for task in made] == ["Thank the funder", "Open the budget"]
    assert [task.assignee_id for task in made] == [owner.id, accountant.id]
    assert {task.application_id for task in made} == {application.id}
    move_application(session, application, Stage.REVIEW, by=owner, at=now)
    move_application(session, application, Stage.AWARDED, by=owner, at=now, awarded_amount=Decimal(100))
    assert len(tasks_of(session)) == 2


def test_each_event_starts_its_own_checklists_only(session: Session, login: SignIn) -> None:
    for trigger in ChecklistTrigger:
        factories.make_checklist_template(session, trigger, name=trigger.value)
    branch = factories.make_branch(session)
    client = login("coordinator")
    page = client.get("/volunteers/new")
    client.submit(page, {"person": factories.make_person(session, birth_date=date(1990, 1, 1)).id,
                         "branch_id": branch.id}, css="form[data-guard]")  # fmt: skip
    assert [item.name for item in session.scalars(sa.select(Checklist))] == ["volunteer_added"]
    application = factories.make_application(session, stage=Stage.APPROVAL)
    factories.approve_all(session, application)
    move_application(session, application, Stage.SUBMITTED, by=client.user, at=utc_now())
    names = {item.name for item in session.scalars(sa.select(Checklist))}
    assert names == {"volunteer_added", "application_submitted"}


def test_a_planned_event_gets_steps_before_its_day(session: Session) -> None:
    staff = factories.make_user(session, Role.STAFF)
    factories.make_checklist_template(
        session,
        ChecklistTrigger.EVENT_PLANNED,
        ChecklistStep(title="Announce", days_after=-14, assignee=StepAssignee.ROLE, role=Role.STAFF),
    )
    factories.make_user(session, Role.STAFF)
    day = MONDAY + timedelta(days=91)
    event = factories.make_event(session, branch_id=staff.branch_id, starts_on=day, status=EventStatus.PLANNED)
    start_checklists(session, ChecklistTrigger.EVENT_PLANNED, record=event, on=day, by=None, today=MONDAY)
    (task,) = tasks_of(session)
    assert task.due_on == day - timedelta(days=14)
    assert task.assignee_id == staff.id
    assert task.branch_id == staff.branch_id


def test_memoranda_that_expire_start_their_checklist_once_for_each_last_day(session: Session) -> None:
    owner = factories.make_user(session)
    template = factories.make_checklist_template(
        session, ChecklistTrigger.MEMORANDUM_EXPIRES, ChecklistStep(title="Write", days_after=-60), days_before=60
    )
    near = factories.make_partnership(session, owner=owner, memorandum_until=MONDAY + timedelta(days=60))
    factories.make_partnership(session, memorandum_until=MONDAY + timedelta(days=61))
    factories.make_partnership(session, memorandum_until=MONDAY - timedelta(days=1))
    factories.make_partnership(session, stage=PartnershipStage.ENDED, memorandum_until=MONDAY + timedelta(days=5))
    factories.make_partnership(session, archived_at=utc_now(), memorandum_until=MONDAY + timedelta(days=5))
    assert start_for_memoranda(session, today=MONDAY) == 1
    assert start_for_memoranda(session, today=MONDAY) == 0
    (task,) = tasks_of(session)
    assert (task.partnership_id, task.due_on, task.assignee_id) == (near.id, MONDAY, owner.id)
    near.agreements[0].valid_until = MONDAY + timedelta(days=30)
    session.flush()
    assert start_for_memoranda(session, today=MONDAY) == 1
    template.is_active = False
    near.agreements[0].valid_until = MONDAY + timedelta(days=20)
    session.flush()
    assert start_for_memoranda(session, today=MONDAY) == 0


def test_what_happened_long_ago_starts_nothing(session: Session) -> None:
    factories.make_checklist_template(session, ChecklistTrigger.AWARD_RECEIVED)
    application = factories.make_application(session)
    long_ago = MONDAY - timedelta(days=91)
    trigger = ChecklistTrigger.AWARD_RECEIVED
    assert start_checklists(session, trigger, record=application, on=long_ago, by=None, today=MONDAY) == []


def test_a_step_for_somebody_who_left_becomes_the_responsible_persons(session: Session) -> None:
    owner = factories.make_user(session)
    gone = factories.make_user(session, Role.DIRECTOR, is_active=False)
    step = ChecklistStep(title="Sign", assignee=StepAssignee.ACCOUNT, account_id=gone.id)
    template = factories.make_checklist_template(session, ChecklistTrigger.BY_HAND, step)
    application = factories.make_application(session, owner=owner)
    start_by_hand(session, template, record=application, by=factories.make_user(session), today=MONDAY)
    assert tasks_of(session)[0].assignee_id == owner.id


def test_a_step_that_nobody_can_do_waits_for_somebody(session: Session) -> None:
    template = factories.make_checklist_template(session)
    person = factories.make_person(session)
    start_by_hand(session, template, record=person, by=None, today=MONDAY)
    assert tasks_of(session)[0].assignee_id is None


def test_a_checklist_made_for_other_records_does_not_start(session: Session) -> None:
    template = factories.make_checklist_template(session, ChecklistTrigger.EVENT_PLANNED)
    with pytest.raises(RuleError) as refused:
        start_by_hand(session, template, record=factories.make_person(session), by=None, today=MONDAY)
    assert refused.value.code == "checklist_not_for_record"


def test_the_shipped_checklists_come_once(session: Session) -> None:
    assert [template.trigger for template in ship_checklists(session, now=utc_now())] == [
        ChecklistTrigger.MEMORANDUM_EXPIRES,
        ChecklistTrigger.AWARD_RECEIVED,
    ]
    assert ship_checklists(session, now=utc_now()) == []


def test_a_checklist_is_written_started_and_followed_on_its_pages(session: Session, login: SignIn) -> None:
    admin = login("administrator")
    page = admin.get("/settings/checklists/new")
    changes = {"name": "New giver", "trigger": "by_hand", "steps-0-title": "Write a letter", "steps-0-days_after": "2",
               "steps-1-title": "Invite to an event", "steps-1-days_after": "30"}  # fmt: skip
    settings = admin.follow(admin.submit(page, changes, css="form.sheet-form"))
    assert "New giver" in settings.text
    person = factories.make_person(session)
    client = login("coordinator")
    record = client.get(f"/contacts/{person.id}")
    start = next(link for link in record.links if link.startswith("/tasks/checklists/start"))
    chosen = session.scalars(sa.select(ChecklistTemplate.id)).one()
    checklist = client.follow(client.submit(client.get(start), {"template_id": chosen}, css="form.form-page"))
    assert checklist.heading == "New giver"
    assert "0 of 2" in checklist.text
    first = tasks_of(session)[0]
    assert first.assignee_id == client.user.id
    client.post(f"/tasks/{first.id}/done")
    assert "1 of 2" in client.get(f"/contacts/{person.id}").text
    refused = client.submit(client.get(start), {"template_id": chosen}, 422, css="form.form-page")
    assert any("already started" in error for error in refused.errors())


def test_a_checklist_form_refuses_what_cannot_be(session: Session, login: SignIn) -> None:
    admin = login("administrator")
    page = admin.get("/settings/checklists/new")

    def errors(changes: dict[str, str]) -> str:
        return " ".join(admin.submit(page, {"name": "N", **changes}, 422, css="form.sheet-form").errors())

    assert "at least one step" in errors({})
    assert "choose a role" in errors({"steps-0-title": "A", "steps-0-assignee": "role"})
    assert "choose a role" in errors({"steps-0-title": "A", "steps-0-assignee": "role", "steps-0-role": "monitor"})
    assert "choose the person" in errors({"steps-0-title": "A", "steps-0-assignee": "account"})
    assert errors({"steps-0-title": "A", "steps-0-days_after": "5000"})
    assert session.query(ChecklistTemplate).count() == 0


def test_a_changed_checklist_leaves_its_tasks_alone(session: Session, login: SignIn) -> None:
    template = factories.make_checklist_template(session)
    person = factories.make_person(session)
    start_by_hand(session, template, record=person, by=None, today=today())
    admin = login("administrator")
    path = f"/settings/checklists/{template.id}"
    page = admin.get(path)
    admin.submit(page, {"steps-0-title": "Other words"}, css="form.sheet-form")
    assert tasks_of(session)[0].title == "Зателефонувати"
    admin.submit(page, {"name": "Stale"}, 409, css="form.sheet-form")
    admin.post(f"{path}/remove")
    assert "Other words" not in admin.get("/settings/checklists").text
    assert admin.follow(admin.post(f"{path}/restore")).status == 200


def test_a_checklist_of_another_branch_is_not_found(session: Session, login: SignIn) -> None:
    template = factories.make_checklist_template(session)
    event = factories.make_event(session)
    checklist = start_by_hand(session, template, record=event, by=None, today=MONDAY)
    client = login("staff")
    client.get(f"/tasks/checklists/{checklist.id}", 404)
    client.get(f"/tasks/checklists/start/event/{event.id}", 404)
    grant = start_by_hand(session, template, record=factories.make_application(session), by=None, today=MONDAY)
    client.get(f"/tasks/checklists/{grant.id}", 404)


def test_an_event_written_down_afterwards_starts_nothing(session: Session, login: SignIn) -> None:
    factories.make_checklist_template(session, ChecklistTrigger.EVENT_PLANNED)
    factories.make_event(session)
    assert session.query(Event).count() == 1
    assert session.query(Checklist).count() == 0
