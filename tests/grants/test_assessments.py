"""Go or no-go: the checklist, what is kept, what it leads to, the comparison, the criteria."""

from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.go_no_go import Decision
from app.domain.money import Currency
from app.queries.go_no_go import criteria
from models.base import utc_now
from models.calls import Call
from models.go_no_go import Assessment, GoCriterion
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import costs
from tests.support.pages import Page, PageClient


def open_call(session: Session, **fields: object) -> Call:
    """A call whose deadline lies ahead."""
    return factories.make_call(session, **{"deadline_on": today() + timedelta(days=30), **fields})


def answer(me: PageClient, session: Session, call: Call, score: int = 4, status: int = 302, **more: object) -> Page:
    """Fill in the checklist with one score for every criterion."""
    scores = {f"score_{item.id}": str(score) for item in criteria(session)}
    typed = {"hours": "90", "chance": "35", "amount": "720 000", "currency": "UAH", "reason": "Бо", **scores, **more}
    return me.submit(me.get(f"/grants/calls/{call.id}/assess"), typed, status)


def test_a_database_begins_with_six_criteria_in_both_languages(session: Session) -> None:
    rows = criteria(session)
    assert len(rows) == 6
    assert all(row.name_uk and row.name_en and row.hint_uk and row.hint_en and row.weight for row in rows)
    assert rows[0].name("uk") != rows[0].name("en")


def test_a_go_is_kept_and_leads_to_a_prefilled_application(session: Session, login: SignIn) -> None:
    call = open_call(session, title="Читання")
    me = login("coordinator")
    led = answer(me, session, call, decision="go")
    assert led.location == f"/grants/new?call={call.id}"
    form = me.follow(led).form()
    assert (form["call_id"], form["currency"]) == (str(call.id), "UAH")
    assert form["requested_amount"].replace("\xa0", " ") == "720,000.00"
    kept = session.scalars(sa.select(Assessment)).one()
    assert (kept.score, kept.value_base, kept.hourly_base) == (80, Decimal(252_000), Decimal(2_800))
    assert {(item.score, item.weight) for item in kept.scores} == {(4, item.weight) for item in criteria(session)}
    shown = me.get(f"/grants/calls/{call.id}").text
    for words in ("Go", "80%", "2,800.00", "252,000.00", "Worth applying", "Бо", "90 hours"):
        assert words in shown
    application = factories.make_application(session, "З неї", call=call, funder=call.funder)
    assert "80%" in me.get(f"/grants/{application.id}").text
    assert answer(me, session, call, decision="go").location.startswith(f"/grants/calls/{call.id}")


def test_a_no_go_stays_on_the_call_with_its_reason_and_the_history_grows(session: Session, login: SignIn) -> None:
    call = open_call(session)
    me = login("director")
    answer(me, session, call, decision="undecided", reason="")
    page = me.follow(answer(me, session, call, score=1, decision="no_go", reason="Забагато роботи"))
    for words in ("No-go", "Забагато роботи", "Better not", "1 earlier assessment", "Undecided"):
        assert words in page.text
    listed = me.get("/grants/calls")
    assert "No-go" in " ".join(listed.texts("tbody tr"))


def test_what_is_missing_is_asked_for(session: Session, login: SignIn) -> None:
    call = open_call(session)
    me = login("coordinator")
    first = criteria(session)[0]
    refused = answer(me, session, call, status=422, decision="go", reason="", **{f"score_{first.id}": None})
    assert "Choose a score from 0 to 5" in " ".join(refused.errors())
    refused = answer(me, session, call, status=422, decision="go", reason=" ")
    assert "Say in a few words why" in " ".join(refused.errors())
    for name, value in (("hours", "0"), ("chance", "101"), ("amount", ""), ("amount", "-5"), ("hours", "")):
        assert answer(me, session, call, status=422, **{name: value}).errors()
    assert session.scalars(sa.select(Assessment)).all() == []


def test_another_currency_needs_a_rate(session: Session, login: SignIn) -> None:
    call = open_call(session, currency=Currency.EUR)
    me = login("coordinator")
    refused = answer(me, session, call, status=422, currency="EUR", amount="1 000")
    assert refused.errors()
    answer(me, session, call, currency="EUR", amount="1 000", rate="45,5")
    kept = session.scalars(sa.select(Assessment)).one()
    assert (kept.base_amount, kept.value_base) == (Decimal(45_500), Decimal(15_925))


def test_an_archived_call_is_not_assessed(session: Session, login: SignIn) -> None:
    call = open_call(session, archived_at=utc_now())
    refused = answer(login("coordinator"), session, call, status=422)
    assert "in the archive" in " ".join(refused.errors())


def test_the_next_assessment_begins_with_the_last_one(session: Session, login: SignIn) -> None:
    call = open_call(session)
    me = login("coordinator")
    answer(me, session, call, score=3)
    form = me.get(f"/grants/calls/{call.id}/assess").form()
    assert form["hours"] == "90"
    assert {value for name, value in form.items() if name.startswith("score_")} == {"3"}


def test_those_who_only_read_see_it_and_may_not_assess(session: Session, login: SignIn) -> None:
    call = open_call(session)
    factories.make_assessment(session, call, reason="Наша тема")
    for role in ("monitor", "accountant"):
        me = login(role)
        assert "Наша тема" in me.get(f"/grants/calls/{call.id}").text
        me.get(f"/grants/calls/{call.id}/assess", 403)
    login("staff").get("/grants/calls/compare", 403)


def test_open_calls_are_compared_by_what_an_hour_brings(session: Session, login: SignIn) -> None:
    for title, amount, score in (("Мало", 1_000, 90), ("Багато", 900_000, 60), ("Середньо", 90_000, 70)):
        factories.make_assessment(session, open_call(session, title=title), amount=Decimal(amount), score=score)
    over = factories.make_call(session, title="Минулий", deadline_on=today() - timedelta(days=1))
    factories.make_assessment(session, over)
    open_call(session, title="Неоцінений")
    me = login("monitor")
    assert me.get("/grants/calls/compare").texts("tbody th") == ["Багато", "Середньо", "Мало"]
    assert me.get("/grants/calls/compare?sort=-score").texts("tbody th") == ["Мало", "Середньо", "Багато"]
    assert "Неоцінений" in me.get("/grants/calls/compare").text
    assert "Багато" in me.get("/grants/calls/compare?format=csv").text


def test_the_administrator_weighs_orders_and_archives_the_criteria(session: Session, login: SignIn) -> None:
    call = open_call(session)
    me = login("administrator")
    answer(me, session, call, score=5)
    first, second = criteria(session)[:2]
    me.submit(me.get(f"/settings/go-criteria/{first.id}"), {"name_en": "Our own words", "weight": "0"})
    assert "Our own words" in me.get(f"/grants/calls/{call.id}/assess").text
    kept = session.scalars(sa.select(Assessment)).one()
    assert {item.weight for item in kept.scores if item.criterion_id == first.id} == {9}
    me.post(f"/settings/go-criteria/{second.id}/move", {"step": "-1"})
    assert criteria(session)[0].id == second.id
    me.post(f"/settings/go-criteria/{second.id}/archive")
    assert second.id not in {item.id for item in criteria(session)}
    assert f"score_{second.id}" not in me.get(f"/grants/calls/{call.id}/assess").form()
    me.post(f"/settings/go-criteria/{second.id}/restore")
    assert criteria(session)[-1].id == second.id
    me.submit(me.get("/settings/go-criteria/new"), {"name_uk": "Видимість", "weight": "3"})
    assert criteria(session)[-1].name("en") == "Видимість"
    refused = me.submit(me.get("/settings/go-criteria/new"), {"name_uk": "Х", "weight": "11"}, status=422)
    assert refused.errors()
    login("director").get("/settings/go-criteria", 403)


def test_the_last_criterion_with_a_weight_stays(session: Session, login: SignIn) -> None:
    session.execute(sa.update(GoCriterion).where(GoCriterion.id > 1).values(archived_at=utc_now()))
    session.commit()
    me = login("administrator")
    shown = me.follow(me.post("/settings/go-criteria/1/archive"))
    assert "Keep at least one criterion" in shown.text
    refused = me.submit(me.get("/settings/go-criteria/1"), {"weight": "0"}, status=422)
    assert "Keep at least one criterion" in " ".join(refused.errors())


def test_pages_of_assessments_ask_a_fixed_number_of_questions(session: Session, login: SignIn, app: Flask) -> None:
    call = open_call(session)
    scores = dict.fromkeys(criteria(session), 3)
    factories.make_assessment(session, call, scores, by=factories.make_user(session))
    me = login("coordinator")
    paths = ("/grants/calls", f"/grants/calls/{call.id}", "/grants/calls/compare")
    few = costs(app, me, *paths)
    for _place in range(5):
        factories.make_assessment(session, call, scores, by=factories.make_user(session), decision=Decision.NO_GO)
        factories.make_assessment(session, open_call(session), scores)
        factories.make_application(session, call=call, funder=call.funder)
        open_call(session, copied_from=call)
    session.commit()
    assert costs(app, me, *paths) == few
    assert max(few) <= 16, few
