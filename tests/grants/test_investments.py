"""What fundraising costs and brings: efforts, their sums by source, year and branch, and the pages."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.errors import RuleError
from app.domain.grants import Stage
from app.domain.investments import EffortSource, Return, value_of_time
from app.domain.money import Currency
from app.domain.periods import Period
from app.queries.investment_lists import effort_list, source_list
from app.queries.investments import cost_without_award, efforts_for, grouped, investments
from app.queries.listing import ListState, run
from app.queries.money_list import MONEY_LIST
from app.queries.money_raised import money_raised
from app.scope import EVERYTHING
from app.services.fundraising import EffortData, save_effort
from models.fundraising import ForecastSettings, FundraisingEffort
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import costs
from tests.support.pages import squeeze

WHOLE = Period(date(2024, 1, 1), date(2027, 1, 1))
RATE = Decimal("170.35")
DAYS = some.dates(date(2024, 1, 1), date(2026, 11, 1))
EFFORTS = some.lists(
    some.tuples(DAYS, some.sampled_from(EffortSource), some.integers(1, 5000), some.decimals(0, 9999, places=2),
                some.booleans()), max_size=8)  # fmt: skip
MONEY = some.lists(some.tuples(DAYS, some.sampled_from(EffortSource), some.decimals(1, 99999, places=2)), max_size=8)


def set_rate(session: Session, rate: Decimal | None = RATE) -> None:
    """Say what an hour is worth."""
    found = session.get(ForecastSettings, 1)
    assert found is not None
    found.hour_rate = rate
    session.flush()


@pytest.fixture
def records(session: Session) -> dict[str, Any]:
    """A branch, a won and a lost application, a campaign and a giver."""
    branch = factories.make_branch(session, "Філія № 3")
    return {
        "branch": branch,
        "application": factories.make_application(session, "Виграна", stage=Stage.IMPLEMENTATION),
        "lost": factories.make_application(session, "Програна", stage=Stage.REJECTED),
        "campaign": factories.make_campaign(session, name="Ярмарок"),
        "donor": factories.make_organisation(session, "Меценат"),
    }


def bring(session: Session, records: dict[str, Any], source: EffortSource, day: date, amount: Decimal) -> None:
    """Money that came on a day through one kind of source."""
    if source is EffortSource.APPLICATION:
        numbers = session.scalar(sa.text("SELECT count(*) FROM disbursements")) or 0
        factories.make_disbursement(
            session, records["application"], number=numbers + 1, received_on=day, amount=amount, base_amount=amount
        )
        return
    gift = factories.make_donation(
        session,
        records["donor"],
        campaign=records["campaign"] if source is EffortSource.CAMPAIGN else None,
        branch=records["branch"],
        received_on=day,
        amount=amount,
        base_amount=amount,
    )
    if source is EffortSource.OTHER:
        gift.donor = None
        session.flush()


def some_year(session: Session, records: dict[str, Any]) -> None:
    """A little of everything."""
    application, lost, campaign = records["application"], records["lost"], records["campaign"]
    factories.make_effort(session, application, done_on=date(2025, 3, 1), minutes=150, note="Текст")
    factories.make_effort(
        session, lost, done_on=date(2025, 4, 1), minutes=0, amount=Decimal(300), base_amount=Decimal(300)
    )
    factories.make_effort(session, campaign=campaign, done_on=date(2026, 2, 1), minutes=60, branch=records["branch"])
    factories.make_effort(session, donor=records["donor"], done_on=date(2026, 2, 2), minutes=20)
    factories.make_effort(session, done_on=date(2026, 2, 3), minutes=10)
    for source, amount in zip(EffortSource, ("90000.55", "4000", "700", "50.45"), strict=True):
        bring(session, records, source, date(2026, 5, 4), Decimal(amount))


@given(EFFORTS, MONEY)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sums_by_source_year_and_branch_are_the_total_to_the_kopiyka(
    session: Session, records: dict[str, Any], efforts: list[Any], money: list[Any]
) -> None:
    with session.begin_nested() as attempt:
        expected = Return()
        for day, source, minutes, amount, in_branch in efforts:
            record = {} if source is EffortSource.OTHER else {source.value: records[source.value]}
            application = record.pop("application", None)
            factories.make_effort(session, application, done_on=day, minutes=minutes, amount=amount, base_amount=amount,
                                  branch=records["branch"] if in_branch else None, **record)  # fmt: skip
            expected += Return(minutes, value_of_time(minutes, RATE), amount)
        for day, source, amount in money:
            bring(session, records, source, day, amount)
            expected += Return(raised=amount)
        cells = investments(session, WHOLE, EVERYTHING, RATE)
        assert sum((cell.result for cell in cells), Return()) == expected
        for key in ("source", "year", "branch_id"):
            groups = grouped(cells, lambda cell, key=key: getattr(cell, key))  # type: ignore[misc]
            assert sum(groups.values(), Return()) == expected, key
        assert expected.raised == money_raised(session, WHOLE, EVERYTHING)
        listed = run(session, effort_list(RATE, may_edit=True), ListState(), EVERYTHING).totals
        assert (listed["hours"], listed["cost"]) == (expected.minutes, expected.cost)
        sources = run(session, source_list(WHOLE, EVERYTHING, RATE), ListState(), EVERYTHING)
        assert (sources.totals["cost"], sources.totals["raised"]) == (expected.cost, expected.raised)
        assert sum(row.raised for row in sources.rows) == expected.raised
        attempt.rollback()


def test_each_source_has_its_own_cost_and_money(session: Session, records: dict[str, Any]) -> None:
    some_year(session, records)
    rows = run(session, source_list(WHOLE, EVERYTHING, Decimal(100)), ListState(sort="-cost"), EVERYTHING).rows
    assert [(row.name, row.cost, row.raised) for row in rows] == [
        ("Програна", 300, 0),
        ("Виграна", 250, Decimal("90000.55")),
        ("Ярмарок", 100, 4000),
        ("Меценат", Decimal("33.33"), 700),
        ("", Decimal("16.67"), Decimal("50.45")),
    ]
    assert cost_without_award(session, WHOLE, EVERYTHING, Decimal(100)) == Return(spent=Decimal(300))
    for source, raised in zip(EffortSource, ("90000.55", "4000", "700", "50.45"), strict=True):
        state = ListState(filters={"brought_by": source.value})
        assert run(session, MONEY_LIST, state, EVERYTHING).totals["base"] == Decimal(raised)
    sums = efforts_for(session, EffortSource.APPLICATION, records["application"].id, EVERYTHING, None)
    assert (sums.count, sums.result.minutes, sums.result.cost) == (1, 150, 0)


def test_the_page_shows_the_sums_and_each_opens_to_its_rows(
    session: Session, records: dict[str, Any], login: SignIn
) -> None:
    some_year(session, records)
    set_rate(session, Decimal(100))
    me = login("accountant")
    page = me.get("/grants/investments?period=2025-01-01..2026-12-31")
    assert page.texts(".stat-value")[:4] == ["UAH 700", "UAH 94,751", "× 135.36", "UAH 0.01"]
    assert page.texts("#years tbody tr")[0].startswith(
        "2026 1.5 UAH 0.00 UAH 150.00 UAH 94,751.00".replace("UAH 0.00", "0")
    )
    lost = next(link for link in page.links if "result=outcome_lost" in link)
    assert me.get(lost).texts("tfoot td")[-1] == "UAH 300.00"
    for css in ("#sources", "#years", "#branches"):
        for row in page.select(f"{css} tbody tr"):
            cost, raised = (row.select("td")[place].a for place in (2, 3))
            if cost:
                assert squeeze(cost.get_text()) in me.get(cost["href"]).texts("tfoot td"), cost["href"]
            if raised:
                assert squeeze(raised.get_text()) in me.get(raised["href"]).texts("tfoot td"), raised["href"]
    set_rate(session, None)
    assert "Hours have no price" in me.get("/grants/investments").text
    empty = me.get("/grants/investments?period=2020")
    assert "Nothing was spent or raised in this period" in empty.text
    assert empty.texts(".stat-value")[2:4] == ["n/a", "n/a"]
    login("staff").get("/grants/investments", status=403)


def test_an_effort_is_written_down_on_the_record_changed_and_removed(
    session: Session, records: dict[str, Any], login: SignIn
) -> None:
    me = login("coordinator")
    number = records["application"].id
    page = me.get(f"/grants/{number}")
    form = "#efforts form"
    refused = me.submit(page, {"minutes": "", "amount": ""}, css=form, status=422)
    assert "Write down the time, the money, or both" in " ".join(refused.errors())
    saved = me.submit(page, {"minutes": "2:30", "amount": "120,50", "note": "Кошторис"}, css=form)
    assert saved.location == f"/grants/{number}"
    effort = session.scalars(sa.select(FundraisingEffort)).one()
    assert (effort.minutes, effort.base_amount, effort.source) == (150, Decimal("120.50"), EffortSource.APPLICATION)
    assert effort.who_id is not None
    card = " ".join(me.get(f"/grants/{number}").texts("#efforts"))
    assert "Кошторис" in card and "2.5 h" in card
    edit, sheet = me.get(f"/grants/investments/efforts/{effort.id}"), "form.sheet-form"
    both = me.submit(edit, {"campaign_id": str(records["campaign"].id)}, css=sheet, status=422)
    assert "Choose one: an application, a campaign, or a giver" in " ".join(both.errors())
    late = me.submit(edit, {"done_on": (today() + timedelta(days=1)).isoformat()}, css=sheet, status=422)
    assert "not later than today" in " ".join(late.errors())
    me.submit(edit, {"application_id": "", "campaign_id": str(records["campaign"].id), "minutes": "1"}, css=sheet)
    me.submit(edit, {"minutes": "9"}, css=sheet, status=409)
    assert "1 h" in " ".join(me.get(f"/donations/campaigns/{records['campaign'].id}").texts("#efforts"))
    me.post(f"/grants/investments/efforts/{effort.id}/remove")
    assert session.scalar(sa.select(sa.func.count(FundraisingEffort.id))) == 0


def test_who_only_reads_may_not_write_efforts_down(session: Session, records: dict[str, Any], login: SignIn) -> None:
    factories.make_effort(session, records["application"])
    for role in ("monitor", "accountant"):
        me = login(role)
        page = me.get(f"/grants/{records['application'].id}")
        assert page.select("#efforts") and not page.select("#efforts form")
        assert not [link for link in me.get("/grants/investments/efforts").links if "/efforts/" in link]
        me.get("/grants/investments/efforts/new", status=403)
    staff = login("staff", branch=records["branch"])
    assert not staff.get(f"/donations/campaigns/{records['campaign'].id}").select("#efforts")


def test_money_in_another_currency_has_the_rate_of_its_day(session: Session) -> None:
    day = date(2026, 3, 4)
    data = EffortData(done_on=day, amount=Decimal(10), currency=Currency.EUR)
    with pytest.raises(RuleError) as refused:
        save_effort(session, data, today=day)
    assert refused.value.code == "no_rate"
    factories.make_rate(session, Currency.EUR, on_date=day, rate=Decimal("48.123456"))
    effort = save_effort(session, data, today=day)
    assert (effort.base_amount, effort.source) == (Decimal("481.23"), EffortSource.OTHER)


def test_the_database_keeps_a_source_with_its_record(session: Session, records: dict[str, Any]) -> None:
    effort = factories.make_effort(session, records["application"])
    with pytest.raises(IntegrityError, match="source_has_its_record"), session.begin_nested():
        session.execute(sa.update(FundraisingEffort).values(source="campaign"))
    with pytest.raises(IntegrityError, match="something_spent"), session.begin_nested():
        session.execute(sa.update(FundraisingEffort).where(FundraisingEffort.id == effort.id).values(minutes=0))


def test_the_lists_are_exported(session: Session, records: dict[str, Any], login: SignIn) -> None:
    some_year(session, records)
    me = login("director")
    text = me.get("/grants/investments/efforts?format=csv").response.get_data(as_text=True)
    assert "Програна" in text and "300" in text
    text = me.get("/grants/investments/sources?period=2026&format=csv").response.get_data(as_text=True)
    assert "Ярмарок" in text and "4000" in text and "Програна" not in text
    assert me.get("/grants/forecast/applications?format=xlsx").response.status_code == 200


def test_the_pages_cost_the_same_statements_whatever_there_is(
    app: Flask, session: Session, records: dict[str, Any], login: SignIn
) -> None:
    some_year(session, records)
    me = login("director")
    paths = [
        "/grants/investments",
        "/grants/investments/efforts",
        "/grants/investments/sources",
        f"/grants/{records['application'].id}",
    ]
    few = costs(app, me, *paths)
    for number in range(12):
        factories.make_effort(
            session, records["application"], done_on=date(2026, 3, 1 + number), who=factories.make_user(session)
        )
        bring(session, records, EffortSource.DONOR, date(2025, 3, 1 + number), Decimal(50))
    assert costs(app, me, *paths) == few


def test_quarters_of_an_hour_are_the_same_on_every_page(
    session: Session, login: SignIn, records: dict[str, Any]
) -> None:
    application = records["application"]
    factories.make_effort(session, application, done_on=today(), minutes=15)
    me = login("coordinator")
    assert "0.25 h" in me.get(f"/grants/{application.id}").text
    assert "0.25" in me.get("/grants/investments").texts("main table td")
    assert "0.25" in me.get("/grants/investments/efforts").texts("main table td")
