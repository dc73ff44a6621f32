"""The National Bank's rates are read exactly, and anything doubtful is refused as a whole."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import Currency
from app.domain.rates import InvalidRates, Rate, parse_nbu

EURO = '{"r030":978,"txt":"Євро","rate":48.1234,"cc":"EUR","exchangedate":"20.11.2026"}'
GOLD = '{"r030":959,"txt":"Золото","rate":171234.5,"cc":"XAU","exchangedate":"20.11.2026"}'


def reply(**changes: str) -> str:
    record = {"cc": '"EUR"', "rate": "48.1234", "exchangedate": '"20.11.2026"', **changes}
    return "[{" + ",".join(f'"{name}":{value}' for name, value in record.items()) + "}]"


def test_a_rate_is_read_to_the_last_digit() -> None:
    assert parse_nbu(f"[{EURO}]") == [Rate(Currency.EUR, date(2026, 11, 20), Decimal("48.1234"))]


def test_bytes_with_a_mark_at_their_start_are_read() -> None:
    assert parse_nbu(f"[{EURO}]".encode("utf-8-sig")) == parse_nbu(f"[{EURO}]")


def test_currencies_that_mistok_does_not_use_are_passed_over() -> None:
    assert [rate.currency for rate in parse_nbu(f"[{GOLD},{EURO}]")] == [Currency.EUR]


def test_a_rate_for_several_units_gives_the_price_of_one() -> None:
    (rate,) = parse_nbu(reply(cc='"CZK"', rate="198.5", units="100"))
    assert (rate.rate, rate.units, rate.per_unit) == (Decimal("198.5"), 100, Decimal("1.985"))


def test_a_repeated_record_counts_once_but_a_contradiction_is_refused() -> None:
    assert len(parse_nbu(f"[{EURO},{EURO}]")) == 1
    with pytest.raises(InvalidRates) as refused:
        parse_nbu(f"[{EURO},{EURO.replace('48.1234', '49')}]")
    assert refused.value.code == "rates_contradiction"


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ("", "rates_not_json"),
        ("<html>", "rates_not_json"),
        (b"\xff\xfe\x00", "rates_not_json"),
        ("[" * 100_000, "rates_not_json"),
        (reply(rate="NaN"), "rates_not_json"),
        ("{}", "rates_not_a_list"),
        ("[]", "rates_empty"),
        (f"[{GOLD}]", "rates_empty"),
        ('[{"message":"Wrong parameters format"}]', "rates_missing_field"),
        ("[1]", "rates_missing_field"),
        (reply(exchangedate='"2026-11-20"'), "rates_bad_date"),
        (reply(exchangedate='"31.02.2026"'), "rates_bad_date"),
        (reply(exchangedate="20112026"), "rates_bad_date"),
        (reply(rate="0"), "rates_bad_rate"),
        (reply(rate="-1"), "rates_bad_rate"),
        (reply(rate='"48"'), "rates_bad_rate"),
        (reply(rate="1e400"), "rates_bad_rate"),
        (reply(units="0"), "rates_bad_rate"),
        (reply(units="1.5"), "rates_bad_rate"),
        (reply(cc="[]"), "rates_empty"),
    ],
)
def test_an_unusable_reply_is_refused_with_its_reason(payload: str | bytes, code: str) -> None:
    with pytest.raises(InvalidRates) as refused:
        parse_nbu(payload)
    assert refused.value.code == code


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_any_reply_is_read_or_refused(payload: str | bytes) -> None:
    with suppress(InvalidRates):
        assert parse_nbu(payload)
