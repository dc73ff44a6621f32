"""The lock-out: strangers lock out strangers, and a browser in which somebody has signed in only itself."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from models.accounts import LoginFailure, User
from tests.accounts.test_passwords_of_accounts import NEW, ask_for_link, link_in
from tests.accounts.test_signing_in import sign_in
from tests.support import factories
from tests.support.pages import PageClient
from tests.support.postbox import letters_in


@pytest.fixture
def user(session: Session) -> User:
    return factories.make_user(session, email="olena@library.example")


def known(app: Flask, user: User) -> PageClient:
    """Return a browser in which the account was signed in to before."""
    person = PageClient(app)
    sign_in(person, user.email, factories.PASSWORD)
    person.post("/logout")
    return person


def fail(person: PageClient, user: User, times: int = 5) -> None:
    for _attempt in range(times):
        sign_in(person, user.email, "wrong again", 422)


def test_strangers_lock_out_strangers_but_no_known_browser(app: Flask, visitor: PageClient, user: User) -> None:
    colleague = known(app, user)
    fail(visitor, user)
    sign_in(visitor, user.email, factories.PASSWORD, 429)
    sign_in(PageClient(app), user.email, factories.PASSWORD, 429)
    sign_in(colleague, user.email, factories.PASSWORD)
    colleague.get("/account")


def test_a_colleague_who_signs_in_does_not_open_the_lock_for_strangers(
    app: Flask, visitor: PageClient, user: User
) -> None:
    colleague = known(app, user)
    fail(visitor, user)
    sign_in(colleague, user.email, factories.PASSWORD)
    sign_in(visitor, user.email, factories.PASSWORD, 429)


def test_a_known_browser_is_locked_out_by_its_own_failures_and_by_itself(
    app: Flask, visitor: PageClient, user: User
) -> None:
    here, elsewhere = known(app, user), known(app, user)
    fail(here, user)
    page = sign_in(here, user.email, factories.PASSWORD, 429)
    assert any("Try again after" in error for error in page.errors())
    assert 0 < int(page.headers["Retry-After"]) <= 15 * 60
    sign_in(elsewhere, user.email, factories.PASSWORD)
    sign_in(visitor, user.email, factories.PASSWORD)


def test_a_success_begins_the_count_of_a_known_browser_anew(app: Flask, user: User, session: Session) -> None:
    here = known(app, user)
    fail(here, user, 4)
    sign_in(here, user.email, factories.PASSWORD)
    assert session.scalar(sa.select(sa.func.count(LoginFailure.id))) == 0
    here.post("/logout")
    fail(here, user, 4)
    sign_in(here, user.email, factories.PASSWORD)


def test_the_cookie_of_another_account_does_not_help(
    app: Flask, visitor: PageClient, user: User, session: Session
) -> None:
    other = factories.make_user(session, email="ivan@library.example")
    stranger = known(app, other)
    fail(visitor, user)
    sign_in(stranger, user.email, factories.PASSWORD, 429)
    own = stranger.client.get_cookie(f"mistok_device_{other.id}", path="/login")
    assert own
    stranger.client.set_cookie(f"mistok_device_{user.id}", own.value, path="/login")
    sign_in(stranger, user.email, factories.PASSWORD, 429)
    stranger.client.set_cookie(f"mistok_device_{user.id}", "made up", path="/login")
    sign_in(stranger, user.email, factories.PASSWORD, 429)


def test_colleagues_share_a_browser(app: Flask, visitor: PageClient, user: User, session: Session) -> None:
    other = factories.make_user(session, email="ivan@library.example")
    desk = known(app, user)
    sign_in(desk, other.email, factories.PASSWORD)
    desk.post("/logout")
    fail(visitor, user)
    sign_in(desk, user.email, factories.PASSWORD)


def test_a_changed_password_makes_older_cookies_worthless_but_not_that_of_this_browser(
    app: Flask, visitor: PageClient, user: User
) -> None:
    older, here = known(app, user), known(app, user)
    sign_in(here, user.email, factories.PASSWORD)
    typed = {"old_password": factories.PASSWORD, "new_password": NEW, "repeat": NEW}
    here.submit(here.get("/account/password"), typed)
    here.post("/logout")
    fail(visitor, user)
    sign_in(older, user.email, NEW, 429)
    sign_in(here, user.email, NEW)


def test_a_reset_password_makes_older_cookies_worthless(
    app: Flask, visitor: PageClient, user: User, mail_folder: Path
) -> None:
    older = known(app, user)
    ask_for_link(visitor, user.email)
    visitor.submit(visitor.get(link_in(letters_in(mail_folder)[0])), {"new_password": NEW, "repeat": NEW})
    fail(visitor, user)
    sign_in(older, user.email, NEW, 429)


def test_the_cookie_is_guarded_and_names_nobody(app: Flask, user: User) -> None:
    app.config["SESSION_COOKIE_SECURE"] = True
    person = PageClient(app)
    page = sign_in(person, user.email, factories.PASSWORD)
    (cookie,) = [line for line in page.headers.getlist("Set-Cookie") if line.startswith("mistok_device_")]
    for flag in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/login", "Max-Age=31536000"):
        assert flag in cookie
    assert "olena" not in cookie and "library" not in cookie
