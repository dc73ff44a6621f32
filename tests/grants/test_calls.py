"""Calls of funders: deadlines, records, and applications made from them."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.calls import ApplicantKind, CofinancingKind
from app.domain.go_no_go import Decision
from app.domain.money import Currency
from app.queries.funder_headings import heading_set
from models.calls import Call
from models.files import Attachment
from tests.conftest import SignIn
from tests.support import factories


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


def test_every_fact_of_a_call_is_kept_and_shown(session: Session, login: SignIn) -> None:
    funder = factories.make_organisation(session, "Фонд")
    me = login("coordinator")
    page = me.get(f"/grants/calls/new?funder={funder.id}")
    soon = today() + timedelta(days=10)
    typed = {
        "title": "Сезон",
        "opens_on": (soon - timedelta(days=30)).isoformat(),
        "questions_until": (soon - timedelta(days=5)).isoformat(),
        "loi_due_on": (soon + timedelta(days=1)).isoformat(),
        "deadline_on": soon.isoformat(),
        "deadline_note": "17:00, Брюссель",
        "decision_on": (soon + timedelta(days=40)).isoformat(),
        "indirect_percent": "7",
        "cofinancing_percent": "20",
        "cofinancing_kinds": ["own", "volunteers"],
        "applicants": ["ngo", "through_partner"],
        "eligible_costs": "Книги",
        "ineligible_costs": "Будівництво",
        "languages": "англійська",
    }
    refused = me.submit(page, typed, status=422)
    assert "not later than the deadline" in " ".join(refused.errors())
    shown = me.follow(me.submit(refused, {"loi_due_on": (soon - timedelta(days=2)).isoformat()}))
    for words in (
        "17:00, Брюссель", "Own money, Volunteers’ hours", "NGO, The library through a partner", "7%", "20%", "Книги",
        "Будівництво", "англійська", "10 days left", "Letter of intent", "in 5 days", "in 50 days",
    ):  # fmt: skip
        assert words in shown.text
    assert shown.texts(".call-way [aria-current=step] .call-way-kind, .call-way .next .call-way-kind")[0]
    call = session.query(Call).one()
    edit = me.get(f"/grants/calls/{call.id}/edit")
    me.submit(edit, {"applicants": ["consortium"], "cofinancing_kinds": []})
    text = me.get(f"/grants/calls/{call.id}").text
    assert "Consortium" in text
    assert "through a partner" not in text
    assert "Own money" not in text


def test_a_forged_kind_is_refused(session: Session, login: SignIn) -> None:
    funder = factories.make_organisation(session)
    me = login("coordinator")
    data = {"title": "Сезон", "funder_id": funder.id, "applicants": "martian", "currency": "UAH"}
    refused = me.post("/grants/calls/new", data, status=422)
    assert "Choose one of the offered values" in " ".join(refused.errors())


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", ("Questions until: ", "Letter of intent due: ", "Decision expected on: ", "Largest amount: ")),
        ("uk", ("Запитання до: ", "Термін листа про наміри: ", "Рішення очікується: ", "Найбільша сума: ")),
    ],
)
def test_everything_that_is_out_of_order_is_told_at_once(
    session: Session, login: SignIn, locale: str, words: tuple[str, ...]
) -> None:
    funder = factories.make_organisation(session)
    me = login("coordinator", locale=locale)
    typed = {
        "title": "Сезон", "funder_id": funder.id, "opens_on": "2028-02-01", "deadline_on": "2028-03-01",
        "questions_until": "2028-01-31", "loi_due_on": "2028-03-02", "decision_on": "2028-02-29",
        "min_amount": "2", "max_amount": "1",
    }  # fmt: skip
    refused = me.submit(me.get("/grants/calls/new"), typed, 422).errors()
    assert [[line for line in refused if line.startswith(word)] != [] for word in words] == [True] * 4, refused
    # A deadline before the opening is told beside them.
    early = me.submit(me.get("/grants/calls/new"), {**typed, "deadline_on": "2028-01-15"}, 422).errors()
    assert len(early) > len(words) - 1, early


def test_next_years_call_is_prefilled_and_remembers_the_former(session: Session, login: SignIn) -> None:
    former = factories.make_call(
        session,
        title="Малі гранти 2028",
        opens_on=date(2028, 1, 31),
        deadline_on=date(2028, 2, 29),
        decision_on=date(2028, 5, 1),
        deadline_note="18:00",
        eligible_costs="Книги",
        max_amount=Decimal(5_000),
        applicants=[ApplicantKind.NGO],
        cofinancing=[CofinancingKind.IN_KIND],
    )
    factories.make_heading_set(session, call_id=former.id)
    me = login("coordinator")
    link = f"/grants/calls/new?copy={former.id}"
    assert link in me.get(f"/grants/calls/{former.id}").links
    page = me.get(link)
    shown = me.follow(me.submit(page, {}))
    made = session.query(Call).filter(Call.id != former.id).one()
    assert (made.title, made.copied_from_id, made.funder_id) == ("Малі гранти 2029", former.id, former.funder_id)
    assert (made.opens_on, made.deadline_on, made.decision_on) == (
        date(2029, 1, 31), date(2029, 2, 28), date(2029, 5, 1),
    )  # fmt: skip
    assert (made.applicants, made.cofinancing_kinds) == ([ApplicantKind.NGO], [CofinancingKind.IN_KIND])
    assert (made.deadline_note, made.eligible_costs, made.max_amount) == ("18:00", "Книги", Decimal(5_000))
    form, own = heading_set(session, call_id=former.id), heading_set(session, call_id=made.id)
    assert form is not None and own is not None and form.id != own.id
    names = [{heading.id: heading.code for heading in item.headings} for item in (form, own)]
    placed = [{key: of[one] for key, one in item.mapping.items()} for item, of in zip((form, own), names, strict=True)]
    assert placed[0] == placed[1] != {}
    assert "Малі гранти 2028" in shown.text
    assert f"/grants/calls/{made.id}" in me.get(f"/grants/calls/{former.id}").links


def test_the_list_is_narrowed_by_state_partner_currency_and_decision(session: Session, login: SignIn) -> None:
    now = today()
    facts: dict[str, dict[str, Any]] = {
        "Відкритий": {"deadline_on": now, "applicants": [ApplicantKind.THROUGH_PARTNER]},
        "Майбутній": {"opens_on": now + timedelta(days=1), "deadline_on": now + timedelta(days=9)},
        "Безстроковий": {"deadline_on": None, "currency": Currency.EUR},
        "Минулий": {"deadline_on": now - timedelta(days=1)},
    }
    calls = {title: factories.make_call(session, title=title, **more) for title, more in facts.items()}
    factories.make_assessment(session, calls["Майбутній"], decision=Decision.GO)
    factories.make_assessment(session, calls["Майбутній"], decision=Decision.NO_GO)
    me = login("monitor")

    def titles(query: str) -> set[str]:
        return set(me.get(f"/grants/calls?{query}").texts("tbody th"))

    assert titles("state=open") == {"Відкритий"}
    assert titles("state=coming") == {"Майбутній"}
    assert titles("state=undated") == {"Безстроковий"}
    assert titles("state=closed") == {"Минулий"}
    assert titles("state=open,closed") == {"Відкритий", "Минулий"}
    assert titles("partner=1") == {"Відкритий"}
    assert titles("currency=EUR") == {"Безстроковий"}
    assert titles("decision=no_go") == {"Майбутній"}
    assert titles("decision=go") == set()
    assert titles("decision=none") == set(facts) - {"Майбутній"}
    me.get("/grants/calls?decision=x", 422)
    for sort in ("score", "-decision", "deadline"):
        assert titles(f"sort={sort}") == set(facts)


def test_a_document_of_a_call_is_attached_seen_and_removed(session: Session, login: SignIn) -> None:
    call = factories.make_call(session)
    paper = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

    def sent() -> dict[str, Any]:
        return {"file": [(io.BytesIO(paper), "умови.pdf")]}

    login("monitor").post(f"/files/call/{call.id}", sent(), status=403)
    me = login("coordinator")
    me.post(f"/files/call/{call.id}", sent())
    assert "умови.pdf" in me.get(f"/grants/calls/{call.id}").text
    me.post(f"/comments/call/{call.id}", {"body": "?"}, status=404)
    row = session.query(Attachment).one()
    assert (row.call_id, row.contact_id) == (call.id, None)
    me.post(f"/files/{row.id}/remove")
    assert "No files yet" in me.get(f"/grants/calls/{call.id}").text
