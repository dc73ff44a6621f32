"""Contacts in depth in the browser: relationships, merging, own fields, saved views, many contacts at once."""

from collections.abc import Callable

import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.domain.custom_fields import FieldType
from app.queries.relationships import connections
from models.contacts import Contact, Person
from models.custom_fields import CustomField
from models.saved_views import SavedView
from tests.browser.conftest import SignIn
from tests.support import factories
from tests.support.browser import assert_accessible, assert_fits

NewPage = Callable[..., Page]


def phone(new_page: NewPage, *, dark: bool = False) -> Page:
    """A window of a phone."""
    return new_page(360, 740, dark=dark, has_touch=True)


def test_a_relationship_with_somebody_new_is_ended_removed_and_brought_back(
    session: Session, sign_in: SignIn, new_page: NewPage
) -> None:
    child = factories.make_person(session, "Коваль", "Софія")
    page = sign_in("coordinator", phone(new_page))
    page.goto(f"/contacts/{child.id}")
    page.get_by_role("link", name="Додати зв’язок").click()
    page.select_option("#choice", label="має батька, матір чи опікуна")
    expect(page.locator("#tie-other")).to_contain_text("прізвище")
    page.locator("[name=other_text]").press_sequentially("Коваль Ірина", delay=20)
    page.locator(".picker-list .create").click()
    expect(page.locator("[name=other]")).not_to_have_value("")
    page.fill("[name=starts_on]", "2020-09-01")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Зберегти зв’язок").click()
    ties = page.locator("#connections")
    expect(ties).to_contain_text("Коваль Ірина")
    (tie,) = connections(session, child.id)
    parent = session.get_one(Person, tie.contact_id)
    assert (parent.last_name, parent.first_name, str(tie.starts_on)) == ("Коваль", "Ірина", "2020-09-01")
    ties.get_by_role("button", name="Дії: Коваль Ірина").click()
    page.get_by_role("button", name="Завершити сьогодні").click()
    expect(ties).to_contain_text("01.09.2020 –")
    page.locator("[data-toast]").get_by_role("button", name="Повернути").click()
    expect(ties).to_contain_text("від 01.09.2020")
    ties.get_by_role("button", name="Дії: Коваль Ірина").click()
    page.get_by_role("button", name="Вилучити зв’язок").click()
    # A question begins at what takes nothing back.
    expect(page.locator("dialog[open]").get_by_role("button", name="Повернутися")).to_be_focused()
    page.locator("dialog[open]").get_by_role("button", name="Вилучити зв’язок").click()
    page.locator("[data-toast]").get_by_role("button", name="Повернути").click()
    expect(ties).to_contain_text("Коваль Ірина")
    page.goto(f"/contacts/{parent.id}")
    expect(page.locator("#connections")).to_contain_text("є батьком, матір’ю чи опікуном")
    assert_accessible(page)
    assert_fits(page)


def test_a_circle_is_refused_with_its_names(session: Session, sign_in: SignIn) -> None:
    top, middle, low = (factories.make_organisation(session, name) for name in ("Рада", "Департамент", "Палац"))
    factories.make_relationship(session, middle, top, "part_of")
    factories.make_relationship(session, low, middle, "part_of")
    page = sign_in("coordinator")
    page.goto(f"/contacts/{top.id}/relationships/new")
    with page.expect_response("**/relationships/new*"):
        page.select_option("#choice", label="входить до складу")
    expect(page.locator("#tie-other")).to_contain_text("назву")
    page.locator("[name=other_text]").press_sequentially("Палац", delay=20)
    page.locator(".picker-list").get_by_text("Палац").first.click()
    expect(page.locator("[name=other]")).to_have_value(str(low.id))
    page.get_by_role("button", name="Зберегти зв’язок").click()
    expect(page.locator("main")).to_contain_text("Рада → Палац → Департамент → Рада")
    assert_accessible(page)
    page.goto(f"/contacts/{low.id}")
    expect(page.locator(".tree li")).to_have_count(3)


def test_who_is_connected_through_whom_is_drawn_and_told(session: Session, sign_in: SignIn, new_page: NewPage) -> None:
    city, school = factories.make_organisation(session, "Рада"), factories.make_organisation(session, "Школа")
    person = factories.make_person(session, "Коваль", "Олена")
    factories.make_relationship(session, school, city, "part_of")
    factories.make_affiliation(session, person, school, role="директорка")
    page = sign_in("director")
    page.goto(f"/contacts/{city.id}/network")
    wide = page.locator("svg.network.wide")
    expect(wide.get_by_role("link", name="Коваль Олена")).to_be_visible()
    expect(page.locator(".network-rest")).to_be_hidden()
    # One branch to one side: no half of the drawing is left empty.
    drawn = [wide.locator(f".ring-{ring} rect").bounding_box() for ring in (0, 2)]
    whole = wide.bounding_box()
    assert drawn[0] and drawn[1] and whole
    assert abs((drawn[0]["x"] - whole["x"]) - (whole["x"] + whole["width"] - drawn[1]["x"] - drawn[1]["width"])) < 2
    expect(page.locator("table")).to_contain_text("Школа має серед працівників")
    assert_accessible(page)
    wide.get_by_role("link", name="Школа").click()
    expect(page.locator("h1")).to_have_text("Школа")
    small = sign_in("director", phone(new_page, dark=True))
    small.goto(f"/contacts/{city.id}/network")
    expect(small.locator("svg.network.narrow")).to_be_visible()
    expect(small.locator(".network-rest")).to_contain_text("Ще 1 контакт")
    assert_accessible(small)
    assert_fits(small)


def test_duplicates_are_merged_the_other_way_round_and_brought_back(
    session: Session, sign_in: SignIn, new_page: NewPage
) -> None:
    first = factories.make_person(session, "Коваль", "Олена", email="olena@library.example", city="Луцьк")
    second = factories.make_person(session, "Koval", "Olena", email="olena@library.example", middle_name="Іванівна")
    page = sign_in("coordinator", phone(new_page, dark=True))
    page.goto("/contacts/duplicates")
    page.get_by_role("button", name="Переглянути всі контакти").click()
    page.goto("/contacts/duplicates")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="Порівняти й об’єднати").click()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Залишити другий контакт").click()
    expect(page.locator(".merge-table thead th").nth(1)).to_contain_text("Koval Olena")
    page.locator(f"[name=field-last_name][value='{first.id}']").check()
    page.locator(f"[name=field-first_name][value='{first.id}']").check()
    page.locator(".save-bar").get_by_role("button", name="Об’єднати контакти").click()
    expect(page.locator("h1")).to_have_text("Коваль Олена Іванівна")
    assert page.url.endswith(f"/contacts/{second.id}")
    page.locator("[data-toast]").get_by_role("button", name="Повернути").click()
    expect(page.locator("h1")).to_have_text("Коваль Олена")
    session.expire_all()
    assert (session.get_one(Contact, first.id).archived_at, second.display_name) == (None, "Koval Olena Іванівна")
    page.goto("/contacts/merges")
    expect(page.locator(".pairs")).to_contain_text("Коваль Олена")
    assert_accessible(page)
    assert_fits(page)


def test_an_own_field_is_added_filled_in_and_asked_for(session: Session, sign_in: SignIn, new_page: NewPage) -> None:
    person = factories.make_person(session, "Коваль", "Олена")
    factories.make_person(session, "Мельник", "Остап")
    page = sign_in("administrator")
    page.goto("/settings/fields")
    page.get_by_role("link", name="Додати поле").first.click()
    page.fill("[name=name_uk]", "Мова спілкування")
    expect(page.locator(".choice-options")).to_be_hidden()
    page.select_option("[name=type]", "choice")
    page.fill("[name='options-0-name_uk']", "українська")
    page.get_by_role("button", name="Додати варіант").click()
    page.fill("[name='options-1-name_uk']", "кримськотатарська")
    assert_accessible(page)
    page.get_by_role("button", name="Зберегти поле").last.click()
    expect(page.locator("main")).to_contain_text("Мова спілкування")
    small = sign_in("coordinator", phone(new_page, dark=True))
    small.goto(f"/contacts/{person.id}/edit")
    small.get_by_label("Мова спілкування").select_option(label="кримськотатарська")
    assert_accessible(small)
    assert_fits(small)
    small.locator(".save-bar button[type=submit]").click()
    expect(small.locator("main")).to_contain_text("кримськотатарська")
    page.goto("/contacts")
    page.get_by_role("button", name="Більше фільтрів").click()
    page.get_by_label("Мова спілкування").select_option(label="кримськотатарська")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("Коваль Олена")
    assert_accessible(page)


def test_a_field_that_is_deleted_meanwhile_loses_nothing_else(session: Session, sign_in: SignIn) -> None:
    field = factories.make_custom_field(session, FieldType.TEXT, "Читацький квиток")
    person = factories.make_person(session, "Коваль", "Олена")
    page = sign_in("coordinator")
    page.goto(f"/contacts/{person.id}/edit")
    page.get_by_label("Читацький квиток").fill("00112233")
    page.fill("[name=city]", "Рівне")
    session.delete(session.get_one(CustomField, field.id))
    session.commit()
    page.locator(".save-bar button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("Читацький квиток")
    expect(page.locator("main")).to_contain_text("00112233")
    expect(page.locator("[name=city]")).to_have_value("Рівне")
    assert_accessible(page)
    page.locator(".save-bar button[type=submit]").click()
    expect(page.locator("h1")).to_have_text("Коваль Олена")
    session.expire_all()
    assert session.get_one(Person, person.id).city == "Рівне"


def test_a_view_is_saved_shared_and_opened_by_itself(session: Session, sign_in: SignIn, new_page: NewPage) -> None:
    factories.make_person(session, "Коваль", "Олена", email="olena@library.example")
    factories.make_organisation(session, "Школа")
    page = sign_in("coordinator", phone(new_page))
    page.goto("/contacts?kind=person")
    page.get_by_role("button", name="Добірки").click()
    page.fill("#view-name", "Наші люди")
    page.get_by_label("Показувати всім").check()
    page.get_by_label("Використовувати для розсилок").check()
    # The sheet lies above the bar at the bottom of the screen, which axe takes for its neighbour.
    assert_accessible(page, without=("target-size",))
    page.get_by_role("button", name="Зберегти добірку").click()
    expect(page.locator(".view-tabs [aria-current=page]")).to_contain_text("Наші люди")
    page.get_by_role("button", name="Добірки").click()
    page.get_by_role("button", name="Відкривати список із цією добіркою").click()
    page.goto("/contacts")
    expect(page.locator(".view-tabs [aria-current=page]")).to_contain_text("Наші люди")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert_accessible(page)
    assert_fits(page)
    page.goto("/views")
    expect(page.locator("main")).to_contain_text("Наші люди")
    assert_accessible(page)
    assert_fits(page)
    view = session.scalars(sa.select(SavedView)).one()
    assert (view.is_shared, view.is_segment) == (True, True)
    other = sign_in("staff", email="staff@library.example")
    other.goto("/contacts")
    expect(other.locator(".view-tabs")).to_contain_text("Наші люди")


def test_what_can_be_done_with_chosen_contacts_stays_in_sight(
    session: Session, sign_in: SignIn, new_page: NewPage
) -> None:
    for place in range(40):
        factories.make_person(session, f"Особа {place:02}")
    for page in (sign_in("coordinator"), sign_in("coordinator", phone(new_page, dark=True))):
        page.goto("/contacts")
        page.locator("tbody [name=ids]").last.check()
        expect(page.locator(".bulk-bar").get_by_role("button", name="Додати тег")).to_be_in_viewport()
        assert_accessible(page)
        assert_fits(page)


def test_a_tag_is_put_on_the_chosen_and_on_all_contacts(session: Session, sign_in: SignIn) -> None:
    for name in ("Коваль", "Мельник", "Ткач"):
        factories.make_person(session, name, "Олена")
    page = sign_in("coordinator")
    page.goto("/contacts")
    page.locator("tbody [name=ids]").first.check()
    expect(page.locator(".bulk-bar")).to_contain_text("1")
    assert_accessible(page)
    page.locator(".bulk-bar").get_by_role("button", name="Додати тег").click()
    page.fill("[name=tag]", "рада читачів")
    assert_accessible(page)
    page.locator(".save-bar button[type=submit]").click()
    expect(page.locator("h1")).to_have_text("Контакти")
    session.expire_all()
    tagged = sa.select(Person.last_name).where(Person.tags.any(name="рада читачів")).order_by(Person.sort_key)
    assert session.scalars(tagged).all() == ["Коваль"]
    page.locator("[data-bulk-all]").check()
    page.locator(".bulk-bar").get_by_role("button", name="Додати тег").click()
    page.fill("[name=tag]", "рада читачів")
    page.locator(".save-bar button[type=submit]").click()
    expect(page.locator("h1")).to_have_text("Контакти")
    session.expire_all()
    assert session.scalars(tagged).all() == ["Коваль", "Мельник", "Ткач"]
    page.locator("[data-bulk-all]").check()
    page.locator(".bulk-bar").get_by_role("button", name="архів").click()
    page.locator(".save-bar button[type=submit]").click()
    expect(page.locator("main")).not_to_contain_text("Ткач")
    page.locator("[data-toast]").get_by_role("button", name="Повернути").click()
    expect(page.locator("tbody tr")).to_have_count(3)


def test_what_is_kept_about_a_person_can_be_read_from_the_keyboard(
    session: Session, sign_in: SignIn, new_page: NewPage
) -> None:
    person = factories.make_person(session, "Щ" * 100, "Олена")
    page = sign_in("administrator", new_page(1280, 900))
    page.goto(f"/contacts/{person.id}/data")
    # A table that fits scrolls in no direction.
    assert_accessible(page)
    page.goto("/contacts")
    table = page.locator(".table-wrap")
    assert table.evaluate("box => box.scrollWidth <= box.clientWidth")
