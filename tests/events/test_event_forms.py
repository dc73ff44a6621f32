"""Planning, logging and counting events in the forms, and what a refused form says."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.events import EventStatus, EventType, Mark
from app.domain.grants import Stage
from app.services.age_bands import ensure_default_bands
from models.events import Event
from tests.conftest import SignIn
from tests.support.events import counts_of, only_event
from tests.support.factories import (
    make_application,
    make_branch,
    make_event,
    make_organisation,
    make_volunteer,
)

TODAY = datetime.now(ZoneInfo("Europe/Kyiv")).date()
TOMORROW = TODAY + timedelta(days=1)


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
    assert counts_of(event) == {("unknown", "on_site"): 23}


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
    assert counts_of(event) == {("u6", "online"): 5, ("a60", "online"): 4}
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


def test_a_log_tells_of_a_day_to_come_and_of_wrong_numbers_at_once(session: Session, login: SignIn) -> None:
    ensure_default_bands(session)
    branch = make_branch(session)
    client = login("coordinator")
    wrong = {"starts_on": TOMORROW.isoformat(), "stated_total": "25", "by_age-u6-people": "12", "mark_idps": "26"}
    page = client.submit(client.get("/events/log"), {"title": "Клуб", "branch_id": str(branch.id), **wrong}, 422)
    assert sorted(page.texts(".error-summary li")) == [
        "How many people came: The sum by age is 12, and the total says 25.",
        "IDPs: 26 is more than all participants (12).",
        "When was it: Enter a date, not later than today.",
    ]


def test_branch_staff_name_only_volunteers_of_their_branch(session: Session, login: SignIn) -> None:
    ensure_default_bands(session)
    own, stranger = make_volunteer(session), make_volunteer(session)
    client = login("staff", branch=own.branch)
    fields = {"title": "Голосні читання", "stated_total": "5"}
    form = client.get("/events/log")
    for typed in ({"volunteer_ids": [str(stranger.id)]}, {"volunteer_ids_text": stranger.person.display_name}):
        page = client.submit(form, {**fields, **typed}, status=422)
        assert "Choose" in page.texts(".error-summary")[0]
        assert stranger.person.display_name not in page.texts(".picked")[1]
    client.submit(form, {**fields, "volunteer_ids": [str(own.id)]})
    # Whom a coordinator has named stays named, and is no reason to refuse.
    event = only_event(session)
    event.volunteers = [own, stranger]
    session.flush()
    client.submit(client.get(f"/events/{event.id}/edit"), {"description": "У залі"}, css="form.sheet-form")
    session.expire_all()
    assert (event.description, {*event.volunteers}) == ("У залі", {own, stranger})


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
    assert counts_of(event) == {("a7_14", "on_site"): 1200, ("a18_35", "online"): 3}
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


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"ends_on": "2026-03-04"}, "ends_on"),
        ({"start_time": "18:00", "end_time": "17:00"}, "end_time"),
        ({"start_time": "18:00", "end_time": "17:00", "ends_on": "2026-03-05"}, "end_time"),
    ],
)
def test_an_event_that_ends_before_it_begins_is_refused_with_all_that_is_wrong(
    session: Session, login: SignIn, typed: dict[str, str], field: str
) -> None:
    branch = make_branch(session)
    client = login("coordinator")
    fields = {
        "title": "Клуб",
        "branch_id": str(branch.id),
        "starts_on": "2026-03-05",
        "publication_url": "сайт",
        **typed,
    }
    page = client.submit(client.get("/events/new"), fields, 422)
    assert {item["name"] for item in page.select(".is-invalid")} == {field, "publication_url"}
    assert any("must end after it begins" in error for error in page.errors())


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
    assert counts_of(only_event(session)) == {("unknown", "on_site"): 6}
    client.submit(late)
    assert counts_of(only_event(session)) == {("unknown", "on_site"): 50}


def test_the_hours_and_partners_of_an_event_are_not_lost_in_a_stale_save(session: Session, login: SignIn) -> None:
    partner = make_organisation(session, "ГО «Веселка»")
    event = make_event(session)
    first, second = login("coordinator"), login("director")
    path = f"/events/{event.id}/edit"
    page = first.get(path)
    second.submit(second.get(path), {"start_time": "08:15", "partner_ids": str(partner.id)})
    conflict = first.submit(page, {"title": "Пізніше"}, 409)
    assert (conflict.form()["start_time"], conflict.form()["partner_ids"]) == ("08:15", str(partner.id))
    again = first.submit(page, {"end_time": "20:00"}, 409)
    rows = [row.get_text(" ", strip=True) for row in again.select(".table-m tbody tr")]
    assert any(row.startswith("Time ") and row.endswith("08:15") for row in rows), rows
    assert again.form()["start_time"] == page.form()["start_time"]


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


def test_a_figure_that_cannot_be_is_refused_once_in_words(session: Session, login: SignIn) -> None:
    ensure_default_bands(session)
    client = login("staff", branch=make_branch(session))
    form = client.get("/events/log")
    for typed, words in (("5.5", "Enter a whole number."), ("1000001", "Enter a whole number from 0 to 1,000,000.")):
        page = client.submit(form, {"title": "Лекція", "stated_total": typed}, status=422)
        assert [text for text in page.texts(".field-error") if text] == [words]
