"""Contacts in the browser: searching while typing, rows that a script adds, a place of work made in place."""

import re

import sqlalchemy as sa
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from models.contacts import ContactPhone, Organisation, Person
from tests.browser.conftest import SignIn
from tests.support import factories
from tests.support.browser import assert_accessible, assert_fits


def test_the_list_follows_what_is_typed(session: Session, sign_in: SignIn) -> None:
    factories.make_person(session, "Дем’яненко", "Ірина")
    factories.make_person(session, "Ґудзь", "Остап")
    page = sign_in("coordinator")
    page.goto("/contacts")
    page.locator("#filter-q").press_sequentially("дем'ян", delay=20)
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("Дем’яненко")
    assert "q=" in page.url
    page.get_by_role("link", name="В архіві").click()
    expect(page).to_have_url(re.compile("view=archive"))
    expect(page.locator("main")).not_to_contain_text("Ґудзь")


def test_a_person_with_several_channels_and_a_new_place_of_work(session: Session, sign_in: SignIn, new_page) -> None:
    factories.make_person(session, "Коваль", "Олена", email="one@library.example")
    page = sign_in("coordinator", new_page(360, 740, has_touch=True))
    page.goto("/contacts/people/new")
    page.fill("[name=last_name]", "Коваль")
    page.fill("[name=first_name]", "Олена")
    expect(page.locator("#duplicates")).to_contain_text("Коваль Олена")
    page.fill("[name='emails-0-value']", "one@library.example")
    # Down at the e-mail the line is still in sight; it opens over the form, which does not move.
    line = page.locator("#duplicates summary")
    expect(line).to_have_text("1 схожий контакт уже є")
    expect(line).to_be_in_viewport(ratio=1)
    height = page.evaluate("document.documentElement.scrollHeight")
    line.click()
    expect(page.locator("#duplicates a")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollHeight") == height
    assert_accessible(page)
    line.click()
    add_email = page.locator("[data-prefix=emails] [data-repeat-add]")
    add_email.click()
    page.fill("[name='emails-1-value']", "two@library.example")
    page.select_option("[name='emails-1-label']", "home")
    add_email.click()
    page.fill("[name='emails-2-value']", "mistake@library.example")
    page.locator("[data-prefix=emails] [data-repeat-remove]").nth(2).click()
    expect(page.locator("[data-prefix=emails] [data-repeat-row]")).to_have_count(2)
    page.locator("[name='workplaces-0-organisation_text']").press_sequentially("ГО «Нова»", delay=20)
    page.locator(".picker-list .create").click()
    expect(page.locator("[name='workplaces-0-organisation']")).not_to_have_value("")
    page.locator("[data-prefix=workplaces] [data-repeat-add]").click()
    expect(page.locator("[name='workplaces-1-organisation']")).to_have_value("")
    page.locator("[name='workplaces-1-organisation_text']").press_sequentially("ГО «Друга»", delay=20)
    page.locator("[data-prefix=workplaces] [data-repeat-row]").nth(1).locator(".picker-list .create").click()
    expect(page.locator("[name='workplaces-1-organisation']")).not_to_have_value("")
    # A field that is half scrolled under the line counts as too small.
    page.evaluate("scrollTo(0, 0)")
    assert_accessible(page)
    assert_fits(page)
    save = page.locator(".save-bar button[type=submit]")
    save.click()
    expect(page.locator("main")).to_contain_text("Якщо це хтось інший")
    save.click()
    expect(page.locator("h1")).to_have_text("Коваль Олена")
    session.expire_all()
    person = session.scalars(sa.select(Person).order_by(Person.id.desc())).first()
    assert [(row.email, row.label) for row in person.emails] == [
        ("one@library.example", "work"),
        ("two@library.example", "home"),
    ]
    assert sorted(row.organisation.display_name for row in person.affiliations) == ["ГО «Друга»", "ГО «Нова»"]
    assert session.scalar(sa.select(sa.func.count(Organisation.id))) == 2
    assert_accessible(page)
    assert_fits(page)


def test_enter_saves_and_does_not_add_a_row(session: Session, sign_in: SignIn) -> None:
    page = sign_in("coordinator")
    page.goto("/contacts/organisations/new")
    page.fill("[name=name]", "ГО «Простір»")
    page.press("[name=name]", "Enter")
    expect(page.locator("h1")).to_have_text("ГО «Простір»")


def test_a_slow_answer_neither_adds_a_name_cut_short_nor_picks_for_who_types_on(
    session: Session, sign_in: SignIn
) -> None:
    factories.make_organisation(session, "Гімназія")
    session.commit()
    page = sign_in("coordinator")
    page.goto("/contacts/people/new")
    place = page.locator("[name='workplaces-0-organisation_text']")
    place.press_sequentially("Гім")
    listed = page.locator(".picker-list [role=option]")
    expect(listed).to_have_text(["Гімназія", "Додати «Гім»"])
    page.route(re.compile(r"[?&]q="), lambda route: None)
    place.press_sequentially("н")
    expect(listed).to_have_text(["Гімназія"])
    place.press("Enter")
    expect(page.locator("[name='workplaces-0-organisation']")).to_have_value("")
    page.unroute_all()
    place.press_sequentially("азія № 2")
    expect(listed).to_have_text(["Додати «Гімназія № 2»"])
    place.press("Enter")
    expect(page.locator("[name='workplaces-0-organisation']")).not_to_have_value("")
    names = session.scalars(sa.select(Organisation.display_name).order_by(Organisation.id)).all()
    assert names == ["Гімназія", "Гімназія № 2"]


def test_what_is_wrong_is_told_in_the_order_of_the_page_and_leads_to_its_row(session: Session, sign_in: SignIn) -> None:
    page = sign_in("coordinator")
    page.goto("/contacts/people/new")
    page.fill("[name=birth_date]", "2199-01-01")
    page.fill("[name=emails-0-value]", "office@library.example")
    page.click("[data-prefix=emails] [data-repeat-add]")
    page.fill("[name=emails-1-value]", "ні")
    page.fill("[name=last_name]", "Барвінчук")
    page.click(".save-bar button[type=submit]")
    lines = page.locator(".error-summary li")
    expect(lines).to_have_text([re.compile("Дата народження"), re.compile("Електронні адреси")])
    lines.nth(1).locator("a").click()
    expect(page.locator("[name=emails-1-value]")).to_be_focused()


def test_a_name_added_in_place_becomes_a_person_or_an_organisation_as_chosen(session: Session, sign_in: SignIn) -> None:
    factories.make_branch(session)
    session.commit()
    page = sign_in("coordinator")
    page.goto("/donations/new")
    giver = page.locator("[name=donor_text]")
    giver.press_sequentially("Гнатюк Олена")
    listed = page.locator(".picker-list [role=option]")
    expect(listed).to_have_text(["Додати людину «Гнатюк Олена»", "Додати організацію «Гнатюк Олена»"])
    # Enter does not choose between the two by itself.
    giver.press("Enter")
    expect(page.locator("[name=donor]")).to_have_value("")
    expect(listed.first).to_have_attribute("aria-selected", "true")
    giver.press("Enter")
    expect(page.locator("[name=donor]")).not_to_have_value("")
    session.expire_all()
    person = session.scalars(sa.select(Person)).one()
    assert (person.last_name, person.first_name) == ("Гнатюк", "Олена")
    giver.fill("ТОВ «Папір»")
    listed.nth(1).click()
    # Emptied by what was typed, then another one.
    expect(page.locator("[name=donor]")).to_have_value(re.compile(rf"^(?!{person.id}$)\d+$"))
    session.expire_all()
    assert session.scalars(sa.select(Organisation.display_name)).all() == ["ТОВ «Папір»"]


def test_rows_that_are_full_can_be_removed_and_added_again(session: Session, sign_in: SignIn) -> None:
    person = factories.make_person(session)
    for place in range(20):
        person.phones.append(ContactPhone(number=f"+3805011122{place:02}", position=place))
    session.commit()
    page = sign_in("coordinator")
    page.goto(f"/contacts/{person.id}/edit")
    rows = page.locator("[data-prefix=phones] [data-repeat-row]")
    add = page.locator("[data-prefix=phones] [data-repeat-add]")
    expect(rows).to_have_count(20)
    expect(add).to_be_hidden()
    rows.nth(3).locator("[data-repeat-remove]").click()
    expect(rows).to_have_count(19)
    add.click()
    expect(rows).to_have_count(20)
    # What stands below is awake too.
    page.locator("[data-prefix=addresses] [data-repeat-add]").click()
    expect(page.locator("[data-prefix=addresses] [data-repeat-row]")).to_have_count(2)
