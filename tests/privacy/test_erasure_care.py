"""Erasure takes all of one person and nothing of others, survives what fails, and is not taken back by accident."""

import json
import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.bounces import SuppressionReason
from app.domain.errors import RuleError
from app.domain.jobs import JobStatus
from app.domain.privacy import ErasureStatus, ProposalState
from app.jobs import jobs_of
from app.services.contact_bulk import restore_many
from app.services.contacts import restore_contact
from app.services.erasure_work import erase_person
from app.services.merging import merge
from app.uploads import FileStore, Kind, UnknownFile
from models.base import utc_now
from models.contacts import Contact, ContactEmail, Person
from models.interactions import Interaction
from models.jobs import Job
from models.mailings import SuppressedAddress
from models.privacy import ErasureRequest
from models.search import SearchEntry
from tests.conftest import Database, SignIn
from tests.privacy.test_erasure import dump
from tests.support import factories as make

EMAIL = "ia@poshta.example"


def erased(app: Flask, session: Session, person: Person) -> None:
    """Erase a person and keep it."""
    erase_person(session, person, store=FileStore(app.config["DATA_DIR"] / "uploads"), now=utc_now())
    session.commit()


def test_texts_about_others_whose_names_begin_alike_stay_whole(app: Flask, session: Session) -> None:
    person = make.make_person(session, "Коваль", "Петро", email=EMAIL)
    words = "Петро Ковальчук і Коваль Петронела писали з maria@poshta.example; Петро Коваль-Савчук теж"
    other = make.make_interaction(session, make.make_person(session), body=words)
    mine = make.make_interaction(session, person, body="Коваль Петро")
    erased(app, session, person)
    session.expire_all()
    assert session.get_one(Interaction, other.id).body == words
    assert session.get_one(Interaction, mine.id).body == ""


def test_what_others_records_say_of_the_person_is_neither_kept_nor_found(app: Flask, session: Session) -> None:
    person = make.make_person(session, "Лук’яненко-Ґава", "Дар’я", email=EMAIL, phone="+380671234567")
    body = "Писала Дар'я Лук'яненко-Ґава з IA@Poshta.Example, телефон 380671234567."
    make.make_interaction(session, make.make_person(session), body=body)
    make.make_event(session, title="Вечір: Лук’яненко-Ґава Дар’я", description=f"Питати {EMAIL}")
    make.make_task(session, title=f"Відповісти {EMAIL}", note="Дарʼя Лук’яненко-Ґава")
    erased(app, session, person)
    left = [
        f"{place}: {text}"
        for place, texts in dump(session).items()
        for text in texts
        if any(word in text.casefold() for word in ("лук", "ia@poshta", "380671234567", "ia poshta example"))
    ]
    assert left == []
    assert session.scalars(sa.select(SearchEntry.search_text).where(SearchEntry.kind == "event")).one()


def test_addresses_without_mailings_do_not_stand_in_the_way(app: Flask, session: Session) -> None:
    person = make.make_person(session, email=EMAIL)
    person.emails.append(ContactEmail(email="second@poshta.example", position=1))
    for email in (EMAIL, "second@poshta.example", "other@poshta.example"):
        make.make_suppression(session, email, reason=SuppressionReason.UNSUBSCRIBED)
    erased(app, session, person)
    assert session.scalars(sa.select(SuppressedAddress.email)).all() == ["other@poshta.example"]


def test_a_contact_that_was_merged_into_the_person_goes_too(app: Flask, session: Session) -> None:
    survivor = make.make_person(session, "Загребельна", "Килина", email=EMAIL)
    other = make.make_person(session, "Загребельна", "К.", email="second@poshta.example")
    merge(session, survivor, other, by=None, now=utc_now())
    erased(app, session, survivor)
    session.expire_all()
    assert session.get_one(Contact, other.id).anonymised_at
    text = str(dump(session))
    assert "Загребельна" not in text
    assert "poshta.example" not in text


def test_decisions_with_reasons_stand_and_say_no_more_why(app: Flask, session: Session) -> None:
    person, by = make.make_person(session, "Ія"), make.make_user(session)
    refused = make.make_erasure_request(
        session, person, status=ErasureStatus.REFUSED, reason="Ія судиться", decided_by=by, decided_at=utc_now()
    )
    asked = make.make_erasure_request(session, person)
    kept = make.make_proposal(
        session, person, state=ProposalState.KEPT, keep_until=date(2027, 1, 1), reason="Ія пише", decided_by_id=by.id
    )
    volunteer = make.make_volunteer(session, person)
    overridden = make.make_assignment(session, None, volunteer, override_reason="Ії пʼятнадцять", overridden_by=by)
    plain = make.make_assignment(session, None, volunteer)
    session.commit()
    erased(app, session, person)
    session.expire_all()
    assert [row.reason for row in (refused, asked, kept)] == ["—", "", "—"]
    assert [row.override_reason for row in (overridden, plain)] == ["—", ""]
    assert not [words for texts in dump(session).values() for words in texts if "судиться" in words]


def test_files_stay_when_the_erasure_is_undone(app: Flask, session: Session) -> None:
    store = FileStore(app.config["DATA_DIR"] / "uploads")
    person = make.make_person(session)
    kept = store.save(BytesIO(b"%PDF-1.4\n%%EOF\n"), "лист.pdf", max_bytes=100, allowed={Kind.PDF})
    make.make_attachment(session, contact_id=person.id, token=kept.token)
    session.commit()
    erase_person(session, person, store=store, now=utc_now())
    session.rollback()
    person.city = "Луцьк"
    session.commit()
    assert store.path(kept.token).is_file()


def accepted(session: Session, contact: Contact) -> ErasureRequest:
    """A request that was accepted and not carried out."""
    return make.make_erasure_request(session, contact, status=ErasureStatus.ACCEPTED, decided_at=utc_now())


def test_one_who_cannot_be_erased_does_not_hold_up_the_others(app: Flask, session: Session, login: SignIn) -> None:
    wrong = accepted(session, make.make_organisation(session))
    right = accepted(session, make.make_person(session))
    job = make.make_job(session, kind="erasure", arguments={"request_ids": [wrong.id, right.id]})
    session.commit()
    jobs_of(app).run(job.id)
    session.expire_all()
    done = session.get_one(Job, job.id)
    assert (done.status, done.result["erased"], done.result["refused"]) == (JobStatus.DONE, 1, 1)
    assert [item.status for item in (wrong, right)] == [ErasureStatus.ACCEPTED, ErasureStatus.DONE]


def test_reports_kept_ready_are_not_left_with_an_erased_person(app: Flask, session: Session, login: SignIn) -> None:
    application = make.make_application(session)
    request = accepted(session, make.make_person(session))
    session.commit()
    client = login("director")
    client.get(f"/reports/grants/{application.id}.xlsx")
    kept = app.config["DATA_DIR"] / "cache" / "reports"
    assert list(kept.glob("*.xlsx"))
    page = client.get(f"/privacy/erasures/{request.id}")
    client.submit(page, css="main form[action$='carry-out']")
    assert not list(kept.glob("*.xlsx"))
    client.get(f"/reports/grants/{application.id}.xlsx")


def test_tables_that_jobs_made_are_not_left_with_an_erased_person(
    app: Flask, session: Session, login: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.queries.listing.pages.COUNT_LIMIT", 2)
    people = [make.make_person(session) for _ in range(4)]
    request = accepted(session, people[0])
    session.commit()
    client = login("director")
    table = client.follow(client.get("/contacts?format=xlsx", status=302))
    token = session.scalars(sa.select(Job).where(Job.kind == "export")).one().result["file"]
    store = FileStore(app.config["DATA_DIR"] / "uploads")
    assert store.path(token).is_file()
    page = client.get(f"/privacy/erasures/{request.id}")
    client.submit(page, css="main form[action$='carry-out']")
    client.get(f"{table.path}/file", 404)
    assert "It can be made again." in client.get(table.path).text
    with pytest.raises(UnknownFile):
        store.path(token)


def test_the_index_of_words_keeps_nothing_of_an_erased_person(
    app: Flask, session: Session, login: SignIn, database: Database
) -> None:
    if database.name != "sqlite":
        pytest.skip("PostgreSQL has no index of this kind")

    def kept(word: str) -> int:
        held = sa.text("SELECT count(*) FROM search_fts_data WHERE instr(block, CAST(:word AS BLOB)) > 0")
        return session.scalar(held, {"word": word}) or 0

    other = make.make_person(session, "Гай", phone="+380671234567")
    request = accepted(session, make.make_person(session, "Ґудзь", phone="+380509998877", email="vyluchena@x.example"))
    session.commit()
    assert kept("380509998877") and kept("vyluchena") and kept("671234567")
    client = login("director")
    client.submit(client.get(f"/privacy/erasures/{request.id}"), css="main form[action$='carry-out']")
    session.expire_all()
    assert not kept("509998877") and not kept("luchena")
    assert kept("671234567")
    assert other.display_name in client.get("/contacts?q=0671234567").text


def test_an_erasure_that_was_decided_and_not_done_is_started_again(session: Session, login: SignIn) -> None:
    request = accepted(session, make.make_person(session))
    client = login("director")
    page = client.get(f"/privacy/erasures/{request.id}")
    client.submit(page, css="main form[action$='carry-out']")
    session.expire_all()
    assert session.get_one(ErasureRequest, request.id).status is ErasureStatus.DONE
    assert session.get_one(Contact, request.contact_id).anonymised_at
    assert "Start the erasure again" not in client.get(f"/privacy/erasures/{request.id}").text


def test_an_erased_person_stays_erased(app: Flask, session: Session, login: SignIn) -> None:
    person = make.make_person(session)
    erased(app, session, person)
    number = person.id
    client = login("coordinator")
    page = client.get(f"/contacts/{number}")
    assert not page.select("form[action$='restore']")
    client.post(f"/contacts/{number}/restore", status=422)
    client.get(f"/contacts/{number}/edit", status=422)
    client.post(f"/contacts/{number}/edit", {"last_name": "Знову"}, status=422)
    with pytest.raises(RuleError, match="person_is_erased"):
        restore_contact(session, session.get_one(Contact, number))
    assert restore_many(session, [number]) == 0


def test_a_merged_contact_does_not_come_back_with_others(session: Session) -> None:
    survivor, other = make.make_person(session), make.make_person(session)
    merge(session, survivor, other, by=None, now=utc_now())
    session.commit()
    assert restore_many(session, [other.id]) == 0


def test_personal_data_of_a_merged_contact_is_that_of_the_one_it_went_into(session: Session, login: SignIn) -> None:
    survivor, other = make.make_person(session), make.make_person(session)
    merge(session, survivor, other, by=None, now=utc_now())
    session.commit()
    client: Any = login("director")
    for page in ("consents", "consents/give", "data", "data/download", "erasure"):
        assert client.get(f"/contacts/{other.id}/{page}", 302).location == f"/contacts/{survivor.id}"
    client.post(f"/contacts/{other.id}/erasure", {"channel": "email"}, status=422)
    assert client.get(f"/letters/to/{other.id}", 302).location == f"/contacts/{survivor.id}"


def test_an_erased_person_is_offered_nothing_that_would_write_about_them_again(session: Session, login: SignIn) -> None:
    erased = make.make_person(session, "Знеособлено № 7", "", anonymised_at=make.MOMENT, archived_at=make.MOMENT)
    known = make.make_person(session)
    task = make.make_task(session, contact_id=erased.id)
    session.commit()
    client: Any = login("coordinator")
    page, usual = client.get(f"/contacts/{erased.id}"), client.get(f"/contacts/{known.id}")
    for words in ("Card (vCard)", "Start a checklist", "Add files", "Add a comment", "Edit", "Write down"):
        assert words in usual.text
        assert words not in page.text
    assert task.title in page.text
    assert "The personal data were erased on" in page.text
    assert page.select("main form") == page.select("main #tasks form")
    refused = (
        client.post(f"/files/contact/{erased.id}", {"file": (BytesIO(b"%PDF-1.4"), "a.pdf")}, status=422),
        client.post(f"/comments/contact/{erased.id}", {"body": "Коваль Олена"}, status=422),
        client.post("/tasks/new", {"record": f"contact:{erased.id}", "title": "Коваль", "quick": "1"}, status=422),
        client.get(f"/tasks/checklists/start/contact/{erased.id}", status=422),
        client.get(f"/contacts/{erased.id}/interactions/new", status=422),
    )
    assert all("nothing can be added" in answer.text for answer in refused)


def test_the_download_tells_of_barred_addresses_and_of_contacts_merged_into_the_person(
    session: Session, login: SignIn
) -> None:
    survivor = make.make_person(session, "Загребельна", "Килина", email=EMAIL)
    other = make.make_person(session, "Загребельна", "К.", city="Ковель", email="second@poshta.example")
    other.city = "Луцьк"
    session.commit()
    make.make_person(session, email="second@poshta.example")
    merge(session, survivor, other, by=None, now=utc_now())
    for email in (EMAIL, "second@poshta.example", "other@poshta.example"):
        make.make_suppression(session, email, reason=SuppressionReason.UNSUBSCRIBED, detail="")
    client = login("director")
    page = client.get(f"/contacts/{survivor.id}/data")
    rows = [row.split(" ") for row in page.texts("tbody tr") if row.startswith("Addresses without mailings")]
    assert sorted((row[3], " ".join(row[-2:])) for row in rows) == [("1", "Is erased"), ("1", "the name")]
    answer = client.get(f"/contacts/{survivor.id}/data/download").response.data
    with zipfile.ZipFile(BytesIO(answer)) as package:
        data = json.loads(package.read("data.json"))
        summary = package.read("summary.html").decode()
    tables = {table["table"]: table["rows"] for table in data["tables"]}
    assert [row["email"] for row in tables["suppressed_addresses"]] == [EMAIL, "second@poshta.example"]
    assert [row["id"] for row in tables["contacts"]] == [survivor.id, other.id]
    assert any(change["record"] == other.id and change["table"] == "contacts" for change in data["changes"])
    assert "Unsubscribed" in summary and "other@poshta.example" not in summary
