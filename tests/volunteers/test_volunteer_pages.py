"""Volunteers on their pages: enrol, age and consent, list, record, who may do it."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.roles import Role
from app.domain.volunteer_documents import DocumentKind
from app.domain.volunteers import DayPart, HoursStatus, VolunteerStatus
from app.queries.volunteers import years_before
from models.contacts import Person
from models.volunteers import Volunteer, VolunteerAvailability
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import count_queries


def born(age: int) -> str:
    return years_before(today(), age).isoformat()


def test_a_new_person_becomes_a_volunteer_with_skills_and_free_time(session: Session, login: SignIn) -> None:
    branch = factories.make_branch(session, "Філія № 5")
    client = login("coordinator")
    page = client.get("/volunteers/new")
    answer = client.submit(
        page,
        {
            "last_name": "Ґудзь",
            "first_name": "Марія",
            "phone": "0501234567",
            "branch_id": branch.id,
            "birth_date": born(30),
            "skills": "читання вголос, фотографія, Читання вголос",
            "free_time": ["5-morning", "5-evening"],
            "certificate_number": "В-17",
        },
    )
    record = client.follow(answer)
    assert record.heading == "Ґудзь Марія"
    assert "+380 50 123 45 67" in record.text and "tel:+380501234567" in record.links
    assert "фотографія" in record.text
    volunteer = session.query(Volunteer).one()
    assert [skill.name for skill in volunteer.skills] == ["фотографія", "читання вголос"]
    assert {(slot.weekday, slot.part) for slot in volunteer.availability} == {
        (5, DayPart.MORNING),
        (5, DayPart.EVENING),
    }
    assert volunteer.person.birth_date == date.fromisoformat(born(30))


def test_one_of_the_contacts_becomes_a_volunteer_once(session: Session, login: SignIn) -> None:
    person = factories.make_person(session, "Коваль", "Олена")
    branch = factories.make_branch(session, "Філія № 5")
    client = login("coordinator")
    page = client.get(f"/volunteers/new?person={person.id}")
    assert page.form()["person"] == str(person.id)
    other = client.get(page.path)
    client.submit(page, {"branch_id": branch.id})
    refused = client.submit(other, {"branch_id": branch.id}, status=422)
    volunteer = session.query(Volunteer).one()
    assert any("already a volunteer (Філія № 5)" in error for error in refused.errors())
    assert f"/volunteers/{volunteer.id}" in refused.links


def test_a_refused_new_person_is_not_left_behind(session: Session, login: SignIn) -> None:
    branch = factories.make_branch(session)
    client = login("coordinator")
    fields = {"last_name": "Мала", "first_name": "Іра", "branch_id": branch.id, "birth_date": born(13)}
    refused = client.submit(client.get("/volunteers/new"), fields, status=422)
    assert any("at least 14" in error for error in refused.errors())
    assert refused.form()["last_name"] == "Мала"
    assert session.query(Person).count() == 0
    client.submit(client.get("/volunteers/new"), {"branch_id": branch.id}, status=422)


def test_everything_that_is_wrong_with_a_volunteer_is_told_at_once(session: Session, login: SignIn) -> None:
    branch = factories.make_branch(session)
    client = login("coordinator")
    wrong = {
        "phone": "099",
        "email": "ааа",
        "guardian_phone": "мама",
        "emergency_phone": "0332 77 88 99 дод. 2",
        "left_on": "2025-05-05",
        "contract_until": "2020-05-05",
        "birth_date": "2206-01-01",
    }
    typed = {"last_name": "А", "branch_id": branch.id, "started_on": "2026-05-05", "contract_from": "2026-05-05"}
    refused = client.submit(client.get("/volunteers/new"), {**typed, **wrong}, status=422)
    assert {field["name"] for field in refused.select(".is-invalid")} == {*wrong}
    assert "Birth date: Check the year: it can be from 1900 to 2200." in refused.texts(".error-summary li")


@pytest.mark.parametrize("age", [14, 17])
def test_a_minor_needs_the_name_and_the_phone_of_a_guardian(session: Session, login: SignIn, age: int) -> None:
    branch = factories.make_branch(session)
    client = login("coordinator")
    page = client.get("/volunteers/new")
    fields = {"last_name": "Юний", "branch_id": branch.id, "birth_date": born(age)}
    assert any("name" in error for error in client.submit(page, fields, status=422).errors())
    fields["guardian_name"] = "Юна Ольга"
    assert any("phone" in error for error in client.submit(page, fields, status=422).errors())
    fields["guardian_phone"] = "абищо"
    assert client.submit(page, fields, status=422).errors()
    fields["guardian_phone"] = "067 123 45 67"
    record = client.follow(client.submit(page, fields))
    assert "Under 18" in record.text
    assert "+380 67 123 45 67" in record.text
    assert "must agree on paper or in person" in record.text and "Helps with the consent" not in record.text
    minor = session.query(Volunteer).one()
    factories.make_document(session, minor, kind=DocumentKind.GUARDIAN_CONSENT)
    assert "Helps with the consent" in client.get(f"/volunteers/{minor.id}").text


def test_an_adult_needs_nobody(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    fields = {"last_name": "Дорослий", "branch_id": factories.make_branch(session).id, "birth_date": born(18)}
    record = client.follow(client.submit(client.get("/volunteers/new"), fields))
    assert "Under 18" not in record.text


def test_the_age_rule_holds_when_a_volunteer_is_changed(session: Session, login: SignIn) -> None:
    volunteer = factories.make_volunteer(session)
    client = login("coordinator")
    page = client.get(f"/volunteers/{volunteer.id}/edit")
    client.submit(page, {"birth_date": born(16)}, status=422)
    client.submit(page, {"birth_date": born(12)}, status=422)
    tomorrow = (today() + timedelta(days=1)).isoformat()
    client.submit(page, {"birth_date": tomorrow}, status=422)
    client.submit(page, {"birth_date": born(16), "guardian_name": "Мати", "guardian_phone": "0671234567"})
    session.expire_all()
    assert volunteer.guardian_phone == "+380671234567"


def test_leaving_is_dated_and_cannot_come_before_beginning(session: Session, login: SignIn) -> None:
    volunteer = factories.make_volunteer(session, started_on=date(2026, 1, 10))
    client = login("coordinator")
    page = client.get(f"/volunteers/{volunteer.id}/edit")
    client.submit(page, {"status": "left", "left_on": "2026-01-09"}, status=422)
    client.submit(page, {"status": "left", "status_reason": "Переїхала"})
    session.expire_all()
    assert volunteer.status is VolunteerStatus.LEFT
    assert volunteer.left_on == today()


def test_the_list_filters_and_counts_the_hours_of_this_year(session: Session, login: SignIn) -> None:
    now = today()
    branch = factories.make_branch(session)

    def volunteer(name: str, **fields: object) -> Volunteer:
        person = factories.make_person(session, name, "", birth_date=fields.pop("birth_date", None))
        return factories.make_volunteer(session, person, branch=branch, **fields)

    reader = volunteer("Читачка", skills=["читання"])
    reader.availability.append(VolunteerAvailability(weekday=5, part=DayPart.MORNING))
    minor = volunteer("Юний", birth_date=years_before(now, 15))
    volunteer("Дорослий", birth_date=years_before(now, 40), status=VolunteerStatus.PAUSED)
    session.flush()
    this_year = date(now.year, 1, 1)
    factories.make_hours(session, reader, worked_on=this_year, minutes=90, status=HoursStatus.CONFIRMED)
    factories.make_hours(session, reader, worked_on=this_year, minutes=60, status=HoursStatus.LOGGED)
    factories.make_hours(session, reader, worked_on=this_year, minutes=60, status=HoursStatus.REJECTED)
    before = this_year - timedelta(days=1)
    factories.make_hours(session, reader, worked_on=before, minutes=60, status=HoursStatus.CONFIRMED)
    client = login("coordinator")

    def names(query: str) -> list[str]:
        return client.get(f"/volunteers?{query}").texts("tbody th")

    assert names("") == ["Дорослий", "Читачка", "Юний"]
    assert names("status=paused") == ["Дорослий"]
    assert names(f"skill={reader.skills[0].id}") == ["Читачка"]
    assert names("time=5") == names("time=5-morning") == ["Читачка"]
    assert names("time=5-evening") == names("time=4") == []
    assert names("minor=1") == ["Юний"]
    assert names("minor=0") == ["Дорослий", "Читачка"]
    assert names("q=читан") == ["Читачка"]
    row = next(row for row in client.get("/volunteers").select("tbody tr") if "Читачка" in row.get_text())
    assert "1.5" in row.get_text(" ")
    assert names("sort=-hours")[0] == "Читачка"
    record = client.get(f"/volunteers/{reader.id}")
    assert "1.5" in record.text
    assert f"/hours?volunteer={reader.id}&period={now.year}&status=confirmed" in record.links
    assert "Consent is missing" in client.get(f"/volunteers/{minor.id}").text
    client.get("/volunteers?time=9-noon", status=422)


def test_the_list_costs_the_same_whatever_its_length(session: Session, app: Flask, login: SignIn) -> None:
    client = login("coordinator")
    volunteer = factories.make_volunteer(session, skills=["читання"])
    with count_queries(app) as few:
        client.get("/volunteers")
    with count_queries(app) as record:
        client.get(f"/volunteers/{volunteer.id}")
    assert len(record) <= 22, str(record)
    for _number in range(5):
        factories.make_hours(session, factories.make_volunteer(session, skills=["читання", "фото"]))
    with count_queries(app) as many:
        client.get("/volunteers")
    assert len(few) == len(many) <= 12, str(many)


def test_staff_see_and_enrol_for_their_own_branch_only(session: Session, login: SignIn) -> None:
    own, other = factories.make_branch(session), factories.make_branch(session, "Чужа")
    mine, foreign = factories.make_volunteer(session, branch=own), factories.make_volunteer(session, branch=other)
    client = login(Role.STAFF, branch=own)
    client.get(f"/volunteers/{mine.id}")
    client.get(f"/volunteers/{foreign.id}", status=404)
    client.get(f"/volunteers/{foreign.id}/edit", status=404)
    client.post(f"/volunteers/{foreign.id}/archive", status=404)
    assert len(client.get("/volunteers").select("tbody tr")) == 1
    page = client.get("/volunteers/new")
    assert "Чужа" not in page.text
    client.submit(page, {"last_name": "Новий", "branch_id": other.id}, status=422)
    refused = client.submit(page, {"person": foreign.person_id, "branch_id": own.id}, status=422)
    assert f"/volunteers/{foreign.id}" not in refused.links
    names = [row["text"] for row in client.get("/volunteers/lookup?q=коваль").json]
    assert names == [mine.person.display_name]
    reader = login(Role.MONITOR)
    reader.get("/volunteers/new", status=403)
    reader.get(f"/volunteers/{mine.id}")


def test_a_new_name_that_looks_like_a_contact_is_asked_about_once(session: Session, login: SignIn) -> None:
    branch = factories.make_branch(session)
    known = factories.make_person(session, "Дем’янчук", "Софія", email="sofia@library.example")
    client = login("coordinator")
    typed = {
        "last_name": "Дем'янчук",
        "first_name": "Софія",
        "phone": "067 111 22 33",
        "email": "Sofia@library.example",
        "branch_id": branch.id,
        "about": "читає",
    }
    asked = client.submit(client.get("/volunteers/new"), typed, 422)
    assert f"/contacts/{known.id}" in asked.links
    assert "If it is somebody else, save once more." in asked.text
    assert asked.form()["about"] == "читає"
    client.submit(asked, {"known": known.id})
    session.expire_all()
    volunteer = session.scalars(sa.select(Volunteer)).one()
    assert (volunteer.person_id, volunteer.about) == (known.id, "читає")
    assert [row.number for row in known.phones] == ["+380671112233"]
    again = client.submit(client.get("/volunteers/new"), typed, 422)
    client.submit(again, {})
    session.expire_all()
    assert len({row.person_id for row in session.scalars(sa.select(Volunteer))}) == 2


def test_a_stale_form_shows_both_versions(session: Session, login: SignIn) -> None:
    volunteer = factories.make_volunteer(session, skills=["фото"], about="стара")
    client = login("coordinator")
    page = client.get(f"/volunteers/{volunteer.id}/edit")
    volunteer.about = "нова"
    session.commit()
    conflict = client.submit(page, {"about": "моя", "skills": "танці"}, status=409)
    assert "нова" in conflict.text
    assert "танці" in conflict.html


def test_an_archived_volunteer_leaves_list_and_picker(session: Session, login: SignIn) -> None:
    volunteer = factories.make_volunteer(session)
    client = login("coordinator")
    client.post(f"/volunteers/{volunteer.id}/archive")
    assert not client.get("/volunteers").select("tbody tr")
    assert client.get("/volunteers/lookup?q=коваль").json == []
    client.post(f"/volunteers/{volunteer.id}/restore")
    assert client.get("/volunteers").select("tbody tr")
