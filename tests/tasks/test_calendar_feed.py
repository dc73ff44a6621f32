"""The calendar by a secret address: what stands in it, that it is valid, and when it stops."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.events import EventStatus
from app.domain.grants import Stage
from app.domain.partnerships import PartnershipStage
from app.domain.roles import Role
from app.domain.tasks import TaskState
from app.queries import reminders
from app.queries.partnerships import agreement_days
from app.scope import Scope
from models.base import utc_now
from models.tasks import CalendarAddress, Task
from tests.conftest import SignIn
from tests.support import factories
from tests.support.pages import Page, PageClient


def new_address(client: PageClient, **choices: str) -> str:
    """Make a calendar address on the page and return its path."""
    page = client.follow(client.submit(client.get("/account/reminders"), choices, css="#calendar form"))
    (address,) = page.texts("#calendar-address")
    assert page.texts("[data-copy=calendar-address]") == ["Copy the address"]
    return address.removeprefix("http://localhost")


def entries(visitor: PageClient, path: str) -> dict[str, Calendar]:
    """Read the calendar as a program does, and return its entries by UID."""
    page = visitor.get(path)
    assert page.headers["Content-Type"].startswith("text/calendar")
    raw = page.response.get_data()
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    calendar = Calendar.from_ical(raw)
    assert calendar["VERSION"] == "2.0"
    found = {str(entry["UID"]): entry for entry in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT"))
    assert all("DTSTAMP" in entry for entry in found.values())
    return found


def test_the_address_shows_ones_own_tasks(session: Session, login: SignIn, visitor: PageClient) -> None:
    client = login("coordinator")
    words = "Купити: папір, фарби; «клей»\\щось дуже довге " * 4
    task = factories.make_task(session, words.strip(), assignee_id=client.user.id, due_on=today(), note="a\nb")
    factories.make_task(session, "without a date", assignee_id=client.user.id)
    factories.make_task(session, "of another", due_on=today())
    found = entries(visitor, new_address(client))
    assert list(found) == [f"task-{task.id}@localhost"]
    entry = found[f"task-{task.id}@localhost"]
    assert str(entry["SUMMARY"]) == words.strip()
    assert str(entry["DESCRIPTION"]) == "a\nb"
    assert entry["DTSTART"].dt == today()
    assert entry["DTEND"].dt == today() + timedelta(days=1)
    assert str(entry["URL"]) == f"http://localhost/tasks/{task.id}"


def test_a_time_is_written_in_utc_in_summer_and_winter(session: Session, login: SignIn, visitor: PageClient) -> None:
    client = login("coordinator")
    year = today().year
    for day in (date(year + 1, 1, 15), date(year + 1, 7, 15)):
        factories.make_task(session, assignee_id=client.user.id, due_on=day, due_at=time(9, 30))
    begins = sorted(entry["DTSTART"].dt for entry in entries(visitor, new_address(client)).values())
    assert begins == [
        datetime(year + 1, 1, 15, 7, 30, tzinfo=UTC),
        datetime(year + 1, 7, 15, 6, 30, tzinfo=UTC),
    ]


def test_a_changed_task_keeps_its_name_and_counts_up(session: Session, login: SignIn, visitor: PageClient) -> None:
    client = login("coordinator")
    task = factories.make_task(session, assignee_id=client.user.id, due_on=today())
    path = new_address(client)
    (before,) = entries(visitor, path).values()
    client.post(f"/tasks/{task.id}/snooze", {"until": "tomorrow"})
    (after,) = entries(visitor, path).values()
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    client.post(f"/tasks/{task.id}/done")
    (done,) = entries(visitor, path).values()
    assert str(done["SUMMARY"]).startswith("✓ ")
    client.post(f"/tasks/{task.id}/remove")
    assert entries(visitor, path) == {}


def test_nothing_new_is_answered_with_304(session: Session, login: SignIn, visitor: PageClient) -> None:
    client = login("coordinator")
    task = factories.make_task(session, assignee_id=client.user.id, due_on=today())
    path = new_address(client)
    tag = visitor.get(path).headers["ETag"]
    same = visitor.client.get(path, headers={"If-None-Match": tag})
    assert (same.status_code, same.get_data()) == (304, b"")
    client.post(f"/tasks/{task.id}/snooze", {"until": "week"})
    assert visitor.get(path, headers={"If-None-Match": tag}).headers["ETag"] != tag


def test_reports_and_events_stand_in_the_calendar_of_those_who_may_see_them(
    session: Session, login: SignIn, visitor: PageClient
) -> None:
    branch = factories.make_branch(session)
    application = factories.make_application(session, stage=Stage.IMPLEMENTATION)
    report = factories.make_deliverable(session, application, due_on=today() + timedelta(days=200))
    at = datetime.combine(today() + timedelta(days=3), time(12), ZoneInfo("Europe/Kyiv"))
    own = factories.make_event(
        session,
        "Фестиваль",
        branch=branch,
        starts_on=at.date(),
        starts_at=at,
        ends_at=at + timedelta(hours=2),
        status=EventStatus.PLANNED,
    )
    factories.make_event(session, starts_on=today() + timedelta(days=3), status=EventStatus.PLANNED)
    coordinator = entries(visitor, new_address(login("coordinator")))
    assert list(coordinator) == [f"deliverable-{report.id}@localhost"]
    first = coordinator[f"deliverable-{report.id}@localhost"]
    report.due_on -= timedelta(days=30)
    session.commit()
    moved = entries(visitor, new_address(login("coordinator")))[f"deliverable-{report.id}@localhost"]
    assert moved["SEQUENCE"] > first["SEQUENCE"]
    assert utc_now() >= moved["LAST-MODIFIED"].dt >= first["LAST-MODIFIED"].dt
    staff = login(Role.STAFF, branch=branch)
    found = entries(visitor, new_address(staff, with_events="y"))
    assert list(found) == [f"event-{own.id}@localhost"]
    assert found[f"event-{own.id}@localhost"]["DTSTART"].dt == at


def test_a_busy_month_behind_leaves_no_coming_event_out(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "MOST_EVENTS", 3)
    for days in (-31, -20, -10, 1, 2, 30):
        factories.make_event(session, starts_on=today() + timedelta(days=days), status=EventStatus.PLANNED)
    shown = reminders.events_for_calendar(session, Scope(None), today())
    assert [(row.starts_on - today()).days for row in shown] == [1, 2, 30]


def refusal(visitor: PageClient, path: str, status: int) -> Page:
    """Return the answer in words to an address that does not work."""
    page = visitor.get(path, status)
    assert page.headers["Content-Type"].startswith("text/plain")
    assert "VCALENDAR" not in page.html
    return page


def test_a_revoked_address_says_so(session: Session, login: SignIn, visitor: PageClient) -> None:
    client = login("coordinator")
    first = new_address(client)
    second = new_address(client)
    assert "does not work any more" in refusal(visitor, first, 410).html
    visitor.get(second)
    client.post("/account/reminders/calendar/revoke")
    refusal(visitor, second, 410)
    assert "You have no calendar address yet" in client.get("/account/reminders").text


def test_a_closed_account_and_a_reader_have_no_calendar(session: Session, login: SignIn, visitor: PageClient) -> None:
    client = login("coordinator")
    path = new_address(client)
    client.user.is_active = False
    refusal(visitor, path, 410)
    client.user.is_active, client.user.role = True, Role.MONITOR
    refusal(visitor, path, 410)


@pytest.mark.parametrize("token", ["x", "%00", "a" * 3000, "..%2f..", "ї"])
def test_an_address_that_nobody_had_is_not_found(visitor: PageClient, token: str) -> None:
    visitor.get(f"/calendar/{token}.ics", 404)


def test_the_address_is_shown_once_and_stored_as_a_hash(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    token = new_address(client).removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) >= 40
    stored = session.query(CalendarAddress).one()
    assert token not in (stored.token_hash, str(stored.__dict__))
    assert token not in client.get("/account/reminders").html


def test_a_task_of_long_ago_and_a_cancelled_one_are_left_out(
    app: Flask, session: Session, login: SignIn, visitor: PageClient
) -> None:
    client = login("coordinator")
    factories.make_task(session, assignee_id=client.user.id, due_on=today() - timedelta(days=200))
    factories.make_task(
        session, assignee_id=client.user.id, due_on=today(), state=TaskState.CANCELLED, closed_at=utc_now()
    )
    assert entries(visitor, new_address(client)) == {}
    assert session.query(Task).count() == 2


def test_ends_and_reviews_of_agreements_stand_in_the_calendar_of_those_who_look_after_partners(
    session: Session, login: SignIn, visitor: PageClient
) -> None:
    here = factories.make_partnership(session, stage=PartnershipStage.ACTIVE)
    review, end = today() + timedelta(days=100), today() + timedelta(days=300)
    own = factories.make_agreement(session, here, number="12/А", valid_from=today(), review_on=review, valid_until=end)
    over = factories.make_partnership(session, stage=PartnershipStage.ENDED)
    factories.make_agreement(session, over, valid_until=end)
    factories.make_agreement(session, valid_until=end, terminated_on=today(), termination_reason="переїзд")
    renewed = factories.make_partnership(session)
    factories.make_agreement(session, renewed, valid_until=end)
    factories.make_agreement(session, renewed, valid_until=today() + timedelta(days=900))
    me = login("coordinator")
    path = new_address(me)
    found = entries(visitor, path)
    assert {uid: entry["DTSTART"].dt for uid, entry in found.items()} == {
        f"agreement-review-{own.id}@localhost": review,
        f"agreement-end-{own.id}@localhost": end,
    }
    last = found[f"agreement-end-{own.id}@localhost"]
    assert here.organisation.display_name in last["SUMMARY"] and "12/А" in last["DESCRIPTION"]
    assert str(last["URL"]) == f"http://localhost/partnerships/{here.id}#agreements"
    page = me.get(f"/partnerships/agreements/{own.id}/edit")
    me.submit(page, {"valid_until": f"{end + timedelta(days=1):%d.%m.%Y}"})
    moved = entries(visitor, path)[f"agreement-end-{own.id}@localhost"]
    assert (moved["DTSTART"].dt, moved["SEQUENCE"] > last["SEQUENCE"]) == (end + timedelta(days=1), True)


def test_agreements_stand_in_the_calendar_of_those_who_see_them_on_home(
    session: Session, login: SignIn, visitor: PageClient
) -> None:
    branch = factories.make_branch(session)
    partnership = factories.make_partnership(session, branch=branch)
    factories.make_agreement(session, partnership, valid_until=today() + timedelta(days=10))
    both = {}
    for role in (Role.DIRECTOR, Role.ACCOUNTANT, Role.STAFF):
        client = login(role, **({"branch": branch} if role is Role.STAFF else {}))
        both[role] = (len(entries(visitor, new_address(client))), client.get("/").html.count("#agreements"))
    assert both == {Role.DIRECTOR: (1, 1), Role.ACCOUNTANT: (0, 0), Role.STAFF: (0, 0)}
    assert len(agreement_days(session, Scope(branch.id), today(), today() + timedelta(days=10))) == 1
    other = Scope(factories.make_branch(session).id)
    assert agreement_days(session, other, today(), today() + timedelta(days=10)) == []
