"""Money is exact: what people type is read or refused, and nothing is lost in sharing."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import InvalidAmount, apportion, parse_amount, quantize, to_base


@pytest.mark.parametrize(("amount", "rounded"), [("0.005", "0.01"), ("2.345", "2.35"), ("-2.345", "-2.35")])
def test_halves_round_away_from_zero(amount: str, rounded: str) -> None:
    assert quantize(Decimal(amount)) == Decimal(rounded)


def test_the_largest_amount_keeps_its_cents() -> None:
    assert to_base(Decimal("9999999999999.99"), Decimal("48.1234")) == Decimal("481233999999999.52")


def test_an_amount_becomes_base_currency_at_its_rate() -> None:
    assert to_base(Decimal("100.01"), Decimal("48.1234")) == Decimal("4812.82")


@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "Infinity"])
def test_a_rate_is_positive_and_finite(rate: str) -> None:
    with pytest.raises(ValueError, match="rate"):
        to_base(Decimal(1), Decimal(rate))


@pytest.mark.parametrize(
    "typed",
    [
        "1234.56",
        "1234,56",
        "1 234,56",
        "1\u00a0234,56",
        "1\u202f234.56",
        "1,234.56",
        "1.234,56",
        " 1 234,56 ",
    ],
)
def test_amounts_are_read_the_way_people_type_them(typed: str) -> None:
    assert parse_amount(typed) == Decimal("1234.56")


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("0", "0.00"), ("-5", "-5.00"), ("−5,5", "-5.50"), ("1,234,567", "1234567.00"), ("1 000", "1000.00"),
     ("0007", "7.00"), ("9999999999999,99", "9999999999999.99"), ("-0", "0.00")],
)  # fmt: skip
def test_every_amount_has_two_decimals(typed: str, amount: str) -> None:
    assert str(parse_amount(typed)) == amount


@pytest.mark.parametrize(
    "typed",
    ["", "абв", "NaN", "inf", "1e5", "12 34", "1 2", "1,23,456", "1.", ".5", "1,234,567,89", "1 234 ₴", "--1",
     "١٢", "1_000"],
)  # fmt: skip
def test_garbage_is_not_an_amount(typed: str) -> None:
    with pytest.raises(InvalidAmount) as refusal:
        parse_amount(typed)
    assert refusal.value.code == "not_an_amount"


@pytest.mark.parametrize("typed", ["1,234", "1.234", "0.001", "1 234,567"])
def test_three_decimals_are_refused_not_guessed(typed: str) -> None:
    with pytest.raises(InvalidAmount) as refusal:
        parse_amount(typed)
    assert refusal.value.code == "too_many_decimals"


@pytest.mark.parametrize("typed", ["10000000000000", "-10 000 000 000 000,00", "9" * 5000])
def test_ten_to_the_thirteenth_is_amount_too_large(typed: str) -> None:
    with pytest.raises(InvalidAmount) as refusal:
        parse_amount(typed)
    assert refusal.value.code == "amount_too_large"


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_a_written_amount_is_read_back(amount: Decimal) -> None:
    assert parse_amount(f"{amount:,.2f}") == amount
    assert parse_amount(f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")) == amount


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_is_refused(text: str) -> None:
    with suppress(InvalidAmount):
        assert parse_amount(text).is_finite()


def test_the_largest_remainder_is_rounded_up() -> None:
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    assert apportion(100, [31, 28, 31]) == [35, 31, 34]
    assert apportion(7, [0, 0]) == [4, 3]
    assert apportion(-10, [1, 3]) == [-3, -7]


@given(
    st.integers(-(10**9), 10**9),
    st.lists(st.integers(0, 10**6) | st.floats(0, 1e6, allow_nan=False), min_size=1, max_size=20),
)
def test_shares_add_up_exactly(total: int, weights: list[int | float]) -> None:
    shares = apportion(total, weights)
    assert sum(shares) == total
    if any(weights):
        assert all(share == 0 for share, weight in zip(shares, weights, strict=True) if weight == 0)


@pytest.mark.parametrize("weights", [[], [-1, 2], [float("nan")], [float("inf"), 1]])
def test_impossible_weights_are_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="weights"):
        apportion(1, weights)
