"""Hours as co-financing: their value, the guard that no hour counts twice, withdrawing, the report."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.grants import Stage
from app.domain.hours_value import HourRate, rate_on, value_of
from app.domain.volunteers import HoursStatus
from app.queries.grant_report.people import claimed_hours
from app.queries.hours_claims import claimable_sum, claimed_sum
from app.services.hours_claims import claim_hours
from models.base import utc_now
from models.grants import Application
from models.hours import GrantHourRate, HoursClaim
from models.volunteers import HoursEntry
from tests.conftest import SignIn
from tests.support import factories as make
from tests.support.databases import count_queries
from tests.support.together import at_once

CONFIRMED = HoursStatus.CONFIRMED


def running(session: Session, **fields: object) -> Application:
    return make.make_application(session, stage=Stage.IMPLEMENTATION, **fields)


def test_an_hour_is_rounded_half_up_by_itself() -> None:
    assert value_of(1, Decimal("0.30")) == Decimal("0.01")
    assert value_of(50, Decimal("100.01")) == Decimal("83.34")
    assert value_of(90, Decimal(100)) == Decimal("150.00")
    rates = [HourRate(date(2026, 1, 1), Decimal(100)), HourRate(date(2026, 7, 1), Decimal(120))]
    assert rate_on(rates, date(2026, 6, 30)) == 100
    assert rate_on(rates, date(2026, 7, 1)) == 120
    with pytest.raises(RuleError, match="no_hour_rate"):
        rate_on(rates, date(2025, 12, 31))


def test_hours_of_a_grant_and_of_its_events_are_counted_and_withdrawn(session: Session, login: SignIn) -> None:
    grant = running(session)
    event = make.make_event(session, application=grant)
    make.make_hours(session, application=grant, minutes=90, status=CONFIRMED)
    make.make_hours(session, event=event, minutes=50, status=CONFIRMED)
    make.make_hours(session, application=grant, minutes=60)
    make.make_hours(session, minutes=60, status=CONFIRMED)
    of_another = make.make_event(session, application=running(session))
    make.make_hours(session, event=of_another, minutes=60, status=CONFIRMED)
    client = login("accountant")
    page = client.get(f"/grants/{grant.id}/hours")
    refused = client.submit(page, {"valid_from": "2026-01-01", "rate": "0", "basis": "п. 4.2"}, 422, css="#rate-form")
    assert refused.errors()
    client.submit(page, {"valid_from": "2026-01-01", "rate": "100,01", "basis": "п. 4.2"}, css="#rate-form")
    twice = client.submit(page, {"valid_from": "2026-01-01", "rate": "90", "basis": "інше"}, 422, css="#rate-form")
    assert any("already set" in error for error in twice.errors())
    page = client.get(f"/grants/{grant.id}/hours")
    claim = f"form[action='/grants/{grant.id}/hours/claim']"
    assert len(page.form(claim)["ids"]) == 2
    told = client.follow(client.submit(page, css=claim))
    assert "2 entries count" in told.text
    # 90 min: 150.015 → 150.02; 50 min: 83.3416… → 83.34.
    assert claimed_sum(session, grant.id).value == Decimal("233.36")
    assert claimed_sum(session, grant.id).minutes == 140
    assert "233.36" in client.get(f"/grants/{grant.id}/budget").text
    report = claimed_hours(session, grant.id)
    assert report is not None and (report.value, report.rates) == (Decimal("233.36"), (Decimal("100.01"),))
    chosen = session.query(HoursClaim).order_by(HoursClaim.id).first()
    assert chosen is not None
    other_claim = session.query(HoursClaim).order_by(HoursClaim.id.desc()).first()
    client.post(f"/grants/{running(session).id}/hours/withdraw", {"ids": chosen.id})
    assert claimed_sum(session, grant.id).entries == 2, "who works on another grant withdraws nothing here"
    client.post(f"/grants/{grant.id}/hours/withdraw", {"ids": chosen.id})
    assert session.query(HoursClaim).all() == [other_claim]
    assert claimable_sum(session, grant.id).entries == 1
    rate = session.query(GrantHourRate).one()
    client.post(f"/grants/{running(session).id}/hours/rates/{rate.id}/remove", status=404)
    later = make.make_hour_rate(session, grant, valid_from=date(2026, 12, 1))
    session.commit()
    client.post(f"/grants/{grant.id}/hours/rates/{later.id}/remove")
    assert session.query(GrantHourRate).all() == [rate]
    client.post(f"/grants/{grant.id}/hours/rates/{rate.id}/remove")
    assert session.query(GrantHourRate).count() == 0
    assert session.query(HoursClaim).all() == [other_claim], "what counts already keeps its rate"


def test_a_monitor_reads_and_changes_nothing(session: Session, login: SignIn) -> None:
    grant = running(session)
    entry = make.make_hours(session, application=grant, status=CONFIRMED)
    make.make_hour_rate(session, grant)
    client = login("monitor")
    assert not client.get(f"/grants/{grant.id}/hours").select("main form[method=post]")
    client.post(f"/grants/{grant.id}/hours/claim", {"ids": entry.id}, status=403)
    assert session.query(HoursClaim).count() == 0


def test_an_hour_counts_on_one_grant_only(session: Session, login: SignIn) -> None:
    one, other = running(session, title="Перший"), running(session, title="Другий")
    make.make_hour_rate(session, one), make.make_hour_rate(session, other)
    event = make.make_event(session, application=other)
    entry = make.make_hours(session, application=one, event=event, status=CONFIRMED)
    client = login("coordinator")
    client.post(f"/grants/{one.id}/hours/claim", {"ids": entry.id})
    told = client.follow(client.post(f"/grants/{other.id}/hours/claim", {"ids": entry.id}))
    assert "already count on the grant “Перший”" in told.text
    ukrainian = login("coordinator", locale="uk")
    told = ukrainian.follow(ukrainian.post(f"/grants/{other.id}/hours/claim", {"ids": entry.id}))
    assert "Ці години вже зараховано на грант «Перший»" in told.text
    assert session.query(HoursClaim).count() == 1
    session.add(HoursClaim(hours_entry_id=entry.id, minutes=120, application_id=other.id, rate=1, value=2))
    with pytest.raises(IntegrityError):
        session.flush()


def test_all_of_the_chosen_hours_count_or_none(session: Session, login: SignIn) -> None:
    grant = running(session)
    make.make_hour_rate(session, grant)
    confirmed = make.make_hours(session, application=grant, status=CONFIRMED)
    reopened = make.make_hours(session, application=grant)
    client = login("accountant")
    told = client.follow(client.post(f"/grants/{grant.id}/hours/claim", {"ids": [confirmed.id, reopened.id]}))
    assert "Choose hours that may count on this grant" in told.text
    assert session.query(HoursClaim).count() == 0
    other = make.make_hours(session, application=grant, minutes=45, status=CONFIRMED)
    session.commit()
    client.post(f"/grants/{grant.id}/hours/claim", {"ids": [other.id]})
    assert [claim.hours_entry_id for claim in session.query(HoursClaim)] == [other.id]
    next_grant = running(session)
    make.make_hour_rate(session, next_grant)
    elsewhere = make.make_hours(session, application=next_grant, status=CONFIRMED)
    claim_hours(session, next_grant, [elsewhere.id], by=None, now=utc_now())
    assert claimed_sum(session, grant.id).minutes == 45


def test_two_people_claim_the_same_hour_at_once(session: Session, app: Flask) -> None:
    one, other = running(session), running(session)
    make.make_hour_rate(session, one), make.make_hour_rate(session, other)
    event = make.make_event(session, application=other)
    entry = make.make_hours(session, application=one, event=event, status=CONFIRMED)
    session.commit()
    entry_id, grants = entry.id, [one.id, other.id]

    def claiming(grant_id: int):
        def work(own: Session, wait) -> object:
            grant = own.get(Application, grant_id)
            wait()
            return claim_hours(own, grant, [entry_id], by=None, now=utc_now())

        return work

    results = at_once(app, *(claiming(grant_id) for grant_id in grants))
    refused = [item for item in results if isinstance(item, Exception)]
    assert len(refused) == 1, results
    assert session.scalar(sa.select(sa.func.count(HoursClaim.id))) == 1


def test_claimed_hours_are_neither_corrected_nor_reopened(session: Session, login: SignIn) -> None:
    grant = running(session, title="Міст")
    entry = make.make_hours(session, application=grant, status=CONFIRMED)
    make.make_claim(session, entry, grant)
    client = login("coordinator")
    page = client.get(f"/hours/{entry.id}")
    assert "Counts on the grant “Міст”" in page.text
    assert "Withdraw them there first" in client.follow(client.get(f"/hours/{entry.id}/correct", status=302)).text
    told = client.follow(client.post(f"/hours/reopen?ids={entry.id}"))
    assert "Withdraw them there first" in told.text
    session.refresh(entry)
    assert entry.status is CONFIRMED
    with pytest.raises(IntegrityError):
        session.execute(sa.update(HoursEntry).where(HoursEntry.id == entry.id).values(minutes=10))
        session.commit()


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rows=st.lists(
        st.tuples(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 300), st.sampled_from(HoursStatus)),
        min_size=1,
        max_size=10,
    ),
    rates=st.lists(st.decimals("0.01", "500", places=2), min_size=2, max_size=2),
)
def test_the_sum_of_claims_is_the_sum_of_rounded_values(session: Session, rows: list, rates: list) -> None:
    with session.begin_nested() as savepoint:
        grant = running(session)
        table = [HourRate(date(2026, 1, 1), rates[0]), HourRate(date(2026, 7, 1), rates[1])]
        for rate in table:
            make.make_hour_rate(session, grant, valid_from=rate.valid_from, rate=rate.rate)
        volunteer = make.make_volunteer(session)
        entries = [
            make.make_hours(session, volunteer, worked_on=day, minutes=minutes, status=status, application=grant)
            for day, minutes, status in rows
        ]
        confirmed = [row for row in rows if row[2] is CONFIRMED]
        if confirmed:
            wanted = [entry.id for entry in entries if entry.status is CONFIRMED]
            claim_hours(session, grant, wanted, by=None, now=utc_now())
        found = claimed_sum(session, grant.id)
        assert found.minutes == sum(row[1] for row in confirmed)
        assert found.value == sum((value_of(row[1], rate_on(table, row[0])) for row in confirmed), Decimal(0))
        savepoint.rollback()


def test_the_page_costs_the_same_whatever_its_length(session: Session, app: Flask, login: SignIn) -> None:
    grant = running(session)
    make.make_hour_rate(session, grant)
    client = login("coordinator")

    def add() -> None:
        make.make_hours(session, application=grant, status=CONFIRMED)
        make.make_claim(session, make.make_hours(session, application=grant, status=CONFIRMED), grant)

    add()
    with count_queries(app) as few:
        client.get(f"/grants/{grant.id}/hours")
    add()
    with count_queries(app) as many:
        client.get(f"/grants/{grant.id}/hours")
    assert len(few) == len(many) <= 14, str(many)
