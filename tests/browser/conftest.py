"""Fixtures of browser tests: a served application on SQLite, a page in Ukrainian, and people who sign in.

What goes wrong in the browser itself (an uncaught error, something that the security policy blocked, an
answer of 500) fails the test that met it.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect
from sqlalchemy.orm import Session

from app import create_app
from app.domain.roles import Role
from models import db
from tests.support import factories
from tests.support.browser import LAUNCH, served
from tests.support.databases import Sqlite

SignIn = Callable[..., Page]
# A loaded machine is slow, and a test is about what happens, not how soon.
expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {**LAUNCH, "args": [*LAUNCH["args"], "--font-render-hinting=none"]}


@pytest.fixture(scope="session")
def browser_database(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Sqlite:
    """A database for the served application alone."""
    return Sqlite(shared_folder, tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="session")
def served_app(browser_database: Sqlite, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application that the browser talks to, built once."""
    return create_app(
        "testing",
        SQLALCHEMY_DATABASE_URI=browser_database.url,
        DATA_DIR=tmp_path_factory.mktemp("browser-data"),
        MAIL_URL="null:",
    )


@pytest.fixture(scope="session")
def address(served_app: Flask) -> Iterator[str]:
    """Where the application answers."""
    with served(served_app) as url:
        yield url


@pytest.fixture
def session(served_app: Flask, browser_database: Sqlite, address: str) -> Iterator[Session]:
    """The test's own session on an empty database; commit what the browser should see."""
    with served_app.app_context():
        browser_database.empty(db.engine)
        with Session(db.engine) as own:
            yield own


@pytest.fixture
def new_page(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """A function that opens a page in a fresh window: `new_page(width=390, height=844, dark=True)`."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def watch_console(message: ConsoleMessage) -> None:
        # Leaving a page, or typing on, gives up a request that is still under way: nothing went wrong.
        given_up = message.text in {"htmx:sendAbort", "htmx:afterRequest"}
        # A refusal is an answer, and a test may have cut the connection.
        known = ("status of 4", "Status Error Code 4", "ERR_INTERNET_DISCONNECTED", "htmx:sendError")
        if message.type == "error" and not given_up and not any(text in message.text for text in known):
            problems.append(message.text)
        # The chart engine warns of a specification that it cannot follow.
        if message.type == "warning" and message.text.startswith("WARN"):
            problems.append(message.text)

    def watch_answers(response: Response) -> None:
        if response.status >= 500:
            problems.append(f"{response.url} answered {response.status}")

    def open_page(width: int = 1280, height: int = 900, *, dark: bool = False, **options: Any) -> Page:
        context = browser.new_context(
            base_url=address,
            locale=options.pop("locale", "uk-UA"),
            timezone_id="Europe/Kyiv",
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(30_000)
        page = context.new_page()
        # Nobody presses, types or looks before the page's scripts are awake: a person is slower than that.
        if options.get("java_script_enabled", True):
            page.add_locator_handler(page.locator("html:not([data-awake])"), lambda: None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", watch_console)
        page.on("response", watch_answers)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page in a desktop window, in Ukrainian."""
    return new_page()


@pytest.fixture
def sign_in(session: Session, new_page: Callable[..., Page]) -> SignIn:
    """A function that makes an account and signs it in through the form.

    Takes the role, an open page if there is one already, and the fields of `factories.make_user`.
    """

    def enter(role: Role | str = Role.COORDINATOR, page: Page | None = None, **fields: Any) -> Page:
        user = factories.make_user(session, Role(role), **{"locale": "uk", **fields})
        session.commit()
        page = page or new_page()
        page.goto("/login")
        page.fill("input[name=email]", user.email)
        page.fill("input[name=password]", factories.PASSWORD)
        page.click("main form[method=post] button[type=submit]")
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    return enter
