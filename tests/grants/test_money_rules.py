"""The money of a grant: what the services refuse, and sums that agree to the last cent on both databases."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grants import BudgetCategory, BudgetSource, DocumentType, Stage
from app.domain.money import Currency, RateSource
from app.domain.periods import Period
from app.queries.budgets import budget, codes, next_code
from app.queries.grant_money import award_left, received
from app.queries.listing import ListState, run
from app.queries.money_list import MONEY_LIST
from app.queries.money_raised import money_raised
from app.scope import EVERYTHING
from app.services import budget_lines
from app.services import budget_spending as spending
from app.services import grant_money as verbs
from app.services.budget_lines import LineData
from app.services.budget_spending import ExpenditureData
from models.base import utc_now
from models.grants import Application
from tests.support import factories

TODAY = date(2026, 11, 22)
LENIENT = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
cents = st.integers(1, 10**9).map(lambda value: Decimal(value).scaleb(-2))
quantities = st.integers(1, 10**7).map(lambda value: Decimal(value).scaleb(-3))
rates = st.integers(10**3, 10**8).map(lambda value: Decimal(value).scaleb(-6))
lines = st.tuples(st.sampled_from(BudgetCategory), st.sampled_from(BudgetSource), quantities, cents)
papers = st.tuples(st.integers(0, 5), cents, st.sampled_from([Currency.EUR, Currency.UAH, Currency.USD]), rates)


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


def rounded(value: Fraction) -> Decimal:
    """Round a fraction half up to the cent, without any decimal precision in between."""
    whole = (value * 100 + Fraction(1, 2)).__floor__()
    return Decimal(whole).scaleb(-2)


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
            application = project(session, currency=Currency.EUR, rate=rate, awarded_amount=amount)
            tranche = verbs.plan_disbursement(session, application, amount=amount, due_on=None, condition="")
            verbs.receive_disbursement(session, tranche, amount=amount, received_on=day, today=TODAY, rate=rate)
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


def test_tranches_stay_within_the_award_and_come_after_the_agreement(session: Session) -> None:
    application = project(session, agreement_on=date(2026, 3, 1))
    first = verbs.plan_disbursement(session, application, amount=Decimal(9_000), due_on=TODAY, condition="")
    assert award_left(session, application) == 1_000
    with pytest.raises(RuleError, match="more_than_award"):
        verbs.plan_disbursement(session, application, amount=Decimal("1000.01"), due_on=None, condition="")
    with pytest.raises(RuleError, match="before_agreement"):
        verbs.plan_disbursement(session, application, amount=Decimal(1), due_on=date(2026, 2, 28), condition="")
    for day, code in ((date(2026, 2, 28), "before_agreement"), (TODAY + timedelta(days=1), "in_future")):
        with pytest.raises(RuleError, match=code):
            verbs.receive_disbursement(session, first, amount=Decimal(9_000), received_on=day, today=TODAY)
    with pytest.raises(RuleError, match="more_than_award"):
        verbs.receive_disbursement(session, first, amount=Decimal(10_001), received_on=TODAY, today=TODAY)
    verbs.receive_disbursement(session, first, amount=Decimal(9_500), received_on=TODAY, today=TODAY)
    assert received([first]) == Decimal(9_500)
    for act in (
        lambda: verbs.remove_disbursement(session, first),
        lambda: verbs.receive_disbursement(session, first, amount=Decimal(1), received_on=TODAY, today=TODAY),
        lambda: verbs.plan_disbursement(
            session, application, amount=Decimal(1), due_on=None, condition="", disbursement=first
        ),
    ):
        with pytest.raises(RuleError, match="already_received"):
            act()


def test_a_receipt_recorded_by_mistake_is_taken_back(session: Session) -> None:
    application = project(session, currency=Currency.EUR, rate=Decimal(48))
    tranche = verbs.plan_disbursement(session, application, amount=Decimal(100), due_on=None, condition="")
    with pytest.raises(RuleError, match="not_received"):
        verbs.take_back_receipt(session, tranche)
    verbs.receive_disbursement(session, tranche, amount=Decimal(100), received_on=TODAY, today=TODAY, rate=Decimal(50))
    year = Period(date(2026, 1, 1), date(2027, 1, 1))
    assert money_raised(session, year, EVERYTHING) == 5_000
    verbs.take_back_receipt(session, tranche)
    assert money_raised(session, year, EVERYTHING) == 0
    assert (tranche.rate, tranche.base_amount) == (48, 4_800)


def test_the_money_of_an_archived_grant_is_left_alone(session: Session) -> None:
    application = project(session)
    line = budget_lines.save_line(session, application, line_data())
    row = spending.save_expenditure(session, application, paper(line), today=TODAY)
    tranche = verbs.plan_disbursement(session, application, amount=Decimal(100), due_on=None, condition="")
    application.archived_at = utc_now()
    session.flush()
    session.expire_all()
    for act in (
        lambda: budget_lines.save_line(session, application, line_data("2")),
        lambda: budget_lines.remove_line(session, line),
        lambda: spending.save_expenditure(session, application, paper(line), today=TODAY),
        lambda: spending.remove_expenditure(session, row),
        lambda: verbs.plan_disbursement(session, application, amount=Decimal(1), due_on=None, condition=""),
        lambda: verbs.receive_disbursement(session, tranche, amount=Decimal(1), received_on=TODAY, today=TODAY),
        lambda: verbs.remove_disbursement(session, tranche),
    ):
        with pytest.raises(RuleError, match="archived"):
            act()
