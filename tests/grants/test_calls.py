"""Calls of funders: deadlines, records, and applications made from them."""

from datetime import timedelta

from sqlalchemy.orm import Session

from models.grants import Call
from tests.conftest import SignIn
from tests.support import factories
from views.clock import today


def test_the_list_mutes_what_is_over_and_warns_of_what_is_near(session: Session, login: SignIn) -> None:
    for title, days in (("Минулий", -1), ("Близький", 5), ("Далекий", 90)):
        factories.make_call(session, title=title, deadline_on=today() + timedelta(days=days))
    page = login("monitor").get("/grants/calls")
    assert page.texts("tbody th") == ["Близький", "Далекий", "Минулий"]
    assert page.texts("tr.faded th") == ["Минулий"]
    assert page.texts("tr:has(.text-warning) th") == ["Близький"]


def test_a_call_is_added_read_changed_and_archived(session: Session, login: SignIn) -> None:
    funder = factories.make_organisation(session, "Фонд «Обрій»")
    me = login("coordinator")
    page = me.get(f"/grants/calls/new?funder={funder.id}")
    typed = {
        "title": "Малі гранти для бібліотек",
        "deadline_on": (today() + timedelta(days=3)).isoformat(),
        "min_amount": "5 000",
        "max_amount": "1 000",
        "currency": "EUR",
        "cofinancing_percent": "15",
        "url": "javascript:alert(1)",
    }
    refused = me.submit(page, typed, status=422)
    assert "begins with https" in " ".join(refused.errors())
    refused = me.submit(refused, {"url": "https://fund.example/call"}, status=422)
    assert "cannot be less than the smallest" in " ".join(refused.errors())
    record = me.follow(me.submit(refused, {"max_amount": "10 000"}))
    for words in ("Фонд «Обрій»", "3 days left", "5,000.00", "15%", "https://fund.example/call"):
        assert words in record.text
    call = session.query(Call).one()
    assert f"/grants/new?call={call.id}" in record.links
    me.submit(me.get(f"/grants/calls/{call.id}/edit"), {"eligibility": "Лише ГО"})
    assert "Лише ГО" in me.get(f"/grants/calls/{call.id}").text
    listed = me.follow(me.post(f"/grants/calls/{call.id}/archive"))
    assert "Малі гранти" not in " ".join(listed.texts("#rows"))


def test_the_funder_of_a_call_with_applications_stays(session: Session, login: SignIn) -> None:
    call = factories.make_call(session)
    factories.make_application(session, "Подана", call=call, funder=call.funder)
    other = factories.make_organisation(session, "Інший фонд")
    me = login("coordinator")
    page = me.get(f"/grants/calls/{call.id}/edit")
    refused = me.submit(page, {"funder_id": other.id, "funder_id_text": "Інший фонд"}, status=422)
    assert "its funder stays" in " ".join(refused.errors())
    assert "Подана" in me.get(f"/grants/calls/{call.id}").text


def test_the_picker_suggests_applications(session: Session, login: SignIn) -> None:
    application = factories.make_application(session, "Жива бібліотека")
    factories.make_application(session, "Казки")
    rows = login("coordinator").get("/grants/lookup?q=жива").json
    assert [(row["id"], row["text"]) for row in rows] == [(application.id, "Жива бібліотека")]
