"""Accounts from the command line."""

from flask import Flask
from sqlalchemy.orm import Session

from app.queries.accounts import account_by_email
from tests.support import factories
from tests.support.pages import PageClient

SECRET = "сім жовтих парасольок"


def run(app: Flask, *arguments: str, typed: str | None = None) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=list(arguments), input=typed)
    return done.exit_code, done.output


def test_an_account_is_created_with_a_prompted_password(app: Flask, session: Session, visitor: PageClient) -> None:
    branch = factories.make_branch(session, code="F1")
    session.commit()
    arguments = ["user", "create", "--email", "Olena@library.example", "--name", "Олена", "--role", "staff"]
    code, _output = run(app, *arguments, "--branch", "F1", typed=f"{SECRET}\n{SECRET}\n")
    assert code == 0
    user = account_by_email(session, "olena@library.example")
    assert user is not None
    assert user.branch_id == branch.id
    visitor.post("/login", {"email": "olena@library.example", "password": SECRET})


def test_staff_without_a_branch_are_refused(app: Flask, session: Session) -> None:
    arguments = ["user", "create", "--email", "a@b.example", "--name", "А", "--role", "staff"]
    code, output = run(app, *arguments, "--password", SECRET)
    assert code == 1
    assert "Error:" in output
    assert account_by_email(session, "a@b.example") is None
    assert run(app, *arguments, "--branch", "nowhere", "--password", SECRET)[0] == 1


def test_a_password_is_replaced(app: Flask, session: Session, visitor: PageClient) -> None:
    user = factories.make_user(session)
    session.commit()
    assert run(app, "user", "password", user.email, "--password", "short")[0] == 1
    assert run(app, "user", "password", "nobody@b.example", "--password", SECRET)[0] == 1
    assert run(app, "user", "password", user.email, "--password", SECRET)[0] == 0
    visitor.post("/login", {"email": user.email, "password": SECRET})
