"""Changing a password, and the link for somebody who forgot it."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from models.accounts import LoginFailure, PasswordReset, User
from models.base import utc_now
from models.jobs import Job
from tests.support import factories
from tests.support.pages import PageClient
from tests.support.postbox import letters_in

NEW = "сім жовтих парасольок"


@pytest.fixture
def user(session: Session) -> User:
    return factories.make_user(session, email="olena@library.example")


def link_in(letter: Any) -> str:
    found = re.search(r"http://localhost(/reset-password/\S+)", letter.get_content())
    assert found
    return found[1]


def ask_for_link(visitor: PageClient, email: str) -> str:
    return visitor.submit(visitor.get("/forgot-password"), {"email": email}, 200).text


def test_a_changed_password_keeps_this_session_and_ends_the_others(app: Flask, login: Any, session: Session) -> None:
    here = login("coordinator")
    elsewhere = PageClient(app, here.user)
    elsewhere.get("/account")
    with here.client.session_transaction() as cookie:
        old = cookie["_user_id"]
    typed = {"old_password": factories.PASSWORD, "new_password": NEW, "repeat": NEW}
    here.submit(here.get("/account/password"), typed)
    here.get("/account")
    elsewhere.get("/account", 302)
    with here.client.session_transaction() as cookie:
        assert cookie["_user_id"] != old


def test_the_present_password_is_needed(login: Any, session: Session) -> None:
    person = login("staff")
    before = person.user.password_hash
    typed = {"old_password": "wrong", "new_password": NEW, "repeat": NEW}
    page = person.submit(person.get("/account/password"), typed, 422)
    assert any("not your present password" in error for error in page.errors())
    session.refresh(person.user)
    assert person.user.password_hash == before


def test_a_wrong_present_password_and_a_weak_new_one_are_told_at_once(login: Any) -> None:
    person = login("staff")
    typed = {"old_password": "wrong", "new_password": "short", "repeat": "other"}
    told = person.submit(person.get("/account/password"), typed, 422).errors()
    for words in ("not your present password", "at least 10 characters", "passwords differ"):
        assert any(words in error for error in told), told


def test_a_password_made_of_the_name_is_refused(login: Any) -> None:
    person = login("staff", name="Катерина Шевчук")
    typed = {"old_password": factories.PASSWORD, "new_password": "КатеринаШевчук1", "repeat": "КатеринаШевчук1"}
    page = person.submit(person.get("/account/password"), typed, 422)
    assert any("must not repeat your name" in error for error in page.errors())


def test_the_letter_holds_a_link_that_works_once(
    visitor: PageClient, session: Session, user: User, mail_folder: Path
) -> None:
    ask_for_link(visitor, "Olena@library.example")
    (letter,) = letters_in(mail_folder)
    assert letter["To"] == "olena@library.example"
    link = link_in(letter)
    done = visitor.submit(visitor.get(link), {"new_password": NEW, "repeat": NEW})
    visitor.submit(visitor.follow(done), {"email": user.email, "password": NEW})
    visitor.get("/account")
    visitor.get(link, 410)
    visitor.post(link, {"new_password": "ще один пароль", "repeat": "ще один пароль"}, 410)


def test_the_token_itself_is_stored_nowhere(
    visitor: PageClient, session: Session, user: User, mail_folder: Path
) -> None:
    ask_for_link(visitor, user.email)
    token = link_in(letters_in(mail_folder)[0]).rsplit("/", 1)[1]
    link = session.scalars(sa.select(PasswordReset)).one()
    assert token != link.token_hash
    job = session.scalars(sa.select(Job)).one()
    assert token not in str((job.arguments, job.result))


def test_whoever_asks_again_at_once_gets_one_letter_and_later_a_link_that_replaces_it(
    visitor: PageClient, session: Session, user: User, mail_folder: Path
) -> None:
    for _time in range(3):
        assert "a letter with a link is on its way" in ask_for_link(visitor, user.email)
    (letter,) = letters_in(mail_folder)
    visitor.get(link_in(letter))
    stored = session.scalars(sa.select(PasswordReset)).one()
    stored.expires_at -= timedelta(minutes=6)
    session.commit()
    ask_for_link(visitor, user.email)
    assert len(letters_in(mail_folder)) == 2
    visitor.get(link_in(letter), 410)


def test_an_address_that_a_stranger_typed_is_not_kept(visitor: PageClient, session: Session) -> None:
    ask_for_link(visitor, "stranger@poshta.example")
    job = session.scalars(sa.select(Job)).one()
    assert "stranger" not in str((job.title, job.arguments, job.result))


def test_an_hour_later_the_link_is_dead(visitor: PageClient, session: Session, user: User, mail_folder: Path) -> None:
    ask_for_link(visitor, user.email)
    link = link_in(letters_in(mail_folder)[0])
    stored = session.scalars(sa.select(PasswordReset)).one()
    assert timedelta(minutes=59) < stored.expires_at - utc_now() <= timedelta(hours=1)
    stored.expires_at = utc_now() - timedelta(seconds=1)
    session.commit()
    assert "no longer works" in visitor.get(link, 410).heading


def test_the_answer_does_not_tell_who_has_an_account(
    visitor: PageClient, user: User, session: Session, mail_folder: Path
) -> None:
    known = ask_for_link(visitor, user.email).replace(user.email, "…")
    unknown = ask_for_link(visitor, "nobody@library.example").replace("nobody@library.example", "…")
    assert known == unknown
    assert len(letters_in(mail_folder)) == 1


def test_a_link_that_nobody_sent_is_refused(visitor: PageClient) -> None:
    visitor.get("/reset-password/made-up", 410)


def test_a_new_password_by_link_ends_sessions_and_opens_the_lock(
    app: Flask, visitor: PageClient, session: Session, user: User, mail_folder: Path
) -> None:
    signed_in = PageClient(app, user)
    signed_in.get("/account")
    session.add_all(LoginFailure(email=user.email, at=utc_now()) for _attempt in range(5))
    session.commit()
    ask_for_link(visitor, user.email)
    done = visitor.submit(visitor.get(link_in(letters_in(mail_folder)[0])), {"new_password": NEW, "repeat": NEW})
    signed_in.get("/account", 302)
    visitor.submit(visitor.follow(done), {"email": user.email, "password": NEW})


def test_a_weak_password_does_not_use_the_link_up(visitor: PageClient, user: User, mail_folder: Path) -> None:
    ask_for_link(visitor, user.email)
    link = link_in(letters_in(mail_folder)[0])
    refused = visitor.submit(visitor.get(link), {"new_password": "short", "repeat": "other"}, 422)
    told = " ".join(refused.texts(".field-error"))
    assert "10 characters" in told and "differ" in told
    visitor.submit(visitor.get(link), {"new_password": NEW, "repeat": NEW})


def test_mail_that_cannot_leave_is_seen_by_the_administrator(
    app: Flask, visitor: PageClient, login: Any, user: User
) -> None:
    app.config["MAIL_URL"] = "smtp://127.0.0.1:1"
    ask_for_link(visitor, user.email)
    page = login("administrator").get("/jobs")
    assert "Failed" in page.text
