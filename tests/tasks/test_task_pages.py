"""Tasks on their pages: my day, the form, one click, the list, the cards of records, who sees what."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.roles import Role
from app.domain.tasks import Priority, RepeatUnit, TaskState
from models.tasks import Task
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import count_queries


def only_task(session: Session) -> Task:
    """Return the one task that there is, as the database has it now."""
    session.expire_all()
    return session.scalars(sa.select(Task).where(Task.archived_at.is_(None))).one()


def test_a_line_adds_a_task_of_ones_own(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    page = client.get("/tasks")
    assert page.heading == "My day"
    answer = client.submit(page, {"title": "  Call   the  funder ", "due_on": str(today())}, css="form.task-quick")
    day = client.follow(answer)
    assert answer.location == "/tasks"
    assert "Call the funder" in day.text
    assert only_task(session).assignee_id == client.user.id


def test_a_quick_task_without_words_comes_back_as_the_whole_form(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    wanted = str(today() + timedelta(days=3))
    refused = client.submit(client.get("/tasks"), {"title": " ", "due_on": wanted}, 422, css="form.task-quick")
    assert refused.heading == "New task"
    assert refused.form("form.sheet-form")["due_on"] == wanted
    assert session.query(Task).count() == 0


def test_my_day_goes_from_overdue_to_undated(session: Session, login: SignIn) -> None:
    client = login("staff")
    for title, days in (("later", 40), ("now", 0), ("late", -2), ("sometime", None)):
        due_on = None if days is None else today() + timedelta(days=days)
        factories.make_task(session, title, assignee_id=client.user.id, due_on=due_on)
    factories.make_task(session, "of another", assignee_id=factories.make_user(session).id, due_on=today())
    page = client.get("/tasks")
    assert page.texts(".task-text > a") == ["late", "now", "later", "sometime"]
    assert "2 days late" in page.text
    assert page.texts(".card-title") == ["Overdue", "Today", "Later", "Without a date"]


def test_a_task_that_is_done_stands_in_the_timeline_of_its_record(session: Session, login: SignIn) -> None:
    contact = factories.make_organisation(session, "ГО «Простір»")
    client = login("coordinator")
    done = factories.make_task(session, "Send the plan", assignee_id=client.user.id, contact_id=contact.id)
    factories.make_task(session, "Call again", assignee_id=client.user.id, contact_id=contact.id)
    client.post(f"/tasks/{done.id}/done")
    told = client.get(f"/contacts/{contact.id}").texts(".timeline-title")
    assert "Done: Send the plan" in told
    assert not any("Call again" in line for line in told)
    client.post(f"/tasks/{done.id}/reopen")
    assert "Done: Send the plan" not in client.get(f"/contacts/{contact.id}").texts(".timeline-title")
    client.post(f"/tasks/{done.id}/done")
    assert "Done: Send the plan" not in login("monitor").get(f"/contacts/{contact.id}").texts(".timeline-title")


def test_one_click_does_a_task_and_another_takes_it_back(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    task = factories.make_task(session, "Write the report", assignee_id=client.user.id, due_on=today())
    page = client.get("/tasks")
    day = client.follow(client.submit(page, css="form[action$='/done']"))
    assert "Done: Write the report" in day.html
    assert "1 task done today" in day.text
    assert only_task(session).closed_by_id == client.user.id
    client.follow(client.submit(day, css="[data-toast] form"))
    assert only_task(session).state is TaskState.OPEN
    assert only_task(session).id == task.id


def test_doing_a_task_twice_is_refused_in_words(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    task = factories.make_task(session, assignee_id=client.user.id)
    client.post(f"/tasks/{task.id}/done")
    again = client.follow(client.post(f"/tasks/{task.id}/done"))
    assert "already done or cancelled" in again.html


def test_a_repeating_task_comes_back_and_its_undo_leaves_one(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    page = client.get("/tasks/new")
    record = client.follow(
        client.submit(
            page,
            {"title": "Look at new calls", "due_on": str(today()), "repeat_every": "2", "repeat_unit": "week"},
            css="form.sheet-form",
        )
    )
    assert "every 2 weeks" in record.text
    first = only_task(session)
    day = client.follow(client.post(f"/tasks/{first.id}/done"))
    assert "Next time" in day.html
    following = session.scalars(sa.select(Task).where(Task.follows_id == first.id)).one()
    assert following.due_on == today() + timedelta(days=14)
    client.post(f"/tasks/{first.id}/reopen")
    assert only_task(session).id == first.id


def test_a_task_stays_done_once_its_successor_is(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    first = factories.make_task(
        session,
        assignee_id=client.user.id,
        due_on=today(),
        repeat_every=1,
        repeat_unit=RepeatUnit.DAY,
        repeat_from=today(),
        repeat_times=3,
    )
    client.post(f"/tasks/{first.id}/done")
    following = session.scalars(sa.select(Task).where(Task.follows_id == first.id)).one()
    assert following.repeat_times == 2
    client.post(f"/tasks/{following.id}/done")
    page = client.follow(client.post(f"/tasks/{first.id}/reopen"))
    assert "already done, so this one stays" in page.html
    session.expire_all()
    assert session.get_one(Task, first.id).state is TaskState.DONE


def test_putting_off_can_be_taken_back(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    late = today() - timedelta(days=3)
    factories.make_task(session, assignee_id=client.user.id, due_on=late)
    page = client.follow(client.submit(client.get("/tasks"), css="form[action$='/snooze']"))
    assert only_task(session).due_on == today() + timedelta(days=1)
    client.submit(page, css="[data-toast] form")
    assert only_task(session).due_on == late


@pytest.mark.parametrize("path", ["snooze", "due?due=tomorrow-ish"])
def test_a_forged_date_is_refused(session: Session, login: SignIn, path: str) -> None:
    client = login("coordinator")
    task = factories.make_task(session, assignee_id=client.user.id, due_on=today())
    client.post(f"/tasks/{task.id}/{path}", {"until": "2099"}, status=400)
    assert only_task(session).due_on == today()


def test_a_removed_task_comes_back_whole(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    task = factories.make_task(session, "Old news", assignee_id=client.user.id, due_on=today())
    day = client.follow(client.post(f"/tasks/{task.id}/remove"))
    assert "Old news" not in " ".join(day.texts(".my-day"))
    assert "Old news" not in client.get("/tasks?view=list").text
    record = client.follow(client.submit(day, css="[data-toast] form"))
    assert record.heading == "Old news"
    assert only_task(session).due_on == today()


def test_editing_keeps_what_was_typed_and_names_the_field(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    task = factories.make_task(session, assignee_id=client.user.id)
    page = client.get(f"/tasks/{task.id}/edit")
    refused = client.submit(page, {"title": "New words", "due_at": "9:30"}, 422, css="form.sheet-form")
    assert any("A time needs a date" in error for error in refused.errors())
    assert refused.form("form.sheet-form")["title"] == "New words"
    refused = client.submit(page, {"repeat_unit": "month"}, 422, css="form.sheet-form")
    assert any("needs a date" in error for error in refused.errors())
    refused = client.submit(page, {"due_at": "noonish", "due_on": str(today())}, 422, css="form.sheet-form")
    assert any("Enter a time" in error for error in refused.errors())


def test_a_stale_form_overwrites_nothing(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    task = factories.make_task(session, "First", assignee_id=client.user.id)
    page = client.get(f"/tasks/{task.id}/edit")
    client.submit(page, {"title": "Second"}, css="form.sheet-form")
    conflict = client.submit(page, {"title": "Third"}, 409, css="form.sheet-form")
    assert "Second" in conflict.text
    assert conflict.form("form.sheet-form")["title"] == "Third"
    assert only_task(session).title == "Second"


def test_what_a_stale_form_did_not_touch_is_taken_over(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    task = factories.make_task(session, "First", assignee_id=client.user.id)
    page = client.get(f"/tasks/{task.id}/edit")
    others = {"note": "Two lines\r\nof text", "due_on": str(today()), "priority": "high"}
    client.submit(client.get(f"/tasks/{task.id}/edit"), others, css="form.sheet-form")

    conflict = client.submit(page, {"title": "Third"}, 409, css="form.sheet-form")

    assert "is taken over as it is saved now" in conflict.text and not conflict.select(".table-m tr:has(td)")[1:]
    client.submit(conflict, css="form.sheet-form")
    session.expire_all()
    saved = only_task(session)
    assert (saved.title, saved.note.split(), saved.due_on, saved.priority) == (
        "Third", ["Two", "lines", "of", "text"], today(), "high",
    )  # fmt: skip


def test_a_closed_account_gets_no_tasks(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    gone = factories.make_user(session, Role.DIRECTOR, is_active=False)
    reader = factories.make_user(session, Role.MONITOR)
    for user in (gone, reader):
        page = client.get("/tasks/new")
        refused = client.submit(page, {"title": "Do it", "assignee_id": str(user.id)}, 422, css="form.sheet-form")
        assert refused.errors()
    assert session.query(Task).count() == 0


def test_a_task_is_added_on_the_page_of_each_record(session: Session, login: SignIn) -> None:
    branch = factories.make_branch(session)
    person = factories.make_person(session)
    records = {
        f"/contacts/{person.id}": person,
        f"/grants/{factories.make_application(session).id}": None,
        f"/partnerships/{factories.make_partnership(session).id}": None,
        f"/events/{factories.make_event(session, branch=branch).id}": None,
        f"/volunteers/{factories.make_volunteer(session, branch=branch).id}": None,
        f"/donations/{factories.make_donation(session, branch=branch).id}": None,
    }
    client = login("coordinator")
    for path in records:
        page = client.get(path)
        back = client.submit(page, {"title": f"Task of {path}"}, css="#tasks form.task-quick")
        assert back.location == path
        assert f"Task of {path}" in " ".join(client.get(path).texts("#tasks .task-line"))
    session.expire_all()
    assert {task.record_kind for task in session.scalars(sa.select(Task))} == {
        "contact", "application", "partnership", "event", "volunteer", "donation",
    }  # fmt: skip


def test_a_task_takes_the_branch_of_its_record(session: Session, login: SignIn) -> None:
    event = factories.make_event(session)
    client = login("coordinator")
    client.post("/tasks/new", {"quick": "1", "title": "Bring chairs", "record": f"event:{event.id}"})
    assert only_task(session).branch_id == event.branch_id


@pytest.mark.parametrize("record", ["event:0", "secret:1", "event:x", "event:99999999999", "contact:2000000000"])
def test_a_forged_record_is_not_found(session: Session, login: SignIn, record: str) -> None:
    client = login("coordinator")
    client.post("/tasks/new", {"quick": "1", "title": "Do it", "record": record}, status=404)
    assert session.query(Task).count() == 0


def test_branch_staff_see_their_branch_and_nobody_elses(session: Session, login: SignIn) -> None:
    client = login("staff")
    colleague = factories.make_user(session, Role.STAFF, branch_id=client.user.branch_id)
    other = factories.make_user(session, Role.STAFF)
    factories.make_task(session, "own", assignee_id=client.user.id)
    factories.make_task(session, "of a colleague", assignee_id=colleague.id)
    factories.make_task(session, "of the branch", branch_id=client.user.branch_id)
    hidden = factories.make_task(session, "of another branch", assignee_id=other.id, branch_id=other.branch_id)
    central = factories.make_task(session, "of the director", assignee_id=factories.make_user(session).id)
    page = client.get("/tasks?view=list")
    assert {"own", "of a colleague", "of the branch"} == set(page.texts("table.data tbody th"))
    for task in (hidden, central):
        client.get(f"/tasks/{task.id}", 404)
        client.get(f"/tasks/{task.id}/edit", 404)
        for action in ("done", "cancel", "reopen", "snooze", "remove", "restore", "due"):
            client.post(f"/tasks/{task.id}/{action}", {"until": "week"}, status=404)
    assert "of another branch" not in client.get("/tasks?format=csv").html


def test_branch_staff_give_tasks_within_their_branch(session: Session, login: SignIn) -> None:
    client = login("staff")
    other = factories.make_user(session, Role.STAFF)
    page = client.get("/tasks/new")
    assert str(other.id) not in [option["value"] for option in page.select("#assignee_id option")]
    client.post("/tasks/new", {"title": "Do it", "assignee_id": other.id}, status=422)
    event = factories.make_event(session, branch_id=other.branch_id)
    client.post("/tasks/new", {"quick": "1", "title": "Do it", "record": f"event:{event.id}"}, status=404)
    client.post("/tasks/new", {"quick": "1", "title": "Do it", "record": "application:1"}, status=404)
    assert session.query(Task).count() == 0


def test_those_who_only_read_have_no_tasks(session: Session, login: SignIn) -> None:
    client = login("monitor")
    person = factories.make_person(session)
    client.get("/tasks", 403)
    page = client.get(f"/contacts/{person.id}")
    assert not page.select("#tasks")
    assert "/tasks" not in page.links


def test_the_list_filters_by_person_state_time_and_record(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    event = factories.make_event(session)
    factories.make_task(session, "mine", assignee_id=client.user.id, due_on=today() - timedelta(days=1))
    factories.make_task(session, "of an event", event_id=event.id, due_on=today(), priority=Priority.HIGH)
    factories.make_task(session, "nobody's")

    def shown(query: str) -> set[str]:
        return set(client.get(f"/tasks?{query}").texts("table.data tbody th"))

    assert shown("view=list") == {"mine", "of an event", "nobody's"}
    assert shown(f"assignee={client.user.id}") == {"mine"}
    assert shown("assignee=0") == {"of an event", "nobody's"}
    assert shown("due=overdue") == {"mine"}
    assert shown("due=undated") == {"nobody's"}
    assert shown("record=event") == {"of an event"}
    assert shown("record=none") == {"mine", "nobody's"}
    assert shown("priority=high") == {"of an event"}
    assert shown("state=done") == set()
    assert shown("q=event") == {"of an event"}
    for forged in ("due=whenever", "record=secret", "assignee=x", "state=lost"):
        client.get(f"/tasks?{forged}", 422)


def test_the_list_goes_by_due_date_and_undated_come_last(session: Session, login: SignIn) -> None:
    client = login("director")
    for days in (5, None, 1):
        due_on = None if days is None else today() + timedelta(days=days)
        factories.make_task(session, f"in {days}", due_on=due_on)
    assert client.get("/tasks?view=list").texts("table.data tbody th") == ["in 1", "in 5", "in None"]
    export = client.get("/tasks?format=csv&sort=-due")
    assert export.html.index("in None") < export.html.index("in 5") < export.html.index("in 1")


def test_home_names_what_is_overdue_or_due_today(session: Session, login: SignIn) -> None:
    client = login("accountant")
    factories.make_task(session, "Check the tranche", assignee_id=client.user.id, due_on=today() - timedelta(days=1))
    factories.make_task(session, "Next week", assignee_id=client.user.id, due_on=today() + timedelta(days=7))
    needs = " ".join(client.get("/").texts(".need-list"))
    assert "Check the tranche" in needs
    assert "Next week" not in needs


def test_pages_cost_the_same_however_many_tasks_there_are(app: Flask, session: Session, login: SignIn) -> None:
    client = login("coordinator")
    person = factories.make_person(session)
    paths = ("/tasks", "/tasks?view=list", f"/contacts/{person.id}", "/")
    costs = []
    for portion in (1, 25):
        for number in range(portion):
            factories.make_task(
                session, f"t {number}", assignee_id=client.user.id, contact_id=person.id, due_on=today()
            )
        session.commit()
        for path in paths:
            client.get(path)
        measured = []
        for path in paths:
            with count_queries(app) as count:
                client.get(path)
            measured.append(len(count.statements))
        costs.append(measured)
    assert costs[0] == costs[1]
    assert costs[0][0] <= 6
