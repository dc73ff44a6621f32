"""The forecast, its calibration and the outcomes of applications, on the pages and against brute force."""

import csv
import io
import re
import statistics
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.contacts import OrganisationType
from app.domain.forecast import expected_value
from app.domain.grant_outcomes import StageRecord, chance, forecasts
from app.domain.grants import OPEN_STAGES, Stage
from app.domain.money import Currency
from app.queries.forecast import stage_chances
from app.queries.forecast_list import forecast_list
from app.queries.funders import figures_of
from app.queries.grant_metrics import forecast_facts
from app.queries.grant_outcomes import moves, stage_flows, stage_times
from app.queries.listing import ListState, run
from app.queries.renewals import renewed_share
from app.queries.win_rates import by_funder, by_kind, by_place, by_size, by_year, funders, overall, ways
from app.scope import EVERYTHING
from models.base import utc_now
from models.fundraising import ForecastSettings
from models.grants import Application
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import costs
from tests.support.pages import Page

START = datetime(2024, 1, 8, 9, tzinfo=UTC)
PAGES = ("/grants/forecast", "/grants/forecast/calibration", "/grants/forecast/outcomes")


def walk(session: Session, title: str, *way: tuple[Stage, int], **fields: Any) -> Application:
    """An application that came to each stage so many days after the start."""
    won = any(stage is Stage.AWARDED for stage, _day in way)
    if won:
        fields = {
            "awarded_amount": Decimal(100_000),
            "awarded_base": Decimal(100_000),
            "awarded_on": date(2024, 5, 1),
        } | fields
    application = factories.make_application(session, title, created_at=START, **fields)
    for stage, day in way:
        factories.move_application(session, application, stage, at=START + timedelta(days=day))
    return application


def record(session: Session) -> None:
    """Four decided applications, an open one, one on hold, one in the archive."""
    walk(session, "Виграна", (Stage.DRAFTING, 4), (Stage.SUBMITTED, 10), (Stage.REVIEW, 20), (Stage.AWARDED, 60))
    walk(session, "Відхилена", (Stage.SUBMITTED, 30), (Stage.REVIEW, 40), (Stage.REJECTED, 80))
    walk(session, "Відкликана", (Stage.DRAFTING, 6), (Stage.WITHDRAWN, 16))
    walk(session, "Друга виграна", (Stage.REVIEW, 100), (Stage.AWARDED, 130), (Stage.SUSPENDED, 140))
    walk(session, "Відкрита", (Stage.DRAFTING, 200), (Stage.REVIEW, 210))
    walk(session, "Призупинена", (Stage.DRAFTING, 200), (Stage.SUSPENDED, 205))
    walk(session, "Архівна", (Stage.REVIEW, 5), (Stage.AWARDED, 6), archived_at=utc_now())


def titles(page: Page) -> set[str]:
    """Return the applications that a list shows."""
    return set(page.texts("tbody th"))


def test_the_record_moves_the_chances_and_each_number_opens_to_its_applications(
    session: Session, login: SignIn
) -> None:
    record(session)
    known = stage_chances(session, EVERYTHING)
    assert known.records[Stage.REVIEW] == StageRecord(3, 2)
    assert known.records[Stage.DRAFTING] == StageRecord(2, 1)
    assert known.records[Stage.IDEA] == StageRecord(4, 2)
    assert known.chances[Stage.REVIEW] == chance(50, StageRecord(3, 2), 5)
    me = login("monitor")
    page = me.get("/grants/forecast")
    assert "2 of 3 decided applications that came to “Under review” were won" in page.text
    assert "with so few cases the stage’s own 50% count as 5 more cases" in page.text
    assert "1 application is on hold and not in the forecast" in page.text
    address = "/grants/forecast/applications"
    assert titles(me.get(f"{address}?reached=review&outcome=outcome_won")) == {"Виграна", "Друга виграна"}
    assert titles(me.get(f"{address}?reached=review&outcome=outcome_lost")) == {"Відхилена"}
    assert titles(me.get(f"{address}?reached=drafting&outcome=outcome_undecided")) == {"Відкрита", "Призупинена"}
    assert titles(me.get(f"{address}?kind=open")) == {"Відкрита"}
    me.get(f"{address}?beyond=nonsense", status=422)


def test_every_link_of_the_pages_opens_as_many_applications_as_it_says(session: Session, login: SignIn) -> None:
    record(session)
    call = factories.make_call(session, decision_on=today() + timedelta(days=20))
    factories.make_application(session, stage=Stage.SUBMITTED, call=call, submitted_on=today())
    factories.make_application(session, stage=Stage.AWARDED, awarded_on=today().replace(month=1, day=1))
    me = login("director")
    checked = 0
    for path in (PAGES[0], PAGES[2]):
        links = {
            (cell["href"], cell.get_text()) for cell in me.get(path).select("td a[href*='/forecast/applications']")
        }
        for address, shown in links:
            if shown.isdigit():
                assert len(titles(me.get(address))) == int(shown), address
                checked += 1
    assert checked > 20


def test_currencies_are_apart_and_added_only_at_a_shown_rate(session: Session, login: SignIn) -> None:
    soon = factories.make_call(session, decision_on=today() + timedelta(days=1))
    euros = {"currency": Currency.EUR, "rate": Decimal(40), "requested_amount": Decimal("1000.01")}
    factories.make_application(session, "Євро", stage=Stage.REVIEW, call=soon, **euros)
    factories.make_application(session, "Гривня", stage=Stage.REVIEW, call=soon, requested_amount=Decimal(500))
    facts = forecast_facts(session, EVERYTHING, today(), Currency.UAH)
    assert {currency for _slot, currency in facts.cells} == {Currency.UAH, Currency.EUR}
    assert facts.whole is None
    me = login("accountant")
    page = me.get("/grants/forecast")
    assert "There is no exchange rate of the last ten days for EUR" in page.text
    assert page.texts(".stat-value") == ["n/a"] * 3
    factories.make_rate(session, Currency.EUR, on_date=today(), rate=Decimal("48.5"))
    page = me.get("/grants/forecast")
    assert "1 EUR = UAH 48.50" in page.text
    foot = page.texts("#quarters tfoot tr")
    assert len(foot) == 3
    assert "€1,000.01" in foot[1] and "49,000.49" in foot[2]
    for currency, expected in (("EUR", "€500.01"), ("UAH", "UAH 250.00")):
        listed = me.get(f"/grants/forecast/applications?kind=open&currency={currency}")
        assert expected in " ".join(listed.texts("tfoot td")), "50 % of the sum, in its own currency"
    assert not me.get("/grants/forecast/applications?kind=open").texts("tfoot td")


def test_the_list_of_a_quarter_agrees_with_the_forecast(session: Session) -> None:
    now = date(2026, 11, 28)
    submitted = {"stage": Stage.SUBMITTED, "submitted_on": date(2026, 11, 1)}
    for days in (-40, 0, 33, 34, 200):
        call = factories.make_call(session, deadline_on=None, decision_on=now + timedelta(days=days))
        factories.make_application(session, call=call, requested_amount=Decimal("333.33"), **submitted)
    for deadline in (date(2026, 8, 1), date(2026, 10, 2), date(2026, 10, 3), date(2027, 3, 1), None):
        call = factories.make_call(session, deadline_on=deadline, decision_on=None)
        factories.make_application(session, call=call, stage=Stage.DRAFTING, requested_amount=Decimal("77.77"))
    factories.make_application(session, **submitted)
    factories.make_application(session, requested_amount=Decimal("0.05"))
    facts = forecast_facts(session, EVERYTHING, now, Currency.UAH)
    spec = forecast_list(facts.known, now, Currency.UAH)
    assert {slot for slot, _currency in facts.cells} >= {"passed", "2026-q4", "2027-q1", "none"}
    for (slot, currency), amounts in facts.cells.items():
        state = ListState(filters={"kind": "open", "currency": currency.value, "expected": slot})
        page = run(session, spec, state, EVERYTHING)
        assert (page.count, page.totals["requested"]) == (amounts.count, amounts.asked), slot
        assert page.totals["expected"] == amounts.weighted
        for row in page.rows:
            assert row.expected == expected_value(row.requested_amount, facts.known.chances[row.stage])


def test_forecasts_of_the_past_are_made_from_the_history_alone(session: Session) -> None:
    record(session)
    known = stage_chances(session, EVERYTHING)
    made = {(item.application_id, item.stage): item for item in forecasts(moves(session, EVERYTHING), known.values, 5)}
    ids = {title: number for number, title in session.execute(sa.select(Application.id, Application.title))}
    assert made[ids["Виграна"], Stage.REVIEW].chance == chance(50, StageRecord(), 5)
    assert made[ids["Відхилена"], Stage.SUBMITTED].chance == 400, "the first award came thirty days later"
    assert made[ids["Друга виграна"], Stage.REVIEW].chance == chance(50, StageRecord(2, 1), 5)
    assert made[ids["Друга виграна"], Stage.REVIEW].won, "on hold after the award it stays won"
    before = {key: item.chance for key, item in made.items()}
    walk(session, "Пізніша", (Stage.SUBMITTED, 300), (Stage.REVIEW, 310), (Stage.AWARDED, 400))
    after = forecasts(moves(session, EVERYTHING), known.values, 5)
    assert before.items() <= {(item.application_id, item.stage): item.chance for item in after}.items()


def test_the_calibration_page_judges_what_is_decided(session: Session, login: SignIn) -> None:
    me = login("monitor")
    assert "No forecast can be judged yet" in me.get(PAGES[1]).text
    record(session)
    page = me.get(f"{PAGES[1]}?stage=review")
    chances = [500, 500, chance(50, StageRecord(2, 1), 5)]
    score = statistics.fmean((value / 1000 - won) ** 2 for value, won in zip(chances, (True, False, True), strict=True))
    assert page.texts(".stat-value")[0] == f"{score:.3f}".rstrip("0")
    assert page.texts("tbody tr") == ["50–60% 3 50% 2 66.7% 21% – 94%"]
    assert "From less than ten forecasts little can be learnt" in page.text
    everything = me.get(PAGES[1])
    assert sum(int(text.split()[1]) for text in everything.texts("tbody tr")) == 11


def test_time_in_stages_and_conversion_agree_with_the_histories(session: Session) -> None:
    record(session)
    times = {item.stage: item for item in stage_times(session, EVERYTHING)}
    ideas = [4, 30, 6, 100, 200, 200]
    lower, median, upper = statistics.quantiles(ideas, n=4, method="inclusive")
    found = times[Stage.IDEA]
    assert (found.stays, found.lower, found.median, found.upper) == (6, lower, median, upper)
    assert times[Stage.REVIEW].median == statistics.median([40, 40, 30])
    assert times[Stage.REVIEW].standing == 1
    flows = {item.stage: item for item in stage_flows(session, EVERYTHING, OPEN_STAGES)}
    idea, drafting = flows[Stage.IDEA], flows[Stage.DRAFTING]
    assert (idea.reached, idea.further, idea.won, idea.lost, idea.undecided) == (6, 6, 2, 2, 2)
    assert (drafting.reached, drafting.further, drafting.won, drafting.lost) == (4, 2, 1, 1)
    assert flows[Stage.CLARIFICATION].reached == 0


def test_win_rates_agree_with_the_list_of_funders(session: Session, login: SignIn) -> None:
    fund = factories.make_organisation(session, "Фонд", organisation_type=OrganisationType.CHARITY)
    embassy = factories.make_organisation(session, "Посольство")
    big = {"requested_amount": Decimal(250_000), "submitted_on": date(2025, 3, 1)}
    factories.make_application(session, funder=fund, stage=Stage.CLOSED, **big)
    factories.make_application(session, funder=fund, stage=Stage.REJECTED, submitted_on=date(2024, 3, 1))
    factories.make_application(
        session, funder=fund, stage=Stage.REJECTED, branch=factories.make_branch(session), scope="one"
    )
    factories.make_application(session, funder=embassy, stage=Stage.WITHDRAWN)
    factories.make_application(session, funder=embassy, stage=Stage.REVIEW)
    decided = ways(session, EVERYTHING)
    whole = overall(decided)
    assert (whole.decided, whole.won, whole.won_base) == (3, 1, 250_000)
    known = funders(session, EVERYTHING)
    (row,) = by_funder(known)
    figures = figures_of(session, fund.id, EVERYTHING, today())
    assert row.key == fund.id and row.won == figures.won
    assert row.rate is not None and round(row.rate) == figures.win_rate
    for rows in (by_size(decided), by_kind(known), by_place(decided), by_year(decided)):
        assert (sum(item.decided for item in rows), sum(item.won for item in rows)) == (3, 1)
    assert [(item.key, item.decided) for item in by_year(decided)] == [(2025, 1), (2024, 1), (None, 1)]
    page = login("monitor").get(PAGES[2])
    assert "1 of 3 decided" in page.text
    assert "n/a" in page.text, "a band of size without decisions"


def test_every_table_is_a_file_with_the_figures_of_the_page(session: Session, login: SignIn) -> None:
    record(session)
    factories.make_effort(session, session.query(Application).first(), minutes=90, amount=Decimal("250.50"))
    me = login("monitor")
    for path in (*PAGES, "/grants/investments"):
        page = me.get(path)
        cards = [card for card in page.select(".card-m.flush") if card.select("table")]
        assert cards, path
        for card in cards:
            table = card.select("table")[0]
            link = str(card.select("a[href*='format=csv']")[0]["href"])
            answer = me.get(link).response.get_data(as_text=True)
            heads, *lines = csv.reader(io.StringIO(answer.removeprefix("\ufeff")))
            assert [head for head in heads if not head.endswith(": note")] == [
                cell.get_text(" ", strip=True) for cell in table.select("thead th")
            ]
            shown = [row.select("th, td") for row in table.select("tbody tr, tfoot tr")]
            assert len(shown) == len(lines)
            for cells, line in zip(shown, lines, strict=True):
                kept = [value for head, value in zip(heads, line, strict=True) if not head.endswith(": note")]
                for cell, value in zip(cells, kept, strict=True):
                    check_cell(cell.get_text(" ", strip=True), value)
            assert me.get(link.replace("csv", "xlsx")).response.get_data()[:2] == b"PK"


def check_cell(shown: str, value: str) -> None:
    """Compare what a page shows with what a file holds: rounded as shown, without signs and notes."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        assert shown.startswith(value)
        return
    figure = re.match(r"(−?)(?:UAH\s)?([\d,]+(?:\.(\d+))?)(%?)", shown)
    assert figure is not None, shown
    found = Decimal(figure[1].replace("−", "-") + figure[2].replace(",", ""))
    assert found == round(number * (100 if figure[4] else 1), len(figure[3] or "")), (shown, value)


def test_renewed_grants_are_counted_among_those_that_have_ended(session: Session, login: SignIn) -> None:
    ended = {"stage": Stage.REPORTING, "ends_on": today() - timedelta(days=1)}
    first, second, third = (factories.make_application(session, **ended) for _number in range(3))
    factories.make_application(session, stage=Stage.CLOSED)
    factories.make_application(session, stage=Stage.IMPLEMENTATION, ends_on=today())
    factories.make_application(session, stage=Stage.REJECTED, ends_on=today() - timedelta(days=9))
    factories.make_application(session, stage=Stage.AWARDED, renewal_of_id=first.id)
    factories.make_application(session, stage=Stage.REVIEW, renewal_of_id=second.id)
    factories.make_application(session, stage=Stage.AWARDED, renewal_of_id=third.id, archived_at=utc_now())
    found = renewed_share(session, EVERYTHING, today())
    assert (found.renewed, found.ended, found.rate) == (1, 4, 25)
    me = login("monitor")
    page = me.get(PAGES[2])
    assert "Renewed grants 25% 1 of 4 ended" in " ".join(page.text.split())
    assert len(titles(me.get("/grants/forecast/applications?ended=1"))) == 4
    assert titles(me.get("/grants/forecast/applications?ended=1&renewed=1")) == {first.title}


def test_nothing_is_claimed_without_applications(login: SignIn) -> None:
    me = login("coordinator")
    assert "Nothing to forecast yet" in me.get(PAGES[0]).text
    assert "No applications yet" in me.get(PAGES[2]).text
    for path in PAGES:
        login("staff").get(path, status=403)


def test_the_administrator_sets_the_weight_and_the_wait(session: Session, login: SignIn) -> None:
    record(session)
    admin = login("administrator")
    page = admin.get("/settings/forecast")
    admin.submit(page, {"prior_weight": "101"}, status=422)
    admin.submit(page, {"prior_weight": "0", "wait_days": "30", "hour_rate": "180,50"})
    stored = session.get(ForecastSettings, 1)
    assert stored is not None and (stored.prior_weight, stored.wait_days, stored.hour_rate) == (
        0,
        30,
        Decimal("180.50"),
    )
    text = admin.get("/grants/forecast").text
    assert "66.7%" in text and "the stage’s own chance is not counted" in text
    login("director").get("/settings/forecast", status=403)


def test_the_pages_cost_the_same_statements_whatever_there_is(app: Flask, session: Session, login: SignIn) -> None:
    record(session)
    me = login("monitor")
    paths = (*PAGES, "/grants/forecast/applications?kind=open")
    few = costs(app, me, *paths)
    for number in range(15):
        walk(
            session, f"Ще {number}", (Stage.DRAFTING, number), (Stage.REVIEW, 30 + number), (Stage.AWARDED, 90 + number)
        )
        factories.make_application(session, stage=Stage.SUBMITTED, currency=Currency.USD, rate=Decimal(41))
    assert costs(app, me, *paths) == few
