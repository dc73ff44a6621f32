"""The picture of the drivers page, and the palette by keyboard."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.clock import today
from tests.browser.conftest import SignIn
from tests.support import factories
from tests.support.browser import assert_accessible, assert_fits


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_picture_is_drawn_above_its_table(session: Session, sign_in: SignIn, new_page, dark: bool) -> None:
    for month in range(1, 6):
        day = today() - timedelta(days=30 * month)
        factories.make_donation(session, received_on=day)
        factories.make_event(session, starts_on=day, counts={"adults": month * 10})
    page = sign_in("director", new_page(dark=dark))
    page.goto("/drivers")
    expect(page.locator("#drivers-picture svg")).to_be_visible(timeout=20_000)
    picture, table = (
        page.locator("#drivers-picture svg").bounding_box(),
        page.locator("#drivers-picture table").bounding_box(),
    )
    assert picture and table and picture["y"] < table["y"]
    # Each of the twelve months has its name, the first one too, also east of Greenwich.
    months = page.locator("#drivers-picture svg .role-axis-label").filter(has_text="січ")
    expect(months.locator("text")).to_have_count(12)
    # A reader of the screen hears the title of the picture, not the engine's English words about its axes.
    expect(page.locator("#drivers-picture [data-drawn]")).to_have_attribute("role", "img")
    assert page.get_by_role("graphics-symbol").count() == 0  # type: ignore[arg-type]
    assert_accessible(page)
    assert_fits(page)
    # The picture of branches is asked for when it comes into view.
    page.locator("#drivers-branches").scroll_into_view_if_needed()
    expect(page.locator("#drivers-branches svg")).to_be_visible(timeout=20_000)
    page.locator("#drivers-branches .chart-table a").click()
    expect(page.locator("table.plain tfoot")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.go_back()
    page.locator("a.stretched").first.click()
    expect(page.locator("h1")).to_be_visible()


def open_palette(page: Page) -> None:
    """Press the keys until the page, which may still be loading its scripts, answers."""
    for _attempt in range(40):
        page.keyboard.press("Control+k")
        if page.locator("#palette[open]").count():
            break
        page.wait_for_timeout(250)
    expect(page.locator("#palette-q")).to_be_focused()


def test_the_palette_opens_finds_and_goes_by_keyboard(session: Session, sign_in: SignIn) -> None:
    factories.make_person(session, "Ґудзь", "Євгенія")
    page = sign_in("coordinator")
    page.goto("/")
    open_palette(page)
    assert_accessible(page)
    page.keyboard.type("gudz", delay=20)
    expect(page.locator("#palette-results")).to_contain_text("Ґудзь Євгенія")
    texts = page.locator("#palette [role=option]").all_inner_texts()
    assert len(texts) == len(set(texts))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Ґудзь Євгенія")
    open_palette(page)
    page.keyboard.type("драйв", delay=20)
    expect(page.locator("#palette [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_visible()
    assert page.url.endswith("/drivers")
    open_palette(page)
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_an_action_that_is_called_by_its_name_comes_before_what_is_found(session: Session, sign_in: SignIn) -> None:
    factories.make_event(session, title="Акція «Години тиші»")
    page = sign_in("coordinator")
    page.goto("/")
    open_palette(page)
    page.keyboard.type("години", delay=20)
    expect(page.locator("#palette-results")).to_contain_text("Години тиші")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Записати години")
    open_palette(page)
    page.keyboard.type("годин", delay=20)
    expect(page.locator("#palette-results")).to_contain_text("Години тиші")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Акція «Години тиші»")


def test_a_name_without_a_space_fits_among_the_results(session: Session, sign_in: SignIn, new_page) -> None:
    factories.make_organisation(session, "Найдовшаназва" * 20)
    session.commit()
    page = sign_in("coordinator", new_page(width=360, height=780))
    page.goto("/search?q=Найдовша")
    expect(page.locator(".link-text")).to_be_visible()
    assert_fits(page)
