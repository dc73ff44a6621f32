"""The audit log: every change can be read with what was before."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.roles import Role
from models.audit import AuditEntry
from tests.support import factories

FORM = "form.form-page"


def test_a_change_shows_who_made_it_and_what_was_before(login: Any, session: Session) -> None:
    branch = factories.make_branch(session, "Філія № 4", code="F4")
    administrator = login("administrator", name="Ірина Мороз")
    path = f"/settings/branches/{branch.id}"
    administrator.submit(administrator.get(path), {"address": "вул. Шевченка, 1", "kind": "central"}, css=FORM)
    listed = administrator.get("/settings/audit?table=branches&action=update")
    assert "Ірина Мороз" in listed.text
    assert "вул. Шевченка, 1" in listed.text
    assert f"Branches: No.\u00a0{branch.id}" in {cell.get_text() for cell in listed.select("tbody td")}
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "update")).one()
    page = administrator.get(f"/settings/audit/{entry.id}")
    assert ["Kind", "Branch", "Central library"] in [
        [" ".join(cell.get_text().split()) for cell in row.select("th, td")] for row in page.select("tbody tr")
    ]


def test_the_log_is_narrowed_by_person_record_and_period(login: Any, session: Session) -> None:
    first = factories.make_branch(session, "Перша")
    second = factories.make_branch(session, "Друга")
    administrator = login("administrator")
    for branch in (first, second):
        path = f"/settings/branches/{branch.id}"
        administrator.submit(administrator.get(path), {"address": f"Адреса {branch.name}"}, css=FORM)
    mine = administrator.get(f"/settings/audit?actor={administrator.user.id}")
    assert len(mine.select("tbody tr")) == 2
    one = administrator.get(f"/settings/audit?table=branches&action=update&record={first.id}")
    assert "Адреса Перша" in one.text
    assert "Адреса Друга" not in one.text
    assert not administrator.get("/settings/audit?period=2001").select("tbody tr")
    administrator.get("/settings/audit?actor=nobody", 422)


def test_passwords_never_reach_the_log(login: Any, session: Session) -> None:
    person = login("administrator")
    typed = {"old_password": factories.PASSWORD, "new_password": "сім жовтих парасольок"}
    person.submit(person.get("/account/password"), {**typed, "repeat": typed["new_password"]})
    logged = session.execute(sa.select(AuditEntry.before, AuditEntry.after)).all()
    assert not any("password" in str(row) for row in logged)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ACCOUNTANT, Role.STAFF, Role.MONITOR])
def test_the_log_is_not_for_every_role(login: Any, role: Role) -> None:
    login(role).get("/settings/audit", 403)


def test_there_is_no_entry_of_another_number(login: Any) -> None:
    login("director").get("/settings/audit/999999", 404)


def test_linked_records_are_called_by_their_names(login: Any, session: Session) -> None:
    partnership = factories.make_partnership(session, factories.make_organisation(session, "ГО «Читальня»"))
    author = factories.make_user(session, Role.STAFF, name="Дарина Левадна")
    factories.make_comment(session, author, "Надійний партнер", partnership_id=partnership.id)
    session.commit()
    administrator = login("administrator")
    listed = administrator.get("/settings/audit?table=comments")
    assert "ГО «Читальня»" in listed.text
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.table_name == "comments")).one()
    detail = administrator.get(f"/settings/audit/{entry.id}")
    assert any("ГО «Читальня»" in row.get_text() for row in detail.select("tbody tr"))
    assert any("Дарина Левадна" in row.get_text() for row in detail.select("tbody tr"))
