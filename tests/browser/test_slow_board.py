"""The board while answers are late: what somebody does meanwhile is neither lost nor undone."""

from playwright.sync_api import Page, Route, expect
from sqlalchemy.orm import Session

from app.domain.grants import Stage
from tests.browser.conftest import SignIn
from tests.support import factories

OFFLINE = "Немає зв’язку"
TITLES = ("Живі голоси", "Читальня надворі", "Музей оживає")


def board(session: Session, sign_in: SignIn, stage: Stage = Stage.IDEA) -> tuple[Page, list[Route]]:
    """Open a board of three cards whose moves wait until the test lets them go."""
    for title in TITLES:
        factories.make_application(session, title, stage=stage)
    session.commit()
    page = sign_in("coordinator")
    held: list[Route] = []
    page.route("**/move", lambda route, _request: held.append(route))
    page.goto("/grants/board")
    expect(page.locator("html")).to_have_attribute("data-awake", "")
    return page, held


def titles(page: Page, stage: Stage) -> list[str]:
    return page.locator(f"[data-stage={stage.value}] .board-title").all_inner_texts()


def count(page: Page, stage: Stage, number: int) -> None:
    """Wait for the count that comes from the server."""
    expect(page.locator(f"[data-stage={stage.value}] [data-column-count]")).to_have_text(str(number))


def push(page: Page, title: str) -> None:
    """Move a card one stage on, and wait until it stands there."""
    link = page.get_by_role("link", name=title, exact=True)
    link.focus()
    with page.expect_request("**/move"):
        page.keyboard.press("Alt+ArrowRight")
    expect(link).to_be_focused()


def test_a_card_goes_back_though_its_neighbour_has_moved_meanwhile(session: Session, sign_in: SignIn) -> None:
    page, held = board(session, sign_in)
    first, second, third = titles(page, Stage.IDEA)
    push(page, first)
    push(page, second)
    held[0].abort("internetdisconnected")
    expect(page.locator("#toasts")).to_contain_text(OFFLINE)
    held[1].continue_()
    count(page, Stage.SELECTION, 1)
    assert titles(page, Stage.SELECTION) == [second]
    assert sorted(titles(page, Stage.IDEA)) == sorted([first, third])


def test_a_card_under_way_is_not_sent_once_more(session: Session, sign_in: SignIn) -> None:
    page, held = board(session, sign_in)
    title = titles(page, Stage.IDEA)[0]
    push(page, title)
    page.keyboard.press("Alt+ArrowRight")
    held[0].continue_()
    count(page, Stage.SELECTION, 1)
    assert len(held) == 1
    push(page, title)
    held[1].continue_()
    count(page, Stage.DRAFTING, 1)
    expect(page.locator("#toasts")).to_be_empty()


def test_a_late_answer_takes_neither_the_carried_card_nor_an_open_menu_nor_the_cursor(
    session: Session, sign_in: SignIn
) -> None:
    page, held = board(session, sign_in)
    first, second, third = titles(page, Stage.IDEA)
    push(page, first)
    card = page.locator("[data-card]").filter(has_text=second)
    handle = card.locator("[data-handle]").bounding_box()
    target = page.locator(f"[data-stage={Stage.DRAFTING.value}]").bounding_box()
    page.mouse.move(handle["x"] + 5, handle["y"] + 5)
    page.mouse.down()
    page.mouse.move(target["x"] + 60, target["y"] + 120, steps=4)
    with page.expect_response("**/move"):
        held[0].continue_()
    expect(page.locator(".board-card.dragging")).to_contain_text(second)
    with page.expect_request("**/move"):
        page.mouse.up()
    expect(page.locator(".board.carrying")).to_have_count(0)
    menu = page.locator("[data-card]").filter(has_text=third).locator("[data-menu]")
    menu.click()
    with page.expect_response("**/move"):
        held[1].continue_()
    expect(page.locator("[popover]:popover-open")).to_have_count(1)
    page.keyboard.press("Escape")
    count(page, Stage.SELECTION, 1)
    count(page, Stage.DRAFTING, 1)
    expect(menu).to_be_focused()
    push(page, third)
    search = page.locator("#filter-q")
    search.focus()
    held[2].continue_()
    count(page, Stage.SELECTION, 2)
    expect(search).to_be_focused()


def test_a_reason_outlives_a_failure_and_is_not_offered_for_another_card(session: Session, sign_in: SignIn) -> None:
    page, held = board(session, sign_in, Stage.REVIEW)
    first, second, _third = titles(page, Stage.REVIEW)
    dialog = page.locator("#reason-suspended")

    def ask(title: str) -> None:
        page.locator("[data-card]").filter(has_text=title).locator("[data-menu]").click()
        page.locator("[popover]:popover-open [data-move=suspended]").click()

    ask(first)
    dialog.locator("textarea").fill("Чекаємо на партнера")
    with page.expect_request("**/move"):
        dialog.locator("button[type=submit]").click()
    expect(dialog).to_be_hidden()
    held[0].abort("internetdisconnected")
    expect(page.locator("#toasts")).to_contain_text(OFFLINE)
    ask(first)
    expect(dialog.locator("textarea")).to_have_value("Чекаємо на партнера")
    page.keyboard.press("Escape")
    ask(second)
    expect(dialog.locator("textarea")).to_have_value("")
