"""Signing in: right and wrong passwords, the lock-out, the session, and where it leads."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.roles import Role
from app.services.accounts import sign_in as sign_in_service
from models.accounts import LoginFailure, User
from models.base import utc_now
from models.tasks import Task
from tests.support import factories
from tests.support.pages import Page, PageClient
from tests.support.together import at_once


def sign_in(person: PageClient, email: str, password: str, status: int = 302, path: str = "/login") -> Page:
    return person.submit(person.get(path), {"email": email, "password": password}, status)


@pytest.fixture
def user(session: Session) -> User:
    return factories.make_user(session, email="olena@library.example")


def test_a_right_password_opens_the_product(visitor: PageClient, user: User) -> None:
    assert sign_in(visitor, "olena@library.example", factories.PASSWORD).location == "/"
    assert visitor.get("/account").heading == "Your account"


def test_case_and_spaces_around_the_address_do_not_matter(visitor: PageClient, user: User) -> None:
    sign_in(visitor, "  Olena@Library.Example ", factories.PASSWORD)
    visitor.get("/account")


def test_a_wrong_password_keeps_the_typed_address(visitor: PageClient, user: User) -> None:
    page = sign_in(visitor, "olena@library.example", "not this one", 422)
    assert page.form()["email"] == "olena@library.example"
    assert any("is wrong" in error for error in page.errors())
    visitor.get("/account", 302)


def test_a_closed_account_is_refused_like_a_wrong_password(visitor: PageClient, session: Session) -> None:
    factories.make_user(session, email="gone@library.example", is_active=False)
    page = sign_in(visitor, "gone@library.example", factories.PASSWORD, 422)
    assert any("is wrong" in error for error in page.errors())


@pytest.mark.parametrize("email", ["olena@library.example", "nobody@library.example"])
def test_five_failures_lock_an_address_out_whether_it_exists_or_not(
    visitor: PageClient, user: User, email: str
) -> None:
    for _attempt in range(5):
        sign_in(visitor, email, "wrong again", 422)
    page = sign_in(visitor, email, factories.PASSWORD, 429)
    assert any("Try again after" in error for error in page.errors())
    assert 0 < int(page.headers["Retry-After"]) <= 15 * 60


@pytest.mark.parametrize("email", ["olena@library.example", "nobody@library.example"])
def test_tries_at_the_same_moment_never_pass_the_lock(
    session: Session, user: User, app: Flask, visitor: PageClient, email: str
) -> None:
    session.commit()
    terms: dict[str, Any] = {"at": utc_now(), "attempts": 5, "window": timedelta(minutes=15)}

    def attempt(session: Session, together: Callable[[], None]) -> str:
        session.scalar(sa.select(sa.func.count(LoginFailure.id)))
        together()
        with pytest.raises(RuleError) as refused:
            sign_in_service(session, email, "wrong again", **terms)
        time.sleep(0.05)  # the page is drawn before the request commits
        return refused.value.code

    assert sorted(at_once(app, *([attempt] * 8))) == ["bad_credentials"] * 5 + ["locked_out"] * 3
    sign_in(visitor, email, factories.PASSWORD, 429)


def test_the_lock_opens_after_a_quarter_of_an_hour(visitor: PageClient, session: Session, user: User) -> None:
    then = utc_now() - timedelta(minutes=16)
    session.add_all(LoginFailure(email=user.email, at=then) for _attempt in range(5))
    session.commit()
    sign_in(visitor, user.email, factories.PASSWORD)
    assert session.scalar(sa.select(sa.func.count(LoginFailure.id))) == 0


def test_another_address_is_not_locked_out(visitor: PageClient, session: Session, user: User) -> None:
    session.add_all(LoginFailure(email="other@library.example", at=utc_now()) for _attempt in range(5))
    sign_in(visitor, user.email, factories.PASSWORD)


def test_signing_in_replaces_the_session(visitor: PageClient, user: User) -> None:
    with visitor.client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    sign_in(visitor, user.email, factories.PASSWORD)
    with visitor.client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["_user_id"]


def test_the_visit_is_noted_and_is_no_edit(visitor: PageClient, session: Session, user: User) -> None:
    version, changed = user.version, user.updated_at
    sign_in(visitor, user.email, factories.PASSWORD)
    session.refresh(user)
    assert user.last_seen_at is not None
    assert (user.version, user.updated_at) == (version, changed)


def test_it_leads_to_the_page_that_was_asked_for(visitor: PageClient, user: User) -> None:
    asked = visitor.get("/account/password", 302)
    assert sign_in(visitor, user.email, factories.PASSWORD, path=asked.location).location == "/account/password"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\tx", "javascript:alert(1)"],
)
def test_it_never_leads_to_another_site(visitor: PageClient, user: User, target: str) -> None:
    page = visitor.post(
        "/login",
        {"email": user.email, "password": factories.PASSWORD},
        query_string={"next": target},
    )
    assert page.headers["Location"] == "/"


def test_signing_out_ends_the_session(login: Any) -> None:
    person = login("coordinator")
    assert person.post("/logout").location == "/login"
    person.get("/account", 302)


def test_an_account_that_was_closed_meanwhile_is_signed_out(login: Any, session: Session) -> None:
    person = login("coordinator")
    person.get("/account")
    person.user.is_active = False
    session.commit()
    person.get("/account", 302)


def test_a_demonstration_offers_its_accounts_by_one_click(visitor: PageClient, session: Session) -> None:
    factories.make_institution(session, is_demo=True)
    factories.make_user(session, Role.DIRECTOR, email="director@demo.example", password="demo-Mistok-2026")
    factories.make_user(session, email="real@library.example")
    page = visitor.get("/login")
    assert "director@demo.example" in page.text
    assert "real@library.example" not in page.text
    visitor.submit(page, css=".demo-accounts form")
    visitor.get("/account")


def test_a_real_database_offers_nothing(visitor: PageClient, session: Session) -> None:
    factories.make_institution(session)
    factories.make_user(session, email="director@demo.example")
    assert "demo" not in visitor.get("/login").text


def test_the_sign_in_page_reads_ukrainian(visitor: PageClient, user: User, app: Flask) -> None:
    visitor.post("/settings/locale", {"locale": "uk", "next": "/login"})
    assert visitor.get("/login").select("html")[0]["lang"] == "uk"


OWN_PAGE = {"Origin": "http://localhost"}


def test_what_was_typed_when_the_session_had_ended_is_sent_on_after_signing_in(
    visitor: PageClient, user: User, session: Session
) -> None:
    sign_in(visitor, user.email, factories.PASSWORD)
    form = visitor.get("/tasks/new").form()
    with visitor.client.session_transaction() as cookie:
        cookie.clear()
    typed = {**form, "title": "Подзвонити в друкарню", "note": "Перший рядок\r\nдругий “рядок”"}
    ended = visitor.send("POST", "/tasks/new", 401, data=typed, headers=OWN_PAGE)
    assert "Not saved yet" in ended.heading
    assert "/login" in ended.links
    sign_in(visitor, user.email, factories.PASSWORD)
    # The token of the page is that of the session which has ended.
    with visitor.client.session_transaction() as cookie:
        cookie["csrf_token"] = "1" * 40
    kept = visitor.send("POST", "/tasks/new", 400, data=ended.form(), headers={**OWN_PAGE, "X-CSRFToken": ""})
    assert kept.select("main form")[0]["action"] == "/tasks/new"
    visitor.submit(kept)
    task = session.scalars(sa.select(Task)).one()
    assert (task.title, task.note) == ("Подзвонити в друкарню", "Перший рядок\nдругий “рядок”")


def test_what_was_typed_stays_when_the_language_of_its_page_is_switched(
    visitor: PageClient, user: User, session: Session
) -> None:
    typed = {"title": "Подзвонити в друкарню", "locale": "власне", "next": "/elsewhere"}
    visitor.post("/settings/locale", {"locale": "uk", "next": "/login"})
    ended = visitor.send("POST", "/tasks/new?from=home", 401, data=typed, headers={**OWN_PAGE, "X-CSRFToken": ""})
    assert ended.heading == "Ще не збережено"
    button = next(item for item in ended.select(".public-head button") if item["lang"] == "en")
    assert button["form"] == ended.select("main form")[0]["id"]
    sent = {**ended.form("main form"), "csrf_token": ""}
    other = visitor.send("POST", button["formaction"], 200, data=sent, headers=OWN_PAGE)
    assert other.heading == "Not saved yet" and "/login" in other.links
    assert other.select("main form")[0]["action"] == "/tasks/new?from=home"
    assert {name: value for name, value in other.form("main form").items() if name != "csrf_token"} == typed
    # Nor is it lost when the token has ended by then, and no form is made for what is no page of ours.
    late = visitor.send("POST", button["formaction"], 401, data=sent, headers={**OWN_PAGE, "X-CSRFToken": ""})
    assert late.select("main form")[0]["action"] == "/tasks/new?from=home"
    for address in ("//elsewhere.example/", "https://elsewhere.example/tasks/new", "/nowhere"):
        made = visitor.send("POST", f"/settings/locale?locale=uk&kept={address}", 302, data=typed, headers=OWN_PAGE)
        assert made.location == "/elsewhere"


def test_a_form_of_another_site_and_a_password_are_not_kept(visitor: PageClient, user: User) -> None:
    for data, headers in (
        ({"title": "Чуже"}, {}),
        ({"title": "Чуже"}, {"Origin": "http://elsewhere.example", "Sec-Fetch-Site": "cross-site"}),
        ({"new_password": "таємниця"}, OWN_PAGE),
    ):
        page = visitor.send("POST", "/tasks/new", 401, data=data, headers={**headers, "X-CSRFToken": ""})
        assert not page.select("main form")
        assert "Your session has ended" in page.text
        assert "таємниця" not in page.html
