"""A volunteer's profile: papers that end, what is missing before a shift, why the status changed, who sees scans."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.digest import letter
from app.domain.roles import Role
from app.domain.volunteer_documents import DocumentKind
from app.domain.volunteers import VolunteerStatus
from app.queries.personal_data import files_about
from app.services.erasure_work import erase_person
from app.uploads import FileStore
from models.accounts import User
from models.files import Attachment
from models.volunteer_documents import VolunteerDocument
from models.volunteers import Volunteer, VolunteerStatusChange
from tests.conftest import SignIn
from tests.support import factories as make
from tests.support.databases import count_queries

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"


def in_days(days: int) -> date:
    return today() + timedelta(days=days)


def ready_volunteer(session: Session, **fields: object) -> Volunteer:
    """Return an adult to whom nothing is missing."""
    person = make.make_person(session, birth_date=date(1990, 5, 5))
    values = {"oriented_on": make.DAY, "briefed_on": make.DAY, "contract_number": "ВД-1", **fields}
    return make.make_volunteer(session, person, **values)


def test_the_profile_keeps_dates_languages_coordinator_and_emergency_phone(session: Session, login: SignIn) -> None:
    volunteer = make.make_volunteer(session)
    colleague = make.make_user(session, Role.COORDINATOR, name="Соломія К.")
    closed = make.make_user(session, Role.COORDINATOR, name="Колишня", is_active=False)
    client = login("coordinator")
    page = client.get(f"/volunteers/{volunteer.id}/edit")
    client.submit(
        page,
        {
            "coordinator_id": colleague.id,
            "contract_number": "ВД-7",
            "contract_from": "2026-01-10",
            "contract_until": "2027-01-09",
            "certificate_number": "21",
            "certificate_on": "2026-01-15",
            "oriented_on": "2026-01-09",
            "emergency_contact": "Мати",
            "emergency_phone": "067 123 45 67",
            "spoken": ["uk", "ukl"],
        },
    )
    session.expire_all()
    assert volunteer.emergency_phone == "+380671234567"
    assert (volunteer.contract_until, volunteer.certificate_on) == (date(2027, 1, 9), date(2026, 1, 15))
    record = client.get(f"/volunteers/{volunteer.id}")
    for words in ("Соломія К.", "Ukrainian Sign Language", "Мати, +380 67 123 45 67", "ВД-7"):
        assert words in record.text
    page = client.get(f"/volunteers/{volunteer.id}/edit")
    assert page.form()["spoken"] == ["uk", "ukl"]
    assert client.submit(page, {"contract_until": "2025-12-31"}, status=422).errors()
    assert client.submit(page, {"emergency_phone": "абв"}, status=422).errors()
    assert client.submit(page, {"coordinator_id": closed.id}, status=422).errors()


def test_pausing_and_leaving_need_a_reason_and_stand_in_the_timeline(session: Session, login: SignIn) -> None:
    volunteer = make.make_volunteer(session)
    client = login("coordinator")
    page = client.get(f"/volunteers/{volunteer.id}/edit")
    refused = client.submit(page, {"status": "paused"}, status=422)
    assert any("Say why" in error for error in refused.errors())
    client.submit(page, {"status": "paused", "status_reason": "Сесія"})
    session.expire_all()
    change = session.scalars(sa.select(VolunteerStatusChange)).one()
    assert (change.from_status, change.to_status, change.reason) == (
        VolunteerStatus.ACTIVE, VolunteerStatus.PAUSED, "Сесія",
    )  # fmt: skip
    assert change.by_id == (client.user.id if client.user else 0)
    assert volunteer.current_change_id == change.id
    assert "Volunteer: Volunteering → Paused" in client.get(f"/volunteers/{volunteer.id}").text
    assert "Сесія" in client.get(f"/contacts/{volunteer.person_id}").text
    client.submit(client.get(f"/volunteers/{volunteer.id}/edit"), {"status": "active"})
    session.expire_all()
    assert volunteer.status is VolunteerStatus.ACTIVE


def test_a_status_without_its_history_is_refused(session: Session) -> None:
    volunteer = make.make_volunteer(session)
    make.make_status_change(session, volunteer)
    session.commit()
    volunteer.status = VolunteerStatus.ACTIVE
    with pytest.raises(sa.exc.IntegrityError):
        session.commit()
    session.rollback()


def test_the_record_says_what_is_missing_and_where_to_fill_it_in(session: Session, login: SignIn) -> None:
    minor = make.make_person(session, birth_date=in_days(-16 * 366))
    volunteer = make.make_volunteer(session, minor, briefed_on=make.DAY)
    make.make_document(session, volunteer, expires_on=in_days(-1), issued_on=None)
    page = login("coordinator").get(f"/volunteers/{volunteer.id}")
    here = f"/volunteers/{volunteer.id}"
    assert page.texts("#readiness li") == [
        "Name and phone of a parent or guardian",
        "The consent of a parent or guardian, on paper or in person",
        "Orientation",
        "Volunteer contract",
        "A valid document instead of the one that has expired",
    ]
    for link in ("edit#guardian_name", "documents/new?kind=guardian_consent", "edit#oriented_on"):
        assert f"{here}/{link}" in page.links
    reader = login("monitor").get(here)
    assert reader.texts("#readiness li")[2] == "Orientation"
    assert not reader.select("#readiness a")
    assert "#documents" not in reader.html
    ready = ready_volunteer(session)
    assert "Ready for shifts" in login("coordinator").get(f"/volunteers/{ready.id}").text


def test_a_document_with_its_scan_is_added_changed_and_removed(session: Session, login: SignIn, app: Flask) -> None:
    volunteer = ready_volunteer(session)
    client = login("coordinator")
    page = client.get(f"/volunteers/{volunteer.id}/documents/new?kind=medical_book")
    assert page.form()["kind"] == "medical_book"
    scan = (io.BytesIO(PDF), "книжка.pdf")
    client.submit(
        page, {"number": "17", "issued_on": "2026-01-10", "expires_on": in_days(10).isoformat(), "file": scan}
    )
    document = session.scalars(sa.select(VolunteerDocument)).one()
    record = client.get(f"/volunteers/{volunteer.id}")
    assert "Medical book No. 17" in record.text
    assert "Ends soon" in record.text
    file = session.scalars(sa.select(Attachment)).one()
    assert (file.volunteer_id, document.attachment_id) == (volunteer.id, file.id)
    address = f"/volunteers/{volunteer.id}/documents/{document.id}"
    edit = client.get(address)
    stale = client.get(address)
    other = (io.BytesIO(PDF), "нова.pdf")
    client.submit(edit, {"expires_on": in_days(400).isoformat(), "file": other})
    session.expire_all()
    assert document.attachment is not None
    assert document.attachment.filename == "нова.pdf"
    assert session.scalar(sa.select(sa.func.count()).select_from(Attachment)) == 1
    assert "нова" not in client.submit(stale, {"number": "18"}, status=409).form()["number"]
    client.post(f"{address}/remove")
    session.expire_all()
    assert not session.scalars(sa.select(VolunteerDocument)).all()
    assert not session.scalars(sa.select(Attachment)).all()


@pytest.mark.parametrize(
    "typed",
    [
        {"issued_on": "2026-02-01", "expires_on": "2026-01-31"},
        {"issued_on": "2200-01-01"},
        {"expires_on": "колись"},
    ],
)
def test_impossible_dates_are_refused_with_nothing_lost(session: Session, login: SignIn, typed: dict[str, str]) -> None:
    volunteer = make.make_volunteer(session)
    client = login("coordinator")
    page = client.get(f"/volunteers/{volunteer.id}/documents/new")
    refused = client.submit(page, {"number": "17", **typed}, status=422)
    assert refused.errors()
    assert refused.form()["number"] == "17"
    assert not session.scalars(sa.select(VolunteerDocument)).all()


def test_a_file_that_is_not_taken_leaves_no_document(session: Session, login: SignIn) -> None:
    volunteer = make.make_volunteer(session)
    client = login("coordinator")
    page = client.get(f"/volunteers/{volunteer.id}/documents/new")
    bad = (io.BytesIO(b"MZ\x90\x00" + b"\x00" * 60), "вірус.exe")
    assert client.submit(page, {"number": "17", "file": bad}, status=422).errors()
    session.expire_all()
    assert not session.scalars(sa.select(VolunteerDocument)).all()


def test_scans_are_for_those_who_keep_the_volunteers_of_the_branch(session: Session, login: SignIn) -> None:
    volunteer = make.make_volunteer(session)
    file = make.make_attachment(session, volunteer_id=volunteer.id)
    document = make.make_document(session, volunteer, attachment=file)
    login("monitor").get(f"/files/{file.id}", 403)
    stranger = login("staff")
    stranger.get(f"/files/{file.id}", 404)
    stranger.get(f"/volunteers/{volunteer.id}/documents/{document.id}", 404)
    other = make.make_volunteer(session)
    login("coordinator").get(f"/volunteers/{other.id}/documents/{document.id}", 404)


def test_the_list_of_documents_filters_by_state_and_branch(session: Session, login: SignIn, app: Flask) -> None:
    volunteer = make.make_volunteer(session, make.make_person(session, "Вчасна"))
    late = make.make_volunteer(session, make.make_person(session, "Прострочена"))
    make.make_document(session, volunteer, expires_on=in_days(20))
    make.make_document(session, late, expires_on=in_days(-1), issued_on=None)
    make.make_document(session, volunteer, kind=DocumentKind.CONTRACT)
    client = login("coordinator")
    page = client.get("/volunteers/documents")
    assert page.text.index("Прострочена") < page.text.index("Вчасна")
    assert "Вчасна" not in client.get("/volunteers/documents?state=expired").text
    assert "Прострочена" not in client.get("/volunteers/documents?state=ends_soon").text
    assert "Contract" in client.get("/volunteers/documents?state=valid").text
    assert "Прострочена" not in login("staff", branch=volunteer.branch).get("/volunteers/documents").text
    assert "Прострочена" in client.get("/volunteers/documents?format=csv").html
    with count_queries(app) as few:
        client.get("/volunteers/documents")
    for _number in range(4):
        make.make_document(session, expires_on=in_days(3), issued_on=None)
    with count_queries(app) as many:
        client.get("/volunteers/documents")
    assert len(many) == len(few)


def test_home_and_the_letter_of_the_day_speak_of_documents_that_end(session: Session, login: SignIn) -> None:
    mine, other = make.make_user(session), make.make_user(session)
    volunteer = make.make_volunteer(session, make.make_person(session, "Волошка"), coordinator=mine)
    document = make.make_document(session, volunteer, expires_on=in_days(14))
    assert "Medical book: Волошка" in login("coordinator").get("/").text
    assert "Волошка" not in login("staff").get("/").text
    assert "Волошка" not in login("monitor").get("/").text

    def told(user: User) -> bool:
        session.commit()
        message = letter(session, user, today())
        return message is not None and "Волошка" in message.text

    assert told(mine)
    assert not told(other)
    volunteer.coordinator = None
    assert told(other)
    assert not told(make.make_user(session, Role.ACCOUNTANT))
    assert not told(make.make_user(session, Role.STAFF))
    document.expires_on = in_days(13)
    assert not told(mine)
    document.expires_on, document.issued_on = in_days(-7), None
    assert told(mine)
    make.make_document(session, volunteer, expires_on=in_days(300))
    assert not told(mine)


def test_the_list_of_volunteers_finds_languages_and_what_is_missing(session: Session, login: SignIn) -> None:
    ready = ready_volunteer(session)
    missing = make.make_volunteer(session, make.make_person(session, "Неготова"))
    risky = ready_volunteer(session)
    make.make_document(session, risky, expires_on=in_days(5))
    client = login("coordinator")
    page = client.get(f"/volunteers/{ready.id}/edit")
    client.submit(page, {"spoken": ["pl"]})

    def found(query: str) -> set[int]:
        links = client.get(f"/volunteers?{query}").links
        return {item.id for item in (ready, missing, risky) if f"/volunteers/{item.id}" in links}

    assert found("language=pl") == {ready.id}
    assert found("missing=1") == {missing.id}
    assert found("missing=0") == {ready.id, risky.id}
    assert found("documents=1") == {risky.id}
    export = client.get("/volunteers?language=pl&format=csv").html
    assert "Polish" in export
    assert "Неготова" not in export


def test_erasing_a_person_takes_the_papers_along(session: Session, tmp_path: Path) -> None:
    volunteer = make.make_volunteer(session, status=VolunteerStatus.PAUSED, emergency_phone="+380501112233")
    make.make_status_change(session, volunteer, VolunteerStatus.LEFT, reason="Хвороба")
    file = make.make_attachment(session, volunteer_id=volunteer.id)
    make.make_document(session, volunteer, attachment=file)
    person = volunteer.person
    assert [item.id for item in files_about(session, person.id)] == [file.id]
    erase_person(session, person, store=FileStore(tmp_path), now=make.utc_now())
    session.commit()
    session.expire_all()
    assert not session.scalars(sa.select(VolunteerDocument)).all()
    assert not session.scalars(sa.select(Attachment)).all()
    assert session.scalars(sa.select(VolunteerStatusChange)).one().reason == "—"
    assert volunteer.emergency_phone == ""
