"""Lists as files: CSV as a stream, short tables at once, long ones as a job whose file can be fetched."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.money import Currency
from app.queries.lists import LISTS
from app.spreadsheets import read_table
from app.tasks import forget_job_files
from models.base import utc_now
from models.jobs import Job
from tests.conftest import SignIn
from tests.support import factories


def rows_of(page) -> list[list[str]]:
    text = page.response.get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))


def test_a_csv_holds_every_page_in_the_order_of_the_list(session: Session, login: SignIn) -> None:
    for place in range(120):
        factories.make_person(session, f"Особа {place:03}", phone="+380501112233")
    me = login("coordinator")
    rows = rows_of(me.get("/contacts?format=csv&sort=-name"))
    assert len(rows) == 121
    assert [row[0] for row in rows[1:3]] == ["Особа 119 Олена", "Особа 118 Олена"]
    assert rows[1][rows[0].index("Phone")] == "'+380501112233"


def test_a_day_of_a_moment_is_the_day_of_the_institution(session: Session, login: SignIn) -> None:
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    factories.make_person(session, "Ґудзь", created_at=late)
    rows = rows_of(login("coordinator").get("/contacts?format=csv"))
    assert rows[1][rows[0].index("Added")] == "2026-07-01"


def test_a_bad_address_is_refused_before_the_file_begins(session: Session, login: SignIn) -> None:
    me = login("coordinator")
    for kind in ("csv", "xlsx"):
        page = me.get(f"/contacts?format={kind}&role=king", status=422)
        assert page.heading


def test_a_workbook_holds_numbers_dates_and_money(session: Session, login: SignIn) -> None:
    donation = factories.make_donation(session, purpose="=1+1")
    answer = login("coordinator").get("/donations?format=xlsx")
    row = read_table(answer.response.data, "gifts.xlsx").rows.iloc[0]
    assert row["Designated purpose"] == "=1+1"
    assert row["Date"].startswith(donation.received_on.isoformat()) and row["In base currency"] in {"1000", "1000.0"}


def test_an_amount_in_a_file_has_its_currency_beside_it(session: Session, login: SignIn) -> None:
    """A page writes the currency into the cell; a file has plain numbers, so another column says it."""
    of_many = [spec for make in LISTS.values() for spec in [make(today())] if any(one.currency for one in spec.columns)]
    assert {spec.name for spec in of_many} >= {"donations", "money-raised", "ledger", "grants"}
    for spec in of_many:
        assert [one.key for one in spec.columns if one.key == "currency" and one.export_only], spec.name
    factories.make_donation(session, amount=Decimal(100), currency=Currency.PLN, rate=Decimal("11.5"))
    factories.make_effort(session, amount=Decimal(20), currency=Currency.EUR, rate=Decimal(49), minutes=0)
    me = login("coordinator")
    for address, amount, currency in (
        ("/donations", "100.00", "PLN"),
        ("/drivers/money", "100.00", "PLN"),
        ("/grants/investments/efforts", "20.00", "EUR"),
    ):
        heads, row = rows_of(me.get(f"{address}?format=csv"))
        assert (row[heads.index("Currency") - 1], row[heads.index("Currency")]) == (amount, currency)


def test_a_long_table_becomes_a_job_with_a_file(
    session: Session, login: SignIn, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.queries.listing.pages.COUNT_LIMIT", 10)
    own = factories.make_event(session, "Своя подія")
    for _place in range(12):
        factories.make_event(session, branch=own.branch)
        factories.make_event(session)
    me = login("staff", branch=own.branch)
    page = me.follow(me.get("/events?format=xlsx", status=302))
    assert page.heading == "Table: Events"
    job = session.query(Job).one()
    assert (job.kind, job.result["written"], job.created_by_id) == ("export", 13, me.user.id)
    answer = me.get(f"/jobs/{job.id}/file")
    titles = list(read_table(answer.response.data, "events.xlsx").rows["Title"])
    assert len(titles) == 13 and "Своя подія" in titles
    login("coordinator").get(f"/jobs/{job.id}/file", status=404)


def test_the_file_of_a_long_table_is_kept_for_a_week(
    session: Session, login: SignIn, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.queries.listing.pages.COUNT_LIMIT", 2)
    for _place in range(4):
        factories.make_event(session)
    me = login("coordinator")
    page = me.follow(me.get("/events?format=xlsx", status=302))
    assert f"{page.path}/file" in page.links
    assert forget_job_files(session, utc_now() + timedelta(days=6))["forgotten"] == 0
    assert forget_job_files(session, utc_now() + timedelta(days=8))["forgotten"] == 1
    session.commit()
    me.get(f"{page.path}/file", 404)
    assert f"{page.path}/file" not in me.get(page.path).links
    assert not list((app.config["DATA_DIR"] / "uploads").glob("??/??/*"))


def test_every_long_list_is_registered_under_its_own_name(app: Flask) -> None:
    with app.app_context():
        assert {name: make(date(2026, 3, 2)).name for name, make in LISTS.items()} == {name: name for name in LISTS}
