"""Pages of events as people use them."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.events import AttendanceMode, EventStatus, EventType, Mark, Place
from app.domain.grants import Stage
from app.services.age_bands import ensure_default_bands
from models.events import Event
from tests.conftest import SignIn
from tests.support.databases import count_queries
from tests.support.events import only_event
from tests.support.factories import (
    make_application,
    make_branch,
    make_event,
    make_hours,
    make_organisation,
    make_volunteer,
)


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


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2024-q3", "III quarter of 2024"),
        ("2024-03", "March 2024"),
        ("2023-04-01..2024-03-31", "April 2023 – March 2024"),
        ("2024-03-02..2024-03-04", "2 Mar 2024 – 4 Mar 2024"),
    ],
)
def test_a_period_of_the_address_is_read_as_people_say_it(
    session: Session, login: SignIn, period: str, words: str
) -> None:
    make_event(session)
    page = login("coordinator").get(f"/events?period={period}")
    assert page.texts(".chips .chip") == [f"Period: {words}"]
    assert words in page.texts("select[name=period] option")
