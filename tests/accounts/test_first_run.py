"""The first administrator of an empty database."""

from sqlalchemy.orm import Session

from app.domain.age_bands import DEFAULT_BANDS
from app.domain.roles import Role
from app.queries.accounts import account_by_email
from app.queries.branches import age_bands
from models.branches import Institution
from tests.support import factories
from tests.support.pages import PageClient

TYPED = {
    "institution": "Луцька публічна бібліотека",
    "name": "Ірина Мороз",
    "email": "Iryna@Library.example",
    "password": "чотири великі зелені дуби",
    "repeat": "чотири великі зелені дуби",
}


def test_an_empty_database_asks_for_its_first_administrator(visitor: PageClient, session: Session) -> None:
    page = visitor.follow(visitor.get("/login", 302))
    assert page.path == "/first-run"
    visitor.submit(page, TYPED)
    visitor.get("/settings/accounts")
    user = account_by_email(session, "iryna@library.example")
    assert user is not None
    assert user.role is Role.ADMINISTRATOR
    assert session.get_one(Institution, 1).name_uk == "Луцька публічна бібліотека"


def test_there_is_no_such_page_once_anybody_has_an_account(visitor: PageClient, session: Session) -> None:
    factories.make_user(session)
    visitor.get("/first-run", 404)
    visitor.post("/first-run", TYPED, 404)
    assert account_by_email(session, "iryna@library.example") is None


def test_a_weak_password_is_explained_and_nothing_is_created(visitor: PageClient, session: Session) -> None:
    page = visitor.submit(visitor.get("/first-run"), {**TYPED, "password": "пароль", "repeat": "пароль"}, 422)
    assert any("10 characters" in error for error in page.errors())
    assert page.form()["institution"] == TYPED["institution"]
    assert account_by_email(session, "iryna@library.example") is None


def test_everything_that_is_wrong_is_told_at_once(visitor: PageClient, session: Session) -> None:
    wrong = {"institution": "", "name": "Ірина Мороз", "email": "iryna", "password": "Ірина Мороз", "repeat": "інше"}
    page = visitor.submit(visitor.get("/first-run"), wrong, 422)
    told = page.texts(".field-error")
    assert len(told) == 4, told
    for part in ("Fill in", "Enter an e-mail address", "your name", "differ"):
        assert any(part in words for words in told), told
    assert account_by_email(session, "iryna") is None


def test_two_different_passwords_are_refused(visitor: PageClient) -> None:
    page = visitor.submit(visitor.get("/first-run"), {**TYPED, "repeat": "інший пароль"}, 422)
    assert any("differ" in error for error in page.errors())


def test_a_new_installation_counts_by_age_and_remembers_the_first_visit(visitor: PageClient, session: Session) -> None:
    visitor.submit(visitor.get("/first-run"), TYPED)
    assert [band.code for band in age_bands(session)] == [rule.code for rule in DEFAULT_BANDS]
    user = account_by_email(session, "iryna@library.example")
    assert user is not None
    assert user.last_seen_at is not None
