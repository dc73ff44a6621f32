"""The money of a grant: what the services refuse, and sums that agree to the last cent on both databases."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grants import BudgetCategory, DocumentType, Stage
from app.domain.money import Currency, RateSource
from app.domain.periods import Period
from app.queries.budgets import budget, codes, next_code
from app.queries.listing import ListState, run
from app.queries.money_list import MONEY_LIST
from app.queries.money_raised import money_raised
from app.scope import EVERYTHING
from app.services import budget_lines
from app.services import budget_spending as spending
from app.services.budget_lines import LineData
from app.services.budget_spending import ExpenditureData
from app.services.hours_claims import claim_hours, set_rate
from app.services.tranche_receipts import ReceiptData, record_receipt
from app.services.tranches import plan_disbursement
from models.base import utc_now
from models.grants import Application
from tests.support import factories

TODAY = date(2026, 11, 22)
FIRST = date(2025, 1, 1)
LENIENT = settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
cents = st.integers(1, 10**9).map(lambda value: Decimal(value).scaleb(-2))
rates = st.integers(10**3, 10**8).map(lambda value: Decimal(value).scaleb(-6))


def project(session: Session, **fields: object) -> Application:
    """A grant that is under way, with an award of 10,000.00 in its currency."""
    defaults = {"stage": Stage.IMPLEMENTATION, "awarded_amount": Decimal(10_000)}
    return factories.make_application(session, **{**defaults, **fields})


def line_data(code: str = "1", **fields: object) -> LineData:
    defaults = {"category": BudgetCategory.BOOKS, "item": "Книжки"}
    return LineData(code=code, **{"price": Decimal(100), **defaults, **fields})  # type: ignore[arg-type]


def paper(line: object, amount: str = "10", **fields: object) -> ExpenditureData:
    defaults = {"spent_on": TODAY, "currency": Currency.UAH, "document_type": DocumentType.INVOICE}
    return ExpenditureData(line=line, amount=Decimal(amount), **{**defaults, **fields})  # type: ignore[arg-type]


@LENIENT
@given(
    tranches=st.lists(st.tuples(st.dates(date(2025, 12, 28), date(2026, 3, 5)), cents, rates), max_size=5),
    gifts=st.lists(st.tuples(st.dates(date(2025, 12, 28), date(2026, 3, 5)), cents), max_size=5),
    period=st.tuples(st.dates(date(2025, 12, 28), date(2026, 3, 5)), st.integers(1, 70)),
)
def test_money_raised_is_the_sum_of_the_rows_behind_it(
    session: Session, tranches: list, gifts: list, period: tuple
) -> None:
    chosen = Period(period[0], period[0] + timedelta(days=period[1]))
    with session.begin_nested() as savepoint:
        for day, amount, rate in tranches:
            application = project(session, currency=Currency.EUR, rate=rate, awarded_amount=amount, agreement_on=FIRST)
            tranche = plan_disbursement(session, application, amount=amount, due_on=None, condition="")
            came = ReceiptData(amount=amount, currency=Currency.EUR, received_on=day, rate=rate)
            record_receipt(session, tranche, came, by=None, today=TODAY)
        for day, amount in gifts:
            factories.make_donation(session, amount=amount, received_on=day)
        state = ListState(filters={"period": f"{chosen.start}..{chosen.last_day}"})
        listed = run(session, MONEY_LIST, state, EVERYTHING)
        inside = [row for row in listed.rows if chosen.contains(row.received_on)]
        assert len(inside) == len(listed.rows)
        total = sum((row.base_amount for row in inside), Decimal(0))
        assert money_raised(session, chosen, EVERYTHING) == total == (listed.totals["base"] or 0)
        savepoint.rollback()


def test_a_code_is_used_once_in_a_budget_and_the_next_one_is_offered(session: Session) -> None:
    application = project(session)
    budget_lines.save_line(session, application, line_data("2.1"))
    assert next_code(codes(session, application.id)) == "3"
    with pytest.raises(RuleError, match="code_taken"):
        budget_lines.save_line(session, application, line_data("2.1"))
    budget_lines.save_line(session, project(session), line_data("2.1"))


def test_a_line_keeps_its_spending(session: Session) -> None:
    application = project(session)
    line = budget_lines.save_line(session, application, line_data())
    row = spending.save_expenditure(session, application, paper(line), today=TODAY)
    with pytest.raises(RuleError, match="line_has_spending"):
        budget_lines.remove_line(session, line)
    spending.remove_expenditure(session, row)
    budget_lines.remove_line(session, line)
    assert not budget(session, application.id).lines


def test_spending_needs_a_grant_that_was_won_a_day_in_the_past_and_an_amount(session: Session) -> None:
    application = project(session)
    line = budget_lines.save_line(session, application, line_data())
    for data, code in (
        (paper(line, spent_on=TODAY + timedelta(days=1)), "in_future"),
        (paper(line, "0"), "amount_required"),
        (paper(line, currency=Currency.USD), "no_rate"),
        (paper(line, currency=Currency.USD, rate=Decimal(-1)), "rate_not_positive"),
        (paper(line, "9999999999999.99", currency=Currency.USD, rate=Decimal(999_999)), "amount_too_large"),
    ):
        with pytest.raises(RuleError, match=code):
            spending.save_expenditure(session, application, data, today=TODAY)
    idea = factories.make_application(session)
    with pytest.raises(RuleError, match="not_won"):
        spending.save_expenditure(session, idea, paper(budget_lines.save_line(session, idea, line_data())), today=TODAY)


def test_less_than_a_cent_of_the_grant_is_refused_rather_than_lost(session: Session) -> None:
    application = project(session, currency=Currency.EUR, rate=Decimal(50))
    line = budget_lines.save_line(session, application, line_data())
    with pytest.raises(RuleError, match="amount_too_small"):
        spending.save_expenditure(session, application, paper(line, "0.20"), today=TODAY)
    row = spending.save_expenditure(session, application, paper(line, "0.25"), today=TODAY)
    assert row.grant_amount == Decimal("0.01")


def test_a_correction_does_not_change_the_rate_of_the_past(session: Session) -> None:
    factories.make_rate(session, Currency.USD, on_date=TODAY, rate=Decimal(40), source=RateSource.NBU)
    application = project(session)
    line = budget_lines.save_line(session, application, line_data(price=Decimal(1000)))
    row = spending.save_expenditure(session, application, paper(line, currency=Currency.USD), today=TODAY)
    session.query(type(factories.make_rate(session, Currency.PLN))).filter_by(currency=Currency.USD).delete()
    spending.save_expenditure(
        session, application, paper(line, "20", currency=Currency.USD), today=TODAY, expenditure=row
    )
    assert (row.rate, row.rate_source, row.base_amount) == (Decimal(40), RateSource.NBU, Decimal(800))
    # Another day or another currency has another rate.
    earlier = TODAY - timedelta(days=1)
    factories.make_rate(session, Currency.USD, on_date=earlier, rate=Decimal(39))
    for data, base in (
        (paper(line, "20", currency=Currency.USD, spent_on=earlier), 780),
        (paper(line, "20", spent_on=earlier), 20),
    ):
        spending.save_expenditure(session, application, data, today=TODAY, expenditure=row)
        assert (row.currency, row.spent_on, row.base_amount) == (data.currency, earlier, base)


def test_a_document_that_moves_to_another_line_needs_room_there(session: Session) -> None:
    application = project(session)
    wide, narrow = (
        budget_lines.save_line(session, application, line_data(code, price=Decimal(price)))
        for code, price in (("1", 1000), ("2", 100))
    )
    row = spending.save_expenditure(session, application, paper(wide, "110.01"), today=TODAY)
    with pytest.raises(spending.BeyondAllowance):
        spending.save_expenditure(session, application, paper(narrow, "110.01"), today=TODAY, expenditure=row)
    assert row.budget_line_id == wide.id
    spending.save_expenditure(session, application, paper(narrow, "110"), today=TODAY, expenditure=row)
    assert (row.budget_line_id, row.over_reason) == (narrow.id, "")


def test_money_that_is_spent_or_of_another_grant_is_not_moved(session: Session) -> None:
    application, other = project(session), project(session)
    one, two = (budget_lines.save_line(session, application, line_data(code)) for code in "12")
    foreign = budget_lines.save_line(session, other, line_data())
    spending.save_expenditure(session, application, paper(one, "60.50"), today=TODAY)

    def move(amount: str, to: object = two, *, reason: str = "Ціни") -> object:
        how = {"by": None, "on": TODAY, "reason": reason, "consent": True}
        return budget_lines.reallocate(session, one, to, Decimal(amount), **how)  # type: ignore[arg-type]

    for typed, code in (
        (("39.51",), "not_enough_left: 39.50"),
        (("1", foreign), "lines_of_two_budgets"),
        (("1", one), "same_line"),
        (("0",), "amount_required"),
    ):
        with pytest.raises(RuleError, match=code):
            move(*typed)
    with pytest.raises(RuleError, match="reason_of_move_required"):
        move("1", reason=" ")
    move("39.50")
    assert (one.planned, two.planned, foreign.planned) == (Decimal("60.50"), Decimal("139.50"), 100)


def test_the_money_of_an_archived_grant_is_left_alone(session: Session) -> None:
    application = project(session)
    line = budget_lines.save_line(session, application, line_data())
    row = spending.save_expenditure(session, application, paper(line), today=TODAY)
    application.archived_at = utc_now()
    session.flush()
    session.expire_all()
    for act in (
        lambda: budget_lines.save_line(session, application, line_data("2")),
        lambda: budget_lines.remove_line(session, line),
        lambda: spending.save_expenditure(session, application, paper(line), today=TODAY),
        lambda: spending.remove_expenditure(session, row),
        lambda: budget_lines.reallocate(session, line, line, Decimal(1), by=None, on=TODAY, reason="Ціни"),
        lambda: set_rate(
            session, application, valid_from=TODAY, rate=Decimal(1), basis="Наказ", by=None, now=utc_now()
        ),
        lambda: claim_hours(session, application, [], by=None, now=utc_now()),
    ):
        with pytest.raises(RuleError, match="archived"):
            act()
