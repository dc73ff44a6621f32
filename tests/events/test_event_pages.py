"""Pages of events as people use them."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.events import AttendanceMode, EventStatus, EventType, Mark, Place
from app.domain.grants import Stage
from app.services.age_bands import ensure_default_bands
from models.events import Event
from tests.conftest import SignIn
from tests.support.databases import count_queries
from tests.support.factories import (
    make_application,
    make_branch,
    make_event,
    make_hours,
    make_organisation,
    make_volunteer,
)

TODAY = datetime.now(ZoneInfo("Europe/Kyiv")).date()
TOMORROW = TODAY + timedelta(days=1)


def only_event(session: Session) -> Event:
    session.expire_all()
    return session.scalars(sa.select(Event)).one()


def numbers(event: Event) -> dict[tuple[str, str], int]:
    return {(row.age_band.code, row.mode.value): row.count for row in event.counts}


def test_the_list_adds_up_events_and_participants(session: Session, login: SignIn) -> None:
    make_event(session, "Клуб вишивання", counts={"adults": 12})
    make_event(
        session,
        "Зведення за квартал",
        is_summary=True,
        ends_before=date(2026, 6, 1),
        events_count=14,
        counts={"adults": 930},
    )
    page = login("coordinator").get("/events")
    assert "Клуб вишивання" in page.text
    assert "02 Mar 2026 – 31 May 2026" in page.text.replace("2 Mar", "02 Mar")
    assert page.texts("tfoot td")[-2:] == ["15", "942"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("type=club", {"Клуб"}),
        ("status=planned", {"Лекція"}),
        ("place=online", {"Лекція"}),
        ("creative=1", {"Клуб"}),
        ("development=1", {"Лекція"}),
        ("counted=0", {"Лекція", "Зведення"}),
        ("summary=1", {"Зведення"}),
        ("period=2026-04", {"Лекція", "Зведення"}),
        ("q=клуб", {"Клуб"}),
    ],
)
def test_filters_of_the_list(session: Session, login: SignIn, query: str, found: set[str]) -> None:
    make_event(session, "Клуб", event_type=EventType.CLUB, is_creative=True, counts={"adults": 1})
    make_event(
        session,
        "Лекція",
        starts_on=date(2026, 4, 5),
        status=EventStatus.PLANNED,
        place=Place.ONLINE,
        is_personal_development=True,
    )
    make_event(session, "Зведення", is_summary=True, starts_on=date(2026, 3, 20), ends_before=date(2026, 5, 1))
    page = login("coordinator").get(f"/events?{query}")
    assert set(page.texts("tbody th")) == found


def test_a_list_by_partner_grant_and_volunteer_is_reached_by_links(session: Session, login: SignIn) -> None:
    partner, grant, helper = make_organisation(session), make_application(session), make_volunteer(session)
    event = make_event(session, "Спільний захід", application_id=grant.id)
    event.partners, event.volunteers = [partner], [helper]
    make_event(session, "Інший захід")
    client = login("coordinator")
    for query in (f"partner={partner.id}", f"application={grant.id}", f"volunteer={helper.id}"):
        assert client.get(f"/events?{query}").texts("tbody th") == ["Спільний захід"]


def test_a_summary_that_reaches_beyond_the_period_is_said_to_be_whole(session: Session, login: SignIn) -> None:
    make_event(session, is_summary=True, starts_on=date(2026, 1, 1), ends_before=date(2026, 4, 1))
    client = login("director")
    assert "reaches beyond the chosen period" in client.get("/events?period=2026-02").text
    assert "reaches beyond" not in client.get("/events?period=2026").text


def test_a_wrong_period_in_the_address_is_explained(login: SignIn) -> None:
    login("coordinator").get("/events?period=whenever", 422)


def test_the_export_is_what_the_list_shows(session: Session, login: SignIn) -> None:
    make_event(session, "Клуб", counts={"adults": 12})
    page = login("coordinator").get("/events?format=csv")
    assert "Клуб" in page.response.get_data().decode("utf-8-sig")


def test_the_calendar_shows_a_month_under_the_same_filters(session: Session, login: SignIn) -> None:
    make_event(session, "Клуб", event_type=EventType.CLUB, starts_on=date(2026, 11, 5))
    make_event(session, "Лекція", event_type=EventType.LECTURE, starts_on=date(2026, 11, 6))
    make_event(session, "Виставка", starts_on=date(2026, 10, 20), ends_before=date(2026, 11, 10))
    make_event(session, is_summary=True, starts_on=date(2026, 10, 1), ends_before=date(2027, 1, 1))
    client = login("coordinator")
    page = client.get("/events/calendar?month=2026-11")
    assert page.texts(".month-bar h2")[0] == "November 2026"
    assert len(page.select("table.month .month-event")) == 2
    assert "Виставка" in page.texts(".lasting")[0]
    assert "1 summary of a period touches this month" in page.text
    clubs = client.get("/events/calendar?month=2026-11&type=club")
    assert len(clubs.select(".month-event")) == 1
    assert "/events?type=club&period=2026-11" in clubs.links
    assert "No events in this month" in client.get("/events/calendar?month=2020-01").text
    client.get("/events/calendar?month=nonsense")


def test_staff_see_their_branch_only(session: Session, login: SignIn) -> None:
    branch = make_branch(session)
    mine = make_event(session, "Наш захід", branch=branch)
    other = make_event(session, "Чужий захід", starts_on=mine.starts_on)
    client = login("staff", branch=branch)
    assert client.get("/events").texts("tbody th") == ["Наш захід"]
    assert "Чужий" not in client.get("/events/calendar?month=2026-03").text
    assert client.get("/events/lookup?q=захід").json == [{"id": mine.id, "text": "Наш захід", "note": "2 Mar 2026"}]
    for path in ("", "/edit", "/counts"):
        client.get(f"/events/{other.id}{path}", 404)
    for path in ("/cancel", "/reopen", "/archive", "/restore", "/counts", "/edit"):
        client.post(f"/events/{other.id}{path}", status=404)


def test_readers_get_no_buttons_that_change(session: Session, login: SignIn) -> None:
    event = make_event(session)
    client = login("monitor")
    assert "/events/log" not in client.get("/events").links
    assert f"/events/{event.id}/edit" not in client.get(f"/events/{event.id}").links
    client.get("/events/log", 403)
    client.post(f"/events/{event.id}/archive", status=403)


def test_a_record_shows_everything_around_the_event(session: Session, login: SignIn) -> None:
    grant = make_application(session, title="Бібліотека без бар’єрів", stage=Stage.IMPLEMENTATION)
    partner, helper = make_organisation(session, "ГО «Веселка»"), make_volunteer(session)
    event = make_event(
        session,
        "Майстер-клас",
        counts={"children": 7, "adults": 5},
        marks={Mark.IDPS: 3},
        application_id=grant.id,
        planned_participants=20,
        is_creative=True,
    )
    event.partners = [partner]
    make_hours(session, helper, event_id=event.id, branch_id=event.branch_id, minutes=90)
    page = login("coordinator").get(f"/events/{event.id}")
    assert page.texts(".stat-value") == ["12", "7"]
    for words in ("Бібліотека без бар’єрів", "ГО «Веселка»", "planned: 20", "IDPs", "Creative event", "1.5"):
        assert words in page.text
    assert helper.person.display_name in page.text


def test_a_summary_is_shown_honestly(session: Session, login: SignIn) -> None:
    event = make_event(session, is_summary=True, ends_before=date(2026, 4, 1), events_count=14, counts={"adults": 90})
    client = login("coordinator")
    page = client.get(f"/events/{event.id}")
    assert "These figures stand for 14 events." in page.text
    assert f"/events/{event.id}/counts" not in page.links
    form = client.get(f"/events/{event.id}/edit")
    assert "starts_on" not in form.form()
    client.submit(form, {"title": "Зведення за березень"})
    assert only_event(session).title == "Зведення за березень"


def test_logging_takes_a_title_a_date_and_a_number(session: Session, login: SignIn) -> None:
    ensure_default_bands(session)
    branch = make_branch(session)
    client = login("staff", branch=branch)
    form = client.get("/events/log")
    assert form.form()["starts_on"] == TODAY.isoformat()
    assert "branch_id" not in form.form()
    answer = client.submit(form, {"title": "Голосні читання", "stated_total": "23"})
    page = client.follow(answer)
    assert page.heading == "Голосні читання"
    assert page.texts(".stat-value")[0] == "23"
    event = only_event(session)
    assert (event.branch_id, event.status, event.starts_on) == (branch.id, EventStatus.HELD, TODAY)
    assert numbers(event) == {("unknown", "on_site"): 23}


def test_logging_by_age_with_marks_partners_and_volunteers(session: Session, login: SignIn) -> None:
    ensure_default_bands(session)
    branch, partner, helper = make_branch(session), make_organisation(session), make_volunteer(session)
    grant = make_application(session, stage=Stage.IMPLEMENTATION)
    client = login("coordinator")
    fields = {
        "title": "Онлайн-лекція",
        "branch_id": str(branch.id),
        "place": "online",
        "by_age-u6-people": "5",
        "by_age-a60-people": "4",
        "mark_idps": "2",
        "partner_ids": str(partner.id),
        "volunteer_ids": str(helper.id),
        "application_id": str(grant.id),
    }
    client.submit(client.get("/events/log"), fields)
    event = only_event(session)
    assert numbers(event) == {("u6", "online"): 5, ("a60", "online"): 4}
    assert {row.mark: row.count for row in event.marks} == {Mark.IDPS: 2}
    assert (event.partners, event.volunteers, event.application_id) == ([partner], [helper], grant.id)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "Fill in this field."),
        ({"stated_total": ""}, "Enter at least one number. If nobody came, enter 0."),
        ({"stated_total": "багато"}, "Enter a whole number."),
        ({"stated_total": "30", "by_age-u6-people": "12"}, "The sum by age is 12, and the total says 30."),
        ({"mark_idps": "24"}, "IDPs: 24 is more than all participants (23)."),
        ({"by_age-u6-people": "п’ять"}, "“п’ять” is not a whole number."),
        ({"starts_on": TOMORROW.isoformat()}, "Enter a date, not later than today."),
        ({"partner_ids_text": "ГО, якої немає"}, "There is no contact with this name"),
        ({"volunteer_ids_text": "Ніхто Невідомий"}, "There is no volunteer with this name"),
        ({"branch_id": ""}, "Choose a branch."),
    ],
)
def test_a_refused_log_says_why_and_loses_nothing(
    session: Session, login: SignIn, changes: dict[str, Any], message: str
) -> None:
    ensure_default_bands(session)
    branch = make_branch(session)
    client = login("coordinator")
    fields = {"title": "Клуб", "branch_id": str(branch.id), "stated_total": "23", "place": "off_site", **changes}
    page = client.submit(client.get("/events/log"), fields, 422)
    assert any(message in error for error in page.errors())
    assert page.form()["place"] == "off_site"
    for name, typed in changes.items():
        assert page.form()[name] == typed
    assert session.scalar(sa.select(sa.func.count()).select_from(Event)) == 0


def test_the_same_event_is_logged_again_from_a_suggestion(session: Session, login: SignIn) -> None:
    ensure_default_bands(session)
    branch, partner = make_branch(session), make_organisation(session)
    earlier = make_event(session, "Клуб", branch=branch, event_type=EventType.CLUB, is_creative=True)
    earlier.partners = [partner]
    client = login("staff", branch=branch)
    page = client.get("/events/log")
    assert f"/events/log?like={earlier.id}" in page.links
    again = client.get(f"/events/log?like={earlier.id}")
    assert (again.form()["title"], again.form()["event_type"]) == ("Клуб", "club")
    client.submit(again, {"stated_total": "8"})
    session.expire_all()
    logged = session.scalars(sa.select(Event).order_by(Event.id.desc())).first()
    assert logged is not None
    assert (logged.partners, logged.is_creative, logged.starts_on) == ([partner], True, TODAY)


def test_counts_by_age_and_mode(session: Session, login: SignIn) -> None:
    ensure_default_bands(session)
    event = make_event(session, status=EventStatus.PLANNED)
    client = login("coordinator")
    record = client.get(f"/events/{event.id}")
    assert "Waiting for the numbers" in record.text
    form = client.get(f"/events/{event.id}/counts")
    fields = {"by_age-a7_14-on_site": "1 200", "by_age-a18_35-online": "3", "mark_veterans": "2"}
    client.submit(form, {**fields, "method": "registered"})
    event = only_event(session)
    assert numbers(event) == {("a7_14", "on_site"): 1200, ("a18_35", "online"): 3}
    assert event.status is EventStatus.HELD
    again = client.get(f"/events/{event.id}/counts").form()
    assert (again["by_age-a7_14-on_site"], again["mark_veterans"], again["method"]) == ("1200", "2", "registered")


def test_counts_that_disagree_come_back_with_every_problem(session: Session, login: SignIn) -> None:
    ensure_default_bands(session)
    event = make_event(session)
    client = login("coordinator")
    fields = {"by_age-u6-on_site": "-4", "by_age-a60-on_site": "9", "stated_total": "7", "mark_military": "99"}
    page = client.submit(client.get(f"/events/{event.id}/counts"), fields, 422)
    for words in (
        "the number cannot be negative",
        "The sum by age is 5, and the total says 7.",
        "Military personnel: 99 is more than all participants (5).",
    ):
        assert any(words in error for error in page.errors())
    assert page.form()["by_age-u6-on_site"] == "-4"
    assert only_event(session).counts == []


def test_a_band_outside_the_grid_keeps_its_line_where_it_is_used(session: Session, login: SignIn) -> None:
    bands = ensure_default_bands(session)
    event = make_event(session, counts={"u6": 4})
    bands["u6"].in_grid = False
    other = make_event(session)
    client = login("coordinator")
    assert client.get(f"/events/{event.id}/counts").form()["by_age-u6-on_site"] == "4"
    assert "by_age-u6-on_site" not in client.get(f"/events/{other.id}/counts").form()


def test_a_stale_form_overwrites_nothing(session: Session, login: SignIn) -> None:
    ensure_default_bands(session)
    event = make_event(session, counts={"unknown": 5})
    client = login("coordinator")
    counts, form = client.get(f"/events/{event.id}/counts"), client.get(f"/events/{event.id}/edit")
    client.submit(client.get(f"/events/{event.id}/counts"), {"by_age-unknown-on_site": "6"})
    late = client.submit(counts, {"by_age-unknown-on_site": "50"}, 409)
    assert late.form()["by_age-unknown-on_site"] == "50"
    assert "6 participants" in late.text
    client.submit(form, {"title": "Пізніше"}, 409)
    assert numbers(only_event(session)) == {("unknown", "on_site"): 6}
    client.submit(late)
    assert numbers(only_event(session)) == {("unknown", "on_site"): 50}


def test_planning_an_event_with_everything(session: Session, login: SignIn) -> None:
    branch, partner = make_branch(session), make_organisation(session, "ГО «Веселка»")
    client = login("coordinator")
    form = client.get(f"/events/new?day={TOMORROW.isoformat()}&partner={partner.id}")
    fields = {
        "title": "Зустріч із письменницею",
        "event_type": "literary_meeting",
        "branch_id": str(branch.id),
        "start_time": "18:30",
        "end_time": "20.00",
        "venue": "Читальна зала",
        "is_personal_development": "y",
        "planned_participants": "40",
        "publication_url": "https://library.example/news/5",
    }
    page = client.follow(client.submit(form, fields))
    event = only_event(session)
    assert (event.status, event.partners, event.planned_participants) == (EventStatus.PLANNED, [partner], 40)
    assert "18:30 – 20:00" in page.text
    edit = client.get(f"/events/{event.id}/edit").form()
    assert (edit["start_time"], edit["end_time"], edit["ends_on"]) == ("18:30", "20:00", "")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"start_time": "18:00", "end_time": "17:00"}, "The event must end after it begins."),
        ({"end_time": "17:00"}, "Enter the time of the beginning too."),
        ({"start_time": "25:99"}, "Enter a time, for example 18:30."),
        ({"publication_url": "javascript:alert(1)"}, "Enter the whole address"),
        ({"status": "held", "starts_on": TOMORROW.isoformat()}, "An event of the future cannot be held yet."),
        ({"title": "я" * 301}, "Use at most 300 characters."),
    ],
)
def test_a_refused_plan_says_why(session: Session, login: SignIn, changes: dict[str, str], message: str) -> None:
    branch = make_branch(session)
    client = login("coordinator")
    fields = {"title": "Лекція", "branch_id": str(branch.id), **changes}
    page = client.submit(client.get("/events/new"), fields, 422)
    assert any(message in error for error in page.errors())
    assert page.form()["title"] == fields["title"]


def test_cancelling_and_archiving_can_be_undone(session: Session, login: SignIn) -> None:
    event = make_event(session, "Лекція", status=EventStatus.PLANNED)
    client = login("coordinator")
    page = client.follow(client.post(f"/events/{event.id}/cancel"))
    assert "Cancelled" in page.text
    client.submit(page, css=f"form[action='/events/{event.id}/reopen']")
    client.post(f"/events/{event.id}/archive")
    assert client.get("/events").texts("tbody th") == []
    assert client.get("/events?view=archive").texts("tbody th") == ["Лекція"]
    client.post(f"/events/{event.id}/restore")
    assert only_event(session).archived_at is None


def test_pages_ask_a_fixed_number_of_questions(app: Flask, session: Session, login: SignIn) -> None:
    ensure_default_bands(session)
    branch = make_branch(session)
    client = login("coordinator")

    def add(times: int) -> Event:
        for _ in range(times):
            event = make_event(session, branch=branch, starts_on=date(2026, 3, 5), counts={"u6": 3, "a60": 2})
            event.partners = [make_organisation(session) for _ in range(times)]
            event.volunteers = [make_volunteer(session) for _ in range(times)]
        session.commit()
        return event

    def cost(path: str) -> int:
        with count_queries(app) as asked:
            client.get(path)
        return len(asked)

    first = add(1)
    paths = ("/events", "/events/calendar?month=2026-03", "/events/log")
    before = {path: cost(path) for path in paths}
    record = cost(f"/events/{first.id}")
    last = add(6)
    assert {path: cost(path) for path in paths} == before
    assert cost(f"/events/{last.id}") == record
    assert max(*before.values(), record) <= 15


def test_ukrainian_pages(session: Session, login: SignIn) -> None:
    ensure_default_bands(session)
    event = make_event(session, counts={"u6": 3})
    client = login("coordinator", locale="uk")
    for path in ("/events", "/events/calendar", "/events/log", f"/events/{event.id}", f"/events/{event.id}/counts"):
        client.get(path)
    assert "до 6 років" in client.get(f"/events/{event.id}").text


def test_modes_are_kept_apart_on_the_record(session: Session, login: SignIn) -> None:
    event = make_event(session, counts={"adults": 5})
    event.counts[0].mode = AttendanceMode.ONLINE
    page = login("coordinator").get(f"/events/{event.id}")
    assert page.texts(".stat-value") == ["5", "0", "5"]
