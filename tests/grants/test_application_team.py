"""The team of an application and its timetable: tasks planned back from the deadline."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.application_work import TeamRole
from app.domain.errors import RuleError
from app.domain.roles import Role
from app.domain.tasks import ChecklistTrigger, StepAssignee, TaskState, is_weekend
from app.queries.timetables import timetable_templates
from app.services.application_work.team import add_member
from app.services.checklists import StepData, TemplateData, save_template, start_by_hand
from app.services.timetables import plan_back, ship_timetable
from models.application_work import ApplicationMember
from models.grants import Application
from models.tasks import Task
from tests.conftest import SignIn
from tests.support import factories
from tests.support.together import at_once


def application_due(session: Session, deadline: date | None) -> Application:
    """Return an application whose call has this deadline."""
    return factories.make_application(session, call=factories.make_call(session, deadline_on=deadline))


def tab(application: Application) -> str:
    return f"/grants/{application.id}/application"


def tasks(session: Session) -> list[Task]:
    session.expire_all()
    return list(session.scalars(sa.select(Task).order_by(Task.due_key, Task.id)))


def test_accounts_and_people_join_the_team_once_and_one_leads(session: Session, login: SignIn) -> None:
    application = application_due(session, None)
    person = factories.make_person(session, "Яворенко", first_name="Остап")
    me = login("coordinator", name="Соломія Калинчук")
    where = f"/grants/{application.id}/team/new"
    assert me.user is not None
    me.submit(me.get(where), {"role": "leader", "user_id": str(me.user.id)})
    me.submit(me.get(where), {"role": "reviewer", "contact_id": str(person.id), "contact_id_text": person.display_name})
    assert me.get(tab(application)).texts("#team li")[0].endswith("Соломія Калинчук Leader of the team")
    for typed, says in (
        ({"role": "leader", "contact_id": str(person.id)}, "has a leader already"),
        ({"role": "reviewer", "contact_id": str(person.id)}, "has this role already"),
        ({"role": "writer"}, "one of the two"),
        ({"role": "writer", "user_id": str(me.user.id), "contact_id": str(person.id)}, "one of the two"),
    ):
        assert says in " ".join(me.submit(me.get(where), typed, status=422).errors())
    staff = factories.make_user(session, name="Філійна Працівниця", role=Role.STAFF)
    assert "Філійна Працівниця" not in me.get(where).text
    with pytest.raises(RuleError, match="member_sees_no_grants"):
        add_member(session, application, TeamRole.WRITER, user_id=staff.id)
    me.submit(me.get(tab(application)), css='#team form[action$="/remove"]')
    assert [row.role for row in session.scalars(sa.select(ApplicationMember))] == [TeamRole.REVIEWER]


def test_two_people_cannot_both_make_a_leader(session: Session, app: Flask) -> None:
    application = application_due(session, None)
    users = [factories.make_user(session, Role.COORDINATOR).id for _number in range(2)]
    session.commit()
    number = application.id

    def lead(user_id: int):  # type: ignore[no-untyped-def]
        def work(own: Session, ready):  # type: ignore[no-untyped-def]
            record = own.get_one(Application, number)
            ready()
            add_member(own, record, TeamRole.LEADER, user_id=user_id)

        return work

    results = at_once(app, *(lead(user_id) for user_id in users))
    refused = [result for result in results if isinstance(result, Exception)]
    assert len(refused) == 1 and isinstance(refused[0], RuleError) and refused[0].code == "leader_known"


def test_a_timetable_is_previewed_and_becomes_tasks_of_the_team(session: Session, login: SignIn) -> None:
    application = application_due(session, today() + timedelta(days=60))
    writer = factories.make_user(session, Role.COORDINATOR, name="Мирослава Ясенко")
    director = factories.make_user(session, Role.DIRECTOR, name="Директорка")
    factories.make_member(session, application, TeamRole.WRITER, user_id=writer.id)
    me = login("coordinator")
    page = me.get(f"/grants/{application.id}/timetable")
    me.submit(page)
    page = me.get(f"/grants/{application.id}/timetable")
    rows = page.texts("table tbody tr")
    assert len(rows) == 8 and any("Draft the texts" in row and "Мирослава Ясенко" in row for row in rows)
    assert not tasks(session)
    other = me.get(f"/grants/{application.id}/timetable")
    me.submit(page)
    made = tasks(session)
    assert len(made) == 8 and not any(is_weekend(task.due_on) for task in made if task.due_on)
    assert {task.assignee_id for task in made if "director" in task.title} == {director.id}
    deadline = application.call.deadline_on if application.call else None
    assert deadline and all(task.due_on and task.due_on < deadline for task in made)
    page_now = me.get(tab(application))
    assert "0 of 8" in page_now.text and "Texts · 1 open task" in page_now.text
    assert "already started" in me.submit(other, status=422).text


def test_steps_in_the_past_are_named_and_due_at_once(session: Session, login: SignIn) -> None:
    application = application_due(session, today() + timedelta(days=15))
    with force_locale("en"):
        ship_timetable(session, now=factories.MOMENT)
    page = login("coordinator").get(f"/grants/{application.id}/timetable")
    callout = page.texts(".callout")[0]
    assert "4 steps should have been done already" in callout and "Collect the documents" in callout
    assert "Get the director’s approval" not in callout


@pytest.mark.parametrize(("days", "says"), [(None, "has no deadline"), (-1, "The deadline was on")])
def test_without_a_coming_deadline_nothing_is_planned(
    session: Session, login: SignIn, days: int | None, says: str
) -> None:
    application = application_due(session, None if days is None else today() + timedelta(days=days))
    ship_timetable(session, now=factories.MOMENT)
    me = login("coordinator")
    page = me.get(f"/grants/{application.id}/timetable")
    assert says in page.text and not page.select("main form[method=post]")
    assert not tasks(session)
    without_call = factories.make_application(session)
    assert "answers no call" in me.get(f"/grants/{without_call.id}/timetable").text


def test_a_moved_deadline_moves_what_is_undone(session: Session, login: SignIn) -> None:
    friday = today() + timedelta(days=60 + (4 - today().weekday()) % 7)
    application = application_due(session, friday)
    save_template(
        session,
        None,
        TemplateData(
            "Наша", ChecklistTrigger.APPLICATION_DEADLINE, steps=(StepData("Тексти", -14), StepData("Подати", -1))
        ),
        now=factories.MOMENT,
    )
    me = login("coordinator")
    me.submit(me.get(f"/grants/{application.id}/timetable"))
    first, last = tasks(session)
    me.post(f"/tasks/{first.id}/done")
    call = application.call
    assert call is not None
    call.deadline_on = friday + timedelta(days=10)
    session.commit()
    page = me.get(tab(application))
    assert "The deadline moved from" in page.text
    move = me.get(f"/grants/{application.id}/timetable/move")
    assert len(move.texts("table tbody tr")) == 1
    me.submit(move)
    done, moved = tasks(session)
    assert (done.state, done.due_on) == (TaskState.DONE, friday - timedelta(days=14))
    # The day before the new deadline is a Saturday or Sunday no more than a day away from Friday.
    assert moved.id == last.id and moved.due_on is not None and not is_weekend(moved.due_on)
    assert timedelta(0) < friday + timedelta(days=10) - moved.due_on <= timedelta(days=3)
    assert "The deadline moved" not in me.get(tab(application)).text


def test_a_timetable_stands_in_the_settings_and_starts_only_from_a_deadline(session: Session, login: SignIn) -> None:
    made = ship_timetable(session, now=factories.MOMENT)
    assert made is not None and ship_timetable(session, now=factories.MOMENT) is None
    application = application_due(session, today() + timedelta(days=60))
    with pytest.raises(RuleError, match="checklist_not_for_record"):
        start_by_hand(session, made, record=application, by=None, today=today())
    me = login("administrator")
    page, form = me.get(f"/settings/checklists/{made.id}"), "form.sheet-form"
    refused = me.submit(page, {"steps-0-days_after": "3"}, status=422, css=form)
    assert "comes after the deadline" in " ".join(refused.errors())
    me.submit(
        page, {"steps-0-title": "Зустріч команди", "steps-0-assignee": "team", "steps-0-team_role": "leader"}, css=form
    )
    (template,) = timetable_templates(session)
    session.refresh(template)
    assert template.steps[0].team_role is TeamRole.LEADER
    (planned, *_rest) = plan_back(session, template, application, by=None, today=today())
    assert planned.title == "Зустріч команди"
    no_role = me.get(f"/settings/checklists/{made.id}")
    refused = me.submit(no_role, {"steps-0-assignee": StepAssignee.TEAM, "steps-0-team_role": ""}, status=422, css=form)
    assert "choose a role of the team" in " ".join(refused.errors())
