"""The weighted forecast, and what fundraising costs and brings."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.domain.errors import RuleError
from app.domain.forecast import (
    NO_DATE,
    PASSED,
    Award,
    OpenApplication,
    expected_on,
    expected_value,
    forecast,
    in_base,
    slots,
    total,
)
from app.domain.grants import Stage
from app.domain.investments import Return, check_effort, value_of_time
from app.domain.money import Currency

TODAY = date(2026, 11, 28)
CHANCES = {Stage.DRAFTING: 333, Stage.REVIEW: 594}
DAYS = some.none() | some.dates(date(2026, 1, 1), date(2027, 12, 31))
OPEN = some.builds(
    OpenApplication,
    some.sampled_from(list(CHANCES)),
    some.sampled_from([Currency.UAH, Currency.EUR]),
    some.decimals(0, 10**7, places=2),
    DAYS,
    DAYS,
    DAYS,
)
AWARDS = some.builds(
    Award, some.sampled_from([Currency.UAH, Currency.EUR]), some.decimals(1, 10**6, places=2), some.dates(TODAY, TODAY)
)


def test_the_day_of_the_decision_is_known_or_follows_from_the_rule() -> None:
    decision, submitted, deadline = (TODAY + timedelta(days=number) for number in (50, -3, 5))
    assert expected_on(decision, submitted, deadline, 90) == decision
    assert expected_on(None, submitted, deadline, 90) == submitted + timedelta(days=90)
    assert expected_on(None, None, deadline, 90) == deadline + timedelta(days=90)
    assert expected_on(None, None, None, 90) is None


def test_a_forecast_keeps_quarters_and_currencies_apart() -> None:
    applications = [
        OpenApplication(Stage.REVIEW, Currency.UAH, Decimal("1000.01"), date(2026, 12, 31)),
        OpenApplication(Stage.DRAFTING, Currency.UAH, Decimal("1000.01"), date(2026, 12, 1)),
        OpenApplication(Stage.REVIEW, Currency.EUR, Decimal(500), date(2027, 1, 1)),
        OpenApplication(Stage.REVIEW, Currency.EUR, Decimal(700), date(2026, 11, 27)),
        OpenApplication(Stage.REVIEW, Currency.EUR, Decimal(800)),
    ]
    cells = forecast(
        applications, [Award(Currency.UAH, Decimal(50), date(2026, 10, 1), 2)], CHANCES, wait_days=90, today=TODAY
    )
    assert slots(cells) == [PASSED, "2026-q4", "2027-q1", NO_DATE]
    now = cells["2026-q4", Currency.UAH]
    assert (now.count, now.asked, now.won_count, now.won) == (2, Decimal("2000.02"), 2, Decimal(50))
    assert now.weighted == Decimal("594.01") + Decimal("333.00")
    assert (now.best, now.likely) == (Decimal("2050.02"), Decimal("977.01"))
    assert total(cells, currency=Currency.EUR).asked == 2000
    assert in_base(cells, {Currency.UAH: Decimal(1)}, Currency.UAH) is None, "no rate, no sum"
    converted = in_base(cells, {Currency.UAH: Decimal(1), Currency.EUR: Decimal("48.123456")}, Currency.UAH)
    assert converted is not None
    assert converted["2027-q1", Currency.UAH].asked == Decimal("24061.73")


def test_what_is_decided_today_has_not_passed() -> None:
    due = [OpenApplication(Stage.REVIEW, Currency.UAH, Decimal(1), TODAY - timedelta(days=days)) for days in (0, 1)]
    assert slots(forecast(due[:1], [], CHANCES, wait_days=90, today=TODAY)) == ["2026-q4"]
    assert slots(forecast(due[1:], [], CHANCES, wait_days=90, today=TODAY)) == [PASSED]


def test_half_a_kopiyka_that_is_expected_is_a_whole_one() -> None:
    assert [expected_value(Decimal(amount), 500) for amount in ("0.01", "0.05")] == [Decimal("0.01"), Decimal("0.03")]


@given(some.lists(OPEN, max_size=20), some.lists(AWARDS, max_size=5))
@settings(max_examples=40)
def test_every_grouping_adds_up_to_the_rows(applications: list[OpenApplication], awards: list[Award]) -> None:
    cells = forecast(applications, awards, CHANCES, wait_days=30, today=TODAY)
    for currency in (Currency.UAH, Currency.EUR):
        rows = [item for item in applications if item.currency is currency]
        whole = total(cells, currency=currency)
        assert (whole.count, whole.asked) == (len(rows), sum(item.amount for item in rows))
        assert whole.weighted == sum(expected_value(item.amount, CHANCES[item.stage]) for item in rows)
        assert whole.won == sum(item.amount for item in awards if item.currency is currency)
        by_slot = [total(cells, slot=slot, currency=currency) for slot in slots(cells)]
        assert sum(item.weighted for item in by_slot) == whole.weighted
        assert sum(item.won_count for item in by_slot) == whole.won_count
    converted = in_base(cells, {Currency.UAH: Decimal(1), Currency.EUR: Decimal(2)}, Currency.UAH)
    assert converted is not None
    hryvnias, euros = (total(cells, currency=currency) for currency in (Currency.UAH, Currency.EUR))
    assert total(converted) == hryvnias + euros + replace(euros, count=0, won_count=0)


def test_a_return_is_unknown_where_there_is_nothing_to_divide_by() -> None:
    nothing, failed = Return(), Return(minutes=90, time_value=Decimal("225.00"), spent=Decimal(100))
    assert (nothing.ratio, nothing.per_unit) == (None, None)
    assert (failed.cost, failed.net, failed.per_unit, failed.ratio) == (325, -325, None, Decimal("0.00"))
    both = failed + Return(raised=Decimal(1000))
    assert (both.per_unit, both.ratio, both.net) == (Decimal("0.33"), Decimal("3.08"), 675)
    gift = Return(raised=Decimal(1000))
    assert (gift.per_unit, gift.ratio) == (None, None), "what cost nothing is no bargain, its cost is not known"
    parts = (Return(1, Decimal(2), Decimal(3), Decimal(4)), Return(10, Decimal(20), Decimal(30), Decimal(40)))
    assert parts[0] + parts[1] == Return(11, Decimal(22), Decimal(33), Decimal(44))


def test_time_has_a_value_only_at_a_rate() -> None:
    assert value_of_time(50, Decimal("150.01")) == Decimal("125.01")
    assert value_of_time(50, None) == 0


def test_an_effort_took_time_or_money() -> None:
    check_effort(15, Decimal(0))
    check_effort(0, Decimal("0.01"))
    month = 31 * 24 * 60
    check_effort(month, Decimal(0))
    for minutes, amount, code in ((0, 0, "nothing_spent"), (month + 1, 0, "too_much_time"), (5, -1, "amount_negative")):
        with pytest.raises(RuleError) as refused:
            check_effort(minutes, Decimal(amount))
        assert refused.value.code == code
