"""Signing in and looking around: what everybody does first, by mouse, by keyboard, on a phone."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.domain.grants import Stage
from app.domain.roles import Role
from models.accounts import User
from tests.browser.conftest import SignIn
from tests.support import factories
from tests.support.browser import assert_accessible, assert_fits, wait_for_whole
from tests.support.everything import fill_every_table

PLACES = (
    "/",
    "/contacts",
    "/partnerships",
    "/volunteers",
    "/donations",
    "/grants",
    "/events",
    "/drivers",
    "/reports",
    "/guide",
)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_way_in_is_accessible(session: Session, new_page: Callable[..., Page], dark: bool) -> None:
    factories.make_user(session)
    session.commit()
    page = new_page(dark=dark)
    page.goto("/login")
    assert_accessible(page)
    page.fill("input[name=email]", "nobody@library.example")
    page.fill("input[name=password]", "wrong-password-1")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert page.input_value("input[name=email]") == "nobody@library.example"
    assert_accessible(page)


def test_the_accounts_of_a_demonstration_fit_a_phone(session: Session, new_page: Callable[..., Page]) -> None:
    factories.make_institution(session, is_demo=True)
    for role in Role:
        factories.make_user(session, role, email=f"{role}@demo.example")
    session.commit()
    page = new_page(360, 780, has_touch=True, is_mobile=True)
    page.goto("/login")
    assert page.locator(".demo-accounts button").count() == len(Role)
    assert_fits(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_place_of_the_menu_is_accessible(
    session: Session, new_page: Callable[..., Page], sign_in: SignIn, dark: bool
) -> None:
    fill_every_table(session)
    page = sign_in(Role.ADMINISTRATOR, new_page(dark=dark))
    for place in PLACES:
        page.goto(place)
        assert_accessible(page)
        assert_fits(page)


def test_every_place_of_the_menu_fits_a_phone(session: Session, new_page: Callable[..., Page], sign_in: SignIn) -> None:
    fill_every_table(session)
    page = sign_in(Role.ADMINISTRATOR, new_page(360, 780, has_touch=True, is_mobile=True))
    for place in PLACES:
        page.goto(place)
        assert_fits(page)


def test_the_menu_leads_where_it_says(session: Session, sign_in: SignIn) -> None:
    page = sign_in(Role.ADMINISTRATOR)
    links = page.locator("nav[aria-label] a[href^='/']")
    addresses = {str(link.get_attribute("href")) for link in links.all()}
    assert len(addresses) > 8
    for address in sorted(addresses):
        answer = page.goto(address)
        assert answer is not None and answer.status == 200, address
        assert page.locator("h1").count() == 1, address


def test_the_first_tab_leads_past_the_menu(session: Session, sign_in: SignIn) -> None:
    page = sign_in()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


# What the keyboard reaches without any ring around it, the thing itself or what holds it.
UNSEEN = """() => {
    const ring = (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const found = [];
    for (const one of document.querySelectorAll('a[href], button, input, select, textarea, summary')) {
        one.focus({ focusVisible: true });
        if (document.activeElement !== one || one.matches('.visually-hidden')) continue;
        const around = [one, one.parentElement, one.parentElement?.parentElement, one.nextElementSibling];
        const drawn = around.filter(Boolean).map((item) => getComputedStyle(item));
        if (![...drawn, getComputedStyle(one, '::after')].some(ring)) found.push(one.outerHTML.slice(0, 120));
    }
    return found;
}"""


@pytest.mark.parametrize("path", ["/", "/events/log", "/contacts", "/settings"])
def test_the_keyboard_shows_where_it_is(session: Session, sign_in: SignIn, path: str) -> None:
    page = sign_in(Role.COORDINATOR)
    page.goto(path)
    wait_for_whole(page)
    assert page.evaluate(UNSEEN) == []


def test_paper_shows_no_buttons(session: Session, sign_in: SignIn) -> None:
    volunteer = factories.make_volunteer(session)
    page = sign_in(Role.COORDINATOR)
    page.emulate_media(media="print")
    page.goto(f"/volunteers/{volunteer.id}")
    wait_for_whole(page)
    assert page.locator("main .btn:visible, main textarea:visible, main input:visible").count() == 0


BARE = """() => [...document.querySelectorAll('main .card-m, main summary')].filter((one) => {
    if (!one.getClientRects().length) return false;
    if (one.matches('summary')) return !one.parentElement.open;
    return !one.querySelector('.card-content').innerText.trim();
}).map((one) => one.innerText.trim())"""


def test_paper_has_no_headings_with_nothing_under_them(session: Session, sign_in: SignIn) -> None:
    grant = factories.make_application(session, stage=Stage.IMPLEMENTATION, awarded_amount=100)
    factories.make_budget_line(session, grant)
    partnership = factories.make_partnership(session)
    event = factories.make_event(session)
    page = sign_in(Role.COORDINATOR)
    page.emulate_media(media="print")
    for path in (
        f"/contacts/{partnership.organisation_id}",
        f"/grants/{grant.id}",
        f"/grants/{grant.id}/budget",
        f"/grants/{grant.id}/work",
        f"/partnerships/{partnership.id}",
        f"/events/{event.id}",
    ):
        page.goto(path)
        wait_for_whole(page)
        assert page.evaluate(BARE) == [], path
    page.goto("/contacts")
    wait_for_whole(page)
    sizes = page.evaluate("[...document.querySelectorAll('tbody td')].map((cell) => getComputedStyle(cell).fontSize)")
    assert len(set(sizes)) == 1


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_sessions_elsewhere_are_ended_on_a_phone(
    session: Session, new_page: Callable[..., Page], sign_in: SignIn, dark: bool
) -> None:
    page = sign_in(Role.MONITOR, new_page(360, 780, has_touch=True, is_mobile=True, dark=dark))
    elsewhere = new_page()
    elsewhere.goto("/login")
    elsewhere.fill("input[name=email]", session.scalars(sa.select(User.email)).one())
    elsewhere.fill("input[name=password]", factories.PASSWORD)
    elsewhere.click("main form[method=post] button[type=submit]")
    elsewhere.wait_for_url("**/")
    page.goto("/account")
    page.click("main a[href='/account/sign-ins']")
    expect(page.locator(".row-list > li")).to_have_count(2)
    assert_accessible(page)
    assert_fits(page)
    page.click("form[action$='/end-others'] button")
    page.click("dialog[open] button.btn-primary")
    expect(page.locator(".row-list > li")).to_have_count(1)
    elsewhere.goto("/account")
    expect(elsewhere).to_have_url(re.compile("/login"))
    page.goto("/account")
    expect(page).to_have_url(re.compile("/account$"))
