"""Accounts as an administrator manages them."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.queries.accounts import account_by_email
from models.base import utc_now
from tests.support import factories
from tests.support.pages import PageClient
from tests.support.postbox import letters_in

FORM = "form.form-page"
NEWCOMER = {"name": "Оксана Бойко", "email": "Oksana@Library.example", "role": "coordinator", "locale": "uk"}


def test_an_invited_colleague_chooses_a_password_by_the_link(
    login: Any, visitor: PageClient, session: Session, mail_folder: Path
) -> None:
    administrator = login("administrator")
    done = administrator.submit(administrator.get("/settings/accounts/new"), NEWCOMER)
    assert "Оксана Бойко" in administrator.follow(done).text
    (letter,) = letters_in(mail_folder)
    assert letter["To"] == "oksana@library.example"
    found = re.search(r"/reset-password/\S+", letter.get_content())
    assert found
    typed = {"new_password": "сім жовтих парасольок", "repeat": "сім жовтих парасольок"}
    visitor.submit(visitor.get(found[0]), typed)
    visitor.submit(visitor.get("/login"), {"email": "oksana@library.example", "password": typed["repeat"]})
    visitor.get("/account")


def test_nobody_signs_in_before_the_link_was_used(login: Any, visitor: PageClient, session: Session) -> None:
    administrator = login("administrator")
    administrator.submit(administrator.get("/settings/accounts/new"), NEWCOMER)
    visitor.post("/login", {"email": "oksana@library.example", "password": "anything at all"}, 422)


def test_branch_staff_need_a_branch(login: Any, session: Session) -> None:
    branch = factories.make_branch(session)
    administrator = login("administrator")
    page = administrator.get("/settings/accounts/new")
    refused = administrator.submit(page, {**NEWCOMER, "role": "staff"}, 422)
    assert any("need a branch" in error for error in refused.errors())
    administrator.submit(page, {**NEWCOMER, "role": "staff", "branch_id": str(branch.id)})
    user = account_by_email(session, "oksana@library.example")
    assert user is not None
    assert user.branch_id == branch.id


def test_an_address_belongs_to_one_account(login: Any, session: Session) -> None:
    factories.make_user(session, email="oksana@library.example")
    administrator = login("administrator")
    page = administrator.submit(administrator.get("/settings/accounts/new"), NEWCOMER, 422)
    assert any("already an account" in error for error in page.errors())


def test_an_administrator_neither_closes_nor_demotes_the_own_account(login: Any, session: Session) -> None:
    factories.make_user(session, Role.ADMINISTRATOR)
    administrator = login("administrator")
    path = f"/settings/accounts/{administrator.user.id}"
    for change in ({"role": "director"}, {"is_active": None}):
        page = administrator.submit(administrator.get(path), change, 422, FORM)
        assert any("own" in error for error in page.errors())


def test_the_last_administrator_stays(app: Flask, session: Session) -> None:
    """Two administrators act at once: the second one finds nobody else left."""
    from app.domain.errors import RuleError
    from app.services.users import update_user

    last, other = factories.make_user(session, Role.ADMINISTRATOR), factories.make_user(session)
    fields = {"email": last.email, "name": last.name, "branch_id": None, "at": utc_now()}
    for change in ({"role": Role.DIRECTOR, "is_active": True}, {"role": Role.ADMINISTRATOR, "is_active": False}):
        with pytest.raises(RuleError, match="last_administrator"):
            update_user(session, last, by=other, **fields, **change)


def test_a_closed_account_loses_its_sessions(app: Flask, login: Any, session: Session) -> None:
    user = factories.make_user(session)
    person = PageClient(app, user)
    person.get("/account")
    administrator = login("administrator")
    path = f"/settings/accounts/{user.id}"
    administrator.submit(administrator.get(path), {"is_active": None}, css=FORM)
    person.get("/account", 302)
    administrator.submit(administrator.get(path), {"is_active": "y"}, css=FORM)
    person.get("/account", 302)


def test_a_lost_device_is_signed_out_and_its_owner_keeps_the_account(app: Flask, login: Any, session: Session) -> None:
    user = factories.make_user(session, name="Оксана Бойко", email="oksana@library.example")
    phone, colleague = PageClient(app, user), login("coordinator")
    phone.get("/account")
    administrator = login("administrator")
    form = "form[action$='/sign-out']"
    page = administrator.get(f"/settings/accounts/{user.id}")
    assert "Signed out everywhere: Оксана Бойко" in administrator.follow(administrator.submit(page, css=form)).text
    phone.get("/account", 302)
    for one in (administrator, colleague, PageClient(app, user)):
        one.get("/account")
    user.is_active = False
    session.commit()
    assert not administrator.get(f"/settings/accounts/{user.id}").select(form)


def test_a_closed_account_gets_no_invitation(login: Any, session: Session, mail_folder: Path) -> None:
    user = factories.make_user(session, is_active=False)
    administrator = login("administrator")
    page = administrator.follow(administrator.post(f"/settings/accounts/{user.id}/invite"))
    assert "This account is closed" in page.text
    assert not mail_folder.exists()


def test_a_stale_form_shows_both_versions(login: Any, session: Session) -> None:
    user = factories.make_user(session, name="Оксана Бойко")
    administrator = login("administrator")
    page = administrator.get(f"/settings/accounts/{user.id}")
    user.name = "Оксана Бойко-Лис"
    session.commit()
    conflict = administrator.submit(page, {"name": "Оксана Б."}, 409, FORM)
    assert "Оксана Бойко-Лис" in conflict.text
    assert conflict.form(FORM)["name"] == "Оксана Б."
    administrator.submit(conflict, css=FORM)
    session.refresh(user)
    assert user.name == "Оксана Б."


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_manage_accounts(login: Any, role: Role) -> None:
    person = login(role)
    person.get("/settings/accounts", 403)
    person.post("/settings/accounts/new", NEWCOMER, 403)


def test_nobody_gets_a_role_that_was_not_chosen(login: Any, session: Session) -> None:
    administrator = login("administrator")
    page = administrator.get("/settings/accounts/new")
    assert page.form(FORM).get("role", "") == ""
    typed = {name: value for name, value in NEWCOMER.items() if name != "role"}
    refused = administrator.submit(page, typed, 422, FORM)
    assert any("Role" in error for error in refused.errors())
    assert account_by_email(session, "oksana@library.example") is None


def test_an_invitation_that_stays_on_the_server_says_so(app: Flask, login: Any, monkeypatch: Any) -> None:
    administrator = login("administrator")
    notice = "Letters do not leave this server yet."
    page = administrator.get("/settings/accounts/new")
    assert notice in page.text and "./run manage user password" in page.text
    assert "No letter reaches Оксана Бойко yet" in administrator.follow(administrator.submit(page, NEWCOMER)).text
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://mail.library.example")
    assert notice not in administrator.get("/settings/accounts/new").text


def test_people_stand_in_the_order_of_the_ukrainian_alphabet(login: Any, session: Session) -> None:
    names = ["Ганна Бойко", "Ґудзь Орест", "Дарина Лис", "Елла Ру", "Євген Кіт", "Жанна Ніч", "Ирина Сад"]
    names += ["Іван Дуб", "Ївга Мак", "Йосип Гай", "Ярина Гук", "Zoe Smith"]
    for name in reversed(names):
        factories.make_user(session, name=name)
    administrator = login("administrator", name="Ʒ")
    listed = [link.get_text() for link in administrator.get("/settings/accounts").select("tbody a")]
    assert [name for name in listed if name in names] == ["Zoe Smith", *names[:-1]]
    backwards = administrator.get("/settings/accounts?sort=-name")
    assert [link.get_text() for link in backwards.select("tbody a") if link.get_text() in names] == [
        *reversed(names[:-1]),
        "Zoe Smith",
    ]
