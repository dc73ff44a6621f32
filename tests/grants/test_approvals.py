"""Approvals: whose word is needed, that nothing passes them by, and what a change of money does to them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.digest import letter
from app.domain.errors import RuleError
from app.domain.grant_approvals import Decision
from app.domain.grant_stages import Requirement
from app.domain.grants import Stage
from app.domain.roles import Approver, Role
from app.queries.grant_approvals import approvals_of, waiting_for
from app.scope import EVERYTHING
from app.services.grant_approvals import decide
from app.services.grants import move_application
from models.accounts import User
from models.audit import AuditEntry
from models.grants import Application
from tests.conftest import SignIn
from tests.support import factories
from tests.support.pages import Page, PageClient
from tests.support.together import at_once

JSON = {"Accept": "application/json"}
NOW = datetime.now(UTC)
FORM = "form.sheet-form"


@pytest.fixture
def application(session: Session) -> Application:
    """An application that stands in approval."""
    return factories.make_application(session, "Казки", stage=Stage.APPROVAL)


def answer(person: PageClient, application: Application, decision: str, status: int = 302, note: str = "") -> Page:
    """Open the page of approval and press one of its buttons."""
    page = person.get(f"/grants/{application.id}/approval")
    return person.submit(page, {"decision": decision, "note": note}, status, css=FORM)


def test_it_goes_on_once_both_have_approved(session: Session, login: SignIn, application: Application) -> None:
    me, director, accountant = login("coordinator"), login("director"), login("accountant")
    where = f"/grants/{application.id}/move"

    def board(status: int, stage: str = "submitted") -> Any:
        session.refresh(application)
        return me.send("POST", where, status, data={"stage": stage, "version": application.version}, headers=JSON).json

    assert "needs approval first: Director, Accountant" in board(422)["message"]
    done = director.follow(answer(director, application, "approved", note="Погоджую"))
    assert "Approved: Казки" in done.text and "Погоджую" in done.text
    assert "needs approval first: Accountant" in board(422)["message"]
    page = me.get(f"{where}?stage=submitted")
    refused = me.submit(page, {"reason": "Здаємо сьогодні"}, status=422)
    assert "needs approval first: Accountant" in " ".join(refused.errors())
    assert refused.form()["reason"] == "Здаємо сьогодні"
    accountant.follow(answer(accountant, application, "approved"))
    assert board(200)["stage"] == "submitted"
    record = me.get(f"/grants/{application.id}").text
    assert "Approval given: Director (In approval)" in record and "Approval given: Accountant" in record
    logged = session.query(AuditEntry).filter_by(table_name="application_approvals", action="create").count()
    assert logged == 2


def test_until_then_no_way_forwards_is_offered(session: Session, login: SignIn, application: Application) -> None:
    me, where = login("coordinator"), f"/grants/{application.id}"

    def ways() -> set[str]:
        return {link.split("stage=")[1] for link in me.get(where).links if "/move?stage=" in link}

    assert ways() == {"drafting", "suspended", "withdrawn"}
    for role in ("director", "accountant"):
        answer(login(role), application, "approved")
    assert ways() == {"drafting", "suspended", "withdrawn", "review", "clarification"}


def test_nobody_else_approves(session: Session, login: SignIn, application: Application) -> None:
    for role in ("coordinator", "monitor", "staff", "administrator"):
        person = login(role)
        person.get(f"/grants/{application.id}/approval", status=403)
        person.post(f"/grants/{application.id}/approval", {"decision": "approved"}, status=403)
    with pytest.raises(RuleError) as refused:
        decide(session, application, Decision.APPROVED, "", by=factories.make_user(session), at=NOW)
    assert refused.value.code == "not_an_approver"
    assert approvals_of(session, application.id) == []


def test_nobody_approves_twice_nor_where_nothing_is_asked(
    session: Session, login: SignIn, application: Application
) -> None:
    director = login("director")
    page, other = (director.get(f"/grants/{application.id}/approval") for _window in range(2))
    director.submit(page, {"decision": "approved"}, css=FORM)
    again = director.submit(other, {"decision": "approved"}, status=422, css=FORM)
    assert "You have approved it already." in again.text
    drafting = factories.make_application(session, stage=Stage.DRAFTING)
    with pytest.raises(RuleError) as refused:
        decide(session, drafting, Decision.APPROVED, "", by=session.merge(director.user), at=NOW)
    assert refused.value.code == "nothing_to_approve"


def test_an_approval_cannot_be_jumped_over(session: Session, login: SignIn) -> None:
    drafting = factories.make_application(session, stage=Stage.DRAFTING)
    me = login("coordinator")
    offered = [button["data-move"] for button in me.get("/grants/board").select("[data-stage=drafting] [data-move]")]
    assert "approval" in offered and "submitted" not in offered
    where = f"/grants/{drafting.id}/move"
    said = me.send("POST", where, 422, data={"stage": "submitted", "version": drafting.version}, headers=JSON).json
    assert "From there it can go to: In approval" in said["message"]
    for way in (
        [Stage.SUSPENDED, Stage.SUBMITTED],
        [Stage.WITHDRAWN, Stage.SUBMITTED],
        [Stage.REVIEW],
        [Stage.AWARDED],
    ):
        other = factories.make_application(session, stage=Stage.DRAFTING)
        *first, last = way
        for stage in first:
            move_application(session, other, stage, by=None, at=NOW, reason="Чекаємо", reason_code="other")
        with pytest.raises(RuleError):
            move_application(session, other, last, by=None, at=NOW, awarded_amount=Decimal(5))


def test_a_return_goes_one_stage_back_with_its_reason(
    session: Session, login: SignIn, application: Application
) -> None:
    me, director, accountant = login("coordinator"), login("director"), login("accountant")
    application.owner_id = me.user.id
    factories.ask_for(session, Stage.DRAFTING, *Requirement)
    answer(director, application, "approved")
    empty = answer(accountant, application, "returned", status=422)
    assert "Write what has to be changed." in " ".join(empty.errors())
    accountant.follow(answer(accountant, application, "returned", note="Немає нарахувань"))
    session.refresh(application)
    assert application.stage is Stage.DRAFTING and application.changes[-1].reason == "Немає нарахувань"
    assert "Returned for rework: Казки" in me.get("/").text and "Немає нарахувань" in me.get("/").text
    move_application(session, application, Stage.APPROVAL, by=None, at=datetime.now(UTC))
    assert "Returned for rework: Казки" not in me.get("/").text
    assert [item.id for item in waiting_for(session, Approver.DIRECTOR, EVERYTHING)] == [application.id]


def test_a_change_of_money_asks_again(session: Session, login: SignIn, application: Application) -> None:
    me, director = login("coordinator"), login("director")
    factories.approve_all(session, application)
    assert waiting_for(session, Approver.DIRECTOR, EVERYTHING) == []
    line = factories.make_budget_line(session, application)
    assert [item.is_changed for item in waiting_for(session, Approver.DIRECTOR, EVERYTHING)] == [True]
    assert "Changed since approved" in me.get(f"/grants/{application.id}").text
    with pytest.raises(RuleError) as refused:
        move_application(session, application, Stage.SUBMITTED, by=None, at=NOW)
    assert refused.value.code == "stage_not_approved"
    session.delete(line)
    session.flush()
    assert waiting_for(session, Approver.DIRECTOR, EVERYTHING) == []
    session.refresh(application)
    form = me.get(f"/grants/{application.id}/edit")
    me.submit(form, {"requested_amount": "120 000"}, css="form[data-guard]")
    page = director.get(f"/grants/{application.id}/approval")
    assert "Approved with:" in page.text
    director.submit(page, {"decision": "approved"}, css=FORM)
    assert waiting_for(session, Approver.DIRECTOR, EVERYTHING) == []
    assert len(waiting_for(session, Approver.ACCOUNTANT, EVERYTHING)) == 1


def test_what_was_changed_while_the_page_was_open_is_looked_at_again(
    session: Session, login: SignIn, application: Application
) -> None:
    director = login("director")
    page = director.get(f"/grants/{application.id}/approval")
    factories.make_budget_line(session, application)
    stale = director.submit(page, {"decision": "approved", "note": "Гаразд"}, status=409, css=FORM)
    assert "Look at the figures again" in stale.text and stale.form(FORM)["note"] == "Гаразд"
    assert approvals_of(session, application.id) == []


def test_a_hold_keeps_approvals_and_a_new_round_asks_anew(session: Session, application: Application) -> None:
    factories.approve_all(session, application)
    move_application(session, application, Stage.SUSPENDED, by=None, at=NOW, reason="Чекаємо")
    move_application(session, application, Stage.APPROVAL, by=None, at=NOW)
    move_application(session, application, Stage.SUBMITTED, by=None, at=NOW)
    move_application(session, application, Stage.APPROVAL, by=None, at=NOW)
    with pytest.raises(RuleError) as refused:
        move_application(session, application, Stage.SUBMITTED, by=None, at=NOW)
    assert refused.value.code == "stage_not_approved"


def test_home_and_the_letter_of_the_day_ask_those_whose_word_is_missing(
    session: Session, login: SignIn, application: Application
) -> None:
    people = {role: login(role) for role in ("director", "accountant", "coordinator")}
    factories.make_approval(session, application, Approver.ACCOUNTANT)
    asked = {role: "For approval: Казки" in person.get("/").text for role, person in people.items()}
    assert asked == {"director": True, "accountant": False, "coordinator": False}
    day = NOW.date()
    letters = {role: letter(session, session.merge(person.user), day) for role, person in people.items()}
    told = letters["director"]
    assert told and "Waiting for your approval" in told.text and f"/grants/{application.id}/approval" in told.text
    assert letters["accountant"] is None and letters["coordinator"] is None
    application.archived_at = NOW
    assert letter(session, session.merge(people["director"].user), day) is None


def test_two_directors_approve_at_once_and_one_word_counts(
    session: Session, app: Flask, application: Application
) -> None:
    people = [factories.make_user(session, Role.DIRECTOR).id for _one in range(2)]
    number = application.id
    session.commit()

    def approve(user_id: int) -> Any:
        def work(own: Session, wait: Any) -> str:
            wait()
            record, user = own.get_one(Application, number), own.get_one(User, user_id)
            decide(own, record, Decision.APPROVED, "", by=user, at=NOW)
            return "approved"

        return work

    results = at_once(app, *(approve(user_id) for user_id in people))
    assert sorted(str(getattr(item, "code", item)) for item in results) == ["approved", "approved_already"]
    session.expire_all()
    assert len(approvals_of(session, number)) == 1


def test_two_move_at_once_and_one_gets_through(session: Session, app: Flask, application: Application) -> None:
    factories.approve_all(session, application)
    number = application.id
    session.commit()

    def move(stage: Stage, **more: Any) -> Any:
        def work(own: Session, wait: Any) -> str:
            record = own.get_one(Application, number)
            wait()
            move_application(own, record, stage, by=None, at=NOW + timedelta(minutes=1), **more)
            return stage.value

        return work

    results = at_once(app, move(Stage.SUBMITTED), move(Stage.WITHDRAWN, reason_code="other"))
    assert sum(isinstance(item, str) for item in results) == 1
    session.expire_all()
    history = session.get_one(Application, number).changes
    assert session.get_one(Application, number).stage is history[-1].to_stage
