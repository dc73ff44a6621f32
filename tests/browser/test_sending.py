"""How forms leave the browser: once, whoever presses twice; and again where the page stays."""

import sqlalchemy as sa
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from models.contacts import Tag
from models.interactions import Comment
from models.tasks import Task
from tests.browser.conftest import SignIn
from tests.support import factories


def test_what_is_pressed_twice_is_sent_once(session: Session, sign_in: SignIn) -> None:
    application = factories.make_application(session)
    page = sign_in("coordinator")
    page.goto("/tasks/new")
    page.fill("[name=title]", "Подзвонити в друкарню")
    with page.expect_navigation(url="**/tasks/*"):
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
    page.goto(f"/grants/{application.id}")
    page.fill("[name=body]", "Кошторис готовий")
    with page.expect_navigation():
        page.locator("form[action*=comments] button[type=submit]").dblclick()
    expect(page.locator(".timeline")).to_contain_text("Кошторис готовий")
    for model in (Task, Comment):
        assert session.scalar(sa.select(sa.func.count()).select_from(model)) == 1


def test_who_stays_or_takes_a_file_may_press_again(session: Session, sign_in: SignIn) -> None:
    person = factories.make_person(session, "Дем’яненко", "Ірина")
    old = factories.make_tag(session, "музика", person)
    factories.make_tag(session, "театр", person)
    page = sign_in("administrator")
    page.goto("/contacts")
    page.locator("input[name=ids]").first.check()
    for _time in range(2):
        with page.expect_download():
            page.get_by_role("button", name="Зберегти як картки").click()
    page.goto(f"/settings/tags/{old.id}")
    page.fill("[name=name]", "музика й танці")
    page.select_option("[name=into]", label="театр")
    button = page.get_by_role("button", name="Об’єднати теги")
    # The browser asks whether to leave what is not saved: no, and then yes.
    page.once("dialog", lambda question: question.dismiss())
    button.click()
    expect(button).not_to_have_attribute("aria-busy", "true")
    page.once("dialog", lambda question: question.accept())
    with page.expect_navigation():
        button.click()
    assert session.scalars(sa.select(Tag.name)).all() == ["театр"]


def test_enter_in_a_form_with_a_live_preview_neither_saves_nor_leaves(session: Session, sign_in: SignIn) -> None:
    page = sign_in("coordinator")
    page.goto("/letters/templates/new")
    page.evaluate("window.stays = true")
    page.fill("[name=name]", "Запрошення")
    page.keyboard.press("Enter")
    page.fill("[name=subject]", "Вітаємо на святі")
    expect(page.locator("#letter-preview")).to_contain_text("Вітаємо на святі")
    assert page.evaluate("window.stays")
