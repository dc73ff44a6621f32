"""Who is connected through whom: the picture and the table that says the same."""

from datetime import date

from sqlalchemy.orm import Session

from app.queries.network import network
from tests.conftest import SignIn
from tests.support import factories


def test_the_picture_and_the_table_show_both_rings(session: Session, login: SignIn) -> None:
    me_there = factories.make_person(session, "Центр")
    place = factories.make_organisation(session, "Інститут")
    dean = factories.make_person(session, "Декан")
    factories.make_affiliation(session, me_there, place, role="лекторка")
    factories.make_relationship(session, dean, place, "chairs")
    page = login("coordinator").get(f"/contacts/{me_there.id}/network")
    assert page.texts("svg.wide title")[0] == "Connections of Центр Олена"
    names = {f"/contacts/{contact.id}" for contact in (place, dean)}
    assert names <= {str(link["href"]) for link in page.select("svg.wide a")}
    assert {str(link["href"]) for link in page.select("svg.narrow a")} == {f"/contacts/{place.id}"}
    rows = page.texts("main tbody tr")
    assert rows == ["Інститут Directly: works at (лекторка)", "Декан Олена Інститут is chaired by"]
    assert [item["class"] for item in page.select("svg.wide path")] == [["stroke", "work"], ["stroke"]]


def test_somebody_linked_in_two_ways_stands_there_once(session: Session, login: SignIn) -> None:
    one, two = factories.make_person(session, "Перша"), factories.make_person(session, "Друга")
    three = factories.make_person(session, "Третя")
    for first, second in ((one, two), (one, three), (two, three)):
        factories.make_relationship(session, first, second, "colleague")
    factories.make_relationship(session, one, two, "mentor")
    page = login("coordinator").get(f"/contacts/{one.id}/network")
    assert page.texts("main tbody th") == ["Друга Олена", "Третя Олена"]
    assert "is a colleague of; is a mentor of" in page.text


def test_what_has_ended_or_not_begun_is_not_drawn(session: Session) -> None:
    one, two, three = (factories.make_person(session) for _ in range(3))
    factories.make_relationship(session, one, two, "mentor", ends_on=date(2026, 1, 1))
    factories.make_relationship(session, one, three, "mentor", starts_on=date(2026, 1, 2))
    assert list(network(session, one, date(2026, 1, 1)).near) == [two.id]
    assert list(network(session, one, date(2026, 1, 2)).near) == [three.id]


def test_many_connections_are_limited_and_counted(session: Session, login: SignIn) -> None:
    hub = factories.make_organisation(session, "Мережа")
    partners = [factories.make_organisation(session, f"Заклад {number:02}") for number in range(15)]
    for partner in partners:
        factories.make_relationship(session, hub, partner, "works_with")
    for number in range(30):
        factories.make_affiliation(session, factories.make_person(session, f"Особа {number:02}"), partners[0])
    factories.make_affiliation(session, factories.make_person(session, "Самотня"), partners[11])
    found = network(session, hub, date(2026, 1, 1))
    assert (len(found.near), len(found.behind), found.more_near) == (12, 24, 3)
    # Each contact of the first ring gets somebody behind it before one of them gets all the places.
    assert "Самотня Олена" in [member.name for member in found.second()]
    page = login("coordinator").get(f"/contacts/{hub.id}/network")
    assert "Not drawn next to the contact: 3 more" in page.text and "Not drawn in the second ring" in page.text
    assert len(page.select("svg.wide .node")) == 37 and len(page.select("svg.narrow .node")) == 13


def test_a_lonely_contact_gets_a_hint_instead_of_a_picture(session: Session, login: SignIn) -> None:
    person = factories.make_person(session)
    page = login("coordinator").get(f"/contacts/{person.id}/network")
    assert "No connections yet" in page.text and not page.select("svg.network")
    assert f"/contacts/{person.id}/relationships/new" in page.links
    assert "relationships/new" not in str(login("monitor").get(f"/contacts/{person.id}/network").links)
    login("monitor").get("/contacts/999999/network", status=404)
