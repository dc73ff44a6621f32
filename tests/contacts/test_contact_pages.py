"""The list of contacts, one record, the forms, the archive."""

import csv
import io

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.queries.duplicates import COMPARED
from models.contacts import Affiliation, Contact, ContactPhone, Organisation, Person
from models.interactions import Interaction
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import costs

NEW_PERSON = "/contacts/people/new"
NEW_ORGANISATION = "/contacts/organisations/new"
LONG = "я" * 10_000


def names(page) -> list[str]:
    return page.texts("tbody th a")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("дем'ян", "Дем’яненко Ірина"),
        ("ДЕМʼЯНЕНКО", "Дем’яненко Ірина"),
        ("ґудзь", "Ґудзь Євгенія"),
        ("євген", "Ґудзь Євгенія"),
        ("їжак", "Музей «Їжак»"),
        ("yizhak", "Музей «Їжак»"),
        ("Demianenko", "Дем’яненко Ірина"),
        ("ірина дем", "Дем’яненко Ірина"),
        ("0501112233", "Ґудзь Євгенія"),
        ("hudz@lib", "Ґудзь Євгенія"),
    ],
)
def test_a_contact_is_found_however_it_is_typed(session: Session, login: SignIn, typed: str, found: str) -> None:
    factories.make_person(session, "Дем’яненко", "Ірина")
    factories.make_person(session, "Ґудзь", "Євгенія", email="hudz@lib.example", phone="+380501112233")
    factories.make_organisation(session, "Музей «Їжак»")
    page = login("coordinator").get("/contacts", query_string={"q": typed.replace("0501112233", "380501112233")})
    assert names(page) == [found]


@pytest.mark.parametrize(
    "typed", ["%", "_", '"', "'", "*", "a OR b", "NEAR(", ":*", "\\", "(((", "\0", "🎈", "-", "^x"]
)
def test_signs_in_a_search_are_harmless(session: Session, login: SignIn, typed: str) -> None:
    factories.make_person(session, "Коваль")
    me = login("coordinator")
    assert "Коваль Олена" not in names(me.get("/contacts", query_string={"q": typed}))
    me.get("/search", query_string={"q": typed})
    me.get("/search/suggest", query_string={"q": typed})
    me.get("/contacts/lookup", query_string={"q": typed})


def test_the_list_is_in_the_order_of_the_ukrainian_alphabet_and_has_pages(session: Session, login: SignIn) -> None:
    for name in ("Яремчук", "Ґудзь", "Іваненко", "Гнатюк", "Єременко", "Їжакевич", "Ельченко", "Бондар"):
        factories.make_person(session, name)
    for place in range(50):
        factories.make_person(session, f"Ящук {place:02}")
    me = login("coordinator")
    first = me.get("/contacts")
    assert [name.split()[0] for name in names(first)][:8] == [
        "Бондар", "Гнатюк", "Ґудзь", "Ельченко", "Єременко", "Іваненко", "Їжакевич", "Яремчук",
    ]  # fmt: skip
    assert "58 records" in first.text
    second = me.get(first.select("a[rel=next]")[0]["href"])
    assert len(names(second)) == 8
    assert names(me.get(second.select("a[rel=prev]")[0]["href"])) == names(first)


def test_filters_narrow_the_list_and_its_files(session: Session, login: SignIn) -> None:
    person = factories.make_person(session, "=Формула", email="a@b.example")
    partner = factories.make_organisation(session, "ГО «Партнер»")
    factories.make_partnership(session, partner)
    tag = factories.make_tag(session, "Діти", person)
    me = login("coordinator")
    assert names(me.get("/contacts?role=partner")) == ["ГО «Партнер»"]
    assert names(me.get(f"/contacts?tag={tag.id}")) == ["=Формула Олена"]
    assert names(me.get("/contacts?kind=person&email=1")) == ["=Формула Олена"]
    answer = me.get("/contacts?kind=person&format=csv")
    rows = list(csv.reader(io.StringIO(answer.response.get_data(as_text=True).lstrip("\ufeff"))))
    assert [row[0] for row in rows] == ["Contact", "'=Формула Олена"]
    assert "attachment" in answer.headers["Content-Disposition"]
    assert me.get("/contacts?kind=person&format=xlsx").response.data.startswith(b"PK")
    me.get("/contacts?role=king", status=422)


def test_a_person_is_saved_with_everything_that_was_typed(session: Session, login: SignIn) -> None:
    work = factories.make_organisation(session, "ГО «Простір»")
    me = login("coordinator")
    me.submit(
        me.get(f"{NEW_PERSON}?organisation={work.id}"),
        {
            "last_name": " Дем'яненко ",
            "first_name": "Ірина 🎈",
            "emails-0-value": "Iryna@Library.Example",
            "emails-1-value": "home@library.example",
            "emails-1-label": "home",
            "phones-0-value": "050 111 22 33",
            "addresses-0-value": "Луцьк, вул. Винниченка, 1",
            "tags": "Діти, діти, Медіа\0",
            "workplaces-0-role": "директорка",
            "workplaces-0-starts_on": "01.09.2020",
        },
    )
    person = session.scalars(sa.select(Person)).one()
    assert person.display_name == "Дем'яненко Ірина 🎈"
    assert [(row.email, row.label) for row in person.emails] == [
        ("iryna@library.example", "work"),
        ("home@library.example", "home"),
    ]
    assert [row.number for row in person.phones] == ["+380501112233"]
    assert "+380 50 111 22 33" in me.get("/contacts").text
    record = me.get(f"/contacts/{person.id}")
    assert "+380 50 111 22 33" in record.text and "tel:+380501112233" in record.links
    assert sorted(tag.name for tag in person.tags) == ["Діти", "Медіа"]
    assert [(row.organisation_id, row.role) for row in person.affiliations] == [(work.id, "директорка")]
    page = me.get(f"/contacts/{person.id}")
    assert "ГО «Простір»" in page.text and "директорка" in page.text and "iryna@library.example" in page.text
    assert person.display_name in me.get(f"/contacts/{work.id}").text
    # A second save without a change keeps the rows.
    before = [row.id for row in person.emails]
    me.submit(me.get(f"/contacts/{person.id}/edit"))
    assert [row.id for row in session.get(Person, person.id).emails] == before
    assert session.scalar(sa.select(sa.func.count(Affiliation.id))) == 1


@pytest.mark.parametrize(
    ("path", "changes", "message"),
    [
        (NEW_PERSON, {}, "Enter a last name or a first name."),
        (NEW_PERSON, {"last_name": LONG}, "Use at most 100 characters."),
        (NEW_PERSON, {"last_name": "А", "birth_date": "2199-01-01"}, "birth date"),
        (NEW_PERSON, {"last_name": "А", "birth_date": "32.13.2020"}, "Enter a date, for example 31.12.2026."),
        (NEW_PERSON, {"last_name": "А", "phones-0-value": "12"}, "phone number: 12"),
        (NEW_PERSON, {"last_name": "А", "emails-0-value": "ні"}, "e-mail address: ні"),
        (NEW_PERSON, {"last_name": "А", "emails-0-value": LONG}, "Use at most 300 characters."),
        (NEW_PERSON, {"last_name": "А", "workplaces-0-organisation_text": "Немає такої"}, "There is no contact"),
        (NEW_PERSON, {"last_name": "А", "workplaces-0-organisation": "999999"}, "no longer exists"),
        (NEW_PERSON, {"last_name": "А", "workplaces-0-organisation": "99999999999"}, "no longer exists"),
        (NEW_PERSON, {"last_name": "А", "workplaces-0-role": "директор"}, "Choose a contact."),
        (NEW_ORGANISATION, {"name": ""}, "Fill in this field."),
        (NEW_ORGANISATION, {"name": "\0"}, "Fill in this field."),
        (NEW_ORGANISATION, {"name": LONG}, "Use at most 300 characters."),
        (NEW_ORGANISATION, {"name": "ГО", "edrpou": "12345679"}, "wrong control digit"),
        (NEW_ORGANISATION, {"name": "ГО", "edrpou": "<b>"}, "wrong control digit"),
        (NEW_ORGANISATION, {"name": "ГО", "organisation_type": "zoo"}, "Choose one of the offered values."),
        (NEW_ORGANISATION, {"name": "ГО", "tags": LONG}, "Use at most 60 characters."),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_stays_in_the_form(
    session: Session, login: SignIn, path: str, changes: dict[str, str], message: str
) -> None:
    me = login("coordinator")
    typed = {"city": "<i>Луцьк</i> & Ко", **changes}
    page = me.submit(me.get(path), typed, status=422)
    assert any(message in text for text in page.errors()), page.errors()
    kept = page.form()
    assert kept["city"] == typed["city"]
    for name, value in changes.items():
        if value and "\0" not in value and name not in {"organisation_type", "tags", "workplaces-0-organisation"}:
            assert kept[name] == value
    assert session.scalar(sa.select(sa.func.count(Contact.id))) == 0


def test_the_row_that_is_wrong_is_the_one_that_is_marked(session: Session, login: SignIn) -> None:
    me = login("coordinator")
    page = me.submit(
        me.get(NEW_PERSON),
        {"last_name": "А", "emails-0-value": "a@b.example", "emails-1-value": "ні"},
        status=422,
    )
    assert [field["name"] for field in page.select("input.is-invalid")] == ["emails-1-value"]
    assert page.select("#" + page.select("input.is-invalid")[0]["aria-describedby"])


def test_everything_that_is_wrong_with_a_person_is_told_at_once(session: Session, login: SignIn) -> None:
    work = factories.make_organisation(session, "Школа № 1")
    me = login("coordinator")
    page = me.submit(
        me.get(NEW_PERSON),
        {
            "birth_date": "2199-01-01",
            "emails-0-value": "ні",
            "phones-0-value": "067 12З 45 67 (Оля)",
            "phones-1-value": "(0332) 77 88 99, дод. 1234567",
            "workplaces-0-organisation": str(work.id),
            "workplaces-0-starts_on": "05.05.2026",
            "workplaces-0-ends_on": "05.05.2020",
        },
        status=422,
    )
    assert [field["name"] for field in page.select("input.is-invalid")] == [
        "last_name",
        "birth_date",
        "emails-0-value",
        "phones-0-value",
        "phones-1-value",
        "workplaces-0-ends_on",
    ]
    told = " ".join(page.errors())
    assert "дод. 1234567" in told and "The end cannot be before" in told
    page = me.submit(me.get(NEW_ORGANISATION), {"edrpou": "12345679", "phones-0-value": "12"}, status=422)
    assert [field["name"] for field in page.select("input.is-invalid")] == ["name", "edrpou", "phones-0-value"]
    assert page.texts(".field-error").count("Fill in this field.") == 1


@pytest.mark.parametrize(("language", "written"), [("uk", "дод. 5"), ("en", "ext. 5")])
def test_a_telephone_keeps_its_extension(session: Session, login: SignIn, language: str, written: str) -> None:
    me = login("coordinator", locale=language)
    page = me.submit(me.get(NEW_ORGANISATION), {"name": "Міська рада", "phones-0-value": "(0332) 77 88 99, дод. 5"})
    record = me.follow(page)
    (link,) = [item for item in record.select("a") if item.get("href", "").startswith("tel:")]
    assert link["href"] == "tel:+380332778899;ext=5"
    assert link.text.split() == ["+380", "33", "277", "88", "99", *written.split()]
    council = session.scalars(sa.select(Organisation)).one()
    # Saved as the form offers it, the number stays as it is; it is found by its line.
    form = me.get(f"/contacts/{council.id}/edit")
    me.submit(form, {"city": "Луцьк"})
    assert session.scalars(sa.select(ContactPhone.number)).all() == ["+380332778899;ext=5"]
    assert "Міська рада" in me.get("/contacts?q=0332 77 88 99").text


def test_a_person_may_return_to_a_place_of_work(session: Session, login: SignIn) -> None:
    work = factories.make_organisation(session, "Школа № 1")
    person = factories.make_person(session, "Учитель Олег")
    me = login("coordinator")
    first = {"role": "учитель", "starts_on": "01.09.2010", "ends_on": "31.05.2015"}
    again = {"role": "директор", "starts_on": "01.09.2022"}
    rows = {
        f"workplaces-{place}-{name}": value
        for place, row in enumerate((first, again))
        for name, value in {"organisation": str(work.id), **row}.items()
    }
    me.submit(me.get(f"/contacts/{person.id}/edit"), rows)
    roles = sa.select(Affiliation.id, Affiliation.role).order_by(Affiliation.id)
    saved = session.execute(roles).all()
    assert [row.role for row in saved] == ["учитель", "директор"]
    me.submit(me.get(f"/contacts/{person.id}/edit"), {"city": "Луцьк"})
    assert session.execute(roles).all() == saved
    shown = me.get(f"/contacts/{person.id}").text
    assert "учитель" in shown and "директор" in shown


def test_without_a_script_a_button_adds_a_row(session: Session, login: SignIn) -> None:
    me = login("coordinator")
    page = me.submit(me.get(NEW_PERSON), {"last_name": "А", "add_row": "emails"}, status=200)
    assert {"emails-0-value", "emails-1-value"} <= set(page.form())
    assert page.form()["last_name"] == "А"
    me.submit(page, {"add_row": "no-such-list"}, status=200)
    assert session.scalar(sa.select(sa.func.count(Contact.id))) == 0


def test_a_likely_duplicate_warns_once_and_does_not_stop_real_people(session: Session, login: SignIn) -> None:
    known = factories.make_person(session, "Коваль", "Олена", email="olena@library.example")
    me = login("coordinator")
    typed = {"last_name": "Коваль", "first_name": "Олена", "emails-0-value": "olena@library.example"}
    warned = me.submit(me.get(NEW_PERSON), typed, status=422)
    assert "same e-mail" in warned.text and f"/contacts/{known.id}" in warned.links
    me.submit(warned)
    assert session.scalar(sa.select(sa.func.count(Person.id))) == 2


def test_a_likely_duplicate_shows_while_typing(session: Session, login: SignIn) -> None:
    person = factories.make_person(session, "Коваль", "Олена", email="olena@library.example")
    organisation = factories.make_organisation(session, "ГО «Простір читання»", edrpou="40075815")
    me = login("coordinator")
    shown = me.get("/contacts/likely", query_string={"last_name": "Koval", "first_name": "Olena"})
    # Namesakes can be told apart without opening each of them.
    assert "Коваль Олена" in shown.html and "olena@library.example" in shown.html
    assert "Простір" in me.get("/contacts/likely", query_string={"name": "x", "edrpou": "40075815"}).html
    asked = {"last_name": "Коваль", "first_name": "Олена", "exclude": person.id}
    assert me.get("/contacts/likely", query_string=asked).html.strip() == ""
    for odd in (
        {},
        {"last_name": LONG},
        {"exclude": "9" * 30, "name": organisation.display_name},
        {"emails-x-value": "1"},
    ):
        me.get("/contacts/likely", query_string=odd)


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("Барвінчук Олена", "Барвинчук Олена"),
        ("Барвинчук Олена Іванівна", "Барвінчук Олена"),
        ("Барвінчук Олена", "Барвинчук Олена Іванівна"),
        ("Ґалаган Генадій", "Galagan Gennadiy"),
        ("Hryhorenko Khrystyna", "Григоренко Христина"),
        ("Коваленко О.", "Коваленко Олександр"),
        ("Мельник Марія", "Мелник Мария"),
        ("Барвінчук Єлизавета", "Барвінчук Елизавета"),
    ],
)
def test_a_name_in_another_spelling_shows_while_typing(session: Session, login: SignIn, known: str, typed: str) -> None:
    factories.make_person(session, *known.split(" ", 1))
    last, first = typed.split(" ", 1)
    shown = login("coordinator").get("/contacts/likely", query_string={"last_name": last, "first_name": first})
    assert known in shown.html


def test_a_namesake_shows_among_hundreds_whose_surnames_begin_alike(session: Session, login: SignIn) -> None:
    for place in range(COMPARED + 10):
        factories.make_person(session, f"Ковалевська{place}", "Інна")
    factories.make_person(session, "Ковальчук", "Олена")
    asked = {"last_name": "Ковальчук", "first_name": "Олена"}
    assert "Ковальчук Олена" in login("coordinator").get("/contacts/likely", query_string=asked).html


def test_two_people_who_save_the_same_contact_see_both_versions(session: Session, login: SignIn) -> None:
    person = factories.make_person(session, "Коваль", email="old@library.example", phone="+380501110000")
    work = factories.make_organisation(session, "ГО «Простір»")
    first, second = login("coordinator"), login("director")
    page = second.get(f"/contacts/{person.id}/edit")
    first.submit(
        first.get(f"/contacts/{person.id}/edit"),
        {
            "city": "Ківерці", "website": "https://first.example", "emails-0-value": "first@library.example",
            "workplaces-0-organisation": str(work.id), "phones-0-value": "050 111 00 01",
        },
    )  # fmt: skip
    shown = second.submit(page, {"city": "Луцьк", "phones-0-value": "050 111 22 33"}, status=409)
    table = {
        row.th.get_text(): [cell.get_text() for cell in row.find_all("td")] for row in shown.select(".table-m tbody tr")
    }
    # What the second one touched stands side by side; the rest is taken over.
    assert table == {
        "City": ["Луцьк", "Ківерці"],
        "Phones": ["+380\xa050\xa0111\xa022\xa033 (work)", "+380\xa050\xa0111\xa000\xa001 (work)"],
    }
    assert "is taken over as it is saved now: E-mails, Website, Works at" in shown.text
    assert session.get(Person, person.id).city == "Ківерці"
    second.submit(shown)
    session.expire_all()
    assert (person.city, person.website) == ("Луцьк", "https://first.example")
    assert [row.email for row in person.emails] == ["first@library.example"]
    assert [row.number for row in person.phones] == ["+380501112233"]
    assert [row.organisation_id for row in person.affiliations] == [work.id]
    assert page.form()["version"] != shown.form()["version"]


def test_what_was_touched_stays_touched_through_a_second_stale_save(session: Session, login: SignIn) -> None:
    person = factories.make_person(session, "Коваль", city="Рівне", website="https://old.example")
    first, second = login("coordinator"), login("director")
    page = second.get(f"/contacts/{person.id}/edit")
    first.submit(first.get(f"/contacts/{person.id}/edit"), {"city": "Ківерці"})
    shown = second.submit(page, {"city": "Луцьк"}, status=409)
    first.submit(first.get(f"/contacts/{person.id}/edit"), {"city": "Ковель", "website": "https://new.example"})
    again = second.submit(shown, status=409)
    assert (again.form()["city"], again.form()["website"]) == ("Луцьк", "https://new.example")
    second.submit(again)
    session.expire_all()
    assert (person.city, person.website) == ("Луцьк", "https://new.example")


def test_what_was_taken_off_a_contact_stands_in_its_timeline(session: Session, login: SignIn) -> None:
    person = factories.make_person(session, "Коваль", email="old@library.example")
    other = factories.make_person(session, "Бойко", email="other@library.example")
    me = login("coordinator")
    path = f"/contacts/{person.id}"
    me.submit(me.get(f"{path}/edit"), {"emails-0-value": ""})
    assert me.get(path).texts(".timeline-title")[0] == "Changed: e-mails"
    me.submit(me.get(f"{path}/edit"), {"tags": "письменники"})
    me.submit(me.get(f"{path}/edit"), {"tags": "письменники, Діти"})
    assert me.get(path).texts(".timeline-title")[:3] == ["Changed: tags", "Changed: tags", "Changed: e-mails"]
    assert not [title for title in me.get(f"/contacts/{other.id}").texts(".timeline-title") if "Changed" in title]
    log = login("administrator").get(f"/settings/audit?table=contacts&record={person.id}")
    assert "Tags: письменники → Діти, письменники" in log.text


def test_an_archived_contact_leaves_the_list_and_comes_back(session: Session, login: SignIn) -> None:
    organisation = factories.make_organisation(session, "ГО «Простір»")
    me = login("coordinator")
    me.post(f"/contacts/{organisation.id}/archive")
    page = me.get("/contacts")
    undo = page.select(".toast-note form")[0]["action"]
    assert "ГО «Простір»" not in names(page)
    assert names(me.get("/contacts?view=archive")) == ["ГО «Простір»"]
    assert me.get("/contacts/lookup?q=простір").json == []
    me.post(undo)
    assert names(me.get("/contacts")) == ["ГО «Простір»"]
    assert "The archive is empty" in me.get("/contacts?view=archive").text


def test_what_happened_with_a_contact_is_written_down(session: Session, login: SignIn) -> None:
    person = factories.make_person(session, "Коваль")
    me = login("staff")
    page = me.get(f"/contacts/{person.id}")
    form = "form[action$=interactions]"
    refused = me.submit(page, {"subject": "Завтра", "occurred_on": "2199-01-01", "body": "Довго"}, 422, form)
    assert any("not later than today" in text for text in refused.errors())
    assert refused.form(form)["body"] == "Довго"
    me.submit(page, {"subject": "Домовилися <b>", "kind": "meeting", "body": "\0Текст"}, css=form)
    written = session.scalars(sa.select(Interaction)).one()
    assert (written.subject, written.body, written.author_id) == ("Домовилися <b>", "Текст", me.user.id)
    assert "Meeting: Домовилися <b>" in me.get(f"/contacts/{person.id}").texts(".timeline-title")


def test_a_picker_makes_a_contact_by_its_name(session: Session, login: SignIn) -> None:
    me = login("coordinator")
    made = me.send("POST", "/contacts/quick", 201, json={"name": " Книгарня\0 «Є» ", "kind": "organisation"})
    assert made.json["text"] == "Книгарня «Є»"
    assert session.get(Organisation, made.json["id"]).display_name == "Книгарня «Є»"
    person = me.send("POST", "/contacts/quick", 201, data={"name": "Дем'яненко Ірина", "kind": "person"})
    assert session.get(Person, person.json["id"]).first_name == "Ірина"
    for odd in ({"name": ""}, {"name": "\ud800"}, [], {"name": "\0\0"}, "text"):
        assert me.send("POST", "/contacts/quick", 422, json=odd).json["error"]
    assert me.client.post("/contacts/quick", json={"name": "Без токена"}).status_code == 400
    login("monitor").send("POST", "/contacts/quick", 403, json={"name": "Ні"})


@pytest.mark.parametrize("number", ["0", "999999", "2147483647", "2147483648", "9" * 30])
def test_a_contact_that_does_not_exist_is_not_found(session: Session, login: SignIn, number: str) -> None:
    me = login("coordinator")
    me.get(f"/contacts/{number}", status=404)
    me.get(f"/contacts/{number}/edit", status=404)
    me.get(f"{NEW_PERSON}?organisation={number}")


def test_pages_ask_the_same_number_of_questions_whatever_they_show(session: Session, login: SignIn, app: Flask) -> None:
    person = factories.make_person(session, "Коваль", email="a@b.example")
    me = login("coordinator")
    few = costs(app, me, "/contacts", f"/contacts/{person.id}")
    work = factories.make_organisation(session)
    for place in range(30):
        factories.make_affiliation(
            session, factories.make_person(session, f"Особа {place}", email=f"p{place}@b.example"), work
        )
        factories.make_interaction(session, person)
        factories.make_donation(session, person)
        factories.make_attachment(session, contact_id=person.id)
    factories.make_affiliation(session, person, work)
    assert costs(app, me, "/contacts", f"/contacts/{person.id}") == few
    assert few[0] <= 8 and few[1] <= 31, few


def test_signs_that_nobody_sees_do_not_come_along_when_text_is_pasted(session: Session, login: SignIn) -> None:
    client = login("coordinator")
    typed = {
        "last_name": "\u202aКо\u00adваль\u202c",
        "first_name": "Оле\u200bна 👩\u200d🏫",
        "emails-0-value": "\ufeffolena@library.example\u200b",
        "phones-0-value": "\u202a+380 67 123 45 67\u202c",
    }
    client.submit(client.get(NEW_PERSON), typed)
    person = session.scalars(sa.select(Person)).one()
    assert (person.last_name, person.first_name) == ("Коваль", "Олена 👩\u200d🏫")
    assert person.emails[0].email == "olena@library.example"
    assert person.phones[0].number == "+380671234567"


def test_what_may_be_begun_with_a_contact_begins_with_it_chosen(session: Session, login: SignIn) -> None:
    house = factories.make_organisation(session, "ГО «Ґудзик»")
    person = factories.make_person(session, "Ґудз", "Єва")
    me = login("coordinator")
    page = me.get(f"/contacts/{house.id}")
    assert page.texts("#begin .pop-item") == [
        "Add a partnership",
        "Add a donation",
        "Add an application to this funder",
    ]
    for item in page.select("#begin .pop-item"):
        assert "ГО «Ґудзик»" in me.get(str(item["href"])).form().values()
    page = me.get(f"/contacts/{person.id}")
    assert page.texts("#begin .pop-item") == ["Add a volunteer", "Add a donation"]
    assert "Ґудз Єва" in me.get(str(page.select("#begin .pop-item")[0]["href"])).form().values()
    factories.make_partnership(session, house)
    factories.make_volunteer(session, person)
    assert me.get(f"/contacts/{house.id}").texts("#begin .pop-item")[0] == "Add a donation"
    assert me.get(f"/contacts/{person.id}").texts("#begin .pop-item") == ["Add a donation"]
    assert not login("monitor").get(f"/contacts/{house.id}").select("#begin")


def test_a_contact_of_whom_nothing_is_known_has_no_empty_card(session: Session, login: SignIn) -> None:
    person = factories.make_person(session, "Ґудз", "Єва")
    me = login("coordinator")
    assert "At a glance" not in me.get(f"/contacts/{person.id}").text
    person.city = "Вербоград"
    session.commit()
    assert "At a glance" in me.get(f"/contacts/{person.id}").text


def test_more_ways_to_reach_than_the_form_offers_are_all_there_and_stay(session: Session, login: SignIn) -> None:
    person = factories.make_person(session)
    for place in range(25):
        person.phones.append(ContactPhone(number=f"+3805011122{place:02}", position=place))
    session.commit()
    me = login("coordinator")
    page = me.get(f"/contacts/{person.id}/edit")
    assert len(page.select("[name^=phones-][name$=-value]")) == 25
    me.submit(page, {"city": "Луцьк"})
    session.expire_all()
    assert (person.city, len(person.phones)) == ("Луцьк", 25)
