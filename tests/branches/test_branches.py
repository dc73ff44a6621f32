"""Branches: adding, editing, archiving."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.domain.events import EventStatus
from app.domain.roles import Role
from app.queries.branches import branch_by_code
from app.queries.filters import branch_choices
from tests.support import factories

FORM = "form.form-page"
TYPED = {
    "name": "Філія № 3 «Ґанок»",
    "code": "F3",
    "kind": "branch",
    "address": "Луцьк, просп. Волі, 12",
    "opened_year": "1974",
    "population": "12 500",
}


def test_a_branch_is_added(login: Any, session: Session) -> None:
    administrator = login("administrator")
    done = administrator.submit(administrator.get("/settings/branches/new"), TYPED)
    assert "Філія № 3 «Ґанок»" in administrator.follow(done).text
    branch = branch_by_code(session, "F3")
    assert branch is not None
    assert (branch.opened_year, branch.population) == (1974, 12_500)


@pytest.mark.parametrize(
    "change",
    [{"name": " "}, {"code": ""}, {"code": "F 3"}, {"opened_year": "12"}, {"population": "-1"}, {"kind": "castle"}],
)
def test_what_cannot_be_is_refused_and_kept_in_the_form(login: Any, session: Session, change: dict[str, str]) -> None:
    administrator = login("administrator")
    page = administrator.submit(administrator.get("/settings/branches/new"), {**TYPED, **change}, 422)
    assert page.errors()
    assert page.form()["address"] == TYPED["address"]
    assert branch_by_code(session, "F3") is None


def test_a_year_is_written_without_a_space(login: Any, session: Session) -> None:
    administrator = login("administrator")
    page = administrator.submit(administrator.get("/settings/branches/new"), {**TYPED, "opened_year": "19499"}, 422)
    assert page.texts(".field-error") == ["Enter a year from 1500 to 2200."]


def test_two_branches_never_share_a_code(login: Any, session: Session) -> None:
    factories.make_branch(session, code="F3")
    other = factories.make_branch(session, code="F4")
    administrator = login("administrator")
    administrator.submit(administrator.get("/settings/branches/new"), TYPED, 422)
    page = administrator.get(f"/settings/branches/{other.id}")
    refused = administrator.submit(page, {"code": "F3"}, 422, FORM)
    assert any("has this code" in error for error in refused.errors())


def test_the_list_is_in_the_order_of_the_ukrainian_alphabet(login: Any, session: Session) -> None:
    for name in ("Юність", "Ґанок", "Горохівська", "Євшан", "Затишок"):
        factories.make_branch(session, name)
    page = login("administrator").get("/settings/branches")
    assert page.texts("tbody th") == ["Горохівська", "Ґанок", "Євшан", "Затишок", "Юність"]


@pytest.mark.parametrize("typed", ["ганок", "Ґанок", "ganok", "сад ган", "ф-07", "Вишнева 4"])
def test_a_branch_is_found_by_name_code_or_address(login: Any, session: Session, typed: str) -> None:
    factories.make_branch(session, "Ґанок-сад", code="Ф-07", address="вул. Вишнева, 4")
    factories.make_branch(session, "Промінь", code="Ф-08", address="вул. Паркова, 9")
    me = login("administrator")
    page = me.get("/settings/branches", query_string={"q": typed})
    assert page.texts("tbody th") == ["Ґанок-сад"] and page.select("input[name=q]")
    assert "Промінь" not in me.get("/settings/branches", query_string={"q": typed, "format": "csv"}).html
    assert "Nothing found" in me.get("/settings/branches?q=анок").text


def test_an_archived_branch_leaves_the_menus_and_comes_back(login: Any, session: Session) -> None:
    branch = factories.make_branch(session, "Ґанок")
    administrator = login("administrator")
    page = administrator.follow(administrator.post(f"/settings/branches/{branch.id}/archive"))
    assert "In the archive now: Ґанок" in page.text
    session.expire_all()
    assert branch_choices(session) == []
    assert not administrator.get("/settings/branches?archived=0").select("tbody tr")
    administrator.post(f"/settings/branches/{branch.id}/restore")
    session.expire_all()
    assert branch_choices(session) == [(str(branch.id), "Ґанок")]


def test_a_branch_with_open_accounts_or_planned_events_stays(login: Any, session: Session) -> None:
    branch = factories.make_branch(session)
    user = factories.make_user(session, Role.STAFF, branch=branch)
    event = factories.make_event(
        session, branch=branch, status=EventStatus.PLANNED, starts_at=datetime(2030, 5, 1, tzinfo=UTC)
    )
    administrator = login("administrator")
    archive = f"/settings/branches/{branch.id}/archive"
    assert "Accounts that still belong" in administrator.follow(administrator.post(archive)).text
    user.is_active = False
    session.commit()
    assert "Planned events of this branch: 1" in administrator.follow(administrator.post(archive)).text
    event.status = EventStatus.CANCELLED
    session.commit()
    administrator.post(archive)
    session.refresh(branch)
    assert branch.archived_at is not None


def test_a_stale_form_shows_both_versions(login: Any, session: Session) -> None:
    branch = factories.make_branch(session, "Ґанок")
    administrator = login("administrator")
    page = administrator.get(f"/settings/branches/{branch.id}")
    branch.rename("Поріг")
    session.commit()
    conflict = administrator.submit(page, {"name": "Веранда"}, 409, FORM)
    assert "Поріг" in conflict.text
    assert conflict.form(FORM)["name"] == "Веранда"


def test_there_is_no_branch_of_another_number(login: Any) -> None:
    administrator = login("administrator")
    administrator.get("/settings/branches/999", 404)
    administrator.post("/settings/branches/999/archive", status=404)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_change_branches(login: Any, session: Session, role: Role) -> None:
    branch = factories.make_branch(session)
    person = login(role)
    person.get("/settings/branches", 403)
    person.post(f"/settings/branches/{branch.id}/archive", status=403)
