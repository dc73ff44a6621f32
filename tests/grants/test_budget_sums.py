"""The sums of a budget agree to the kopiyka: lines, sources, categories, the funder's headings, the report."""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grant_report import by_category, by_source
from app.domain.grants import BudgetCategory, BudgetSource, DocumentType, Stage
from app.domain.money import Currency, apportion
from app.domain.report_rows import by_heading
from app.queries.budgets import budget
from app.queries.grant_money import expenditures
from app.queries.grant_report import Request, grant_report
from app.services.budget_lines import LineData, reallocate, save_line
from app.services.budget_spending import ExpenditureData, save_expenditure
from models.grant_money import BudgetLine, BudgetLineSource
from tests.support import factories
from tests.support.together import at_once

TODAY = date(2026, 11, 22)
ZERO = Decimal(0)
cents = st.integers(1, 10**9).map(lambda value: Decimal(value).scaleb(-2))
quantities = st.integers(1, 10**7).map(lambda value: Decimal(value).scaleb(-3))
rates = st.integers(10**3, 10**8).map(lambda value: Decimal(value).scaleb(-6))
weights = st.lists(st.integers(0, 9), min_size=4, max_size=4)
lines = st.tuples(st.sampled_from(BudgetCategory), quantities, cents, weights, st.sampled_from(BudgetSource))
papers = st.tuples(
    st.integers(0, 5), st.integers(0, 3), cents, st.sampled_from([Currency.EUR, Currency.UAH, Currency.USD]), rates
)
moves = st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 3), cents)


def rounded(value: Fraction) -> Decimal:
    """Round a fraction half up to the cent, without any decimal precision in between."""
    return Decimal((value * 100 + Fraction(1, 2)).__floor__()).scaleb(-2)


def shares_of(planned: Decimal, parts: list[int]) -> dict[BudgetSource, Decimal]:
    """Share a line out among the sources, to the cent."""
    amounts = apportion(int(planned * 100), parts)
    return {source: Decimal(amount).scaleb(-2) for source, amount in zip(BudgetSource, amounts, strict=True)}


@settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    planned=st.lists(lines, min_size=2, max_size=6),
    spent=st.lists(papers, max_size=6),
    moved=st.lists(moves, max_size=4),
    grant_rate=rates,
)
def test_every_sum_of_a_budget_agrees_with_its_rows(
    session: Session, planned: list, spent: list, moved: list, grant_rate: Decimal
) -> None:
    # What an earlier example read again would be taken for rows that are still there.
    session.expunge_all()
    with session.begin_nested() as savepoint:
        application = factories.make_application(
            session, stage=Stage.IMPLEMENTATION, awarded_amount=Decimal(1), currency=Currency.EUR, rate=grant_rate
        )
        factories.make_heading_set(session, funder_id=application.funder_id)
        saved, agreed = [], ZERO
        for place, (category, quantity, price, parts, rest) in enumerate(planned, 1):
            total = (quantity * price).quantize(Decimal("0.01"), ROUND_HALF_UP)
            data = LineData(str(place), category, "Книжки", price, quantity, sources=shares_of(total, parts), rest=None)
            if place % 2:
                data = LineData(str(place), category, "Книжки", price, quantity, rest=rest)
            line = save_line(session, application, data)
            assert line.planned == total == sum((row.amount for row in line.sources), ZERO)
            saved.append(line)
            agreed += total
        actual = dict.fromkeys((line.id for line in saved), ZERO)
        for place, which, amount, currency, rate in spent:
            line = saved[place % len(saved)]
            paying = line.sources[which % len(line.sources)].source
            paper = ExpenditureData(
                line, TODAY, amount, currency, DocumentType.INVOICE, rate=rate, source=paying, over_reason="Погоджено"
            )
            try:
                row = save_expenditure(session, application, paper, today=TODAY)
            except RuleError as error:
                assert error.code in {"amount_too_small", "amount_too_large"}
                continue
            used = Fraction(1) if currency is Currency.UAH else Fraction(rate)
            assert row.base_amount == rounded(Fraction(amount) * used)
            through = Fraction(amount) * used / Fraction(grant_rate)
            assert row.grant_amount == (amount if currency is Currency.EUR else rounded(through))
            actual[line.id] += row.grant_amount
        sums_of_sources = {source: sums.planned for source, sums in budget(session, application.id).by_source().items()}
        for start, end, which, amount in moved:
            giver, taker = saved[start % len(saved)], saved[end % len(saved)]
            whose = giver.sources[which % len(giver.sources)].source
            left = min(amount, giver.share(whose))
            try:
                reallocate(session, giver, taker, left, by=None, on=TODAY, reason="Ціни", source=whose, consent=True)
            except RuleError as error:
                assert error.code in {"same_line", "amount_required", "not_enough_left", "amount_too_large"}
        session.expire_all()
        found = budget(session, application.id)
        assert {row.line.id: row.actual for row in found.lines} == actual
        assert sum(row.documents for row in found.lines) == len(expenditures(session, application.id))
        assert found.total.planned == found.total.agreed == agreed
        now = {source: sums.planned for source, sums in found.by_source().items()}
        assert {source: amount for source, amount in now.items() if amount} == {
            source: amount for source, amount in sums_of_sources.items() if amount
        }
        for group in (found.by_source(), found.by_category()):
            for name in ("planned", "actual", "agreed"):
                assert sum((getattr(sums, name) for sums in group.values()), ZERO) == getattr(found.total, name)
        for row in found.lines:
            assert sum((share.planned for share in row.shares), ZERO) == row.line.planned
            assert sum((share.agreed for share in row.shares), ZERO) == row.line.agreed
        report = grant_report(session, Request(application.id, "uk", TODAY, Currency.UAH), lambda _token: None)
        assert report is not None
        assert (report.total.planned, report.total.actual) == (found.total.planned, found.total.actual)
        assert report.documented == found.total.actual
        assert {source: sums.planned for source, sums in by_source(report.finance)} == now
        headed = dict(by_heading(report.finance))
        assert sum((sums.planned for sums in headed.values()), ZERO) in (ZERO, found.total.planned)
        assert {key for key in headed if key} <= {"A1 Ресурси"}
        assert sum((group.total.actual for group in by_category(report.finance)), ZERO) == found.total.actual
        session.execute(
            sa.text("SET CONSTRAINTS ALL IMMEDIATE" if session.get_bind().dialect.name == "postgresql" else "SELECT 1")
        )
        savepoint.rollback()


@pytest.mark.parametrize(
    "break_it",
    [
        lambda s, line: s.execute(sa.update(BudgetLineSource).values(amount=Decimal("99.99"))),
        lambda s, line: s.execute(sa.delete(BudgetLineSource)),
        lambda s, line: s.execute(
            sa.insert(BudgetLineSource).values(line_id=line.id, source=BudgetSource.OWN, amount=Decimal("0.01"))
        ),
        lambda s, line: s.execute(sa.update(BudgetLine).values(planned=Decimal(101), moved=Decimal(1))),
        lambda s, line: s.execute(sa.update(BudgetLine).values(planned=Decimal(101))),
        lambda s, line: s.execute(sa.update(BudgetLine).values(distributed=Decimal(1))),
    ],
    ids=["other amount", "no source", "one more", "other plan", "not the product", "other sum"],
)
def test_the_database_itself_refuses_a_line_that_does_not_add_up(session: Session, break_it: object) -> None:
    line = factories.make_budget_line(session, quantity=Decimal("0.5"), price=Decimal(200))
    session.commit()
    with pytest.raises(IntegrityError):
        break_it(session, line)  # type: ignore[operator]
        session.commit()
    session.rollback()
    assert session.scalar(sa.select(BudgetLine.planned)) == 100


def test_a_change_of_a_line_and_its_sources_together_is_kept(session: Session) -> None:
    line = factories.make_budget_line(session, quantity=Decimal(1), price=Decimal("0.01"))
    session.commit()
    rounded_up = LineData("1", BudgetCategory.BOOKS, "Клей", Decimal("0.01"), Decimal("1.5"), rest=BudgetSource.OWN)
    save_line(session, line.application, rounded_up, line)
    session.commit()
    assert (line.planned, [(row.source, row.amount) for row in line.sources]) == (
        Decimal("0.02"),
        [(BudgetSource.OWN, Decimal("0.02"))],
    )
    session.delete(line)
    session.commit()
    assert session.query(BudgetLineSource).count() == 0


def test_two_people_who_move_the_same_money_at_once_do_not_move_it_twice(app: Flask, session: Session) -> None:
    application = factories.make_application(session, stage=Stage.IMPLEMENTATION, awarded_amount=Decimal(2000))
    ids = [
        factories.make_budget_line(session, application, quantity=Decimal(1), price=Decimal(1000)).id for _ in range(2)
    ]
    session.commit()

    def move(own: Session, wait: Callable[[], None]) -> int:
        start, end = (own.get_one(BudgetLine, line_id) for line_id in ids)
        wait()
        return reallocate(own, start, end, Decimal(800), by=None, on=TODAY, reason="Ціни", consent=True).id

    results = at_once(app, move, move)
    assert sorted(isinstance(result, int) for result in results) == [False, True], results
    session.expire_all()
    found = budget(session, application.id)
    assert [(row.line.planned, row.line.moved) for row in found.lines] == [(200, -800), (1800, 800)]
