"""Away from a quiet desk: no connection, an ended session, a low window, a keyboard, forced colours, paper."""

import io
import re
from collections.abc import Callable

import pypdf
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.browser.conftest import SignIn
from tests.support import factories

ENDED = "Сеанс завершився. Увійдіть і повторіть останній крок."
OFFLINE = "Немає зв’язку: дію не виконано. Перевірте мережу й спробуйте ще раз."


def open_awake(page: Page, address: str) -> None:
    """Open a page and wait until its scripts listen: what is looked at here happens only then."""
    page.goto(address)
    page.wait_for_selector("html[data-awake]")


def test_a_list_stays_when_the_session_has_ended_and_says_why(session: Session, sign_in: SignIn) -> None:
    factories.make_person(session, "Дем’яненко", "Ірина")
    page = sign_in("coordinator")
    open_awake(page, "/contacts")
    page.context.clear_cookies()
    page.fill("#filter-q", "дем")
    expect(page.locator("#toasts")).to_contain_text(ENDED)
    expect(page.locator("#toasts a")).to_have_attribute("href", "/login")
    expect(page.locator("#rows")).to_contain_text("Дем’яненко")
    assert page.url.endswith("/contacts")


def test_what_did_not_come_is_told_once_and_forgotten_when_it_comes(session: Session, sign_in: SignIn) -> None:
    factories.make_person(session, "Дем’яненко", "Ірина")
    page = sign_in("coordinator")
    open_awake(page, "/contacts")
    page.route("**/contacts?*", lambda route: route.abort("internetdisconnected"))
    for typed in ("д", "де"):
        with page.expect_event("requestfailed"):
            page.fill("#filter-q", typed)
    message = page.locator("[data-trouble]")
    expect(message).to_have_count(1)
    expect(message).to_contain_text(OFFLINE)
    page.unroute("**/contacts?*")
    page.fill("#filter-q", "дем")
    expect(message).to_have_count(0)


def test_a_contact_that_could_not_be_searched_is_not_offered_as_new(session: Session, sign_in: SignIn) -> None:
    factories.make_organisation(session, "ГО «Читальня»")
    page = sign_in("coordinator")
    open_awake(page, "/partnerships/new")
    page.route("**/contacts/lookup?*", lambda route: route.abort("internetdisconnected"))
    field = page.locator("[role=combobox]:not(#palette-q)").first
    field.fill("Читальня")
    expect(page.locator("#toasts")).to_contain_text(OFFLINE)
    expect(page.locator("[role=listbox] .create")).to_have_count(0)


def test_a_card_that_the_session_left_behind_goes_back_and_says_why(session: Session, sign_in: SignIn) -> None:
    factories.make_application(session)
    page = sign_in("coordinator")
    open_awake(page, "/grants/board")
    card = page.locator("[data-card]").first
    page.context.clear_cookies()
    card.locator("a").first.focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("#toasts")).to_contain_text(ENDED)
    expect(page.locator("[data-stage]").first.locator("[data-card]")).to_have_count(1)


def test_a_menu_that_the_keyboard_opened_begins_with_its_first_item(session: Session, sign_in: SignIn) -> None:
    factories.make_application(session)
    page = sign_in("coordinator")
    for address, opener in (("/", ".account"), ("/grants/board", "[data-card] [popovertarget]")):
        open_awake(page, address)
        button = page.locator(opener).first
        button.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".pop:popover-open :focus")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(button).to_be_focused()


def test_the_save_bar_of_a_narrow_window_covers_no_field_that_has_the_focus(
    sign_in: SignIn, new_page: Callable[..., Page]
) -> None:
    page = sign_in("coordinator", new_page(width=640, height=512))
    open_awake(page, "/contacts/people/new")
    for _press in range(30):
        page.keyboard.press("Tab")
        covered = page.evaluate(
            """() => {
                const field = document.activeElement;
                if (!field.closest('main') || field.closest('.save-bar')) return '';
                const bar = document.querySelector('.save-bar').getBoundingClientRect();
                return field.getBoundingClientRect().bottom > bar.top ? field.name || field.textContent : '';
            }"""
        )
        assert covered == ""


def test_a_low_window_keeps_its_room_for_what_is_read(sign_in: SignIn, new_page: Callable[..., Page]) -> None:
    page = sign_in("coordinator", new_page(width=740, height=360))
    open_awake(page, "/contacts/people/new")
    for bar in (".topbar", ".save-bar"):
        expect(page.locator(bar)).to_have_css("position", "static")
    expect(page.locator(".bottombar")).to_have_css("height", re.compile(r"^4\dpx$"))


def test_forced_colours_show_where_one_is_and_what_is_chosen(
    session: Session, sign_in: SignIn, new_page: Callable[..., Page]
) -> None:
    factories.make_application(session)
    page = sign_in("coordinator", new_page(forced_colors="active"))
    open_awake(page, "/grants/board")
    ground = "one => getComputedStyle(one).backgroundColor"
    for group in (".tabs", ".sidebar", ".views"):
        here = page.locator(f"{group} a[aria-current]").first.evaluate(ground)
        assert here != page.locator(f"{group} a:not([aria-current])").last.evaluate(ground)
    open_awake(page, "/contacts")
    expect(page.locator(".form-check-input").first).to_have_css("appearance", "auto")


def test_a_wide_table_scrolls_by_itself_and_not_with_the_page(
    session: Session, sign_in: SignIn, new_page: Callable[..., Page]
) -> None:
    application = factories.make_application(session)
    line = factories.make_budget_line(session, application, item="Фарби, пензлі та інші матеріали для майстерень")
    factories.make_expenditure(session, line, counterparty="ТОВ «Поліграфічне виробництво»")
    page = sign_in("coordinator", new_page(width=660, height=900))
    open_awake(page, f"/grants/{application.id}/budget")
    assert page.evaluate("document.documentElement.scrollWidth") == 660


def printed(page: Page) -> list[pypdf.PageObject]:
    """The sheets of a page as the browser prints it."""
    return list(pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages)


def test_a_month_is_printed_lying(session: Session, sign_in: SignIn) -> None:
    factories.make_event(session, "Казка на добраніч")
    page = sign_in("coordinator")
    open_awake(page, f"/events/calendar?month={factories.DAY:%Y-%m}")
    sheets = printed(page)
    assert len(sheets) == 1
    assert sheets[0].mediabox.width > sheets[0].mediabox.height
    assert "Казка на добраніч" in sheets[0].extract_text()


def test_a_picture_that_is_not_drawn_yet_is_printed_as_its_table(session: Session, sign_in: SignIn) -> None:
    application = factories.make_application(session)
    factories.make_budget_line(session, application)
    page = sign_in("coordinator")
    # The engine never comes: what is printed then is the table, which is folded on the page.
    page.route("**/vega.js*", lambda route: None)
    open_awake(page, f"/grants/{application.id}/budget")
    folded = page.locator(".chart-table")
    expect(folded).not_to_have_attribute("open", "")
    assert "Те саме таблицею" in "".join(sheet.extract_text() for sheet in printed(page))
    expect(folded).not_to_have_attribute("open", "")
