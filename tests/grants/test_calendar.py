"""The calendar of grants, and the dates of calls in the personal calendar."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.go_no_go import Decision
from app.domain.grants import DeliverableKind, Stage
from models.base import utc_now
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import costs
from tests.support.pages import PageClient
from tests.tasks.test_calendar_feed import entries, new_address


def full_call(session: Session, title: str = "Читання", **fields: object):
    """A call with every date in March 2027."""
    dates = {
        "opens_on": date(2027, 3, 1),
        "questions_until": date(2027, 3, 10),
        "loi_due_on": date(2027, 3, 12),
        "deadline_on": date(2027, 3, 20),
        "decision_on": date(2027, 3, 31),
    }
    return factories.make_call(session, title=title, **{**dates, **fields})


def day_texts(me: PageClient, query: str) -> list[str]:
    return me.get(f"/grants/calendar?{query}").texts(".month-event")


def test_every_kind_of_date_stands_on_its_day(session: Session, login: SignIn) -> None:
    call = full_call(session)
    application = factories.make_application(session, "Проєкт", stage=Stage.IMPLEMENTATION, funder=call.funder)
    factories.make_deliverable(session, application, kind=DeliverableKind.FINAL_REPORT, due_on=date(2027, 3, 15))
    page = login("monitor").get("/grants/calendar?month=2027-03")
    assert page.texts("#month") == ["March 2027"]
    shown = page.texts(".month-event")
    for words in ("Call opens", "Questions until", "Letter of intent", "Final report", "Proposal due", "Decision"):
        assert any(text.startswith(words) for text in shown), words
    assert len(shown) == 6
    assert {f"/grants/calls/{call.id}", f"/grants/{application.id}", "/account/reminders"} - page.links == {
        "/account/reminders"
    }
    assert "/account/reminders" in login("coordinator").get("/grants/calendar").links


def test_the_calendar_is_narrowed_and_turned(session: Session, login: SignIn) -> None:
    call = full_call(session)
    full_call(session, "Інший")
    full_call(session, "В архіві", archived_at=utc_now())
    factories.make_deliverable(
        session, factories.make_application(session, stage=Stage.REJECTED), due_on=date(2027, 3, 3)
    )
    me = login("monitor")
    assert len(day_texts(me, "month=2027-03")) == 10
    assert len(day_texts(me, "month=2027-03&dates=proposal")) == 2
    assert len(day_texts(me, "month=2027-03&dates=proposal,decision")) == 4
    assert len(day_texts(me, f"month=2027-03&funder={call.funder_id}")) == 5
    assert day_texts(me, "month=2027-04") == []
    page = me.get("/grants/calendar?month=2027-03&dates=proposal")
    assert any("month=2027-04" in link and "dates=proposal" in link for link in page.links)
    assert any("month=2027-02" in link for link in page.links)
    me.get("/grants/calendar?dates=nothing", 422)
    login("staff").get("/grants/calendar", 403)


def test_what_is_overdue_says_so_and_turns_red(session: Session, login: SignIn) -> None:
    application = factories.make_application(session, "Проєкт", stage=Stage.IMPLEMENTATION)
    for days, handed_in in ((-1, None), (0, None), (-1, today())):
        factories.make_deliverable(
            session,
            application,
            kind=DeliverableKind.INTERIM_REPORT,
            due_on=today() + timedelta(days),
            submitted_on=handed_in,
        )
    me = login("coordinator")
    months = {f"{today() + timedelta(days):%Y-%m}" for days in (-1, 0)}
    pages = [me.get(f"/grants/calendar?month={month}") for month in months]
    late = [
        text for page in pages for part in ("strong", ".state") for text in page.texts(f".month-event.danger {part}")
    ]
    assert late == ["Interim report", "overdue:"]


def test_the_personal_calendar_has_the_dates_that_must_not_be_missed(
    session: Session, login: SignIn, visitor: PageClient
) -> None:
    near = today() + timedelta(days=20)
    call = factories.make_call(
        session,
        title="Читання",
        opens_on=today(),
        loi_due_on=near - timedelta(days=5),
        deadline_on=near,
        deadline_note="17:00, Брюссель",
        decision_on=near + timedelta(days=30),
    )
    against = factories.make_call(session, title="Не подаємося", deadline_on=near)
    factories.make_assessment(session, against, decision=Decision.NO_GO)
    factories.make_call(session, deadline_on=near, archived_at=utc_now())
    me = login("coordinator")
    path = new_address(me)
    found = entries(visitor, path)
    assert set(found) == {f"call-{kind}-{call.id}@localhost" for kind in ("letter_of_intent", "proposal", "decision")}
    proposal = found[f"call-proposal-{call.id}@localhost"]
    assert (str(proposal["SUMMARY"]), proposal["DTSTART"].dt) == ("Proposal due: Читання", near)
    assert "17:00, Брюссель" in str(proposal["DESCRIPTION"])
    assert str(proposal["URL"]) == f"http://localhost/grants/calls/{call.id}"
    me.submit(me.get(f"/grants/calls/{call.id}/edit"), {"deadline_on": (near + timedelta(days=1)).isoformat()})
    moved = entries(visitor, path)[f"call-proposal-{call.id}@localhost"]
    assert moved["DTSTART"].dt == near + timedelta(days=1)
    assert moved["SEQUENCE"] > proposal["SEQUENCE"]


def test_those_who_do_not_apply_have_no_dates_of_calls(session: Session, login: SignIn, visitor: PageClient) -> None:
    factories.make_call(session, deadline_on=today() + timedelta(days=5))
    assert entries(visitor, new_address(login("accountant"))) == {}


def test_the_calendar_asks_a_fixed_number_of_questions(session: Session, login: SignIn, app: Flask) -> None:
    full_call(session)
    me = login("coordinator")
    few = costs(app, me, "/grants/calendar?month=2027-03")
    for place in range(6):
        full_call(session, f"Ще {place}")
    session.commit()
    assert costs(app, me, "/grants/calendar?month=2027-03") == few <= [8]
