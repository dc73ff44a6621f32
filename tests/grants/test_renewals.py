"""Renewals: what is taken over, the chain with its sums, and that no circle closes."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grants import Stage
from app.queries.renewals import ancestors, chain
from app.scope import EVERYTHING
from app.services.renewals import renew_of
from models.grant_money import BudgetLine
from models.grants import Application
from tests.conftest import SignIn
from tests.support import factories
from tests.support.together import at_once

FORM = "form[data-guard]"


def three(session: Session) -> list[Application]:
    """Three applications to one funder, of which two were won."""
    funder = factories.make_organisation(session)
    return [
        factories.make_application(
            session,
            f"Казки {year}",
            funder=funder,
            stage=stage,
            requested_amount=Decimal(year),
            starts_on=date(year, 2, 1),
        )
        for year, stage in ((2024, Stage.CLOSED), (2025, Stage.REPORTING), (2026, Stage.DRAFTING))
    ]


def test_renewing_takes_over_what_goes_on(session: Session, login: SignIn) -> None:
    call = factories.make_call(session)
    next_call = factories.make_call(session, call.funder, copied_from=call, deadline_on=date(2099, 3, 1))
    branch = factories.make_branch(session)
    partner = factories.make_organisation(session)
    earlier = factories.make_application(
        session, "Казки", stage=Stage.CLOSED, call=call, funder=call.funder, branch_id=branch.id, scope="one",
        leader="Олена", agreement_number="7", partners=[partner],
    )  # fmt: skip
    factories.make_budget_line(session, earlier)
    me = login("coordinator")
    page = me.get(f"/grants/{earlier.id}/renew")
    assert page.form(FORM)["call_id"] == str(next_call.id)
    record = me.follow(me.submit(page, {"title": "Казки знову", "with_budget": "y"}, css=FORM))
    assert "Казки знову" in record.text and "Applications that continue one another" in record.text
    made = session.query(Application).filter_by(title="Казки знову").one()
    assert (made.renewal_of_id, made.stage, made.call_id) == (earlier.id, Stage.IDEA, next_call.id)
    assert (made.branch_id, made.leader, made.agreement_number) == (branch.id, "Олена", "")
    assert (made.awarded_amount, made.requested_amount) == (None, earlier.requested_amount)
    assert [item.id for item in made.partners] == [partner.id]
    lines = session.query(BudgetLine).filter_by(application_id=made.id).all()
    assert [line.planned for line in lines] == [
        line.planned for line in session.query(BudgetLine).filter_by(application_id=earlier.id)
    ]


def test_a_chain_counts_each_application_once(session: Session, login: SignIn) -> None:
    first, second, third = three(session)
    renew_of(session, second, first)
    renew_of(session, third, second)
    for one in (first, second, third):
        found = chain(session, one.id, EVERYTHING)
        assert found and [link.year for link in found.links] == [2024, 2025, 2026]
        assert (found.requested, found.awarded) == (Decimal(6075), Decimal(4049))
    assert ancestors(session, third.id) == [second.id, first.id]
    assert chain(session, factories.make_application(session).id, EVERYTHING) is None
    text = login("coordinator").get(f"/grants/{second.id}").text
    assert "Казки 2024" in text and "Казки 2026" in text


def test_a_circle_is_refused_on_the_page(session: Session, login: SignIn) -> None:
    first, second, third = three(session)
    renew_of(session, second, first)
    renew_of(session, third, second)
    me = login("coordinator")
    page = me.get(f"/grants/{first.id}/renewal-of")
    refused = me.submit(page, {"renewal_of_id": third.id}, status=422, css=FORM)
    assert "would renew each other" in " ".join(refused.errors())
    stranger = factories.make_application(session)
    me.submit(page, {"renewal_of_id": stranger.id}, status=422, css=FORM)
    with pytest.raises(RuleError) as itself:
        renew_of(session, first, first)
    assert itself.value.code == "renewal_of_itself"
    me.submit(me.get(f"/grants/{second.id}/renewal-of"), {"renewal_of_id": ""}, css=FORM)
    session.refresh(second)
    assert second.renewal_of_id is None


def test_two_people_cannot_close_a_circle_together(session: Session, app: Flask) -> None:
    first, second, _third = (item.id for item in three(session))
    session.commit()

    def link(one: int, other: int) -> Any:
        def work(own: Session, wait: Any) -> str:
            wait()
            renew_of(own, own.get_one(Application, one), own.get_one(Application, other))
            return "linked"

        return work

    results = at_once(app, link(first, second), link(second, first))
    assert sum(item == "linked" for item in results) == 1
    session.expire_all()
    assert len(ancestors(session, first)) + len(ancestors(session, second)) == 1
