"""A report in another currency: every amount rounded once, every table adding up to the kopiyka."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.grant_report import Conversion, RateRule, by_category, by_source, total
from app.domain.grants import BudgetCategory, BudgetSource
from app.domain.money import Currency, quantize
from app.domain.report_currency import average_rate, converted
from app.domain.report_rows import ClaimedHours, FinanceLine, MonthRow
from tests.domain.test_grant_report import complete

D = Decimal
cents = st.integers(0, 10**11).map(lambda value: Decimal(value) / 100)
lines = st.lists(
    st.builds(
        lambda planned, actual, category, source: FinanceLine(
            planned, actual, code="1", category=category, source=source, item=""
        ),
        cents, cents, st.sampled_from(BudgetCategory), st.sampled_from(BudgetSource),
    ),
    max_size=30,
)  # fmt: skip
rates = st.integers(1, 10**9).map(lambda value: Decimal(value).scaleb(-6))


@settings(max_examples=40)
@given(lines, rates)
def test_converted_amounts_add_up_in_every_table(found: list[FinanceLine], rate: Decimal) -> None:
    how = Conversion(source=Currency.EUR, rate=rate, rule=RateRule.DAY)
    report = converted(replace(complete(), finance=tuple(found)), how, Currency.UAH)
    assert [row.actual for row in report.finance] == [quantize(row.actual * rate) for row in found]
    whole = total(report.finance)
    names = dict.fromkeys((BudgetCategory.BOOKS, BudgetCategory.STAFF), "A1")
    assert sum((group.total.actual for group in by_category(report.finance, names)), Decimal(0)) == whole.actual
    assert sum((sums.planned for _source, sums in by_source(report.finance)), Decimal(0)) == whole.planned
    assert sum(len(group.lines) for group in by_category(report.finance, names)) == len(found)


def test_no_amount_of_a_line_stays_in_the_other_currency() -> None:
    amounts = [field.name for field in fields(FinanceLine) if field.type in ("Decimal", "Decimal | None")]
    assert {"planned", "agreed"} < set(amounts)
    line = FinanceLine(
        code="1",
        category=BudgetCategory.BOOKS,
        source=BudgetSource.GRANT,
        item="",
        **dict.fromkeys(amounts, Decimal(3)),
    )
    how = Conversion(source=Currency.EUR, rate=Decimal(50), rule=RateRule.DAY)
    (row,) = converted(replace(complete(), finance=(line,)), how, Currency.UAH).finance
    assert {name: getattr(row, name) for name in amounts} == dict.fromkeys(amounts, Decimal(150))


def test_everything_else_that_is_money_is_converted_once_too() -> None:
    euros = replace(
        complete(),
        months=(MonthRow(date(2026, 2, 1), D("10.01"), participants=7, hours=D(3)),),
        claimed=ClaimedHours(D(8), D("80.08"), (D("10.01"), D("12.5"))),
    )
    how = Conversion(source=Currency.EUR, rate=D("48.1234"), rule=RateRule.DAY)
    report = converted(euros, how, Currency.UAH)
    assert (report.currency, report.conversion) == (Currency.UAH, how)
    assert report.award == D("48123.40")
    assert [row.grant_amount for row in report.documents] == [D("47666.23")]
    assert report.months == (MonthRow(date(2026, 2, 1), D("481.72"), participants=7, hours=D(3)),)
    assert report.claimed == ClaimedHours(D(8), D("3853.72"), (D("481.72"), D("601.54")))
    assert converted(replace(euros, award=None, claimed=None), how, Currency.UAH).award is None


def test_an_average_of_no_rates_is_none() -> None:
    assert average_rate([]) is None
    assert average_rate([Decimal(45), Decimal("45.000001"), Decimal(46)]) == Decimal("45.333334")
