"""One's own account, language and appearance."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.support.pages import PageClient


def test_a_person_changes_the_own_name_and_language(login: Any, session: Session) -> None:
    person = login("monitor")
    page = person.submit(person.get("/account"), {"name": "Юлія Ґудзь", "locale": "uk", "theme": "dark"})
    assert person.follow(page).select("html")[0]["lang"] == "uk"
    session.refresh(person.user)
    assert (person.user.name, person.user.theme) == ("Юлія Ґудзь", "dark")


def test_an_empty_name_is_refused(login: Any) -> None:
    person = login("monitor")
    assert person.submit(person.get("/account"), {"name": "   "}, 422).errors()


def test_the_language_of_an_account_is_remembered_for_the_next_visit(app: Any, login: Any, session: Session) -> None:
    person = login("coordinator")
    assert person.post("/settings/locale", {"locale": "uk", "next": "/account"}).location == "/account"
    session.refresh(person.user)
    assert person.user.locale == "uk"
    assert PageClient(app, person.user).get("/account").select("html")[0]["lang"] == "uk"


def test_a_visitor_keeps_the_language_in_the_session(visitor: PageClient) -> None:
    visitor.post("/settings/locale", {"locale": "en", "next": "/forgot-password"})
    assert visitor.get("/forgot-password").heading == "Set a new password"


def test_the_theme_of_an_account_is_remembered(login: Any, session: Session) -> None:
    person = login("coordinator")
    person.post("/settings/theme", {"theme": "dark", "next": "/account"})
    session.refresh(person.user)
    assert person.user.theme == "dark"


@pytest.mark.parametrize(("path", "field"), [("/settings/locale", "locale"), ("/settings/theme", "theme")])
def test_an_unknown_choice_is_refused(visitor: PageClient, path: str, field: str) -> None:
    visitor.post(path, {field: "xx"}, 400)


def test_the_switch_never_leads_to_another_site(visitor: PageClient) -> None:
    page = visitor.post("/settings/locale", {"locale": "en", "next": "//evil.example/"})
    assert page.headers["Location"] == "/"
