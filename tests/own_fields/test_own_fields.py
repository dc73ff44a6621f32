"""User-defined fields: in forms, on records, in lists, files, imports and the audit log."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.custom_fields import LONGEST_TEXT, FieldType
from app.queries.custom_fields import values_of
from app.services.custom_fields import delete_field
from models.audit import AuditEntry
from models.contacts import Organisation, Person
from models.custom_fields import CustomField, CustomValue
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import count_queries
from tests.support.pages import Page, PageClient

NEW_PERSON = "/contacts/people/new"
NEW_ORGANISATION = "/contacts/organisations/new"
FIELDS = "/settings/fields"
FORM = "form.form-page"
START = "form[action$='/start']"


def names(page: Page) -> list[str]:
    return page.texts("tbody th a")


def exported(page: Page) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page.response.get_data(as_text=True).lstrip("\ufeff"))))


def one_of_each(session: Session) -> dict[FieldType, CustomField]:
    made = {
        FieldType.TEXT: ("Читацький квиток", {}),
        FieldType.NUMBER: ("Працівників", {}),
        FieldType.DATE: ("Останній аудит", {}),
        FieldType.CHOICE: ("Мова спілкування", {"options": ["українська", "польська"]}),
        FieldType.FLAG: ("Доступне", {}),
    }
    return {kind: factories.make_custom_field(session, kind, name, **more) for kind, (name, more) in made.items()}


def key(field: CustomField) -> str:
    return f"custom_{field.id}"


def test_a_field_of_each_type_is_filled_in_shown_and_changed(session: Session, login: SignIn) -> None:
    fields = one_of_each(session)
    option = fields[FieldType.CHOICE].options[1]
    me = login("coordinator")
    typed = {
        key(fields[FieldType.TEXT]): "  А-12  34 ",
        key(fields[FieldType.NUMBER]): "1 234,5",
        key(fields[FieldType.DATE]): "31.12.2025",
        key(fields[FieldType.CHOICE]): str(option.id),
        key(fields[FieldType.FLAG]): "0",
    }
    page = me.follow(me.submit(me.get(NEW_PERSON), {"last_name": "Ґудзь", **typed}))
    for text in ("А-12 34", "1,234.5", "31 Dec 2025", "польська", "No"):
        assert text in page.text
    person = session.scalars(sa.select(Person)).one()
    expected = {
        FieldType.TEXT: "А-12 34",
        FieldType.NUMBER: Decimal("1234.5"),
        FieldType.DATE: date(2025, 12, 31),
        FieldType.CHOICE: option.id,
        FieldType.FLAG: False,
    }
    assert values_of(session, person.id) == {fields[kind].id: value for kind, value in expected.items()}
    form = me.get(f"/contacts/{person.id}/edit")
    assert form.form()[key(fields[FieldType.NUMBER])] == "1234.5"
    version = person.version
    me.submit(form, {key(fields[FieldType.TEXT]): "", key(fields[FieldType.FLAG]): "1"})
    session.expire_all()
    assert values_of(session, person.id)[fields[FieldType.FLAG].id] is True
    assert fields[FieldType.TEXT].id not in values_of(session, person.id)
    assert person.version > version


@pytest.mark.parametrize(
    ("kind", "typed", "message"),
    [
        (FieldType.NUMBER, "багато", "Enter a number"),
        (FieldType.NUMBER, "1,234", "“1,234” can be read in two ways: write 1234 or 1.234."),
        (FieldType.NUMBER, "1,23456", "Enter a number"),
        (FieldType.NUMBER, "9" * 13, "Enter a number"),
        (FieldType.DATE, "32.13.2020", "Enter a date"),
        (FieldType.CHOICE, "999999", "Choose one of the offered values."),
        (FieldType.CHOICE, "x", "Choose one of the offered values."),
        (FieldType.FLAG, "maybe", "Choose one of the offered values."),
        (FieldType.TEXT, "я" * 501, "Use at most 500 characters."),
    ],
)
def test_a_value_of_another_type_is_refused_and_kept(
    session: Session, login: SignIn, kind: FieldType, typed: str, message: str
) -> None:
    field = one_of_each(session)[kind]
    me = login("coordinator")
    page = me.submit(me.get(NEW_PERSON), {"last_name": "Ґудзь", key(field): typed}, 422)
    assert any(message in error for error in page.errors()), page.errors()
    assert page.form()["last_name"] == "Ґудзь"
    assert session.scalar(sa.select(sa.func.count(Person.id))) == 0


@pytest.mark.parametrize(
    ("locale", "typed", "number"),
    [
        ("uk", "1,234", "1.234"),
        ("uk", "1 234,5", "1234.5"),
        ("en", "1,234.5", "1234.5"),
        ("en", "1,234,567", "1234567"),
    ],
)
def test_a_number_is_read_as_the_language_of_its_reader_writes_it(
    session: Session, login: SignIn, locale: str, typed: str, number: str
) -> None:
    field = factories.make_custom_field(session, FieldType.NUMBER, "Площа")
    me = login("coordinator", locale=locale)
    me.submit(me.get(NEW_PERSON), {"last_name": "Ґудзь", key(field): typed})
    assert values_of(session, session.scalars(sa.select(Person)).one().id) == {field.id: Decimal(number)}


def test_a_required_field_is_asked_for_and_only_where_it_belongs(session: Session, login: SignIn) -> None:
    field = factories.make_custom_field(session, name="Квиток", for_organisations=False, is_required=True)
    me = login("coordinator")
    page = me.submit(me.get(NEW_PERSON), {"last_name": "Ґудзь"}, 422)
    assert any("Квиток" in error for error in page.errors())
    assert key(field) not in me.get(NEW_ORGANISATION).form()
    me.submit(me.get(NEW_ORGANISATION), {"name": "ГО «Простір»"})
    me.post("/contacts/quick", {"name": "Швидка Анна", "kind": "person"}, 201)


def test_a_field_deleted_while_somebody_fills_it_in_is_named_and_nothing_is_lost(
    session: Session, login: SignIn
) -> None:
    gone = factories.make_custom_field(session, name="Квиток")
    stays = factories.make_custom_field(session, name="Примітка")
    person = factories.make_person(session, "Ґудзь", "Олена")
    me = login("coordinator")
    form = me.get(f"/contacts/{person.id}/edit")
    gone_key, stays_key = key(gone), key(stays)
    delete_field(session, gone)
    session.commit()
    page = me.submit(form, {"first_name": "Ірина", gone_key: "А-77", stays_key: "важливо"}, 422)
    assert "Квиток" in page.text and "А-77" in page.text and "was removed" in page.text
    assert page.form()["first_name"] == "Ірина" and page.form()[stays_key] == "важливо"
    session.expire_all()
    assert person.first_name == "Олена" and not values_of(session, person.id)
    me.submit(page)
    session.expire_all()
    assert person.first_name == "Ірина" and values_of(session, person.id) == {stays.id: "важливо"}


def test_an_option_removed_while_somebody_chooses_it_is_named(session: Session, login: SignIn) -> None:
    field = factories.make_custom_field(session, FieldType.CHOICE, "Мова", options=["українська", "польська"])
    me = login("coordinator")
    form = me.get(NEW_PERSON)
    option = field.options[1]
    number = option.id
    field.options.remove(option)
    session.commit()
    page = me.submit(form, {"last_name": "Ґудзь", key(field): str(number)}, 422)
    assert "“польська”" in page.text and "“Мова”" in page.text
    assert page.form()["last_name"] == "Ґудзь"
    assert session.scalar(sa.select(sa.func.count(Person.id))) == 0


@pytest.mark.parametrize("shown", ["", "[]", "{", "[[[[", '{"7": 3}', "x" * 200_000, '{"1": ["a", 5]}'])
def test_a_broken_memory_of_the_form_does_no_harm(session: Session, login: SignIn, shown: str) -> None:
    me = login("coordinator")
    page = me.post(NEW_PERSON, {"last_name": "Ґудзь", "custom_999": "x", "custom_shown": shown}, 422)
    assert "No. 999" in page.text


def test_two_versions_are_compared_with_the_own_fields(session: Session, login: SignIn) -> None:
    field = factories.make_custom_field(session, FieldType.CHOICE, "Мова", options=["українська", "польська"])
    person = factories.make_person(session, "Ґудзь")
    me, other = login("coordinator"), login("director")
    mine, theirs = me.get(f"/contacts/{person.id}/edit"), other.get(f"/contacts/{person.id}/edit")
    other.submit(theirs, {key(field): str(field.options[0].id)})
    page = me.submit(mine, {key(field): str(field.options[1].id)}, 409)
    assert page.texts(".callout td") == ["польська", "українська"]


def test_a_change_is_in_the_audit_log_under_the_name_of_the_field(session: Session, login: SignIn) -> None:
    field = factories.make_custom_field(session, FieldType.CHOICE, "Мова", options=["українська", "польська"])
    person = factories.make_person(session, "Ґудзь")
    factories.make_custom_value(session, person, field, field.options[0].id)
    me = login("administrator")
    me.submit(me.get(f"/contacts/{person.id}/edit"), {key(field): str(field.options[1].id)})
    entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.record_id == person.id))
    found = [entry for entry in entries if entry.table_name == "contacts" and "«Мова»" in (entry.after or {})]
    assert [(entry.before, entry.after) for entry in found] == [({"«Мова»": "українська"}, {"«Мова»": "польська"})]
    assert found[0].actor_id == me.user.id
    assert "“Мова”: українська → польська" in me.get(f"/settings/audit?table=contacts&record={person.id}").text


def test_lists_are_filtered_by_own_fields_and_files_have_their_columns(session: Session, login: SignIn) -> None:
    fields = one_of_each(session)
    anna, olha = (factories.make_person(session, name) for name in ("Анненко", "Ольжич"))
    values: dict[FieldType, tuple[Any, Any]] = {
        FieldType.TEXT: ("Дем’ян 12345678901", "інший ґанок"),
        FieldType.NUMBER: (Decimal("10.5"), Decimal(200)),
        FieldType.DATE: (date(2024, 5, 1), date(2026, 5, 1)),
        FieldType.CHOICE: tuple(option.id for option in fields[FieldType.CHOICE].options),
        FieldType.FLAG: (True, False),
    }
    for kind, pair in values.items():
        for person, value in zip((anna, olha), pair, strict=True):
            factories.make_custom_value(session, person, fields[kind], value)
    factories.make_person(session, "Порожня")
    me = login("coordinator")

    def found(**query: str) -> list[str]:
        return [name.split()[0] for name in names(me.get("/contacts", query_string=query))]

    option = str(fields[FieldType.CHOICE].options[0].id)
    number, day, text = key(fields[FieldType.NUMBER]), key(fields[FieldType.DATE]), key(fields[FieldType.TEXT])
    assert found(**{key(fields[FieldType.CHOICE]): option}) == ["Анненко"]
    assert found(**{key(fields[FieldType.FLAG]): "0"}) == ["Ольжич"]
    assert found(**{text: "дем'ян"}) == ["Анненко"]
    assert found(**{text: "12345678901"}) == ["Анненко"]
    assert found(**{text: "ганок"}) == found(**{text: "Ґанок"}) == ["Ольжич"]
    assert found(**{text: "100%"}) == []
    assert found(**{f"{number}_from": "10,5", f"{number}_to": "199"}) == ["Анненко"]
    assert found(**{f"{day}_from": "2025-01-01"}) == ["Ольжич"]
    assert found(filled=str(fields[FieldType.TEXT].id)) == ["Анненко", "Ольжич"]
    assert found(filled=f"-{fields[FieldType.TEXT].id}") == ["Порожня"]
    for bad in ({f"{number}_from": "ні"}, {f"{number}_to": "1,234"}, {f"{day}_to": "31.31.2020"}, {"filled": "999"}):
        me.get("/contacts", query_string=bad, status=422)
    row = exported(me.get(f"/contacts?{number}_to=100&format=csv"))[0]
    assert row["Працівників"] == "10.5" and row["Мова спілкування"] == "українська" and row["Доступне"] == "Yes"
    assert row["Останній аудит"] == "2024-05-01"
    assert me.get("/contacts?format=xlsx").response.data.startswith(b"PK")


def test_a_column_stands_in_the_list_when_the_field_asks_for_it(session: Session, login: SignIn) -> None:
    shown = factories.make_custom_field(session, FieldType.NUMBER, "Працівників", in_list=True)
    factories.make_custom_field(session, name="Квиток")
    factories.make_custom_value(session, factories.make_person(session), shown, Decimal("12.25"))
    page = login("coordinator").get("/contacts")
    assert "Працівників" in page.texts("thead th") and "Квиток" not in page.texts("thead th")
    assert "12.25" in page.texts("tbody td")


def test_own_fields_cost_a_fixed_number_of_questions(app: Flask, session: Session, login: SignIn) -> None:
    field = factories.make_custom_field(session, FieldType.CHOICE, "Мова", options=["українська"], in_list=True)
    person = factories.make_person(session)
    factories.make_custom_value(session, person, field, field.options[0].id)
    me = login("coordinator")

    def cost() -> list[int]:
        found = []
        for path in ("/contacts", f"/contacts/{person.id}", f"/contacts/{person.id}/edit"):
            with count_queries(app) as counted:
                me.get(path)
            found.append(len(counted.statements))
        return found

    cost()
    few = cost()
    for kind in FieldType:
        more = factories.make_custom_field(session, kind, options=["а", "б"] if kind is FieldType.CHOICE else ())
        value = {FieldType.TEXT: "а", FieldType.NUMBER: Decimal(1), FieldType.DATE: date(2026, 1, 1)}.get(kind, True)
        value = more.options[0].id if kind is FieldType.CHOICE else value
        for other in (person, *(factories.make_person(session) for _ in range(3))):
            factories.make_custom_value(session, other, more, value)
    assert cost() == few


def upload(me: PageClient, data: bytes, name: str = "c.csv") -> Page:
    values = {"kind": "contacts", "file": (io.BytesIO(data), name)}
    return me.follow(me.post("/imports/new", values, content_type="multipart/form-data"))


def test_an_import_maps_columns_to_own_fields_and_refuses_bad_values(session: Session, login: SignIn) -> None:
    fields = one_of_each(session)
    only = factories.make_custom_field(session, name="Для організацій", for_people=False)
    lines = (
        "Прізвище;Читацький квиток;Працівників;Останній аудит;Мова спілкування;Доступне;Для організацій",
        "Перша;А-1;1 200,5;01.02.2025;Польська;так;",
        "Друга;;;;;;",
        "Третя;;багато;;;;",
        "Четверта;;;;німецька;;",
        "П’ята;;;;;можливо;",
        "Шоста;;;;;;не її",
    )
    me = login("administrator")
    page = upload(me, "\n".join(lines).encode())
    assert page.form(FORM)[f"field_{key(fields[FieldType.CHOICE])}"] == "Мова спілкування"
    page = me.follow(me.submit(page, css=FORM))
    assert "Refused" in page.text and "1,200.5" in page.texts("tbody td")
    reasons = page.text
    assert "This is no value of the field" in reasons and "Contacts of this kind do not have the field" in reasons
    me.submit(page, {"skip_refused": "y"}, css=START)
    session.expire_all()
    people = {person.last_name: person.id for person in session.scalars(sa.select(Person))}
    assert set(people) == {"Перша", "Друга"}
    assert values_of(session, people["Перша"]) == {
        fields[FieldType.TEXT].id: "А-1",
        fields[FieldType.NUMBER].id: Decimal("1200.5"),
        fields[FieldType.DATE].id: date(2025, 2, 1),
        fields[FieldType.CHOICE].id: fields[FieldType.CHOICE].options[1].id,
        fields[FieldType.FLAG].id: True,
    }
    assert only.id not in values_of(session, people["Перша"]) and not values_of(session, people["Друга"])


def test_a_number_of_a_file_that_can_be_read_in_two_ways_is_refused_where_the_form_refuses_it(
    session: Session, login: SignIn
) -> None:
    field = factories.make_custom_field(session, FieldType.NUMBER, name="Квиток")
    lines = "Прізвище;Квиток\nПерша;1,234\nДруга;1,234.5\nТретя;0,125\nЧетверта;12,5".encode()
    me = login("administrator")
    page = me.follow(me.submit(upload(me, lines), css=FORM))
    refused = [row.get_text(" ", strip=True) for row in page.select("tbody tr") if "1,234" in row.get_text()]
    assert any("The comma may part thousands or a fraction" in row for row in refused)
    me.submit(page, {"skip_refused": "y"}, css=START)
    assert number_of(session, field, "Друга") == Decimal("1234.5")
    assert number_of(session, field, "Третя") == Decimal("0.125")
    assert number_of(session, field, "Четверта") == Decimal("12.5")
    assert session.scalar(sa.select(Person.id).where(Person.last_name == "Перша")) is None
    reader = login("administrator", locale="uk")
    page = reader.follow(reader.submit(upload(reader, lines), css=FORM))
    assert "Кома" not in page.text
    reader.submit(page, css=START)
    assert number_of(session, field, "Перша") == Decimal("1.234")


def number_of(session: Session, field: CustomField, last_name: str) -> Decimal:
    session.expire_all()
    person = session.scalars(sa.select(Person).where(Person.last_name == last_name)).one()
    found = values_of(session, person.id)[field.id]
    assert isinstance(found, Decimal)
    return found


def test_an_import_fills_gaps_of_known_contacts_and_overwrites_nothing(session: Session, login: SignIn) -> None:
    card, note = (factories.make_custom_field(session, name=name) for name in ("Квиток", "Примітка"))
    person = factories.make_person(session, "Відома", "Анна", email="anna@library.example")
    factories.make_custom_value(session, person, card, "старий")
    me = login("administrator")
    page = upload(me, "Прізвище;Ім’я;E-mail;Квиток;Примітка\nВідома;Анна;anna@library.example;новий;друг".encode())
    page = me.follow(me.submit(page, {"duplicates": "update"}, css=FORM))
    me.submit(page, css=START)
    session.expire_all()
    assert values_of(session, person.id) == {card.id: "старий", note.id: "друг"}


def test_an_import_is_refused_when_a_mapped_field_is_deleted_before_it_begins(session: Session, login: SignIn) -> None:
    field = factories.make_custom_field(session, name="Квиток")
    me = login("administrator")
    page = me.follow(me.submit(upload(me, "Прізвище;Квиток\nПерша;А-1".encode()), css=FORM))
    delete_field(session, field)
    session.commit()
    page = me.follow(me.submit(page, css=START))
    assert session.scalar(sa.select(sa.func.count(Person.id))) == 0
    assert "removed meanwhile: Квиток." in page.text


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp")), min_size=1, max_size=60
).map(lambda text: " ".join(text.split()))


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=TEXTS.filter(lambda text: text and not text.startswith("'")),
    number=st.decimals(-999_999_999, 999_999_999, places=4, allow_nan=False),
    day=st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    flag=st.booleans(),
    choice=st.integers(0, 1),
    kind=st.sampled_from(["csv", "xlsx"]),
)
def test_what_is_typed_comes_back_from_a_file(
    app: Flask,
    session: Session,
    login: SignIn,
    text: str,
    number: Decimal,
    day: date,
    flag: bool,
    choice: int,
    kind: str,
) -> None:
    """Any valid value goes from the form to the database, into a file, and from the file into another contact."""
    for table in (CustomValue, CustomField, Person):
        for record in session.scalars(sa.select(table)):
            session.delete(record)
        session.flush()
    fields = one_of_each(session)
    me = login("administrator")
    typed = {
        key(fields[FieldType.TEXT]): text,
        key(fields[FieldType.NUMBER]): format(number, "f").replace(".", ","),
        key(fields[FieldType.DATE]): day.isoformat(),
        key(fields[FieldType.CHOICE]): str(fields[FieldType.CHOICE].options[choice].id),
        key(fields[FieldType.FLAG]): "1" if flag else "0",
    }
    me.submit(me.get(NEW_PERSON), {"last_name": "Ґудзь", "first_name": "Олена", **typed})
    person = session.scalars(sa.select(Person)).one()
    before = values_of(session, person.id)
    assert before[fields[FieldType.NUMBER].id] == number and before[fields[FieldType.TEXT].id] == text
    data = me.get(f"/contacts?format={kind}").response.data
    session.delete(person)
    session.commit()
    page = me.follow(me.submit(upload(me, data, f"contacts.{kind}"), css=FORM))
    me.submit(page, css=START)
    session.expire_all()
    again = session.scalars(sa.select(Person)).one()
    assert values_of(session, again.id) == before


def test_a_value_has_exactly_one_type(session: Session) -> None:
    person, field = factories.make_person(session), factories.make_custom_field(session)
    session.commit()
    for wrong in ({}, {"text_value": "а", "number_value": Decimal(1)}):
        with pytest.raises(IntegrityError):
            factories.save(session, CustomValue(contact_id=person.id, field_id=field.id, **wrong))
        session.rollback()


def test_a_field_is_added_changed_moved_and_archived(session: Session, login: SignIn) -> None:
    me = login("administrator")
    page = me.get(f"{FIELDS}/new")
    me.submit(page, {
        "name_uk": "Мова спілкування", "name_en": "Language", "type": "choice",
        "options-0-name_uk": "українська", "options-0-name_en": "Ukrainian",
    })  # fmt: skip
    field = session.scalars(sa.select(CustomField)).one()
    other = factories.make_custom_field(session, name="Квиток")
    person = factories.make_person(session)
    factories.make_custom_value(session, person, field, field.options[0].id)
    assert "Language" in me.get(f"/contacts/{person.id}").text
    changes = {"options-0-name_uk": "державна", "options-0-name_en": "", "options-1-name_uk": "польська"}
    me.submit(me.get(f"{FIELDS}/{field.id}"), changes, css=FORM)
    session.expire_all()
    assert [option.name_uk for option in field.options] == ["державна", "польська"]
    assert "державна" in me.get(f"/contacts/{person.id}").text
    assert me.get(FIELDS).texts("tbody th") == ["Language", "Квиток"]
    me.post(f"{FIELDS}/{other.id}/move", {"step": "-1"})
    assert me.get(FIELDS).texts("tbody th") == ["Квиток", "Language"]
    me.post(f"{FIELDS}/{field.id}/archive")
    assert "державна" not in me.get(f"/contacts/{person.id}").text
    assert key(field) not in me.get(NEW_PERSON).form()
    me.post(f"{FIELDS}/{field.id}/restore")
    assert "державна" in me.get(f"/contacts/{person.id}").text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name_uk": ""}, "Fill in this field."),
        ({"name_uk": "квиток"}, "Another field has this name already"),
        ({"name_uk": "Новий", "name_en": "КВИТОК"}, "Another field has this name already"),
        ({"name_uk": "Телефон"}, "already have a column of this name"),
        ({"name_uk": "Новий", "for_people": None}, "people, organisations or both"),
        ({"name_uk": "Новий", "type": "choice"}, "at least one option"),
        ({"name_uk": "Новий", "type": "choice", "options-0-name_uk": "а", "options-1-name_uk": "А"}, "the same name"),
        ({"name_uk": "Новий", "type": "zoo"}, "Choose one of the offered values."),
    ],
)
def test_a_field_that_cannot_be_is_refused(
    session: Session, login: SignIn, changes: dict[str, Any], message: str
) -> None:
    factories.make_custom_field(session, name="Квиток")
    me = login("administrator")
    page = me.submit(me.get(f"{FIELDS}/new"), changes, 422)
    assert any(message in error for error in page.errors()), page.errors()


def test_a_used_field_keeps_its_type_and_a_chosen_option_stays(session: Session, login: SignIn) -> None:
    field = factories.make_custom_field(session, FieldType.CHOICE, "Мова", options=["українська", "польська"])
    factories.make_custom_value(session, factories.make_person(session), field, field.options[0].id)
    me = login("administrator")
    page = me.submit(me.get(f"{FIELDS}/{field.id}"), {"type": "text"}, 422, css=FORM)
    assert any("what it holds cannot change" in error for error in page.errors())
    page = me.submit(me.get(f"{FIELDS}/{field.id}"), {"options-0-name_uk": ""}, 422, css=FORM)
    assert any("“українська” is chosen by contacts (1)" in error for error in page.errors())
    me.submit(me.get(f"{FIELDS}/{field.id}"), {"options-1-name_uk": ""}, css=FORM)
    session.expire_all()
    assert [option.name_uk for option in field.options] == ["українська"]


def test_deleting_a_field_names_what_is_lost(session: Session, login: SignIn) -> None:
    field = factories.make_custom_field(session, name="Квиток")
    for _ in range(3):
        factories.make_custom_value(session, factories.make_organisation(session), field, "а")
    me = login("administrator")
    factories.make_view(session, me.user, "З квитком", filters={f"custom_{field.id}": "а"})
    page = me.get(f"{FIELDS}/{field.id}/delete")
    assert "3 contacts lose their values" in page.text and "З квитком" in page.text
    page = me.submit(page, status=422)
    assert any("Tick" in error for error in page.errors())
    me.submit(page, {"agreed": "y"})
    assert session.scalar(sa.select(sa.func.count(CustomValue.id))) == 0
    assert session.scalar(sa.select(sa.func.count(Organisation.id))) == 3


def test_two_administrators_do_not_overwrite_each_other(session: Session, login: SignIn) -> None:
    field = factories.make_custom_field(session, name="Квиток")
    me = login("administrator")
    mine, theirs = me.get(f"{FIELDS}/{field.id}"), me.get(f"{FIELDS}/{field.id}")
    me.submit(theirs, {"help_text": "Вісім цифр"}, css=FORM)
    page = me.submit(mine, {"name_uk": "Картка"}, 409, css=FORM)
    assert page.form(FORM)["name_uk"] == "Картка"
    session.expire_all()
    assert field.name_uk == "Квиток"


def test_only_administrators_change_fields(login: SignIn) -> None:
    login("director").get(FIELDS, 403)


def test_longest_text_fits(session: Session, login: SignIn) -> None:
    field = factories.make_custom_field(session)
    me = login("coordinator")
    me.submit(me.get(NEW_PERSON), {"last_name": "Ґудзь", key(field): "ї" * LONGEST_TEXT})
    assert session.scalars(sa.select(CustomValue)).one().text_value == "ї" * LONGEST_TEXT
