"""Double presses, slips of the mouse, and what is written while a part of the page is replaced."""

from datetime import timedelta

from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.grants import Stage
from models.accounts import User
from tests.browser.conftest import SignIn
from tests.support import factories

OFFLINE = "Немає зв’язку"


def awake(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.locator("html")).to_have_attribute("data-awake", "")


def my_day(session: Session, sign_in: SignIn, titles: tuple[str, ...]) -> Page:
    """Open «My day» of somebody who has tasks due on the days from today on."""
    page = sign_in("coordinator")
    me = session.query(User).one()
    for later, title in enumerate(titles):
        factories.make_task(session, title, assignee=me, due_on=today() + timedelta(days=later))
    session.commit()
    awake(page, "/tasks")
    return page


def tick(page: Page, title: str) -> Locator:
    return page.get_by_role("button", name=f"Позначити виконаним: {title}")


def test_a_double_press_ticks_one_task_and_leaves_the_cursor_at_the_next(session: Session, sign_in: SignIn) -> None:
    page = my_day(session, sign_in, ("Перша", "Друга", "Третя"))
    tick(page, "Перша").click()
    expect(tick(page, "Перша")).to_have_count(0)
    expect(tick(page, "Друга")).to_be_focused()
    # The other half of a double click, once the list has moved up.
    tick(page, "Друга").dispatch_event("click", {"detail": 2})
    page.locator(".task-line", has_text="Друга").locator("[data-menu]").click()
    page.locator("[popover]:popover-open button").first.click()
    expect(page.locator("#toasts")).to_contain_text("Відкладено")
    expect(page.locator(".task-line")).to_have_count(2)
    expect(page.locator("#my-day .task-line :focus")).to_have_count(1)
    # A failure after that is said as well.
    page.route("**/done", lambda route: route.abort("internetdisconnected"))
    tick(page, "Третя").click()
    expect(page.locator("#toasts")).to_contain_text(OFFLINE)


def test_a_task_that_is_being_written_outlives_the_answer_to_another(session: Session, sign_in: SignIn) -> None:
    page = my_day(session, sign_in, ("Перша",))
    held: list[Route] = []
    page.route("**/done", lambda route, _request: held.append(route))
    with page.expect_request("**/done"):
        tick(page, "Перша").click()
    field = page.locator("#quick-task")
    field.fill("Подзвонити в друкарню")
    held[0].continue_()
    expect(tick(page, "Перша")).to_have_count(0)
    expect(field).to_have_value("Подзвонити в друкарню")
    expect(field).to_be_focused()


def test_a_dialog_outlives_a_double_click_and_words_marked_beyond_its_edge(session: Session, sign_in: SignIn) -> None:
    factories.make_application(session, "Живі голоси", stage=Stage.REVIEW)
    page = sign_in("coordinator")
    awake(page, "/grants/board")
    page.locator("[data-card] [data-menu]").click()
    page.locator("[popover]:popover-open [data-move=suspended]").dblclick()
    dialog = page.locator("#reason-suspended")
    expect(dialog).to_be_visible()
    dialog.locator("textarea").fill("Чекаємо на партнера")
    words, edge = dialog.locator("textarea").bounding_box(), dialog.bounding_box()
    page.mouse.move(words["x"] + 60, words["y"] + 12)
    page.mouse.down()
    page.mouse.move(edge["x"] - 60, words["y"] + 12, steps=4)
    page.mouse.up()
    expect(dialog).to_be_visible()
    page.mouse.click(edge["x"] - 60, words["y"] + 12)
    expect(dialog).to_be_hidden()


def test_what_is_typed_before_the_scripts_are_awake_is_not_saved_either(session: Session, sign_in: SignIn) -> None:
    page = sign_in("coordinator")
    held: list[Route] = []
    page.route("**/js/main.js*", lambda route, _request: held.append(route))
    page.goto("/tasks/new", wait_until="commit")
    page.wait_for_function("document.querySelector('[name=title]') && document.readyState === 'interactive'")
    page.evaluate("document.querySelector('[name=title]').focus()")
    page.keyboard.type("Подзвонити")
    held[0].continue_()
    expect(page.locator("[data-save-state]")).to_have_text("Ще не збережено")
    page.unroute_all()
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda question: question.dismiss())
        page.get_by_role("link", name="Контакти").first.click(no_wait_after=True)
    assert asked.value.type == "beforeunload"
    expect(page.locator("[name=title]")).to_have_value("Подзвонити")


def test_an_appearance_that_is_not_kept_is_said(session: Session, sign_in: SignIn) -> None:
    page = sign_in("coordinator")
    awake(page, "/tasks")
    page.route("**/theme", lambda route: route.abort("internetdisconnected"))
    page.locator(".account").click()
    page.locator("[data-theme-switch] button[value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(page.locator("#toasts")).to_contain_text(OFFLINE)


def test_whoever_writes_on_after_sending_led_nowhere_is_asked_before_leaving(session: Session, sign_in: SignIn) -> None:
    page = sign_in("coordinator")
    awake(page, "/tasks/new")
    # An answer without a page leaves the browser where it was, as does the button that stops loading.
    page.route("**/tasks/new", lambda route: route.fulfill(status=204))
    page.fill("[name=title]", "Подзвонити")
    with page.expect_response("**/tasks/new"):
        page.locator(".save-bar button[type=submit]").click(no_wait_after=True)
    page.unroute_all()
    page.locator("[name=title]").press_sequentially(" в друкарню")
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda question: question.dismiss())
        page.get_by_role("link", name="Контакти").first.click(no_wait_after=True)
    assert asked.value.type == "beforeunload"
