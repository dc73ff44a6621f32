"""Who may be named responsible: colleagues who work, and for a grant those who may open it."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.domain.roles import Role
from tests.support import factories


@pytest.mark.parametrize("area", ["grants", "partnerships"])
def test_only_colleagues_who_can_open_the_record_are_offered(login: Any, session: Session, area: str) -> None:
    left = factories.make_user(session, name="Колишня Колега", is_active=False)
    staff = factories.make_user(session, Role.STAFF, name="Працівниця Філії")
    director = factories.make_user(session, Role.DIRECTOR, name="Директорка Бібліотеки")
    make = factories.make_application if area == "grants" else factories.make_partnership
    old = make(session, owner=left)
    session.commit()
    me = login("coordinator")

    def offered(path: str) -> set[str]:
        return {str(option["value"]) for option in me.get(path).select("select[name=owner_id] option")}

    new = offered(f"/{area}/new")
    assert str(left.id) not in new and str(director.id) in new
    assert (str(staff.id) in new) is (area == "partnerships")
    # Whoever is named already stays until somebody else is chosen.
    assert str(left.id) in offered(f"/{area}/{old.id}/edit")
    me.submit(me.get(f"/{area}/{old.id}/edit"), css="main form[data-guard]")
    session.refresh(old)
    assert old.owner_id == left.id
