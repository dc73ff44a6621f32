"""The global search and the palette: records by right and by branch, in every spelling."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.roles import Role
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import count_queries


def found(me, text: str, path: str = "/search") -> str:
    page = me.get(path, query_string={"q": text})
    return page.html if path == "/search/suggest" else page.text


def test_staff_find_what_their_branch_may_see_and_nothing_else(session: Session, login: SignIn) -> None:
    own, other = factories.make_branch(session), factories.make_branch(session)
    for branch, word in ((own, "Своє"), (other, "Чуже")):
        factories.make_event(session, f"{word} свято", branch=branch)
        factories.make_donation(session, branch=branch, purpose=f"{word} пожертва")
        person = factories.make_person(session, f"{word}-волонтер")
        factories.make_volunteer(session, person, branch=branch)
        organisation = factories.make_organisation(session, f"{word} партнерство")
        factories.make_partnership(session, organisation, branch=branch)
    factories.make_partnership(session, factories.make_organisation(session, "Спільне партнерство"))
    factories.make_application(session, "Чуже заявлене")
    staff = login("staff", branch=own)
    mine = found(staff, "своє")
    assert all(
        text in mine for text in ("Своє свято", "Своє пожертва", "Events", "Donations", "Volunteers", "Partnerships")
    )
    others = found(staff, "чуже")
    assert "Contacts" in others and "Чуже-волонтер" in others
    for hidden in ("Events", "Donations", "Volunteers", "Partnerships", "Grants", "Чуже свято", "Чуже заявлене"):
        assert hidden not in others
    assert "Partnerships" in found(staff, "спільне")
    everything = found(login("coordinator"), "чуже")
    assert all(text in everything for text in ("Чуже свято", "Чуже пожертва", "Чуже заявлене", "Partnerships"))


@pytest.mark.parametrize("typed", ["Іванна", "iванна", "Ivanna", "ІВАННА"])
def test_every_spelling_finds(session: Session, login: SignIn, typed: str) -> None:
    factories.make_person(session, "Ґудзь", "Іванна")
    assert "Ґудзь Іванна" in found(login("coordinator"), typed)


@pytest.mark.parametrize("path", ["/search", "/search/suggest", "/contacts"])
def test_a_name_with_a_rare_letter_is_found_without_it(session: Session, login: SignIn, path: str) -> None:
    factories.make_person(session, "Ґудзик", "Іванна")
    assert "Ґудзик Іванна" in found(login("coordinator"), "гудзик", path)


@pytest.mark.parametrize("role", list(Role))
def test_the_palette_answers_every_role(session: Session, login: SignIn, role: Role) -> None:
    factories.make_person(session, "Коваль")
    answer = found(login(role), "коваль", "/search/suggest")
    assert "Коваль Олена" in answer and 'role="option"' in answer


def test_nothing_found_says_so(session: Session, login: SignIn) -> None:
    me = login("coordinator")
    assert "Nothing found" in found(me, "<b>немає</b>")
    assert "&lt;b&gt;" in found(me, "<b>немає</b>", "/search/suggest")
    assert "Nothing found" not in me.get("/search").text
    me.get("/search", query_string={"q": "слово " * 2000})


def test_a_search_asks_one_question(session: Session, login: SignIn, app: Flask) -> None:
    for place in range(30):
        factories.make_person(session, f"Коваль-{place}")
    me = login("coordinator")
    me.get("/search?q=коваль")
    with count_queries(app) as count:
        me.get("/search?q=коваль")
    assert len(count) <= 3, count
