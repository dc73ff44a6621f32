"""An application on hold is neither open nor lost, keeps its award, and reminds nobody until its day."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grants import Stage
from app.queries.deliverables import due_deliverables
from app.queries.funders import figures_of
from app.queries.grant_board import board
from app.queries.grant_list import APPLICATION_LIST
from app.queries.grants import running_applications
from app.queries.listing import ListState, run
from app.scope import EVERYTHING
from app.services.grants import move_application
from tests.conftest import SignIn
from tests.support import factories

NOW = datetime.now(UTC)


def test_a_suspended_grant_is_counted_as_nothing_else(session: Session) -> None:
    application = factories.make_application(session, "Казки", stage=Stage.IMPLEMENTATION)
    factories.make_deliverable(session, application, due_on=NOW.date())
    funder = application.funder_id
    before = figures_of(session, funder, EVERYTHING, NOW.date())
    assert due_deliverables(session, EVERYTHING, NOW.date())
    move_application(session, application, Stage.SUSPENDED, by=None, at=NOW, reason="Воєнні дії")
    found = board(session, ListState(), EVERYTHING)
    assert (found.count, found.lost, found.closed, found.on_hold) == (0, 0, 0, 1)
    kinds = ("open", "won", "ongoing", "lost", "done", "on_hold")
    counts = [run(session, APPLICATION_LIST, ListState(filters={"kind": kind}), EVERYTHING).count for kind in kinds]
    assert counts == [0, 0, 0, 0, 0, 1]
    assert due_deliverables(session, EVERYTHING, NOW.date()) == [] == running_applications(session)
    assert application.awarded_amount == Decimal(100_000)
    after = figures_of(session, funder, EVERYTHING, NOW.date())
    assert (after.won, after.applied) == (before.won, before.applied)
    move_application(session, application, Stage.IMPLEMENTATION, by=None, at=NOW)
    assert (application.stage, application.awarded_amount) == (Stage.IMPLEMENTATION, Decimal(100_000))


def test_it_goes_back_only_to_the_stage_that_it_left(session: Session) -> None:
    application = factories.make_application(session, stage=Stage.REVIEW)
    move_application(session, application, Stage.SUSPENDED, by=None, at=NOW, reason="Конкурс призупинено")
    for stage in set(Stage) - {Stage.REVIEW, Stage.WITHDRAWN}:
        with pytest.raises(RuleError):
            move_application(session, application, stage, by=None, at=NOW, reason="х", awarded_amount=Decimal(1))
    with pytest.raises(RuleError) as refused:
        move_application(session, application, Stage.WITHDRAWN, by=None, at=NOW)
    assert refused.value.code == "reason_required"
    move_application(session, application, Stage.WITHDRAWN, by=None, at=NOW, reason_code="other")
    assert application.held_stage is None


def test_home_asks_to_go_on_when_the_day_has_come(session: Session, login: SignIn) -> None:
    me = login("coordinator")
    for title, days in (("Пора", -1), ("Ще рано", 9)):
        application = factories.make_application(session, title, stage=Stage.DRAFTING)
        factories.move_application(session, application, Stage.SUSPENDED, reason="Чекаємо")
        application.resume_on = NOW.date() + timedelta(days)
    text = me.get("/").text
    assert "Resume the work: Пора" in text and "Ще рано" not in " ".join(me.get("/").texts(".need"))
    assert "2 on hold" in me.get("/grants/board").text
