"""Relationships on the page of a contact: both directions, circles, dates, ends, removal, who may do what."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.relationships import Choice
from app.queries.relationship_links import links
from app.queries.relationships import connections, guardians
from models.audit import AuditEntry
from models.contacts import Contact, Organisation, Person
from models.relationships import Relationship, RelationshipType
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import costs
from tests.support.pages import Page, PageClient

TODAY = datetime.now(UTC).date()


def choice(session: Session, code: str, *, backwards: bool = False) -> str:
    kind = session.scalars(sa.select(RelationshipType).where(RelationshipType.code == code)).one()
    return Choice(kind.id, backwards).value


def add(me: PageClient, contact: Contact, kind: str, other: Contact, status: int = 302, **fields: str | None) -> Page:
    page = me.get(f"/contacts/{contact.id}/relationships/new")
    typed = {"choice": kind, "other": str(other.id), "other_text": other.display_name, **fields}
    return me.submit(page, typed, status, css="main form.form-page")


def ties(me: PageClient, contact: Contact) -> list[str]:
    """Return what the card says: the wording and the name."""
    page = me.get(f"/contacts/{contact.id}")
    found = []
    for wording in page.select("#connections dl.ties > dt"):
        rows = wording.find_next_sibling("dd").select(".tie-text > a")
        found += [f"{wording.get_text(strip=True)} {row.get_text(strip=True)}" for row in rows]
    return found


def part(session: Session, inner: Organisation, whole: Organisation, **fields: object) -> Relationship:
    return factories.make_relationship(session, inner, whole, "part_of", **fields)


def test_each_contact_reads_the_relationship_from_its_own_side(session: Session, login: SignIn) -> None:
    mother = factories.make_person(session, "Коваль", "Оксана")
    child = factories.make_person(session, "Коваль", "Марко")
    me = login("coordinator")
    add(me, mother, choice(session, "guardian"), child, starts_on="01.09.2020", note="мати")
    assert ties(me, mother) == ["is parent or guardian of Коваль Марко"]
    assert ties(me, child) == ["is a child or ward of Коваль Оксана"]
    reader = login("staff", locale="uk")
    assert ties(reader, mother) == ["є батьком, матір’ю чи опікуном Коваль Марко"]
    assert ties(reader, child) == ["має батька, матір чи опікуна Коваль Оксана"]
    assert "мати" in me.get(f"/contacts/{child.id}").text
    assert "since 1 Sep 2020" in me.get(f"/contacts/{child.id}").text


def test_a_relationship_can_be_typed_from_the_other_side(session: Session, login: SignIn) -> None:
    mother = factories.make_person(session, "Коваль", "Оксана")
    child = factories.make_person(session, "Коваль", "Марко")
    me = login("coordinator")
    add(me, child, choice(session, "guardian", backwards=True), mother)
    saved = session.scalars(sa.select(Relationship)).one()
    assert (saved.from_contact_id, saved.to_contact_id) == (mother.id, child.id)


def test_the_menu_offers_only_what_fits_the_contact(session: Session, login: SignIn) -> None:
    me = login("coordinator")

    def offered(contact: Contact) -> list[str]:
        return me.get(f"/contacts/{contact.id}/relationships/new").texts("#choice option")[1:]

    person, place = factories.make_person(session), factories.make_organisation(session)
    assert "is parent or guardian of" in offered(person) and "is a child or ward of" in offered(person)
    assert "is part of" not in offered(person) and offered(person).count("is a colleague of") == 1
    assert {"is part of", "includes", "is chaired by"} <= set(offered(place))
    assert "is a child or ward of" not in offered(place) and "chairs" not in offered(place)


def test_a_symmetric_relationship_is_one_row_and_reads_the_same(session: Session, login: SignIn) -> None:
    one, two = factories.make_person(session, "Перша"), factories.make_person(session, "Друга")
    me = login("coordinator")
    kind = choice(session, "colleague")
    add(me, two, kind, one)
    assert ties(me, one) == ["is a colleague of Друга Олена"]
    assert ties(me, two) == ["is a colleague of Перша Олена"]
    refused = add(me, one, kind, two, 422)
    assert "already written down" in " ".join(refused.errors())
    assert len(session.scalars(sa.select(Relationship)).all()) == 1


@pytest.mark.parametrize("length", [2, 4])
def test_a_circle_is_refused_with_its_path_and_nothing_typed_is_lost(
    session: Session, login: SignIn, length: int
) -> None:
    chain = [factories.make_organisation(session, f"Заклад {number}") for number in range(length)]
    for inner, whole in pairwise(chain):
        part(session, inner, whole)
    me = login("coordinator")
    page = add(me, chain[-1], choice(session, "part_of"), chain[0], 422, starts_on="2026-01-31", note="за наказом № 5")
    path = " → ".join(item.display_name for item in [chain[-1], *chain])
    assert any(f"circle of “is part of”: {path}." in error for error in page.errors())
    kept = page.form()
    assert kept["note"] == "за наказом № 5" and kept["starts_on"] == "2026-01-31"
    assert kept["other"] == str(chain[0].id) and kept["choice"] == choice(session, "part_of")
    backwards = add(me, chain[0], choice(session, "part_of", backwards=True), chain[-1], 422)
    assert any(path in error for error in backwards.errors())
    assert len(session.scalars(sa.select(Relationship)).all()) == length - 1


def test_links_that_never_hold_together_close_no_circle(session: Session, login: SignIn) -> None:
    one, two = factories.make_organisation(session, "Заклад 1"), factories.make_organisation(session, "Заклад 2")
    part(session, one, two, ends_on=date(2015, 12, 31))
    me = login("coordinator")
    kind = choice(session, "part_of")
    add(me, two, kind, one, 422, starts_on="31.12.2015")
    add(me, two, kind, one, starts_on="01.01.2016")
    old = session.scalars(sa.select(Relationship).where(Relationship.ends_on.is_not(None))).one()
    assert me.post(f"/contacts/relationships/{old.id}/reopen", status=422).status == 422
    session.expire_all()
    assert old.ends_on == date(2015, 12, 31)


def test_a_circle_does_not_appear_by_editing_either(session: Session, login: SignIn) -> None:
    one, two, three = (factories.make_organisation(session, f"Заклад {number}") for number in range(3))
    part(session, one, two)
    record = part(session, three, two)
    me = login("coordinator")
    page = me.get(f"/contacts/relationships/{record.id}/edit?contact={two.id}")
    assert page.form()["choice"] == choice(session, "part_of", backwards=True)
    refused = me.submit(
        page, {"choice": choice(session, "part_of"), "other": str(one.id), "other_text": "Заклад 0"}, 422
    )
    assert any("Заклад 1 → Заклад 0 → Заклад 1" in error for error in refused.errors())
    me.submit(page, {"note": "відділ"})
    session.expire_all()
    assert (record.from_contact_id, record.to_contact_id, record.note) == (three.id, two.id, "відділ")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"choice": ""}, "Fill in this field."),
        ({"choice": "999999"}, "Choose one of the offered values."),
        ({"choice": "0-back"}, "Choose one of the offered values."),
        ({"other": "", "other_text": ""}, "Choose a contact."),
        ({"other": "999999"}, "no longer exists"),
        ({"starts_on": "02.01.2026", "ends_on": "01.01.2026"}, "cannot be before the beginning"),
        ({"starts_on": "учора"}, "Enter a date"),
        ({"note": "я" * 501}, "at most 500"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    session: Session, login: SignIn, fields: dict[str, str], words: str
) -> None:
    one, two = factories.make_person(session), factories.make_person(session)
    me = login("coordinator")
    page = me.get(f"/contacts/{one.id}/relationships/new")
    typed = {"choice": choice(session, "mentor"), "other": str(two.id), "other_text": two.display_name, **fields}
    refused = me.submit(page, typed, 422)
    assert any(words in error for error in refused.errors())
    assert not session.scalars(sa.select(Relationship)).all()


def test_the_other_contact_must_be_somebody_else_of_the_right_kind(session: Session, login: SignIn) -> None:
    person, place = factories.make_person(session), factories.make_organisation(session)
    me = login("coordinator")
    errors = add(me, person, choice(session, "guardian"), place, 422).errors()
    assert any("choose a person" in error for error in errors)
    errors = add(me, person, choice(session, "chairs"), factories.make_person(session), 422).errors()
    assert any("choose an organisation" in error for error in errors)
    errors = add(me, person, choice(session, "mentor"), person, 422).errors()
    assert any("cannot be connected with itself" in error for error in errors)


def test_the_picker_adds_somebody_of_the_kind_that_the_choice_asks_for(session: Session, login: SignIn) -> None:
    person = factories.make_person(session)
    me = login("coordinator")

    def picker(code: str) -> dict[str, str]:
        page = me.get(f"/contacts/{person.id}/relationships/new?choice={choice(session, code)}")
        return dict(page.select("[data-picker]")[0].attrs)

    assert picker("guardian")["data-kind"] == "person"
    assert picker("chairs")["data-kind"] == "organisation"
    assert "data-create-url" not in picker("referred_by") and "data-create-url" in picker("chairs")


def test_the_same_pair_may_be_joined_again_after_the_first_time_ended(session: Session, login: SignIn) -> None:
    person, place = factories.make_person(session), factories.make_organisation(session)
    factories.make_relationship(session, person, place, "chairs", ends_on=date(2020, 6, 30))
    me = login("coordinator")
    kind = choice(session, "chairs")
    add(me, person, kind, place, 422, starts_on="30.06.2020")
    add(me, person, kind, place, starts_on="01.07.2020")
    assert len(session.scalars(sa.select(Relationship)).all()) == 2


def test_the_database_itself_refuses_what_the_rules_refuse(session: Session) -> None:
    person, place = factories.make_person(session), factories.make_organisation(session)
    factories.make_relationship(session, person, place, "chairs")
    for fields in (
        {"second": place},
        {"second": person},
        {"second": place, "starts_on": TODAY, "ends_on": date(2020, 1, 1)},
    ):
        with pytest.raises(IntegrityError), session.begin_nested():
            factories.make_relationship(session, person, code="chairs", **fields)


def test_a_relationship_ends_today_and_the_end_can_be_taken_back(session: Session, login: SignIn) -> None:
    person, place = factories.make_person(session, "Голова"), factories.make_organisation(session, "ГО «Стара»")
    record = factories.make_relationship(session, person, place, "chairs", starts_on=date(2020, 1, 1))
    me = login("coordinator")
    me.post(f"/contacts/relationships/{record.id}/end?contact={place.id}")
    session.expire_all()
    assert abs((record.ends_on - TODAY).days) <= 1
    undo = me.get(f"/contacts/{place.id}").select("form[action*=reopen]")
    me.post(str(undo[0]["action"]))
    session.expire_all()
    assert record.ends_on is None


def test_past_relationships_are_folded_under_the_present_ones(session: Session, login: SignIn) -> None:
    person, place = factories.make_person(session, "Голова"), factories.make_organisation(session, "ГО «Стара»")
    factories.make_relationship(session, person, place, "chairs", ends_on=TODAY - timedelta(days=2))
    factories.make_affiliation(session, person, place, role="бухгалтерка", ends_on=TODAY - timedelta(days=2))
    me = login("coordinator")
    page = me.get(f"/contacts/{person.id}")
    assert ties(me, person) == []
    assert page.texts("#connections details summary") == ["In the past 2"]
    assert "chairs ГО «Стара»" in page.text and "works at ГО «Стара» бухгалтерка" in page.text


def test_a_removed_relationship_comes_back_as_it_was(session: Session, login: SignIn) -> None:
    person, place = factories.make_person(session, "Голова"), factories.make_organisation(session, "ГО «Стара»")
    record = factories.make_relationship(
        session, person, place, "chairs", starts_on=date(2020, 1, 1), ends_on=date(2030, 1, 1), note="рішення № 7"
    )
    number = record.id
    me = login("coordinator")
    me.post(f"/contacts/relationships/{number}/remove?contact={place.id}")
    session.expire_all()
    assert session.get(Relationship, number) is None
    undo = str(me.get(f"/contacts/{place.id}").select("form[action*='/restore']")[0]["action"])
    me.post(undo)
    me.post(undo)
    back = session.get(Relationship, number)
    assert back is not None
    assert (back.starts_on, back.ends_on, back.note) == (date(2020, 1, 1), date(2030, 1, 1), "рішення № 7")
    me.post("/contacts/relationships/999999/restore", status=404)
    actions = session.scalars(
        sa.select(AuditEntry.action).where(AuditEntry.table_name == "relationships").order_by(AuditEntry.id)
    ).all()
    assert actions == ["create", "delete", "create"]


def test_a_removal_is_not_undone_when_something_took_its_place(session: Session, login: SignIn) -> None:
    one, two = factories.make_organisation(session, "Заклад 1"), factories.make_organisation(session, "Заклад 2")
    record = part(session, one, two)
    number = record.id
    me = login("coordinator")
    me.post(f"/contacts/relationships/{number}/remove")
    add(me, two, choice(session, "part_of"), one)
    page = me.post(f"/contacts/relationships/{number}/restore", status=422)
    assert "Заклад 1 → Заклад 2 → Заклад 1" in page.text


def test_what_somebody_else_saved_meanwhile_is_shown_beside_what_was_typed(session: Session, login: SignIn) -> None:
    person, place = factories.make_person(session, "Голова"), factories.make_organisation(session, "ГО «Стара»")
    other = factories.make_organisation(session, "ГО «Нова»")
    record = factories.make_relationship(session, person, place, "chairs")
    me = login("coordinator")
    page = me.get(f"/contacts/relationships/{record.id}/edit?contact={person.id}")
    me.submit(page, {"note": "перша правка"})
    typed = {"note": "друга", "other": str(other.id), "other_text": "ГО «Нова»", "choice": choice(session, "founder")}
    conflict = me.submit(page, typed, 409)
    text = conflict.text
    assert "друга" in text and "перша правка" in text and "ГО «Нова»" in text and "ГО «Стара»" in text
    assert "founded" in text and "chairs" in text
    me.submit(conflict, {})
    session.expire_all()
    assert (record.to_contact_id, record.note) == (other.id, "друга")


def test_a_child_without_a_guardian_is_noticed_and_an_adult_is_not(session: Session, login: SignIn) -> None:
    child = factories.make_person(session, "Малий", birth_date=TODAY - timedelta(days=15 * 365))
    adult = factories.make_person(session, "Доросла", birth_date=TODAY - timedelta(days=30 * 365))
    me = login("coordinator")
    asked = f"/contacts/{child.id}/relationships/new?guardian=1"
    assert asked in me.get(f"/contacts/{child.id}").links
    assert "under 18" not in me.get(f"/contacts/{adult.id}").text
    assert me.get(asked).form()["choice"] == choice(session, "guardian", backwards=True)
    me.submit(me.get(asked), {"other": str(adult.id), "other_text": adult.display_name})
    assert "under 18" not in me.get(f"/contacts/{child.id}").text
    reader = login("monitor")
    orphan = factories.make_person(session, "Мала", birth_date=TODAY - timedelta(days=15 * 365))
    page = reader.get(f"/contacts/{orphan.id}")
    assert "under 18" in page.text and not [link for link in page.links if "guardian" in link]


def aged(session: Session, name: str, years: int) -> Person:
    return factories.make_person(session, name, birth_date=TODAY - timedelta(days=years * 365 + years // 4 + 1))


def test_a_guardian_under_18_is_asked_about_and_kept_once_it_is_confirmed(session: Session, login: SignIn) -> None:
    mother, child = aged(session, "Юна", 16), aged(session, "Малий", 1)
    me, kind = login("coordinator"), choice(session, "guardian")
    assert "parent_under_age" not in me.get(f"/contacts/{mother.id}/relationships/new").form()
    warned = add(me, mother, kind, child, 422)
    assert "Юна Олена is under 18" in " ".join(warned.errors()) and warned.form()["other"] == str(child.id)
    assert guardians(session, child.id, TODAY) == []
    me.submit(warned, {"parent_under_age": "y"}, css="main form.form-page")
    (record,) = session.scalars(sa.select(Relationship)).all()
    assert (record.from_contact_id, record.to_contact_id) == (mother.id, child.id)
    # What was confirmed is not asked again.
    edit = me.get(f"/contacts/relationships/{record.id}/edit")
    me.submit(edit, {"note": "мати"}, css="main form.form-page")
    session.expire_all()
    assert record.note == "мати"


def test_a_child_is_no_guardian_whichever_page_it_is_typed_on(session: Session, login: SignIn) -> None:
    brother, child = aged(session, "Старший", 13), aged(session, "Малий", 3)
    me = login("coordinator")
    from_brother = add(me, brother, choice(session, "guardian"), child, 422, parent_under_age="y")
    backwards = choice(session, "guardian", backwards=True)
    from_child = add(me, child, backwards, brother, 422)
    for page in (from_brother, from_child):
        assert "Старший Олена is under 14" in " ".join(page.errors())
    # Whoever will be of age when it begins is asked about as of that day.
    later = f"{TODAY.replace(year=TODAY.year + 2, day=1):%d.%m.%Y}"
    assert "is under 18" in " ".join(add(me, child, backwards, brother, 422, starts_on=later).errors())
    # A relative may be of any age.
    add(me, brother, choice(session, "relative"), child)


def test_guardians_are_those_of_the_day_with_how_to_reach_them(session: Session) -> None:
    child = factories.make_person(session, "Малий")
    mother = factories.make_person(session, "Коваль", "Анна", email="anna@b.example", phone="+380501112233")
    aunt = factories.make_person(session, "Яремчук", "Інна")
    factories.make_relationship(session, mother, child, "guardian", starts_on=date(2020, 1, 1))
    factories.make_relationship(session, aunt, child, "guardian", ends_on=date(2020, 1, 1))
    factories.make_relationship(session, child, factories.make_person(session), "guardian")
    factories.make_relationship(session, aunt, child, "relative")
    assert [row.name for row in guardians(session, child.id, date(2020, 1, 1))] == ["Коваль Анна", "Яремчук Інна"]
    (row,) = guardians(session, child.id, date(2020, 1, 2))
    assert (row.contact_id, row.email, row.phone) == (mother.id, "anna@b.example", "+380501112233")
    assert guardians(session, child.id, date(2019, 12, 31))[0].email == ""


def test_the_hierarchy_shows_what_is_above_and_below(session: Session, login: SignIn) -> None:
    university, faculty, chair, other, former = (
        factories.make_organisation(session, name)
        for name in ("Інститут", "Факультет", "Кафедра", "Бібліотека", "Гімназія")
    )
    part(session, faculty, university)
    part(session, chair, faculty)
    part(session, other, university)
    part(session, former, university, ends_on=date(2010, 1, 1))
    me = login("coordinator")
    page = me.get(f"/contacts/{faculty.id}")
    lines = [(row["class"][0], row.select("a, strong")[0].get_text()) for row in page.select("ul.tree li")]
    assert lines == [
        ("depth-0", "Інститут"), ("depth-1", "Бібліотека"), ("depth-1", "Факультет"), ("depth-2", "Кафедра"),
    ]  # fmt: skip
    assert page.texts("ul.tree [aria-current]") == ["Факультет"]
    assert not me.get(f"/contacts/{former.id}").select("ul.tree")


def test_begin_and_end_stand_on_both_timelines(session: Session, login: SignIn) -> None:
    person, place = factories.make_person(session, "Голова"), factories.make_organisation(session, "ГО «Стара»")
    factories.make_relationship(session, person, place, "chairs", starts_on=date(2019, 5, 1), ends_on=date(2021, 5, 2))
    factories.make_affiliation(session, person, place, starts_on=date(2018, 4, 3))
    me = login("coordinator")
    own = me.get(f"/contacts/{person.id}").texts("#timeline li")
    assert any("Since this day: chairs – ГО «Стара»" in row and "1 May 2019" in row for row in own)
    assert any("Until this day: chairs – ГО «Стара»" in row and "2 May 2021" in row for row in own)
    assert any("Since this day: works at – ГО «Стара»" in row and "3 Apr 2018" in row for row in own)
    other = me.get(f"/contacts/{place.id}").texts("#timeline li")
    assert any("Since this day: is chaired by – Голова Олена" in row for row in other)


def test_of_many_who_came_and_left_the_timeline_names_the_last(session: Session, login: SignIn) -> None:
    place = factories.make_organisation(session)
    for number in range(60):
        came, who = date(2020, 1, 1) + timedelta(days=number), factories.make_person(session, f"Прибув{number:02}")
        factories.make_affiliation(session, who, place, starts_on=came)
        left, who = date(2020, 6, 1) + timedelta(days=number), factories.make_person(session, f"Вибув{number:02}")
        factories.make_affiliation(session, who, place, ends_on=left)
    factories.make_affiliation(session, factories.make_person(session, "Остання"), place, starts_on=date(2020, 12, 1))
    rows = login("coordinator").get(f"/contacts/{place.id}").texts("#timeline li")
    told = [row for row in rows if "has on its staff" in row]
    assert "Since this day" in told[0]
    assert "Остання" in told[0]
    assert all(f"Вибув{number}" in row for number, row in zip(range(59, 21, -1), told[1:], strict=True))


def test_readers_see_the_connections_and_cannot_change_them(session: Session, login: SignIn) -> None:
    person, place = factories.make_person(session, "Голова"), factories.make_organisation(session, "ГО «Стара»")
    record = factories.make_relationship(session, person, place, "chairs")
    reader = login("monitor")
    assert ties(reader, person) == ["chairs ГО «Стара»"]
    page = reader.get(f"/contacts/{person.id}")
    assert not [link for link in page.links if "relationships/" in link]
    reader.get(f"/contacts/{person.id}/relationships/new", status=403)
    reader.get(f"/contacts/relationships/{record.id}/edit", status=403)
    for verb in ("end", "reopen", "remove", "restore"):
        reader.post(f"/contacts/relationships/{record.id}/{verb}", status=403)


def test_an_archived_contact_gets_no_new_relationships(session: Session, login: SignIn) -> None:
    person = factories.make_person(session, archived_at=factories.MOMENT)
    me = login("coordinator")
    assert "Add a relationship" not in me.get(f"/contacts/{person.id}").text
    me.get(f"/contacts/{person.id}/relationships/new", status=422)


def test_the_card_asks_the_same_number_of_questions_however_much_it_shows(
    session: Session, login: SignIn, app: Flask
) -> None:
    person, place = factories.make_person(session), factories.make_organisation(session)
    me = login("coordinator")

    paths = (f"/contacts/{person.id}", f"/contacts/{place.id}", f"/contacts/{place.id}/network")
    part(session, factories.make_organisation(session), place)
    factories.make_relationship(session, person, place, "member_of", starts_on=TODAY)
    few = costs(app, me, *paths)
    for number in range(15):
        inner = factories.make_organisation(session)
        part(session, inner, place, starts_on=TODAY)
        factories.make_relationship(session, person, inner, "chairs", starts_on=TODAY)
        factories.make_relationship(session, factories.make_person(session), inner, "member_of")
        factories.make_affiliation(session, factories.make_person(session, f"Особа {number}"), place)
    assert costs(app, me, *paths) == few
    assert few[2] <= 12, few


def test_a_long_list_is_folded_and_says_where_it_stops(session: Session, login: SignIn) -> None:
    place = factories.make_organisation(session)
    people = [factories.make_person(session, f"Член {number:03}") for number in range(55)]
    for person in people:
        factories.make_relationship(session, person, place, "member_of")
    page = login("coordinator").get(f"/contacts/{place.id}")
    assert page.texts("#connections summary") == ["32 more"]
    assert "Only the first 40 connections" in page.text
    assert len(connections(session, place.id)) == 40
    everybody = login("coordinator").get(f"/contacts?connected={place.id}")
    assert "55 records" in everybody.text
    assert page.select(f"a[href='/contacts?connected={place.id}']")
    assert "1 record" in login("coordinator").get(f"/contacts?connected={people[0].id}").text


def test_who_works_there_now_and_who_left_are_read_apart_the_last_first(session: Session) -> None:
    place = factories.make_organisation(session)
    left, here = TODAY - timedelta(days=30), None
    works = [factories.make_affiliation(session, None, place, ends_on=end) for end in (here, left, here, left, left)]

    def first(most: int) -> list[int]:
        return [row.affiliation_id for row in session.execute(links(sa.literal(place.id), most=most))]

    ids = [work.id for work in works]
    assert first(1) == [ids[2], ids[4]]
    assert first(2) == [ids[2], ids[0], ids[4], ids[3]]
    assert sorted(first(9)) == ids
