"""A reader who has set large letters, on a phone: nothing sticks out, no figure is broken, no field is too narrow."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from app.domain.roles import Role
from tests.browser.conftest import SignIn
from tests.support import factories
from tests.support.browser import assert_fits, wait_for_whole
from tests.support.everything import fill_every_table
from tests.test_routes import ways

LARGER = "document.documentElement.style.fontSize = '24px'"
PAGES = {
    "contacts.index",
    "dashboard.index",
    "donations.show",
    "events.show",
    "grants.award",
    "grants.board",
    "grants.create_deliverable",
    "grants.show",
    "grants.work",
    "partnerships.show",
    "privacy.accept_all",
    "privacy.consents",
    "privacy.edit_purpose",
    "reports.editor",
    "tasks.index",
    "verify.index",
    "volunteers.edit",
}
# A figure of a tile that goes on in a second line is read as two.
BROKEN = """() => [...document.querySelectorAll('.stat-value')].filter(
    (value) => value.offsetHeight > 1.5 * parseFloat(getComputedStyle(value).lineHeight)
).map((value) => value.textContent.trim())"""
# What a card cuts off cannot be reached: it has to scroll in the card.
CUT = """() => [...document.querySelectorAll('main .card-content')].filter(
    (box) => box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX === 'hidden'
).map((box) => box.textContent.trim().slice(0, 40))"""


def open_large(page: Page, path: str) -> None:
    """Open a page in letters half as large again."""
    page.goto(path)
    page.evaluate(LARGER)
    wait_for_whole(page)


def test_in_large_letters_a_phone_shows_every_page_whole(
    served_app: Flask, session: Session, sign_in: SignIn, new_page: Callable[..., Page]
) -> None:
    fill_every_table(session, factories.make_branch(session, "Центральна"))
    session.commit()
    page = sign_in(Role.ADMINISTRATOR, new_page(width=360, height=740))
    found = {way.endpoint: way.path for way in ways(served_app, session) if way.method == "GET"}
    for endpoint in sorted(PAGES):
        open_large(page, found[endpoint])
        assert_fits(page)
        assert (endpoint, page.evaluate(BROKEN), page.evaluate(CUT)) == (endpoint, [], [])


def test_in_large_letters_fields_beside_each_other_stay_wide_enough(
    sign_in: SignIn, new_page: Callable[..., Page]
) -> None:
    page = sign_in("coordinator", new_page(width=360, height=740))
    open_large(page, "/donations/new")
    for field in ("#amount", "#currency", "#received_on"):
        box = page.locator(field).bounding_box()
        assert box is not None
        assert box["width"] > 150, field
