"""Erasure: every table has a policy, nothing that tells who it was is left, sums stay, and nothing happens twice."""

import json
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.contacts import ChannelLabel
from app.domain.custom_fields import FieldType
from app.domain.erasure import ERASURE, FOLLOWED
from app.domain.errors import RuleError
from app.domain.privacy import ConsentChannel, ErasureStatus
from app.domain.roles import Role
from app.domain.volunteers import DayPart
from app.labels.audit_fields import FIELDS
from app.labels.privacy import table_purpose, table_words
from app.queries.personal_data import INTERNAL, links
from app.queries.search import search
from app.scope import EVERYTHING
from app.services import erasures
from app.services.contacts import PersonData, save_person
from app.uploads import FileStore
from models import db
from models.audit import AuditEntry
from models.base import utc_now
from models.contacts import Contact, ContactEmail, Organisation, Person
from models.donations import Donation
from models.files import Attachment
from models.mailings import Bounce, MailingRecipient, SuppressedAddress
from models.privacy import AccessEntry, Consent, ErasureRequest
from models.volunteers import HoursEntry, VolunteerAvailability
from tests.conftest import SignIn
from tests.support import factories
from tests.support.everything import fill_every_table

LAST, FIRST, MIDDLE = "Загребельна", "Килина", "Северинівна"
EMAIL, PHONE = "kylyna.z@poshta.example", "+380671234567"
SECRETS = (LAST, "Загребельн", "Килина", "Северинівна", EMAIL, PHONE, PHONE.lstrip("+"), "1987-06-05", "Дача за лісом")


def make_somebody(session: Session) -> Person:
    """A person about whom something is kept in many tables."""
    born = date(1987, 6, 5)
    person = factories.make_person(
        session, LAST, FIRST, middle_name=MIDDLE, email=EMAIL, phone=PHONE, city="Торчин", birth_date=born
    )
    factories.make_address(session, person, address="Дача за лісом, 5")
    factories.make_tag(session, "письменники", person)
    factories.make_affiliation(session, person, factories.make_organisation(session, "Спілка"), role="Килина пише")
    factories.make_interaction(session, person, subject=f"Розмова з {FIRST}", body="Килина Загребельна хворіє")
    user = factories.make_user(session)
    factories.make_comment(session, user, contact_id=person.id, body="Загребельна любить троянди")
    event = factories.make_event(session)
    factories.make_comment(session, user, event_id=event.id, body=f"Вела {LAST} {FIRST}, писати на {EMAIL}")
    volunteer = factories.make_volunteer(session, person, about="Килина шиє", emergency_contact=PHONE)
    factories.make_hours(session, volunteer, minutes=90)
    factories.make_donation(session, person, description=f"Від {FIRST} {LAST}", amount=Decimal("250"))
    job = factories.make_job(session)
    job.title, job.arguments = f"Лист: {LAST} {FIRST} {MIDDLE}", {"email": EMAIL, "list": [f"{LAST} {FIRST}"]}
    job.result = {"error_details": {"value": f"{FIRST} {LAST}", "wording": EMAIL}}
    factories.make_consent(session, person, note="Папка Загребельної")
    factories.make_erasure_request(session, person, note="Лист Килини")
    session.commit()
    return person


def dump(session: Session) -> dict[str, list[str]]:
    """Return every text of the database with its place, letters of stored JSON decoded."""
    found: dict[str, list[str]] = {}
    for table in db.metadata.sorted_tables:
        for row in session.execute(sa.select(table)):
            for name, value in row._mapping.items():
                text = json.dumps(value, ensure_ascii=False, default=str)
                found.setdefault(f"{table.name}.{name}", []).append(text)
    return found


def traces(session: Session) -> list[str]:
    """Return where something that tells who it was is left."""
    session.expire_all()
    return [
        f"{place}: {text}"
        for place, texts in dump(session).items()
        for text in texts
        if any(secret.casefold() in text.casefold() for secret in SECRETS)
    ]


def carry_out(session: Session, client: Any, person: Person) -> None:
    """Erase through the page."""
    request = session.scalars(sa.select(ErasureRequest).where(ErasureRequest.contact_id == person.id)).one()
    page = client.get(f"/privacy/erasures/{request.id}")
    client.submit(page, {"understood": "y"}, css="main form[action$='carry-out']")


def test_every_table_that_leads_to_a_person_has_a_policy_and_words(texts_app: Flask) -> None:
    keys = {link.key for link in links()}
    assert keys == set(ERASURE), f"decide in app/domain/erasure.py: {sorted(keys ^ set(ERASURE))}"
    metadata = db.metadata.tables
    for key, policy in ERASURE.items():
        table_name, column_name = key.split(".")
        table = metadata[table_name]
        assert column_name in table.c
        assert all(name in table.c for name in policy.clear), key
    assert all(owner in metadata[table].c for table, owner in FOLLOWED.items())
    with texts_app.test_request_context():
        for key in keys:
            table_name = key.split(".")[0]
            assert table_words(table_name) != table_name, f"{table_name} has no words"
            assert table_purpose(table_name), f"what is {table_name} kept for?"


def test_after_an_erasure_nothing_tells_who_it_was_and_sums_stay(session: Session, login: SignIn) -> None:
    person = make_somebody(session)
    number = person.id
    shorter = PersonData(last_name=LAST, first_name=FIRST, middle_name=MIDDLE, emails=[(EMAIL, ChannelLabel.HOME)])
    save_person(session, shorter, person=person, today=today())
    session.commit()
    assert traces(session)
    client = login("director")
    carry_out(session, client, person)
    assert traces(session) == []
    erased = session.get(Contact, number)
    assert erased is not None
    assert erased.anonymised_at is not None
    assert str(number) in erased.display_name
    given = sa.select(sa.func.sum(Donation.base_amount)).where(Donation.donor_id == number)
    assert session.scalar(given) == Decimal(250)
    assert session.scalar(sa.select(sa.func.sum(HoursEntry.minutes))) == 90
    consent = session.scalars(sa.select(Consent)).one()
    assert (consent.contact_id, consent.given_on) == (number, factories.DAY)
    kinds = frozenset({"contact", "volunteer", "donation", "interaction"})
    assert not search(session, "Загребельна", kinds, EVERYTHING)
    assert session.scalars(sa.select(ErasureRequest.status)).one() is ErasureStatus.DONE
    assert session.scalars(sa.select(AuditEntry).where(AuditEntry.table_name == "contacts")).all()
    client.get(f"/contacts/{number}")
    client.get(f"/contacts/{number}/data")


def test_everybody_else_stays_as_they_are(session: Session, login: SignIn) -> None:
    namesake = factories.make_person(session, LAST, FIRST, middle_name=MIDDLE, email="inna@poshta.example", phone=PHONE)
    user = factories.make_user(session)
    remark = factories.make_comment(session, user, contact_id=namesake.id, body=f"{LAST} {FIRST}: {PHONE}")
    person = make_somebody(session)
    number, remark_id, name = namesake.id, remark.id, namesake.display_name
    carry_out(session, login("director"), person)
    session.expire_all()
    other = session.get(Contact, number)
    assert other is not None
    assert (other.display_name, other.phones[0].number) == (name, PHONE)
    assert session.get(type(remark), remark_id).body == f"{LAST} {FIRST}: {PHONE}"  # type: ignore[union-attr]
    assert len(search(session, "Загребельна", frozenset({"contact"}), EVERYTHING)) == 1


def test_every_table_survives_an_erasure(session: Session, login: SignIn) -> None:
    fill_every_table(session)
    session.commit()
    person = session.scalars(sa.select(Person).where(Person.last_name == "Ґудзь")).one()
    carry_out(session, login("director"), person)
    session.expire_all()
    assert not [place for place, texts in dump(session).items() if any("Ґудзь" in text for text in texts)]


def test_files_go_from_the_disk(session: Session, app: Flask, login: SignIn) -> None:
    person = make_somebody(session)
    client = login("director")
    page = client.get(f"/contacts/{person.id}")
    data = {"file": (BytesIO(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"), "лист.pdf")}
    client.post(f"/files/contact/{person.id}", data)
    assert page.status == 200
    token = session.scalars(sa.select(Attachment.token)).one()
    store = FileStore(app.config["DATA_DIR"] / "uploads")
    assert store.path(token).exists()
    carry_out(session, client, person)
    assert session.scalars(sa.select(Attachment)).all() == []
    assert not store.delete(token)


def test_the_consequence_is_shown_and_ticked_first(session: Session, login: SignIn) -> None:
    person = make_somebody(session)
    request = session.scalars(sa.select(ErasureRequest)).one()
    client = login("director")
    page = client.get(f"/privacy/erasures/{request.id}")
    for words in ("E-mails", "Donations", "Accounting for charitable contributions", "cannot be undone", "Obligations"):
        assert words in page.text
    refused = client.submit(page, status=422, css="main form[action$='carry-out']")
    assert any("understand" in error for error in refused.errors())
    session.expire_all()
    assert session.get(Contact, person.id).anonymised_at is None  # type: ignore[union-attr]


def test_a_request_is_answered_once(session: Session, login: SignIn) -> None:
    make_somebody(session)
    request = session.scalars(sa.select(ErasureRequest)).one()
    client = login("director")
    page = client.get(f"/privacy/erasures/{request.id}")
    client.submit(page, {"reason": ""}, status=422, css="main form[action$='refuse']")
    client.submit(page, {"reason": "Не та особа"}, css="main form[action$='refuse']")
    late = client.submit(page, {"understood": "y"}, status=409, css="main form[action$='carry-out']")
    assert any("meanwhile" in error for error in late.errors())
    again = client.post(f"/privacy/erasures/{request.id}/carry-out", {"understood": "y"}, status=422)
    assert any("already" in error for error in again.errors())
    assert "Не та особа" in client.get(f"/privacy/erasures/{request.id}").text


def test_nobody_is_erased_by_a_request_that_was_not_accepted(app: Flask, session: Session) -> None:
    person, by, now = factories.make_person(session), factories.make_user(session, Role.DIRECTOR), utc_now()
    store = FileStore(app.config["DATA_DIR"] / "uploads")
    request = factories.make_erasure_request(session, person)
    assert not erasures.carry_out(session, request, store=store, now=now)
    erasures.refuse_request(session, request, "Не та особа", by=by, now=now)
    assert not erasures.carry_out(session, request, store=store, now=now)
    for decide in (
        lambda: erasures.refuse_request(session, request, "Ще раз", by=by, now=now),
        lambda: erasures.accept_request(session, request, by=by, now=now),
    ):
        with pytest.raises(RuleError, match="request_decided"):
            decide()
    assert (person.anonymised_at, request.reason) == (None, "Не та особа")
    accepted = factories.make_erasure_request(session, person)
    erasures.accept_request(session, accepted, by=by, now=now)
    assert erasures.carry_out(session, accepted, store=store, now=now)
    assert (person.anonymised_at, accepted.status) == (now, ErasureStatus.DONE)
    how = {"received_on": today(), "today": today(), "channel": ConsentChannel.EMAIL, "by": by, "now": now}
    for contact, code in ((person, "person_is_erased"), (factories.make_organisation(session), "erasure_people_only")):
        with pytest.raises(RuleError, match=code):
            erasures.register_request(session, contact, **how)


def test_letters_that_came_back_tell_nothing_of_an_erased_person(session: Session, login: SignIn) -> None:
    """Neither those to an address that the person has no more, nor addresses that get no mailings."""
    person = make_somebody(session)
    former = make_recipient_of_a_former_address(session, person)
    factories.make_bounce(session, former.email, recipient=former, detail=f"550 no {former.email}")
    letter = factories.make_letter(session, person, email="kylyna@kolyshnia.example")
    factories.make_bounce(session, letter.email, letter=letter)
    factories.make_bounce(session, EMAIL, detail=f"550 {EMAIL} unknown")
    session.add(ContactEmail(contact_id=person.id, email="kylyna2@poshta.example", label=ChannelLabel.HOME, position=1))
    family = factories.make_person(session, "Рідна", email="rodyna@poshta.example")
    session.add(ContactEmail(contact_id=person.id, email="rodyna@poshta.example", label=ChannelLabel.HOME, position=2))
    for address in (EMAIL, "kylyna2@poshta.example", "rodyna@poshta.example"):
        factories.make_suppression(session, address)
    session.commit()
    client = login("director")
    assert "Letters that came back" in client.get(f"/contacts/{person.id}/data").text
    carry_out(session, client, person)
    session.expire_all()
    assert traces(session) == []
    words = [text for texts in dump(session).values() for text in texts]
    assert not [text for text in words if "kolyshnia" in text or "kylyna2" in text]
    assert session.scalar(sa.select(sa.func.count(Bounce.id))) == 3
    assert session.scalars(sa.select(SuppressedAddress.email)).all() == ["rodyna@poshta.example"]
    assert family.emails[0].email == "rodyna@poshta.example"
    client.get("/mailings/bounces")


def make_recipient_of_a_former_address(session: Session, person: Person) -> MailingRecipient:
    """A letter of a mailing to an address that the person has had."""
    return factories.make_recipient(session, contact=person, email="kylyna@kolyshnia.example")


def test_a_request_is_registered_with_its_day_and_not_twice(session: Session, login: SignIn) -> None:
    person = factories.make_person(session)
    client = login("staff")
    page = client.get(f"/contacts/{person.id}/erasure")
    client.submit(page, {"channel": "email", "note": "№ 12"})
    request = session.scalars(sa.select(ErasureRequest)).one()
    assert request.due_on == request.received_on + timedelta(days=10)
    refused = client.submit(page, {"note": "ще раз"}, status=422)
    assert any("waiting for an answer" in error for error in refused.errors())
    assert refused.form()["note"] == "ще раз"
    client.get(f"/privacy/erasures/{request.id}", status=403)
    organisation = factories.make_organisation(session)
    client.get(f"/contacts/{organisation.id}/erasure", status=302)


def test_an_overdue_request_is_red(session: Session, login: SignIn) -> None:
    person = factories.make_person(session)
    factories.make_erasure_request(session, person, due_on=factories.DAY)
    later = factories.make_person(session)
    factories.make_erasure_request(session, later, received_on=today(), due_on=today() + timedelta(days=9))
    client = login("director")
    assert len(client.get("/privacy/erasures").select("td .text-danger")) == 1
    assert len(client.get("/privacy/erasures?overdue=1").select("tbody tr")) == 1


def test_the_download_holds_everything(session: Session, login: SignIn) -> None:
    person = make_somebody(session)
    other = factories.make_person(session, "Стороння", email="storonnia@poshta.example")
    union = session.scalars(sa.select(Organisation).where(Organisation.display_name == "Спілка")).one()
    factories.make_affiliation(session, other, union)
    session.commit()
    client = login("director")
    assert "Interactions" in client.get(f"/contacts/{person.id}/data").text
    client.get(f"/contacts/{person.id}/data/print")
    answer = client.get(f"/contacts/{person.id}/data/download")
    with zipfile.ZipFile(BytesIO(answer.response.data)) as package:
        data = json.loads(package.read("data.json"))
        summary = package.read("summary.html").decode()
    kept = {(table["key"], len(table["rows"])) for table in data["tables"]}
    wanted = {
        (link.key, count)
        for link in links()
        if (count := session.scalar(sa.select(sa.func.count()).select_from(link.table).where(link.about(person.id))))
    }
    assert {key for key, _count in wanted} - {"access_log.contact_id"} == {key for key, _ in kept} - {
        "contacts.id", "access_log.contact_id",
    }  # fmt: skip
    for words in (EMAIL, PHONE, "Килина Загребельна хворіє", "Спілка"):
        assert words in summary
        assert words in json.dumps(data, ensure_ascii=False)
    assert "письменники" in summary
    assert "storonnia" not in summary + json.dumps(data)
    assert any(change["table"] == "contacts" for change in data["changes"])
    assert {entry.action.value for entry in session.scalars(sa.select(AccessEntry))} >= {"open", "print", "export"}
    login("coordinator").get(f"/contacts/{person.id}/data", status=403)


def test_the_download_speaks_in_words() -> None:
    columns = {column.name for link in links() for column in link.table.columns}
    assert columns - INTERNAL - {"id"} - set(FIELDS) == set()


def test_the_download_writes_values_as_the_reader_does(session: Session, login: SignIn) -> None:
    person = factories.make_person(session)
    factories.make_custom_value(
        session, person, factories.make_custom_field(session, FieldType.NUMBER), Decimal("12.5")
    )
    volunteer = factories.make_volunteer(session, person)
    volunteer.availability = [VolunteerAvailability(weekday=4, part=DayPart.EVENING)]
    session.commit()
    answer = login("director", locale="uk").get(f"/contacts/{person.id}/data/download")
    with zipfile.ZipFile(BytesIO(answer.response.data)) as package:
        summary = package.read("summary.html").decode()
    assert "<dd>12,5</dd>" in summary and "<dt>День тижня</dt><dd>П’ятниця</dd>" in summary


def test_a_letter_of_a_conversation_is_told_once(session: Session, login: SignIn) -> None:
    person = factories.make_person(session, "Загребельна", email="k@library.example")
    talk = factories.make_interaction(session, person)
    factories.make_letter(session, person, interaction_id=talk.id)
    session.commit()
    client = login("director")
    rows = client.get(f"/contacts/{person.id}/data").texts("tbody tr")
    assert [text[:23] for text in rows if text.startswith("Letters to the person")] == ["Letters to the person 1"]
    answer = login("director", locale="uk").get(f"/contacts/{person.id}/data/download")
    assert f"filename=personalni-dani-{person.id}-" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(BytesIO(answer.response.data)) as package:
        tables = json.loads(package.read("data.json"))["tables"]
    letters = [(table["key"], len(table["rows"])) for table in tables if table["table"] == "letters"]
    assert letters == [("letters.contact_id", 1)]
