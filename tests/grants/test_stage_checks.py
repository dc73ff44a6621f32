"""What a stage asks for: each gap is named and linked, and filling it lets the application in."""

from datetime import date
from decimal import Decimal

from flask_babel import force_locale
from sqlalchemy.orm import Session

from app.domain.go_no_go import Decision
from app.domain.grant_stages import Requirement
from app.domain.grants import BudgetSource, NarrativeSection, Stage
from app.domain.partnerships import BranchScope
from app.labels import label
from app.queries.stage_checks import present
from models.grants import Application
from tests.conftest import SignIn
from tests.support import factories

JSON = {"Accept": "application/json"}


def test_each_gap_is_named_and_leads_to_where_it_is_filled(session: Session, login: SignIn) -> None:
    application = factories.make_application(
        session, "Казки", stage=Stage.DRAFTING, requested_amount=Decimal(0), owner_id=None
    )
    factories.ask_for(session, Stage.APPROVAL, *Requirement)
    me = login("coordinator")
    page = me.get(f"/grants/{application.id}/move?stage=approval")
    refused = me.submit(page, {"reason": "Передаю на погодження"}, status=422)
    with force_locale("en"):
        assert refused.texts("#gaps li") == [label(item) for item in Requirement]
    assert refused.form()["reason"] == "Передаю на погодження"
    for link in refused.select("#gaps a"):
        me.get(str(link["href"]).split("#")[0])
    data = {"stage": "approval", "version": application.version}
    said = me.send("POST", f"/grants/{application.id}/move", 422, data=data, headers=JSON).json
    assert "“In approval” asks for more" in said["message"] and "Project leader; Call" in said["message"]
    assert [gap["url"] for gap in said["gaps"]] == [str(link["href"]) for link in refused.select("#gaps a")]
    session.refresh(application)
    assert application.stage is Stage.DRAFTING


def test_filling_the_gaps_lets_it_in(session: Session, login: SignIn) -> None:
    me = login("coordinator")
    branch = factories.make_branch(session)
    call = factories.make_call(session, deadline_on=date(2030, 1, 1))
    factories.make_assessment(session, call, {factories.make_criterion(session): 5}, decision=Decision.GO)
    application = factories.make_application(
        session,
        stage=Stage.CONTRACTING,
        call=call,
        funder=call.funder,
        owner_id=me.user.id,
        leader="Олена",
        scope=BranchScope.ONE,
        branch_id=branch.id,
        cofinancing_amount=Decimal(10),
        partners=[factories.make_organisation(session)],
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        agreement_number="7",
        agreement_on=date(2025, 12, 1),
    )
    factories.ask_for(session, Stage.IMPLEMENTATION, *Requirement)
    late = {Requirement.BUDGET_MATCHES, Requirement.SUMMARY, Requirement.FILES}
    assert present(session, application) == set(Requirement) - late
    factories.make_narrative(session, application, NarrativeSection.SUMMARY, "Коротко")
    factories.make_attachment(session, application_id=application.id)
    amount = {"source": BudgetSource.GRANT, "quantity": Decimal(1)}
    factories.make_budget_line(session, application, price=Decimal(60_000), planned=Decimal(60_000), **amount)
    assert present(session, application) == set(Requirement) - {Requirement.BUDGET_MATCHES}
    factories.make_budget_line(session, application, price=Decimal(40_000), planned=Decimal(40_000), **amount)
    page = me.get(f"/grants/{application.id}/move?stage=implementation")
    me.submit(page)
    session.refresh(application)
    assert application.stage is Stage.IMPLEMENTATION


def test_coming_back_from_a_hold_asks_for_nothing_again(session: Session, login: SignIn) -> None:
    application: Application = factories.make_application(session, "Казки", stage=Stage.DRAFTING)
    me = login("coordinator")
    page = me.get(f"/grants/{application.id}/move?stage=suspended")
    refused = me.submit(page, {"resume_on": "2020-01-01"}, status=422)
    assert "Write why it is put on hold." in " ".join(refused.errors())
    record = me.follow(me.submit(refused, {"reason": "Чекаємо на громаду", "resume_on": "2030-05-01"}))
    assert "On hold since" in record.text and "Чекаємо на громаду" in record.text
    assert "go on from 1 May 2030" in record.text
    factories.ask_for(session, Stage.DRAFTING, Requirement.PARTNERS)
    record = me.follow(me.submit(record, css="main form.inline"))
    assert "is now in “Drafting”" in record.text
    session.refresh(application)
    assert (application.stage, application.held_stage, application.resume_on) == (Stage.DRAFTING, None, None)
