"""Sessions: a copied cookie, the page that lists and ends them, how they are seen and forgotten."""

import contextlib
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.passwords import hash_token
from app.services.accounts import issue_link
from app.services.sign_ins import begin_sign_in
from app.upkeep import forget_old_sign_ins
from models import db
from models.accounts import SignIn, User
from models.base import utc_now
from tests.support import factories
from tests.support.databases import count_queries
from tests.support.pages import Page, PageClient
from views.accounts import MOST_SIGN_INS

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36"
PAGE = "/account/sign-ins"
NEW = "сім жовтих парасольок"
ENDS_ONE = "form[action$='/end']"
ENDS_OTHERS = "form[action$='/end-others']"


@pytest.fixture
def user(session: Session) -> User:
    return factories.make_user(session, email="olena@library.example")


def enter(app: Flask, user: User, user_agent: str = FIREFOX) -> PageClient:
    person = PageClient(app)
    person.client.environ_base["HTTP_USER_AGENT"] = user_agent
    person.submit(person.get("/login"), {"email": user.email, "password": factories.PASSWORD})
    person.get("/account")
    return person


def copy_of(app: Flask, person: PageClient) -> PageClient:
    """Return somebody who has a copy of a person's cookie."""
    cookie = person.client.get_cookie("mistok_session")
    assert cookie
    thief = PageClient(app)
    thief.client.set_cookie("mistok_session", cookie.value)
    thief.get("/account")
    return thief


def rows(page: Page) -> list[str]:
    return page.texts(".row-list > li")


def test_signing_out_ends_every_copy_of_the_cookie_and_no_other_session(app: Flask, user: User) -> None:
    here, elsewhere = enter(app, user), enter(app, user)
    thief = copy_of(app, here)
    here.post("/logout")
    thief.get("/account", 302)
    elsewhere.get("/account")


def test_the_secret_of_a_session_is_stored_nowhere(app: Flask, user: User, session: Session) -> None:
    person = enter(app, user)
    with person.client.session_transaction() as cookie:
        secret = cookie["_user_id"]
    stored = session.scalars(sa.select(SignIn)).one()
    assert stored.token_hash == hash_token(secret)
    assert secret not in str({column.name: getattr(stored, column.name) for column in SignIn.__table__.columns})


@pytest.mark.parametrize("identity", ["", "1", "1:token", "…", "\x00"])
def test_a_cookie_of_another_kind_opens_nothing(app: Flask, user: User, identity: str) -> None:
    visitor = PageClient(app)
    with visitor.client.session_transaction() as cookie:
        cookie["_user_id"] = identity
    visitor.get("/account", 302)


def test_the_page_lists_own_open_sessions_only(app: Flask, user: User, login: Any, session: Session) -> None:
    phone, here = enter(app, user, PHONE), enter(app, user)
    enter(app, user, "Gone/1.0 Edg Windows").post("/logout")
    login("director")
    aged = enter(app, user, "Aged/1.0 OPR/ iPhone")
    aged.get("/account")
    session.execute(
        sa.update(SignIn)
        .where(SignIn.device == "Opera, iPhone")
        .values(last_seen_at=utc_now() - timedelta(hours=12, minutes=11))
    )
    session.commit()
    listed = rows(here.get(PAGE))
    assert len(listed) == 2
    present = next(text for text in listed if "Firefox, Linux" in text)
    other = next(text for text in listed if "Chrome, Android" in text)
    assert "This session" in present and "Sign out" in present
    assert "This session" not in other and "End the session" in other
    assert "Chrome, Android" in next(text for text in rows(phone.get(PAGE)) if "This session" in text)
    assert PAGE in here.get("/account").links


def test_of_many_sessions_the_present_one_and_the_latest_are_listed(app: Flask, user: User, session: Session) -> None:
    here = enter(app, user)
    for number in range(MOST_SIGN_INS):
        begin_sign_in(session, user, user_agent=PHONE, at=utc_now() + timedelta(seconds=number))
    page = here.get(PAGE)
    assert len(rows(page)) == MOST_SIGN_INS
    assert "This session" in rows(page)[0]
    assert "There are more sessions" in page.text
    assert "There are more sessions" not in here.follow(here.submit(page, css=ENDS_OTHERS)).text


def test_a_browser_that_says_nothing_of_itself_is_listed(app: Flask, user: User) -> None:
    assert "Unknown browser" in enter(app, user, "").get(PAGE).text


def test_another_session_is_ended_from_the_page(app: Flask, user: User) -> None:
    phone, here, third = enter(app, user, PHONE), enter(app, user), enter(app, user)
    third.post("/logout")
    done = here.follow(here.submit(here.get(PAGE), css=ENDS_ONE))
    assert len(rows(done)) == 1
    phone.get("/account", 302)
    here.get("/account")
    assert not done.select(ENDS_OTHERS)


def test_all_other_sessions_are_ended_at_once(app: Flask, user: User, session: Session) -> None:
    colleague = enter(app, factories.make_user(session, email="ivan@library.example"))
    others, here = [enter(app, user, PHONE), enter(app, user)], enter(app, user)
    assert len(rows(here.follow(here.submit(here.get(PAGE), css=ENDS_OTHERS)))) == 1
    for other in others:
        other.get("/account", 302)
    here.get("/account")
    colleague.get("/account")


def test_ending_the_present_session_is_signing_out(app: Flask, user: User, session: Session) -> None:
    here = enter(app, user)
    thief = copy_of(app, here)
    number = session.scalar(sa.select(SignIn.id))
    assert here.post(f"{PAGE}/{number}/end").location == "/login"
    thief.get("/account", 302)


def test_a_session_of_somebody_else_is_not_found(app: Flask, user: User, session: Session, login: Any) -> None:
    victim = enter(app, user)
    number = session.scalar(sa.select(SignIn.id).where(SignIn.user_id == user.id))
    login("administrator").post(f"{PAGE}/{number}/end", status=404)
    victim.get("/account")


def test_ending_a_session_twice_keeps_when_it_ended(app: Flask, user: User, session: Session) -> None:
    enter(app, user, PHONE)
    here = enter(app, user)
    page = here.get(PAGE)
    here.submit(page, css=ENDS_ONE)
    ended = session.scalars(sa.select(SignIn.ended_at).where(SignIn.ended_at.is_not(None))).one()
    here.submit(page, css=ENDS_ONE)
    assert session.scalars(sa.select(SignIn.ended_at).where(SignIn.ended_at.is_not(None))).one() == ended


def test_a_changed_password_ends_a_copy_of_this_session_too(app: Flask, user: User) -> None:
    here = enter(app, user)
    thief = copy_of(app, here)
    typed = {"old_password": factories.PASSWORD, "new_password": NEW, "repeat": NEW}
    here.submit(here.get("/account/password"), typed)
    thief.get("/account", 302)
    assert len(rows(here.get(PAGE))) == 1


def test_a_link_of_somebody_else_ends_the_session_of_the_browser_that_opens_it(
    app: Flask, user: User, session: Session
) -> None:
    here = enter(app, factories.make_user(session, email="ivan@library.example"))
    thief = copy_of(app, here)
    token = issue_link(session, user, at=utc_now())
    here.submit(here.get(f"/reset-password/{token}"), {"new_password": NEW, "repeat": NEW})
    thief.get("/account", 302)


def test_a_password_set_from_the_command_line_ends_sessions(app: Flask, user: User, session: Session) -> None:
    person = enter(app, user)
    session.commit()
    done = app.test_cli_runner().invoke(args=["user", "password", user.email, "--password", NEW])
    assert done.exit_code == 0, done.output
    person.get("/account", 302)


def test_a_page_asks_once_whose_session_it_is_and_writes_nothing(app: Flask, user: User) -> None:
    person = enter(app, user)
    with count_queries(app) as count:
        person.get("/account")
    assert len(count) == 1, count


def unseen_for_long(session: Session) -> tuple[SignIn, datetime]:
    """The only session, last seen longer ago than visits are left unnoted, and when that was."""
    row = session.scalars(sa.select(SignIn)).one()
    row.last_seen_at = before = utc_now() - timedelta(minutes=11)
    session.commit()
    return row, before


def test_a_session_in_use_is_noted_now_and_then(app: Flask, user: User, session: Session) -> None:
    person = enter(app, user)
    row, before = unseen_for_long(session)
    person.get("/account")
    session.refresh(row)
    assert row.last_seen_at > before + timedelta(minutes=10)
    with count_queries(app) as count:
        person.get("/account")
    assert len(count) == 1, count


def test_a_reader_does_not_wait_for_another_writer(app: Flask, user: User, session: Session) -> None:
    person = enter(app, user)
    row, before = unseen_for_long(session)
    if db.engine.dialect.name != "sqlite":
        return
    with contextlib.closing(db.engine.raw_connection()) as writer:
        writer.driver_connection.execute("BEGIN IMMEDIATE")  # type: ignore[union-attr]
        person.get("/account")
        writer.rollback()
    session.refresh(row)
    assert row.last_seen_at == before
    session.commit()
    person.get("/account")
    session.refresh(row)
    assert row.last_seen_at > before


def test_what_has_ended_or_is_too_old_is_forgotten(app: Flask, user: User, session: Session) -> None:
    here = enter(app, user)
    enter(app, user).post("/logout")
    enter(app, user, PHONE)
    session.execute(
        sa.update(SignIn)
        .where(SignIn.device == "Chrome, Android")
        .values(last_seen_at=utc_now() - timedelta(hours=12, minutes=11))
    )
    forget_old_sign_ins(session, utc_now())
    session.commit()
    assert session.scalar(sa.select(sa.func.count(SignIn.id))) == 1
    here.get("/account")
