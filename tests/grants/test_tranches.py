"""Tranches: what holds them, what came of them, and that money raised is exactly what came."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.awards import Gate, GateKind, TrancheState, spent_of, tranche_state
from app.domain.errors import RuleError
from app.domain.grants import BudgetSource, Stage
from app.domain.money import Currency, RateSource, to_base
from app.domain.periods import Period
from app.domain.report_period import ALWAYS
from app.queries.grant_report.money import tranches as reported
from app.queries.listing import ListState, run
from app.queries.money_list import MONEY_LIST
from app.queries.money_raised import money_raised
from app.queries.tranches import award_left, received, received_of, standings
from app.scope import EVERYTHING
from app.services.tranche_receipts import ReceiptData, record_receipt, take_back_receipt
from app.services.tranches import (
    GateData,
    add_gate,
    close_tranche,
    plan_disbursement,
    remove_disbursement,
    tick_gate,
)
from models.awards import GrantReceipt, TrancheGate
from models.grant_money import Disbursement
from models.grants import Application
from tests.conftest import SignIn
from tests.support import factories as make
from tests.support.databases import count_queries
from tests.support.together import at_once

TODAY = date(2026, 11, 22)
SIGNED = date(2026, 1, 15)
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
LENIENT = settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
cents = st.integers(1, 10**9).map(lambda value: Decimal(value).scaleb(-2))
rates = st.integers(10**5, 10**8).map(lambda value: Decimal(value).scaleb(-6))


@pytest.fixture
def grant(session: Session) -> Application:
    """A grant of 10,000 euros at 50 hryvnias, signed in January, with two tranches of which nothing came."""
    application = make.make_application(
        session,
        "Жива бібліотека",
        stage=Stage.IMPLEMENTATION,
        currency=Currency.EUR,
        rate=Decimal(50),
        awarded_amount=Decimal(10_000),
        agreement_on=SIGNED,
    )
    money = {"currency": Currency.EUR, "rate": Decimal(50)}
    make.make_disbursement(session, application, number=1, amount=Decimal(6_000), **money)
    make.make_disbursement(session, application, number=2, amount=Decimal(3_000), due_on=today(), **money)
    return application


def tranche(session: Session, number: int) -> Disbursement:
    return session.query(Disbursement).filter_by(number=number).one()


def euros(amount: str, on: date = TODAY, **fields: Any) -> ReceiptData:
    data: dict[str, Any] = {"currency": Currency.EUR, "rate": Decimal(50), **fields}
    return ReceiptData(amount=Decimal(amount), received_on=on, **data)


def put(session: Session, row: Disbursement, data: ReceiptData) -> GrantReceipt:
    return record_receipt(session, row, data, by=None, today=TODAY)


def test_money_is_spent_in_the_order_of_the_tranches() -> None:
    of = {total: spent_of(Decimal(total), Decimal(600), Decimal(300)) for total in (0, 600, 750, 900, 5_000)}
    assert of == {0: 0, 600: 0, 750: 150, 900: 300, 5_000: 300}
    share = Gate(GateKind.SPENT, percent=80, needed=Decimal(240), spent=Decimal("239.99"))
    assert not share.is_open(TODAY)
    assert Gate(GateKind.ACCEPTED, since=TODAY).is_open(TODAY)
    assert not Gate(GateKind.ACCEPTED, since=TODAY + timedelta(days=1)).is_open(TODAY)


@pytest.mark.parametrize(
    ("came", "due", "held", "state"),
    [
        ("100", -9, True, TrancheState.RECEIVED),
        ("40", -1, False, TrancheState.LATE),
        ("40", 0, True, TrancheState.PARTLY),
        ("0", 5, True, TrancheState.HELD),
        ("0", None, False, TrancheState.EXPECTED),
    ],
)
def test_the_state_of_a_tranche(came: str, due: int | None, held: bool, state: TrancheState) -> None:
    day = None if due is None else TODAY + timedelta(days=due)
    assert tranche_state(Decimal(100), Decimal(came), day, TODAY, held=held) is state


def test_a_tranche_is_planned_comes_in_parts_and_is_settled(
    session: Session, login: SignIn, grant: Application
) -> None:
    make.make_rate(session, Currency.EUR, on_date=today(), rate=Decimal("51.25"))
    plans, books = login("coordinator"), login("accountant")
    page = plans.get(f"/grants/{grant.id}/tranches/new")
    assert page.form()["amount"] == "1,000.00"
    refused = plans.submit(page, {"amount": "1000,01"}, status=422)
    assert "more than the award of €10,000.00" in " ".join(refused.errors())
    plans.submit(refused, {"amount": "1000"})
    path = f"/grants/{grant.id}/tranches/{tranche(session, 3).id}"
    assert f"{path}/receive" not in plans.get(path).links
    form = books.get(f"{path}/receive")
    for typed, words in (
        ({"received_on": "2026-01-14"}, "cannot come before the agreement of 15 Jan 2026"),
        ({"received_on": (today() + timedelta(days=1)).isoformat()}, "not later than today"),
        ({"amount": "1000,01"}, "€1,000.00 of this tranche is still expected"),
        ({"amount": "0"}, "Enter an amount greater than zero"),
        ({"currency": "USD"}, "Choose one of the offered values"),
    ):
        assert words in " ".join(books.submit(form, typed, status=422).errors()), typed
    books.submit(form, {"amount": "400", "document_number": "ПД-17"})
    page = books.get(path)
    assert "Received in part" in page.text and "ПД-17" in page.text and "UAH 20,500.00" in page.text
    # In hryvnias at the bank's own rate: 30,720 / 51.20 = 600.
    form = books.get(f"{path}/receive")
    assert form.form()["amount"] == "600.00"
    books.submit(form, {"amount": "30720", "currency": "UAH", "rate": "51,2"})
    assert received_of(session, tranche(session, 3)).amount == 1_000
    assert received_of(session, tranche(session, 3)).base == Decimal("51220.00")
    assert tranche(session, 3).settled_on == today()
    assert "Received in full" in books.get(path).text
    told = books.get(f"/grants/{grant.id}").text
    assert "Received: €400.00" in told and "Received: UAH 30,720.00" in told
    books.get(f"{path}/edit", status=422)
    assert "has already been received" in plans.follow(plans.post(f"{path}/remove")).text
    assert "€1,000.00" in books.get(f"/grants/{grant.id}/budget").text
    last = session.query(GrantReceipt).order_by(GrantReceipt.id.desc()).first()
    assert last is not None
    books.post(f"{path}/receipts/{last.id}/remove")
    session.expire_all()
    assert tranche(session, 3).settled_on is None
    books.post(f"{path}/close")
    session.expire_all()
    assert (tranche(session, 3).amount, tranche(session, 3).settled_on) == (400, today())


def test_money_before_its_conditions_needs_an_explanation(session: Session, login: SignIn, grant: Application) -> None:
    make.make_rate(session, Currency.EUR, on_date=today(), rate=Decimal(50))
    report = make.make_deliverable(session, grant, due_on=today())
    second = tranche(session, 2)
    path = f"/grants/{grant.id}/tranches/{second.id}"
    plans, books = login("coordinator"), login("director")
    page = plans.get(f"{path}/gates/new")
    assert "Choose what must be handed in." in " ".join(plans.submit(page, {"kind": "accepted"}, status=422).errors())
    plans.submit(page, {"kind": "accepted", "deliverable_id": report.id})
    assert (
        "has this condition already"
        in plans.submit(plans.get(page.path), {"kind": "accepted", "deliverable_id": report.id}, status=422).text
    )
    plans.submit(page, {"kind": "spent", "percent": "80"})
    plans.submit(page, {"kind": "condition", "text": "Кошторис узгоджено"})
    first = plans.get(f"/grants/{grant.id}/tranches/{tranche(session, 1).id}/gates/new")
    assert "no tranche before" in " ".join(plans.submit(first, {"kind": "spent", "percent": "80"}, status=422).errors())
    shown = plans.get(path)
    assert "80% of the former tranche is spent: €0.00 of €4,800.00" in shown.text
    assert "80 % попереднього траншу: 0,00 EUR із 4 800,00 EUR" in login("monitor", locale="uk").get(path).text
    assert len(shown.select(".gates .closed")) == 3 and "Late" not in shown.text
    form = books.get(f"{path}/receive")
    refused = books.submit(form, {"amount": "100"}, status=422)
    assert "Кошторис узгоджено. Say why the money is taken in" in " ".join(refused.errors())
    books.submit(refused, {"override_reason": "Переказали раніше"})
    kept = session.query(GrantReceipt).one()
    assert kept.override_reason == "Переказали раніше" and "80%" in kept.overridden
    assert kept.override_by is not None and kept.override_by.id == books.user.id
    assert "Переказали раніше" in plans.get(path).text
    # Once everything is met, nothing has to be explained.
    line = make.make_budget_line(session, grant, source=BudgetSource.GRANT)
    make.make_expenditure(session, line, amount=Decimal(4_800), spent_on=today())
    report.submitted_on = report.accepted_on = today()
    session.commit()
    tick = next(action for action in plans.get(path).select("form[action$='/tick']"))
    plans.post(str(tick["action"]), {"ticked_on": today().isoformat()})
    assert "Nothing holds this tranche." in plans.get(path).text
    books.submit(books.get(f"{path}/receive"), {"amount": "2900", "override_reason": "зайве"})
    assert session.query(GrantReceipt).order_by(GrantReceipt.id.desc()).first().override_reason == ""  # type: ignore[union-attr]
    assert (
        "A tranche waits for this"
        in plans.follow(plans.post(f"/grants/{grant.id}/deliverables/{report.id}/remove")).text
    )


def test_of_what_stands_in_mere_words_nobody_says_that_it_is_met(
    session: Session, login: SignIn, grant: Application
) -> None:
    waiting = tranche(session, 2)
    waiting.condition = "Після прийняття звіту"
    session.commit()
    reader = login("monitor")
    path, award = f"/grants/{grant.id}/tranches/{waiting.id}", f"/grants/{grant.id}/award"
    assert "Nothing holds" not in reader.get(path).text and "Після прийняття звіту" in reader.get(path).text
    assert "Після прийняття звіту" in reader.get(award).text
    # Once a gate stands for it and is met, the words say no more.
    session.add(TrancheGate(disbursement_id=waiting.id, kind=GateKind.CONDITION, text="Звіт", ticked_on=today()))
    session.commit()
    assert "Nothing holds" in reader.get(path).text
    assert "Після прийняття звіту" not in reader.get(award).text


def test_nothing_comes_before_the_agreement_even_with_an_explanation(session: Session, grant: Application) -> None:
    first = tranche(session, 1)
    with pytest.raises(RuleError, match="before_agreement"):
        put(session, first, euros("10", SIGNED - timedelta(days=1), override_reason="поспіх"))
    grant.agreement_on = None
    with pytest.raises(RuleError, match="gates_closed"):
        put(session, first, euros("10"))
    put(session, first, euros("10", SIGNED, override_reason="Аванс"))
    with pytest.raises(RuleError, match="more_than_award"):
        plan_disbursement(session, grant, amount=Decimal("1000.01"), due_on=None, condition="")
    with pytest.raises(RuleError, match="less_than_received"):
        plan_disbursement(session, grant, amount=Decimal(9), due_on=None, condition="", disbursement=first)
    assert award_left(session, grant) == 1_000


def test_the_agreement_cannot_become_later_than_the_first_receipt(
    session: Session, login: SignIn, grant: Application
) -> None:
    put(session, tranche(session, 1), euros("10", SIGNED))
    me = login("coordinator")
    page = me.get(f"/grants/{grant.id}/award/agreement")
    refused = me.submit(page, {"agreement_on": "2026-02-01"}, status=422)
    assert "Money came on 15 Jan 2026 already" in " ".join(refused.errors())
    edit = me.get(f"/grants/{grant.id}/edit")
    assert "Money came on" in " ".join(me.submit(edit, {"agreement_on": "2026-02-01"}, status=422).errors())
    assert "Tranches are planned in EUR" in " ".join(me.submit(edit, {"currency": "UAH"}, status=422).errors())
    partner = make.make_organisation(session, "ГО «Разом»")
    session.commit()
    me.submit(page, {"agreement_number": "Д-7", "applicant_id": partner.id, "applicant_id_text": partner.display_name})
    shown = me.get(f"/grants/{grant.id}/award")
    assert "Д-7" in shown.text and "ГО «Разом»" in shown.text and "In force" in shown.text


@pytest.mark.parametrize("role", ["monitor", "coordinator", "accountant", "director"])
def test_who_plans_and_who_takes_money_in(session: Session, login: SignIn, grant: Application, role: str) -> None:
    me = login(role)
    path = f"/grants/{grant.id}/tranches/{tranche(session, 1).id}"
    for page, allowed in (
        ("receive", role in {"accountant", "director"}),
        ("edit", role in {"accountant", "coordinator"}),
        ("gates/new", role in {"accountant", "coordinator"}),
    ):
        me.get(f"{path}/{page}", status=200 if allowed else 403)
    me.get(f"/grants/{grant.id}/amendments/new", status=200 if role in {"coordinator", "director"} else 403)
    me.get(path)


def test_branch_staff_see_no_award(session: Session, login: SignIn, grant: Application) -> None:
    login("staff").get(f"/grants/{grant.id}/award", status=403)


def test_two_people_record_the_last_of_a_tranche_at_once(session: Session, app: Flask, grant: Application) -> None:
    make.make_rate(session, Currency.EUR, on_date=TODAY, rate=Decimal(50))
    session.commit()
    tranche_id = tranche(session, 1).id

    def receiving(own: Session, wait: Any) -> object:
        row = own.get(Disbursement, tranche_id)
        wait()
        return put(own, row, euros("6000"))  # type: ignore[arg-type]

    results = at_once(app, receiving, receiving)
    assert [isinstance(item, RuleError) for item in results].count(True) == 1, results
    session.expire_all()
    assert received(session, grant.id) == 6_000


def test_a_second_receipt_from_an_old_page_is_noticed(session: Session, login: SignIn, grant: Application) -> None:
    make.make_rate(session, Currency.EUR, on_date=today(), rate=Decimal(50))
    path = f"/grants/{grant.id}/tranches/{tranche(session, 1).id}/receive"
    first, second = login("accountant"), login("director")
    page, other = first.get(path), second.get(path)
    first.submit(page, {"amount": "1000"})
    second.submit(other, {"amount": "1000"}, status=409)
    assert received(session, grant.id) == 1_000


def test_a_corrected_receipt_keeps_the_rate_of_its_day(session: Session, login: SignIn, grant: Application) -> None:
    found = make.make_rate(session, Currency.EUR, on_date=today(), rate=Decimal("51.25"), source=RateSource.NBU)
    first = tranche(session, 1)
    me, path = login("accountant"), f"/grants/{grant.id}/tranches/{first.id}"
    me.submit(me.get(f"{path}/receive"), {"amount": "100"})
    found.rate = Decimal(60)
    session.commit()
    row = session.query(GrantReceipt).one()
    page = me.get(f"{path}/receipts/{row.id}/edit")
    me.submit(page, {"amount": "200", "document_number": "9"})
    session.refresh(row)
    assert (row.amount, row.base_amount, row.document_number) == (200, Decimal("10250.00"), "9")
    assert row.rate_source is RateSource.NBU
    me.submit(me.get(f"{path}/receipts/{row.id}/edit"), {"rate": "52"})
    session.refresh(row)
    assert (row.amount, row.base_amount, row.rate_source) == (200, Decimal("10400.00"), RateSource.MANUAL)
    with pytest.raises(RuleError, match="receipt_currency"):
        put(session, first, euros("1", currency=Currency.USD))
    assert put(session, first, euros("500", currency=Currency.UAH)).tranche_amount == 10
    with pytest.raises(RuleError, match="amount_too_large"):
        put(session, first, euros("1", rate=Decimal(10) ** 13))


receipts = st.lists(
    st.tuples(st.integers(1, 100), st.dates(date(2026, 1, 15), TODAY), rates, st.booleans()), max_size=5
)


@LENIENT
@given(parts=st.lists(st.tuples(cents, receipts), min_size=1, max_size=3))
def test_what_came_is_the_same_everywhere_to_the_kopiyka(session: Session, parts: list[Any]) -> None:
    with session.begin_nested() as savepoint:
        award = sum((amount for amount, _rows in parts), Decimal(0))
        application = make.make_application(
            session,
            stage=Stage.IMPLEMENTATION,
            currency=Currency.EUR,
            rate=Decimal(40),
            awarded_amount=award,
            agreement_on=SIGNED,
        )
        kept: list[GrantReceipt] = []
        for amount, rows in parts:
            row = plan_disbursement(session, application, amount=amount, due_on=None, condition="")
            for share, day, rate, at_home in rows:
                left = row.amount - received_of(session, row).amount
                wanted = (left * share / 100).quantize(Decimal("0.01"))
                typed = to_base(wanted, rate) if at_home else wanted
                if typed <= 0:
                    continue
                currency = Currency.UAH if at_home else Currency.EUR
                data = ReceiptData(amount=typed, currency=currency, received_on=day, rate=rate)
                try:
                    kept.append(put(session, row, data))
                except RuleError as error:
                    assert error.code in {"more_than_tranche", "amount_too_small"}, error
        base = sum((item.base_amount for item in kept), Decimal(0))
        came = sum((item.tranche_amount for item in kept), Decimal(0))
        found = standings(session, application, TODAY)
        assert received(session, application.id) == came == sum(item.received.amount for item in found)
        assert sum(item.received.base for item in found) == base == money_raised(session, YEAR, EVERYTHING)
        listed = run(session, MONEY_LIST, ListState(filters={"period": "2026"}), EVERYTHING)
        assert (listed.totals["base"] or 0) == base
        assert all((item.left <= 0) == (item.tranche.settled_on is not None) for item in found)
        rows = reported(session, application.id, ALWAYS).listed
        assert sum(item.amount for item in rows) == award
        assert sum(item.amount for item in rows if item.received_on) == came
        if kept:
            take_back_receipt(session, kept[-1])
            assert money_raised(session, YEAR, EVERYTHING) == base - kept[-1].base_amount
        savepoint.rollback()


def test_a_tranche_of_which_nothing_came_is_removed_and_not_closed(session: Session, grant: Application) -> None:
    row = tranche(session, 2)
    with pytest.raises(RuleError, match="not_received"):
        close_tranche(session, row)
    with pytest.raises(RuleError, match="gate_needs_words"):
        add_gate(session, row, GateData(kind=GateKind.CONDITION))
    gate = add_gate(session, row, GateData(kind=GateKind.CONDITION, text="Лист про початок"))
    reckoned = add_gate(session, row, GateData(kind=GateKind.SPENT, percent=100))
    with pytest.raises(RuleError, match="gate_is_computed"):
        tick_gate(session, reckoned, on=TODAY, today=TODAY, by=None)
    for percent in (None, 0, 101):
        with pytest.raises(RuleError, match="gate_needs_percent"):
            add_gate(session, row, GateData(kind=GateKind.SPENT, percent=percent))
    with pytest.raises(RuleError, match="in_future"):
        tick_gate(session, gate, on=TODAY + timedelta(days=1), today=TODAY, by=None)
    remove_disbursement(session, row)
    assert session.query(TrancheGate).count() == 0
    assert [item.number for item in session.query(Disbursement)] == [1]


def test_a_tranche_of_which_part_came_is_closed_at_what_came_and_stays(session: Session, grant: Application) -> None:
    row = tranche(session, 1)
    put(session, row, euros("1000.01", rate=Decimal(48)))
    assert row.settled_on is None
    with pytest.raises(RuleError, match="already_received"):
        remove_disbursement(session, row)
    close_tranche(session, row)
    # A plan stands at the rate of the grant, money that came at its own.
    assert (row.amount, row.base_amount, row.settled_on) == (Decimal("1000.01"), Decimal("50000.50"), TODAY)
    with pytest.raises(RuleError, match="already_received"):
        close_tranche(session, row)
    plan = {"due_on": None, "condition": ""}
    with pytest.raises(RuleError, match="amount_required"):
        plan_disbursement(session, grant, amount=Decimal(0), **plan)
    with pytest.raises(RuleError, match="more_than_award"):
        plan_disbursement(session, grant, amount=Decimal("6000"), **plan)
    other = make.make_application(session, "Інший", stage=Stage.IMPLEMENTATION, awarded_amount=Decimal(10_000))
    first = plan_disbursement(session, other, amount=Decimal(1), **plan)
    third = plan_disbursement(session, grant, amount=Decimal("5999.99"), **plan)
    assert (first.number, third.number) == (1, 3)


def test_the_award_asks_the_database_equally_often(
    app: Flask, session: Session, login: SignIn, grant: Application
) -> None:
    me = login("coordinator")
    path = f"/grants/{grant.id}/award"
    put(session, tranche(session, 1), euros("10", SIGNED))
    make.make_gate(session, tranche(session, 2))
    make.make_amendment(session, grant)
    session.commit()
    me.get(path)
    with count_queries(app) as few:
        me.get(path)
    for number in range(4, 8):
        row = make.make_disbursement(session, grant, number=number, amount=Decimal(100), received_on=TODAY)
        make.make_gate(session, row)
        make.make_amendment(session, grant)
    session.commit()
    with count_queries(app) as many:
        me.get(path)
    assert len(many) == len(few) <= 22, many
