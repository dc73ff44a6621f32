"""Contact cards: out of the base as address books read them, and into it from whatever made them."""

import io
import os
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
import vobject
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.domain.contacts import ChannelLabel
from app.domain.vcard_writing import CardData, write_card
from app.domain.vcards import read_cards
from app.upkeep import sweep_files
from models.audit import AuditEntry
from models.base import utc_now
from models.contacts import Affiliation, Contact, ContactEmail, Organisation, Person
from models.interactions import Comment
from models.privacy import AccessEntry
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import count_queries
from tests.support.pages import Page, PageClient

TODAY = date(2026, 11, 22)
WINDOWS = (
    b"BEGIN:VCARD\r\nVERSION:2.1\r\n"
    b"N;CHARSET=windows-1251;ENCODING=QUOTED-PRINTABLE:=D8=E5=E2=F7=E5=ED=EA=EE;=CE=EB=E5=ED=E0;=\r\n"
    b"=B2=E2=E0=ED=B3=E2=ED=E0\r\n"
    b"TEL;CELL;PREF:050 111 22 33\r\nEMAIL;INTERNET:OLENA@Library.example\r\nEND:VCARD\r\n"
)
APPLE = (
    "BEGIN:VCARD\nVERSION:3.0\nN:;;;;\nFN:ГО «Простір»\\, Луцьк\nORG:ГО «Простір»\\, Луцьк;\nX-ABShowAs:COMPANY\n"
    "item1.ADR;type=WORK:;;вул. Лесі Українки\\, 1;Луцьк;;43000;Україна\nCATEGORIES:Діти,Мед\n іа\n"
    "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\n SkZJRg\nEND:VCARD\n"
).encode()
NEW = (
    "BEGIN:VCARD\nVERSION:4.0\nFN:Іван Франко\nN:Франко;Іван;Якович;;\nBDAY:19560827\n"
    'TEL;VALUE=uri;TYPE="voice,home":tel:+380671112233\nORG:Музей\nTITLE:директор\nEND:VCARD\n'
).encode()


def cards(raw: bytes) -> list[Any]:
    return read_cards(raw, today=TODAY)


def drop(me: PageClient, raw: bytes, status: int = 200) -> Page:
    return me.post("/contacts/vcards", {"file": (io.BytesIO(raw), "контакти.vcf")}, status)


def people(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count(Contact.id))) or 0


def test_a_contact_goes_out_as_a_card_that_address_books_read(session: Session, login: SignIn) -> None:
    person = factories.make_person(
        session, "Дем’яненко-Ґалаґанівська", "Їванна", middle_name="Олександрівна", birth_date=date(1980, 1, 2),
        email="yivanna@library.example", phone="+380501112233", city="Луцьк", website="https://library.example",
    )  # fmt: skip
    factories.make_affiliation(session, person, factories.make_organisation(session, "ГО «Простір»; Луцьк, центр"))
    factories.make_tag(session, "Діти, школа", person)
    factories.make_address(session, person)
    me = login("coordinator")
    answer = me.get(f"/contacts/{person.id}.vcf")
    assert answer.headers["Content-Type"].startswith("text/vcard") and "charset=utf-8" in answer.headers["Content-Type"]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="demianenko')
    lines = answer.response.data.split(b"\r\n")
    assert max(map(len, lines)) <= 75 and lines[:2] == [b"BEGIN:VCARD", b"VERSION:3.0"]
    card = vobject.readOne(answer.response.data.decode())
    assert (card.n.value.family, card.n.value.given, card.n.value.additional) == (
        "Дем’яненко-Ґалаґанівська", "Їванна", "Олександрівна",
    )  # fmt: skip
    assert (card.org.value, card.title.value) == (["ГО «Простір»; Луцьк, центр"], "координаторка")
    assert card.categories.value == ["Діти, школа"] and card.bday.value == "1980-01-02"
    assert (card.email.value, card.tel.value) == ("yivanna@library.example", "+380501112233")
    assert card.adr.value.city == "Луцьк" and card.uid.value.startswith("urn:uuid:") and card.rev.value.endswith("Z")
    assert session.scalars(sa.select(AccessEntry.action).where(AccessEntry.contact_id == person.id)).all() == ["export"]
    assert me.get(f"/contacts/{person.id}.vcf").response.data == answer.response.data


def test_the_list_goes_out_as_it_is_narrowed_and_the_chosen_ones_alone(
    session: Session, login: SignIn, app: Flask
) -> None:
    first = factories.make_person(session, "Коваль")
    factories.make_organisation(session, "ГО «Простір»", edrpou="40075815")
    me = login("coordinator")
    page = me.get("/contacts?kind=organisation")
    link = next(item["href"] for item in page.select("#export-menu a") if ".vcf" in str(item["href"]))
    card = vobject.readOne(me.get(link).response.data.decode())
    assert card.fn.value == "ГО «Простір»" and card.contents["x-abshowas"][0].value == "COMPANY"
    assert card.contents["x-edrpou"][0].value == "40075815"
    chosen = me.post("/contacts/vcards/chosen", {"ids": [str(first.id), "x", "9" * 40]}, 200)
    assert [item.fn.value for item in vobject.readComponents(chosen.response.data.decode())] == ["Коваль Олена"]
    me.post("/contacts/vcards/chosen", {}, 302)
    assert me.get("/contacts/vcards.vcf?q=такого-немає").response.data == b""
    for place in range(30):
        factories.make_person(session, f"Особа {place}", email=f"p{place}@b.example")
    with count_queries(app) as count:
        assert me.get("/contacts/vcards.vcf").response.data.count(b"BEGIN:VCARD") == 32
    assert len(count) <= 14


def test_a_file_of_cards_is_looked_at_and_each_is_added_filled_in_or_left_out(session: Session, login: SignIn) -> None:
    known = factories.make_person(session, "Шевченко", "Олена", email="olena@library.example")
    me = login("coordinator")
    page = drop(me, WINDOWS + APPLE + NEW)
    assert people(session) == 1
    form = page.form()
    assert (form["card-1"], form["card-2"], form["card-3"]) == (str(known.id), "add", "add")
    assert "The picture is left out." in page.text and f"/contacts/{known.id}" in page.links
    done = me.follow(me.submit(page))
    assert "2 contacts added. 1 updated. 0 known already. 0 left out." in done.text
    session.expire_all()
    assert [item.number for item in session.get(Person, known.id).phones] == ["+380501112233"]
    organisation = session.scalars(sa.select(Organisation).where(Organisation.display_name.like("ГО%"))).one()
    assert (organisation.display_name, organisation.city) == ("ГО «Простір», Луцьк", "Луцьк")
    assert [tag.name for tag in organisation.tags] == ["Діти", "Медіа"]
    franko = session.scalars(sa.select(Person).where(Person.last_name == "Франко")).one()
    work = session.scalars(sa.select(Affiliation).where(Affiliation.person_id == franko.id)).one()
    assert (franko.birth_date, work.organisation.display_name, work.role) == (date(1956, 8, 27), "Музей", "директор")
    created = sa.select(AuditEntry.record_id).where(AuditEntry.table_name == "contacts", AuditEntry.action == "create")
    assert {franko.id, organisation.id} <= set(session.scalars(created))
    assert me.get("/contacts?q=франко").texts("tbody th a") == ["Франко Іван Якович"]


def test_the_preview_says_which_word_of_a_whole_name_is_the_surname(login: SignIn) -> None:
    page = drop(login("coordinator"), "BEGIN:VCARD\nVERSION:4.0\nFN:Олена Шевченко\nEND:VCARD\n".encode())
    assert page.texts("tbody th") == ["Шевченко Олена"]
    assert "The card has the name in one piece. Taken for the surname: Шевченко" in page.text


def test_the_same_file_again_adds_nobody(session: Session, login: SignIn) -> None:
    me = login("coordinator")
    me.submit(drop(me, WINDOWS + APPLE + WINDOWS))
    assert people(session) == 2
    again = me.follow(me.submit(drop(me, WINDOWS + APPLE)))
    assert people(session) == 2 and "2 known already" in again.text


WHOLE = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:О’Ніл;Шон;;;\r\nEMAIL;TYPE=INTERNET,HOME:sean@library.example\r\n"
    "TEL;TYPE=CELL,VOICE:067 222 33 44\r\nTEL;TYPE=WORK:+380332111111\r\n"
    "ADR;TYPE=HOME:;3;вул. Лесі Українки\\, 3;Луцьк;;43000;Україна\r\nADR;TYPE=WORK:;;пл. Ринок\\, 1;Львів;;;\r\n"
    "NOTE:Дзвонити\\, коли\\nнемає дощу\r\nEND:VCARD\r\n"
).encode()


def test_a_card_keeps_what_its_ways_are_for_and_what_was_noted_in_it(session: Session, login: SignIn) -> None:
    me = login("coordinator")
    page = drop(me, WHOLE)
    assert "To the comments: Дзвонити, коли" in page.text
    assert "A further address, left out: пл. Ринок, 1, Львів" in page.text
    me.submit(page)
    person = session.scalars(sa.select(Person)).one()
    assert [item.label for item in person.emails] == [ChannelLabel.HOME]
    assert [item.label for item in person.phones] == [ChannelLabel.MOBILE, ChannelLabel.WORK]
    place = person.addresses[0]
    assert (place.address, place.label) == ("вул. Лесі Українки, 3, 3, Луцьк, 43000", ChannelLabel.HOME)
    remark = session.scalars(sa.select(Comment)).one()
    assert (remark.contact_id, remark.body) == (person.id, "Дзвонити, коли\nнемає дощу")
    assert "1 known already" in me.follow(me.submit(drop(me, WHOLE))).text
    assert session.scalar(sa.select(sa.func.count(Comment.id))) == 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("N:Шевченко;Марія Петрівна;;;", ("Шевченко", "Марія", "Петрівна")),
        ("FN:Марія Петрівна Шевченко", ("Шевченко", "Марія", "Петрівна")),
        ("FN:Шевченко Ілля Ілліч", ("Шевченко", "Ілля", "Ілліч")),
        ("FN:Андрухович Софія Юріївна", ("Андрухович", "Софія", "Юріївна")),
        ("FN:Олена Шевченко", ("Шевченко", "Олена", "")),
        ("FN:Шевченко Олена", ("Шевченко", "Олена", "")),
        ("FN:Sergiy Bondarenko", ("Bondarenko", "Sergiy", "")),
        ("FN:О. Шевченко", ("Шевченко", "О.", "")),
        ("FN:Олена Шевченко Іванівна", ("Шевченко", "Олена", "Іванівна")),
        # Both words may be either: the Ukrainian order, surname first, is kept.
        ("FN:Роман Олена", ("Роман", "Олена", "")),
        ("FN:Wayne Bruce", ("Wayne", "Bruce", "")),
        ("N:Франко;Анна Марія;;;", ("Франко", "Анна Марія", "")),
        ("N:Петрович;Марія;Іванівна;;", ("Петрович", "Марія", "Іванівна")),
    ],
)
def test_a_patronymic_is_known_wherever_it_was_written(written: str, read: tuple[str, str, str]) -> None:
    row = cards(f"BEGIN:VCARD\nVERSION:3.0\n{written}\nEND:VCARD\n".encode())[0].row
    assert (row.last_name, row.first_name, row.middle_name) == read


def test_a_remark_goes_to_a_known_contact_too(session: Session, login: SignIn) -> None:
    known = factories.make_person(session, "Кравець", "Олег", email="oleh@library.example", phone="+380671112233")
    known.phones[0].label = ChannelLabel.OTHER
    session.commit()
    raw = (
        "BEGIN:VCARD\nVERSION:3.0\nN:Кравець;Олег\nEMAIL:oleh@library.example\nTEL;TYPE=CELL:+380671112233\n"
        "NOTE:Грає на лютні\nEND:VCARD\n"
    ).encode()
    me = login("coordinator")
    assert "1 updated" in me.follow(me.submit(drop(me, raw))).text
    session.expire_all()
    assert [comment.body for comment in session.scalars(sa.select(Comment))] == ["Грає на лютні"]
    assert known.phones[0].label is ChannelLabel.OTHER


@pytest.mark.parametrize("address", ["вул. Лесі Українки, 3, Луцьк, 43000", "вул. Лесі Українки, 3", ""])
def test_the_city_of_a_card_of_ours_is_not_written_twice(address: str) -> None:
    places = [(address, ChannelLabel.HOME)] if address else []
    data = CardData("urn:uuid:1", "Коваль Олена", factories.MOMENT, last_name="Коваль", addresses=places, city="Луцьк")
    row = cards(write_card(data).encode())[0].row
    again = cards(write_card(replace(data, addresses=[(row.address, ChannelLabel.HOME)] if address else [])).encode())
    assert row.address.count("Луцьк") == bool(address)
    assert (again[0].row.address, again[0].row.city) == (row.address, "Луцьк")


def test_what_is_left_out_stays_out_and_a_forged_choice_changes_nothing(session: Session, login: SignIn) -> None:
    stranger = factories.make_person(session, "Чужий")
    me = login("coordinator")
    page = drop(me, WINDOWS + NEW)
    refused = me.submit(page, {"card-1": str(stranger.id)}, 422)
    assert any("cannot be updated" in text for text in refused.errors()) and people(session) == 1
    for forged in ("", "x", "WyJ4Il0.x"):
        again = me.submit(page, {"cards": forged}, 422)
        assert any("Choose the file once more" in text for text in again.errors())
    me.submit(page, {"card-1": "skip", "card-2": "skip"})
    assert people(session) == 1
    login("monitor").get("/contacts/vcards", 403)


PHOTO = b"BEGIN:VCARD\nVERSION:3.0\nN:A;B\nPHOTO;ENCODING=b:" + b"A" * 20_000_000 + b"\nEND:VCARD\n"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (PHOTO, "larger than 5 MB"),
        (b"BEGIN:VCARD\nN:A;B\nEND:VCARD\n" * 50_000, "more than 1000 cards"),
        (b"", "no contact cards"),
        (b"name,phone\nA,1\n", "no contact cards"),
        (b"\x00\xff" * 1000, "no contact cards"),
    ],
    ids=["20 MB", "50 000 cards", "empty", "a table", "not text"],
)
def test_a_file_that_cannot_be_taken_is_refused_in_words_and_nothing_is_kept(
    session: Session, login: SignIn, app: Flask, raw: bytes, message: str
) -> None:
    page = drop(login("coordinator"), raw, 422)
    assert any(message in text for text in page.errors())
    assert people(session) == 0
    assert not [path for path in (app.config["DATA_DIR"] / "uploads").rglob("*") if path.is_file()]


def test_a_file_that_was_only_looked_at_does_not_stay(session: Session, login: SignIn, app: Flask) -> None:
    drop(login("coordinator"), WINDOWS)
    stored = [path for path in (app.config["DATA_DIR"] / "uploads").rglob("*") if path.is_file()]
    assert stored
    # Whoever looks may still decide for a day.
    assert sweep_files(session, utc_now()) == {"forgotten": 0}
    for path in stored:
        os.utime(path, (1, 1))
    assert sweep_files(session, utc_now()) == {"forgotten": len(stored)}
    assert not any(path.exists() for path in stored)


def test_broken_cards_are_reported_and_the_others_are_taken(session: Session, login: SignIn) -> None:
    raw = (
        "BEGIN:VCARD\nVERSION:3.0\nFN:Обірвана\n"
        "BEGIN:VCARD\nVERSION:3.0\nTEL:1\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:9.9\nN:А;Б\nEND:VCARD\n"
        f"BEGIN:VCARD\nVERSION:3.0\nN:{'я' * 500};Б\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nN:Ціла;Картка\nEMAIL:не пошта\nTEL:12\nBDAY:2199-01-01\nнезрозумілий рядок\n"
        "END:VCARD\n"
    ).encode()
    me = login("coordinator")
    page = drop(me, raw)
    for words in (
        "breaks off before its end", "has no name", "Version 9.9", "name is too long", "left out: не пошта",
        "left out: 12", "left out: 2199-01-01", "left out: незрозумілий рядок", "Card 2, line 4",
    ):  # fmt: skip
        assert words in page.text, words
    me.submit(page)
    assert [item.display_name for item in session.scalars(sa.select(Contact))] == ["Ціла Картка"]


def test_signs_in_names_stay_signs(session: Session, login: SignIn) -> None:
    raw = (
        b"BEGIN:VCARD\nVERSION:3.0\nN:=HYPERLINK(1)<script>;O'Neil\\nEND:VCARD\\nBEGIN:VCARD;\\\\;;\n"
        b"CATEGORIES:<b>\nEND:VCARD\n"
    )
    me = login("coordinator")
    page = drop(me, raw)
    assert not page.select("tbody script, tbody b")
    me.submit(page)
    contact = session.scalars(sa.select(Contact)).one()
    assert "\n" not in contact.display_name
    out = me.get(f"/contacts/{contact.id}.vcf").response.data
    assert out.count(b"BEGIN:VCARD\r\n") == 1 and len(list(vobject.readComponents(out.decode()))) == 1


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "windows-1251"])
def test_files_of_every_charset_are_read(charset: str) -> None:
    raw = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Шевченко;Олена;Іванівна\r\nNOTE:Читає дітям щосуботи\r\nEND:VCARD\r\n"
    assert [card.row.display_name for card in cards(raw.encode(charset))] == ["Шевченко Олена Іванівна"]


WORD = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=60)


@given(last=WORD, first=WORD, organisation=WORD, tags=st.lists(WORD, max_size=3))
def test_what_goes_out_comes_in_again(last: str, first: str, organisation: str, tags: list[str]) -> None:
    text = write_card(
        CardData(
            "urn:uuid:1", f"{last} {first}", factories.MOMENT, last_name=last, first_name=first,
            organisation=organisation, tags=tags,
            phones=[("+380501112233", ChannelLabel.MOBILE), ("+380332778899;ext=5", ChannelLabel.WORK)],
        )
    )  # fmt: skip
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    card = cards(text.encode())[0]
    if card.row is not None and any(letter.isalnum() for letter in last):
        assert (card.row.last_name, card.row.first_name, card.row.workplace) == (last, first, organisation)
        assert set(card.row.tags) <= set(tags)
        assert card.row.phones == ("+380501112233", "+380332778899;ext=5")


@given(st.binary(max_size=400))
def test_no_card_breaks_the_reader(content: bytes) -> None:
    found = cards(b"BEGIN:VCARD\r\n" + content + b"\r\nEND:VCARD\r\n")
    assert found and all((card.row is None) == (card.refused is not None) for card in found)


def test_the_checks_of_a_thousand_cards_ask_few_questions(session: Session, login: SignIn, app: Flask) -> None:
    me = login("coordinator")
    raw = b"".join(
        b"BEGIN:VCARD\nVERSION:3.0\nN:Name%d;First\nEMAIL:a%d@b.example\nEND:VCARD\n" % (n, n) for n in range(1_000)
    )
    with count_queries(app) as count:
        page = drop(me, raw)
    assert len(count) <= 20
    me.submit(page)
    assert session.scalar(sa.select(sa.func.count(ContactEmail.id))) == 1_000
