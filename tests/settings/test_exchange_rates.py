"""Exchange rates: which one holds, conversion, entry by hand, and loading."""

import io
import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.money import Currency, RateSource
from app.queries.rates import rate_on
from app.services.money import convert
from app.services.rates import load_nbu
from models.money import ExchangeRate

DAY = date(2026, 3, 2)
UAH = Currency.UAH


def reply(*rates: tuple[str, str, str]) -> bytes:
    """What the bank's service answers: (code, rate, day) each."""
    return json.dumps(
        [{"r030": 1, "txt": code, "rate": float(rate), "cc": code, "exchangedate": day} for code, rate, day in rates]
    ).encode()


def known(session: Session, rate: str = "45.1234", on: date = DAY, source: RateSource = RateSource.NBU) -> None:
    session.add(ExchangeRate(currency=Currency.EUR, on_date=on, rate=Decimal(rate), source=source))
    session.flush()


def test_the_newest_rate_not_later_than_the_day_holds(session: Session) -> None:
    known(session, "45", DAY - timedelta(days=3))
    known(session, "46", DAY - timedelta(days=1))
    known(session, "47", DAY + timedelta(days=1))
    found = rate_on(session, Currency.EUR, DAY, UAH)
    assert found is not None
    assert (found.rate, found.rate_date, found.source) == (Decimal(46), DAY - timedelta(days=1), RateSource.NBU)


def test_a_rate_older_than_ten_days_does_not_hold(session: Session) -> None:
    known(session, "45", DAY - timedelta(days=10))
    assert rate_on(session, Currency.EUR, DAY, UAH) is not None
    assert rate_on(session, Currency.EUR, DAY + timedelta(days=1), UAH) is None


def test_the_base_currency_is_worth_itself(session: Session) -> None:
    found = rate_on(session, "UAH", DAY, "UAH")
    assert found is not None
    assert (found.rate, found.source) == (Decimal(1), RateSource.SAME_CURRENCY)


def test_an_amount_carries_its_rate(session: Session) -> None:
    known(session)
    assert convert(session, Decimal("100.50"), "EUR", DAY) == {
        "amount": Decimal("100.50"),
        "base_amount": Decimal("4534.90"),
        "currency": Currency.EUR,
        "rate": Decimal("45.1234"),
        "rate_date": DAY,
        "rate_source": RateSource.NBU,
    }


def test_a_rate_that_a_person_knows_wins(session: Session) -> None:
    known(session)
    columns = convert(session, Decimal(10), Currency.EUR, DAY, rate=Decimal("44.5"))
    assert (columns["base_amount"], columns["rate_source"]) == (Decimal("445.00"), RateSource.MANUAL)


def test_without_a_rate_the_refusal_names_currency_and_day(session: Session) -> None:
    with pytest.raises(RuleError, match="no_rate") as refusal:
        convert(session, Decimal(1), Currency.USD, DAY)
    assert refusal.value.field == "rate"
    assert refusal.value.details["day"] == DAY


def test_with_another_base_currency_rates_are_crossed(app: Flask, session: Session) -> None:
    app.config["BASE_CURRENCY"] = "EUR"
    load_nbu(session, reply(("EUR", "50", "02.03.2026"), ("USD", "40", "02.03.2026")))
    rates = {rate.currency: rate.rate for rate in session.scalars(sa.select(ExchangeRate))}
    assert rates == {Currency.USD: Decimal("0.8"), Currency.UAH: Decimal("0.02")}


def test_a_saved_reply_is_read_from_a_file(login: Any, session: Session) -> None:
    accountant = login("accountant")
    accountant.get("/settings/rates/load")
    body = reply(("EUR", "45.1234", "02.03.2026"), ("USD", "41.5", "02.03.2026"), ("XAU", "99999", "02.03.2026"))
    done = accountant.post("/settings/rates/load/file", {"file": (io.BytesIO(body), "exchange.json")})
    page = accountant.follow(done)
    assert "2 rates loaded" in page.text
    assert "45.1234" in page.text
    assert rate_on(session, Currency.USD, DAY, UAH) is not None


def test_loading_twice_changes_nothing_and_spares_what_a_person_entered(login: Any, session: Session) -> None:
    known(session, "44", DAY, RateSource.MANUAL)
    accountant = login("accountant")
    body = reply(("EUR", "45.1234", "02.03.2026"), ("USD", "41.5", "02.03.2026"))
    for _time in range(2):
        done = accountant.post("/settings/rates/load/file", {"file": (io.BytesIO(body), "exchange.json")})
        page = accountant.follow(done)
        assert "1 rate loaded" in page.text
        assert "1 rate stays" in page.text
    found = rate_on(session, Currency.EUR, DAY, UAH)
    assert found is not None
    assert found.rate == 44
    assert session.scalar(sa.select(sa.func.count(ExchangeRate.id))) == 2


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"message": "Wrong"}', b'[{"cc": "EUR"}]'])
def test_an_unusable_file_is_explained(login: Any, session: Session, body: bytes) -> None:
    accountant = login("accountant")
    page = accountant.post("/settings/rates/load/file", {"file": (io.BytesIO(body), "exchange.json")}, 422)
    assert page.errors()
    assert session.scalar(sa.select(sa.func.count(ExchangeRate.id))) == 0


def test_the_service_may_be_a_saved_reply(app: Flask, login: Any, tmp_path: Path) -> None:
    saved = tmp_path / "reply.json"
    saved.write_bytes(reply(("EUR", "45.1234", "02.03.2026")))
    app.config["NBU_URL"] = saved.as_uri()
    accountant = login("accountant")
    page = accountant.submit(accountant.get("/settings/rates/load"), css="#bank")
    assert "1 rate loaded" in accountant.follow(page).text


def test_without_a_network_the_page_says_what_to_do(app: Flask, login: Any) -> None:
    app.config["NBU_URL"] = "http://127.0.0.1:1/exchange?json"
    accountant = login("accountant")
    page = accountant.submit(accountant.get("/settings/rates/load"), {"on_date": "02.03.2026"}, 422, "#bank")
    assert any("does not answer" in error for error in page.errors())


def test_a_rate_is_entered_by_hand(login: Any, session: Session) -> None:
    accountant = login("accountant")
    typed = {"currency": "EUR", "on_date": "2026-03-02", "rate": "45,5023"}
    accountant.submit(accountant.get("/settings/rates/new"), typed)
    found = rate_on(session, Currency.EUR, DAY, UAH)
    assert found is not None
    assert (found.rate, found.source) == (Decimal("45.5023"), RateSource.MANUAL)
    again = accountant.get("/settings/rates/new?currency=EUR&day=2026-03-02")
    assert again.form()["rate"] == "45.5023"
    accountant.submit(again, {"rate": "46"})
    assert session.scalars(sa.select(ExchangeRate.rate)).one() == 46
    log = login("administrator").get("/settings/audit?table=exchange_rates").text
    assert "Rate: 45.5023 → 46" in log


@pytest.mark.parametrize(
    "typed", [{"rate": "0"}, {"rate": "-4"}, {"rate": "many"}, {"currency": "UAH"}, {"on_date": "2199-01-01"}]
)
def test_an_impossible_rate_is_refused(login: Any, session: Session, typed: dict[str, str]) -> None:
    accountant = login("accountant")
    page = accountant.get("/settings/rates/new?currency=nonsense&day=never")
    refused = accountant.submit(page, {"currency": "EUR", "rate": "45", **typed}, 422)
    assert refused.errors()
    assert session.scalar(sa.select(sa.func.count(ExchangeRate.id))) == 0


def test_the_list_is_paged_and_exported(login: Any, session: Session) -> None:
    for days in range(60):
        known(session, f"{45 + days}.5", DAY - timedelta(days=days))
    accountant = login("accountant")
    for sort in ("date", "-rate", "rate", "currency"):
        page = accountant.get(f"/settings/rates?sort={sort}")
        following = next(str(link["href"]) for link in page.select("a[rel=next]"))
        assert len(page.select("tbody tr")) + len(accountant.get(following).select("tbody tr")) == 60
    assert "104.5" in accountant.get("/settings/rates?format=csv").html


def test_rates_are_loaded_from_the_command_line(app: Flask, session: Session, tmp_path: Path) -> None:
    saved = tmp_path / "reply.json"
    saved.write_bytes(reply(("EUR", "45.1234", "02.03.2026")))
    done = app.test_cli_runner().invoke(args=["rates", "load", "--file", str(saved)])
    assert done.exit_code == 0, done.output
    assert "Rates loaded: 1 (2026-03-02)" in done.output
    assert rate_on(session, Currency.EUR, DAY, UAH) is not None
    saved.write_text("nothing")
    failed = app.test_cli_runner().invoke(args=["rates", "load", "--file", str(saved)])
    assert failed.exit_code == 1
