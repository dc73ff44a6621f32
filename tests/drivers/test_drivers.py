"""Drivers: the picture's months and branches add up to the figures, and each figure opens to its rows."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.period_text import period_text
from app.domain.periods import Period, last_months, year
from app.domain.volunteers import HoursStatus
from app.queries.drivers import Sums, branches_by_month, drivers
from app.queries.events import events_count, participants
from app.queries.hours import volunteer_minutes
from app.queries.metrics import metrics
from app.queries.money_raised import money_raised
from app.queries.partnerships import active_partners
from app.scope import EVERYTHING, Scope
from tests.conftest import SignIn
from tests.dashboard.test_home import tiles
from tests.support import factories, figures
from tests.support.databases import count_queries
from tests.support.pages import squeeze
from views.listing import period_choices

DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))


def agree(session: Session, period: Period, scope: Scope, now: date) -> None:
    """Check that the tables and the picture of the period add up to its metrics."""
    found = drivers(session, period, scope, now)
    assert found.totals == Sums(
        money_raised(session, period, scope),
        events_count(session, period, scope),
        participants(session, period, scope),
        volunteer_minutes(session, period, scope),
    )
    cells = branches_by_month(session, period, scope, now)
    for rows in (found.months, found.branches, cells):
        for name in ("money", "events", "participants", "minutes"):
            assert sum(getattr(row.sums, name) for row in rows) == getattr(found.totals, name)
    come = [row.partners for row in found.months if row.partners is not None]
    if period.start <= now:
        assert come[-1] == active_partners(session, min(period.last_day, now), scope)
    register = {item.code: item.value for item in metrics(now)}
    for code, figure in found.metrics.items():
        assert figure == register[code](session, period, scope), code
    earlier = Period(period.start - timedelta(days=200), period.start + timedelta(days=20))
    for item in metrics(now):
        if item.both is not None:
            each = (item.value(session, period, scope), item.value(session, earlier, scope))
            assert item.both(session, period, earlier, scope) == each


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    period=st.one_of(
        st.tuples(DAYS, DAYS).filter(lambda days: days[0] < days[1]).map(lambda days: Period(*days)),
        st.sampled_from([year(2025), year(2026)]),
    ),
    gifts=st.lists(st.tuples(DAYS, st.integers(1, 10_000_000), st.integers(0, 1)), max_size=5),
    held=st.lists(
        st.tuples(DAYS, st.integers(1, 60), st.integers(0, 500), st.booleans(), st.integers(0, 1)), max_size=5
    ),
    worked=st.lists(st.tuples(DAYS, st.integers(1, 960), st.integers(0, 1)), max_size=5),
)
def test_months_and_branches_add_up_to_the_figures(session: Session, period, gifts, held, worked) -> None:
    with session.begin_nested() as savepoint:
        places = [factories.make_branch(session), factories.make_branch(session)]
        factories.make_partnership(session, branch=places[0], memorandum_from=date(2025, 6, 1))
        for day, kopiykas, place in gifts:
            factories.make_donation(session, branch=places[place], received_on=day, amount=Decimal(kopiykas).scaleb(-2))
        for day, length, people, whole, place in held:
            factories.make_event(
                session,
                branch=places[place],
                starts_on=day,
                ends_before=day + timedelta(length),
                is_summary=whole,
                events_count=3 if whole else 1,
                counts={"adults": people},
            )
        for day, minutes, place in worked:
            factories.make_hours(
                session,
                factories.make_volunteer(session, branch=places[place]),
                worked_on=day,
                minutes=minutes,
                status=HoursStatus.CONFIRMED,
            )
        for scope in (EVERYTHING, Scope(places[0].id)):
            agree(session, period, scope, date(2026, 3, 10))
        savepoint.rollback()
    # The next example makes rows with the same ids.
    session.expunge_all()


@pytest.mark.parametrize("one_branch", [False, True])
def test_every_figure_opens_to_its_rows(session: Session, login: SignIn, app: Flask, one_branch: bool) -> None:
    world = figures.build(session, today())
    period = year(today().year)
    scope = Scope(world.own.id) if one_branch else EVERYTHING
    me = login("director")
    chosen = f"&branch={world.own.id}" if one_branch else ""
    shown = tiles(me.get(f"/drivers?period={period_text(period)}{chosen}"))
    assert len(shown) == len(metrics(today()))
    for item in metrics(today()):
        address = shown[figures.titles(app, today())[item.code]][1]
        total = figures.list_total(app, session, address, item.code, EVERYTHING, today())
        assert total == item.value(session, period, scope), item.code
        me.get(address)


def test_the_page_shows_sums_and_claims_nothing(session: Session, login: SignIn) -> None:
    branch = factories.make_branch(session, "Філія № 5", archived_at=factories.MOMENT)
    factories.make_donation(session, branch=branch, received_on=date(2026, 1, 5), amount=Decimal("1234.56"))
    page = login("monitor").get("/drivers?period=2026")
    assert "this page does not say that one of them causes another" in page.text
    months, branches = page.select("table.plain")
    drawn = json.loads(page.select("#drivers-picture [data-chart-spec]")[0].get_text())["data"]["values"]
    assert len(drawn) == 12 and (drawn[0]["month"], drawn[0]["money"]) == ("2026-01-01T00:00", 1.23456)
    assert [squeeze(cell.get_text()) for cell in months.select("tfoot td")][:2] == ["Total", "UAH 1,234.56"]
    assert branches.select_one("tbody th").get_text() == "Філія № 5"
    assert len(months.select("tbody tr")) == 12


def test_each_measure_is_a_table_of_branches_by_month(session: Session, login: SignIn) -> None:
    first, second = factories.make_branch(session, "Бібліотека № 1"), factories.make_branch(session, "<b>№ 2</b>")
    factories.make_donation(session, branch=first, received_on=date(2026, 1, 5), amount=Decimal("1234.56"))
    factories.make_donation(session, branch=second, received_on=date(2026, 3, 6), amount=Decimal("0.20"))
    factories.make_event(session, branch=second, starts_on=date(2026, 3, 5), counts={"adults": 7})
    factories.make_receipt(
        session, factories.make_disbursement(session), received_on=date(2026, 2, 3), amount=Decimal(1000)
    )
    me = login("monitor")

    def table(measure: str) -> dict[str, list[str]]:
        page = me.get(f"/drivers/branches?period=2026-q1&measure={measure}")
        rows = page.select("table.plain tr")
        return {row.th.get_text() if row.th else row.td.get_text(): texts(row)[1:] for row in rows}

    def texts(row: Any) -> list[str]:
        return [squeeze(cell.get_text()) for cell in row.select("th, td")]

    assert table("money") == {
        "Branch": ["January 2026", "February 2026", "March 2026", "Total"],
        "<b>№ 2</b>": ["0", "0", "0.20", "0.20"],
        "Бібліотека № 1": ["1,234.56", "0", "0", "1,234.56"],
        "The whole system": ["0", "1,000.00", "0", "1,000.00"],
        "Total": ["1,234.56", "1,000.00", "0.20", "2,234.76"],
    }
    assert table("unknown") == table("money")
    assert table("participants")["Total"] == ["0", "0", "7", "7"]
    assert table("partners")["The whole system"] == ["—", "—", "—"]
    page = me.get("/drivers/branches?period=2026-q1&measure=events")
    assert [squeeze(tab.get_text()) for tab in page.select("nav.tabs [aria-current=page]")] == ["Events"]
    assert page.form("form.inline-filters")["measure"] == "events"
    assert "No figures for this period" in me.get("/drivers/branches?period=2001").text


def test_the_picture_of_branches_holds_the_figures_of_their_tables(session: Session, login: SignIn) -> None:
    first, second = factories.make_branch(session, "Бібліотека № 1"), factories.make_branch(session, "Бібліотека № 2")
    factories.make_donation(session, branch=first, received_on=date(2026, 1, 5), amount=Decimal("1234.56"))
    factories.make_event(session, branch=second, starts_on=date(2026, 3, 5), counts={"adults": 7})
    factories.make_partnership(session, branch=first, memorandum_from=date(2026, 2, 10))
    for account, whose in (
        (login("monitor"), {first.name, second.name}),
        (login("staff", branch_id=first.id), {first.name}),
    ):
        page = account.get("/drivers?period=2026")
        address = page.select("#drivers-branches [data-chart]")[0]["data-url"]
        spec = account.get(address).response.get_json()
        rows = {(row["branch"], row["month"][:7]): row for row in spec["data"]["values"]}
        assert {branch for branch, _month in rows} == whose
        assert rows[first.name, "2026-01"] == {
            "month": "2026-01-01T00:00", "branch": first.name, "money": 1.23456, "partners": 0, "participants": 0,
        }  # fmt: skip
        assert rows[first.name, "2026-02"]["partners"] == 1
        assert account.get(page.select("#drivers-branches .chart-table a")[0]["href"]).select("table.plain tbody tr")


def test_the_workbook_holds_the_figures_of_the_page(session: Session, login: SignIn) -> None:
    first, second = factories.make_branch(session, "Бібліотека № 1"), factories.make_branch(session, "=1+1")
    factories.make_donation(session, branch=first, received_on=date(2026, 1, 5), amount=Decimal("1234.56"))
    factories.make_donation(session, branch=second, received_on=date(2026, 1, 6), amount=Decimal("0.10"))
    factories.make_donation(session, branch=second, received_on=date(2026, 3, 6), amount=Decimal("0.20"))
    factories.make_event(session, branch=second, starts_on=date(2026, 3, 5), counts={"adults": 7})
    factories.make_partnership(session, branch=first, memorandum_from=date(2026, 2, 10))
    tranche = factories.make_disbursement(session)
    factories.make_receipt(session, tranche, received_on=date(2026, 2, 3), amount=Decimal(1000))
    answer = login("monitor").get("/drivers?period=2026&format=xlsx")
    assert "filename=drivers-2026-01-01-2026-12-31.xlsx" in answer.headers["Content-Disposition"]
    file = answer.response.get_data()
    book = CalamineWorkbook.from_filelike(BytesIO(file))
    sheets = {name: book.get_sheet_by_name(name).to_python()[3:] for name in book.sheet_names}
    months = sheets["By month"]
    assert months[0] == ["Month", "Money raised", "Active partners", "Events", "Participants", "Volunteers’ hours"]
    assert months[1] == ["January 2026", 1234.66, 0, 0, 0, 0] and months[3] == ["March 2026", 0.2, 1, 1, 7, 0]
    # A month that has not come has no partners.
    assert months[12][2] == ("" if today() < date(2026, 12, 1) else 1)
    assert months[13] == ["Total", 2234.86, "", 1, 7, 0]
    assert months[-1][0].startswith("Source: donations and tranches received")
    assert sheets["By branch"][1][:2] == ["=1+1", 0.3] and sheets["By branch"][2][:3] == ["Бібліотека № 1", 1234.56, 1]
    raised, partners = sheets["Money raised"], sheets["Active partners"]
    assert raised[1][:4] == ["=1+1", 0.1, 0, 0.2] and raised[1][-1] == 0.3
    assert raised[3][:4] == ["The whole system", 0, 1000, 0]
    assert raised[-1][:4] == ["Total", 1234.66, 1000, 0.2] and raised[-1][-1] == 2234.86
    assert partners[2][:4] == ["Бібліотека № 1", 0, 1, 1] and partners[3][:4] == ["The whole system", "", "", ""]
    assert "one that works with several branches is counted in each" in partners[-1][0]
    assert "one that works with several branches is counted in each" in sheets["By branch"][-1][0]
    archive = ZipFile(BytesIO(file))
    written = archive.read(f"xl/worksheets/sheet{book.sheet_names.index('Money raised') + 1}.xml").decode()
    formulas = set(re.findall("<f>(.*?)</f>", written))
    assert {"SUM(B5:M5)", "SUM(B7:M7)", "SUM(B5:B7)", "SUM(N5:N7)"} <= formulas and len(formulas) == 3 + 13


def test_the_workbook_says_whose_figures_it_holds(session: Session, login: SignIn) -> None:
    first, second = factories.make_branch(session, "Бібліотека № 1"), factories.make_branch(session, "Бібліотека № 2")
    for branch in (first, second):
        factories.make_event(session, branch=branch, starts_on=date(2026, 3, 5), counts={"adults": 7})
    for account, chosen, whose in (
        (login("director"), "", "The whole system"),
        (login("director"), f"&branch={second.id}", "Бібліотека № 2"),
        (login("staff", branch_id=first.id), "", "Бібліотека № 1"),
    ):
        answer = account.get(f"/drivers?period=2026&format=xlsx{chosen}")
        book = CalamineWorkbook.from_filelike(BytesIO(answer.response.get_data()))
        for name in book.sheet_names:
            assert book.get_sheet_by_name(name).to_python()[1][0] == f"{whose}, 1 Jan 2026 – 31 Dec 2026"
        more = "By month the partners of the whole system, whom every branch knows, are counted too."
        remark = book.get_sheet_by_name("Active partners").to_python()[-1][0]
        page = account.get(f"/drivers?period=2026{chosen}")
        assert (more in remark, more in page.text) == ((False, False) if "system" in whose else (True, True))


def test_a_wide_sheet_of_the_workbook_shows_large_sums_and_keeps_branches_in_view(
    session: Session, login: SignIn
) -> None:
    grant = factories.make_application(session)
    factories.make_disbursement(session, grant, amount=Decimal("123456789.10"), received_on=date(2026, 2, 3))
    answer = login("director").get("/drivers?period=2026&format=xlsx")
    file = answer.response.get_data()
    book = CalamineWorkbook.from_filelike(BytesIO(file))
    number = book.sheet_names.index("Money raised") + 1
    archive = ZipFile(BytesIO(file))
    written = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
    assert '<pane xSplit="1" ySplit="4"' in written
    widths = dict(re.findall('<col min="(\\d+)" max.*?width="(.*?)"', written))
    # The sum, its sign of currency and a little air.
    assert float(widths["3"]) > len("UAH 123,456,789.10") and float(widths["2"]) < 14
    assert "&quot;UAH&quot;\N{NO-BREAK SPACE}#,##0.00;" in archive.read("xl/styles.xml").decode()
    assert book.get_sheet_by_name("Active partners").to_python()[4][:3] == ["The whole system", "", ""]


def test_a_workbook_without_any_figure_has_its_months(session: Session, login: SignIn) -> None:
    answer = login("director").get("/drivers?period=2026-q1&format=xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.response.get_data()))
    assert book.sheet_names == ["By month"]
    assert book.get_sheet_by_name("By month").to_python()[6][:2] == ["March 2026", 0]


def test_a_partner_counts_in_the_branch_of_its_partnership_and_where_events_were_joint(
    session: Session, login: SignIn
) -> None:
    first, second = factories.make_branch(session), factories.make_branch(session)
    factories.make_partnership(
        session, branch=first, memorandum_from=date(2026, 2, 10), memorandum_until=date(2026, 4, 30)
    )
    ngo = factories.make_organisation(session)
    factories.make_partnership(session, ngo)
    factories.make_event(session, branch=second, starts_on=date(2025, 3, 20), partners=[ngo])
    factories.make_event(session, branch=first, starts_on=date(2026, 3, 5), partners=[ngo])
    found = drivers(session, year(2026), EVERYTHING, date(2026, 6, 1))
    cells = branches_by_month(session, year(2026), EVERYTHING, date(2026, 6, 1))
    counted = {(row.month.month, row.branch_id): row.partners for row in cells if row.partners}
    assert counted == {
        (2, first.id): 1,
        (3, first.id): 2,
        (4, first.id): 2,
        (5, first.id): 1,
        (6, first.id): 1,
        (1, second.id): 1,
        (2, second.id): 1,
    }
    assert {row.branch_id: row.partners for row in found.branches} == {first.id: 1}
    # A partner of two branches is one partner of the whole.
    assert [row.partners for row in found.months][:6] == [1, 2, 2, 2, 1, 1]
    # The second branch has none any more, but its months are told.
    shown = login("director").get("/drivers/branches?period=2026&measure=partners").select("table.plain")[0]
    assert [row.get_text() for row in shown.select("tbody th")] == [first.name, second.name]
    assert [cell.get_text() for cell in shown.select("tbody tr")[1].select("td")][:3] == ["1", "1", "0"]


def test_months_that_have_not_come_have_no_partners(session: Session, login: SignIn) -> None:
    factories.make_partnership(session, memorandum_from=today() - timedelta(400))
    page = login("director").get(f"/drivers?period={today().year + 1}")
    assert {row.select("td")[1].get_text() for row in page.select("table.plain")[0].select("tbody tr")} == {"—"}
    now = login("director").get(f"/drivers?period={period_text(last_months(12, today()))}")
    assert now.select("table.plain")[0].select("tbody tr")[-1].select("td")[1].get_text() == "1"


@pytest.mark.parametrize("period", ["soon", "", "2026-13", "0001", "9999", "1900", "2026-01-02..2026-01-01", "%", "\0"])
def test_a_period_that_makes_no_sense_is_the_last_year(session: Session, login: SignIn, period: str) -> None:
    page = login("director").get("/drivers", query_string={"period": period, "branch": "9" * 30})
    assert page.form("form.inline-filters")["period"] == period_text(last_months(12, today()))


def test_a_period_is_offered_once_in_whatever_month(app: Flask) -> None:
    with app.test_request_context():
        for number in range(1, 13):
            offered = [value for value, _text in period_choices(date(2026, number, 1), "")]
            # In December the last twelve months are this year.
            assert len(offered) == len(set(offered)) == (5 if number == 12 else 6)


def test_a_very_long_period_is_refused_in_words(session: Session, login: SignIn) -> None:
    page = login("director").get("/drivers?period=1995-01-01..2026-01-01", status=422)
    assert "at most 10 years" in page.text


def test_staff_see_their_branch_whatever_they_ask_for(session: Session, login: SignIn) -> None:
    world = figures.build(session, today())
    me = login("staff", branch=world.own)
    asked = me.get(f"/drivers?branch={world.other.id}")
    assert "Інша філія" not in asked.text and not asked.select("select[name=branch]")
    rows = me.get("/drivers/money").text
    assert "Своя філія" in rows and "Інша філія" not in rows
    assert "Інша філія" not in me.get(f"/drivers/money?branch={world.other.id}").text
    assert not [link for link in me.get("/drivers/money").links if link.startswith("/grants")]


def test_the_page_asks_the_same_number_of_questions(session: Session, login: SignIn, app: Flask) -> None:
    me = login("director")
    me.get("/drivers")
    with count_queries(app) as few:
        me.get("/drivers")
    figures.build(session, today())
    with count_queries(app) as many:
        me.get("/drivers")
    assert len(few) == len(many) <= 30, few
