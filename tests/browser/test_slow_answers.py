"""Lists of suggestions and rows whose answers are late: nobody gets what answers an earlier text."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import sqlalchemy as sa
from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy.orm import Session

from app.domain.jobs import JobStatus
from models.contacts import Organisation
from tests.browser.conftest import SignIn
from tests.support import factories

OFFLINE = "Немає зв’язку"


def awake(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.locator("html")).to_have_attribute("data-awake", "")


def hold(page: Page, pattern: str) -> list[Route]:
    """Keep answers back until the test lets them go."""
    held: list[Route] = []
    page.route(pattern, lambda route, _request: held.append(route))
    return held


def asked(text: str) -> Callable[..., bool]:
    """Return what recognises a request that searches for a text."""
    return lambda request: parse_qs(urlsplit(request.url).query).get("q") == [text]


def type_and_wait(field: Locator, text: str, whole: str | None = None) -> None:
    """Type a text and wait until it is asked for."""
    with field.page.expect_request(asked(whole or text)):
        field.press_sequentially(text)


def answer(page: Page, held: list[Route]) -> None:
    """Let go what was kept back, and wait until it has arrived."""
    for route in held:
        with page.expect_response(route.request.url):
            route.continue_()
    page.evaluate("() => new Promise((done) => setTimeout(done, 50))")


def test_a_row_that_is_ticked_right_after_the_search_stays_ticked(session: Session, sign_in: SignIn) -> None:
    factories.make_person(session, "Дем’яненко", "Ірина")
    factories.make_person(session, "Іваненко", "Олег")
    page = sign_in("coordinator")
    awake(page, "/contacts")
    entries = page.evaluate("history.length")
    page.locator("#filter-q").press_sequentially("Іван")
    expect(page.locator("input[name=ids]")).to_have_count(1)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.locator("input[name=ids]").check()
    expect(page.locator(".bulk-bar")).to_contain_text("Вибрано: 1")
    page.locator("#filter-q").press("Enter")
    page.wait_for_load_state("networkidle")
    expect(page.locator("input[name=ids]")).to_be_checked()
    assert requests == []
    assert page.evaluate("history.length") == entries + 1
    page.go_back()
    expect(page.locator("input[name=ids]")).to_have_count(2)
    expect(page.locator("#filter-q")).to_have_value("")


def test_enter_in_the_palette_opens_nothing_that_answers_an_earlier_text(session: Session, sign_in: SignIn) -> None:
    factories.make_organisation(session, "Гімназія")
    page = sign_in("coordinator")
    awake(page, "/contacts")
    page.keyboard.press("Control+k")
    field, found = page.locator("#palette-q"), page.locator("#palette-results [role=option]")
    field.press_sequentially("Гімн")
    expect(found).to_have_count(1)
    hold(page, "**/search/suggest?*")
    type_and_wait(field, "астика", "Гімнастика")
    field.press("Enter")
    page.wait_for_url(lambda url: "/search?q=" in url)


def test_a_late_answer_in_the_palette_leaves_what_somebody_has_chosen(session: Session, sign_in: SignIn) -> None:
    factories.make_person(session, "Коломієць", "Ірина")
    page = sign_in("coordinator")
    awake(page, "/contacts")
    held = hold(page, "**/search/suggest?*")
    page.keyboard.press("Control+k")
    field, found = page.locator("#palette-q"), page.locator("#palette-results [role=option]")
    chosen = page.locator("#palette [aria-selected=true]")
    type_and_wait(field, "ко")
    field.press("ArrowDown")
    words = chosen.inner_text()
    answer(page, held)
    expect(found).to_have_count(1)
    expect(chosen).to_have_text(words)
    held.clear()
    type_and_wait(field, "л", "кол")
    field.press("Escape")
    page.keyboard.press("Control+k")
    answer(page, held)
    expect(found).to_have_count(0)
    page.unroute_all()
    # What is pasted once more is searched for once more.
    for _time in range(2):
        field.fill("Коломієць")
        expect(found).to_have_count(1)
        field.press("Escape")
        page.keyboard.press("Control+k")
        expect(found).to_have_count(0)


def test_suggestions_come_only_to_whoever_still_waits_for_them(session: Session, sign_in: SignIn) -> None:
    factories.make_organisation(session, "Гімназія")
    page = sign_in("coordinator")
    awake(page, "/partnerships/new")
    field, listed = page.locator("[data-picker] [role=combobox]").first, page.locator(".picker-list")
    # Somebody has gone on to the next field.
    held = hold(page, "**/contacts/lookup?*")
    type_and_wait(field, "Гім")
    field.press("Tab")
    page.evaluate("() => new Promise((done) => setTimeout(done, 200))")
    answer(page, held)
    expect(listed).to_be_hidden()
    # Somebody has emptied the field.
    held.clear()
    with page.expect_request(asked("Гімн")):
        field.fill("Гімн")
    field.fill("")
    page.evaluate("() => new Promise((done) => setTimeout(done, 200))")
    answer(page, held)
    expect(listed).to_be_hidden()
    # Somebody has chosen before what was typed last was asked for.
    page.unroute_all()
    field.press_sequentially("Гім")
    expect(listed.locator("[role=option]").first).to_have_text("Гімназія")
    field.press("ArrowDown")
    field.press_sequentially("н", delay=0)
    field.press("Enter")
    expect(field).to_have_value("Гімназія")
    page.evaluate("() => new Promise((done) => setTimeout(done, 250))")
    expect(listed).to_be_hidden()


def test_enter_neither_sends_a_name_that_is_still_searched_nor_one_that_is_being_added(
    session: Session, sign_in: SignIn
) -> None:
    page = sign_in("coordinator")
    awake(page, "/partnerships/new")
    page.evaluate("window.stays = true")
    field, listed = page.locator("[data-picker] [role=combobox]").first, page.locator(".picker-list [role=option]")
    field.press_sequentially("Гім")
    expect(listed).to_have_text(["Додати «Гім»"])
    field.press_sequentially("назія")
    field.press("Enter")
    expect(listed).to_have_text(["Додати «Гімназія»"])
    held = hold(page, "**/contacts/quick")
    with page.expect_request("**/contacts/quick"):
        field.press("Enter")
    field.press("Enter")
    held[0].abort("internetdisconnected")
    expect(page.locator("#toasts")).to_contain_text(OFFLINE)
    page.unroute_all()
    field.press_sequentially(" № 2")
    expect(listed).to_have_text(["Додати «Гімназія № 2»"])
    field.press("Enter")
    expect(page.locator("[data-picker] input[type=hidden]").first).not_to_have_value("")
    assert page.evaluate("window.stays")
    assert session.scalars(sa.select(Organisation.display_name)).all() == ["Гімназія № 2"]


def test_progress_goes_on_after_an_answer_that_did_not_come(session: Session, sign_in: SignIn) -> None:
    job = factories.make_job(session, status=JobStatus.RUNNING)
    session.commit()
    page = sign_in("administrator")
    page.goto(f"/jobs/{job.id}")
    page.route(f"**/jobs/{job.id}", lambda route: route.abort("internetdisconnected"), times=1)
    expect(page.locator("#toasts")).to_contain_text(OFFLINE)
    job.status = JobStatus.DONE
    session.commit()
    expect(page.locator(f"#job-{job.id} .callout")).to_be_visible()
    expect(page.locator("[data-trouble]")).to_have_count(0)


def test_a_name_that_is_typed_while_its_field_is_replaced_stays(session: Session, sign_in: SignIn) -> None:
    person = factories.make_person(session, "Дем’яненко", "Ірина")
    factories.make_person(session, "Іваненко", "Олег")
    page = sign_in("coordinator")
    awake(page, f"/contacts/{person.id}/relationships/new")
    held = hold(page, "**/relationships/new?*")
    with page.expect_request("**/relationships/new?*"):
        page.select_option("#choice", label="є колегою")
    field = page.locator("#tie-other [role=combobox]")
    field.press_sequentially("Іван")
    before = field.element_handle()
    held[0].continue_()
    page.wait_for_function("(old) => !old.isConnected", arg=before)
    expect(field).to_have_value("Іван")
    expect(field).to_be_focused()
    page.locator(".picker-list").get_by_text("Іваненко Олег").click()
    expect(field).to_have_value("Іваненко Олег")


def test_an_open_menu_stays_in_a_window_that_is_made_smaller(session: Session, sign_in: SignIn) -> None:
    factories.make_person(session, "Дем’яненко", "Ірина")
    page = sign_in("coordinator")
    awake(page, "/contacts")
    page.locator("[popovertarget=export-menu]").click()
    menu = page.locator("#export-menu")
    for width in (1010, 740):
        page.set_viewport_size({"width": width, "height": 600})
        page.wait_for_function(
            "(menu) => { const at = menu.getBoundingClientRect(); return at.left >= 0 && at.right <= innerWidth; }",
            arg=menu.element_handle(),
        )
        expect(menu).to_be_visible()


def test_how_many_rows_a_filter_leaves_is_read_out_once(session: Session, sign_in: SignIn) -> None:
    factories.make_person(session, "Дем’яненко", "Ірина")
    factories.make_person(session, "Іваненко", "Олег")
    page = sign_in("coordinator")
    awake(page, "/contacts")
    page.evaluate(
        """() => {
            window.said = [];
            const live = document.getElementById('live');
            const note = () => { if (live.textContent) window.said.push(live.textContent); };
            new MutationObserver(note).observe(live, { childList: true });
        }"""
    )
    page.fill("#filter-q", "Іваненко")
    expect(page.locator("#live")).to_have_text("1 запис")
    assert page.evaluate("window.said") == ["1 запис"]
    expect(page.locator("#rows [role=status]")).to_have_count(0)
