"""The report from live data: its figures, its gaps, its files, the number of statements."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import docx
import pytest
import sqlalchemy as sa
from babel.numbers import format_decimal
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.events import EventStatus
from app.domain.grant_counts import GrantCount
from app.domain.grant_report import GrantReport, RateRule, ReportStatus
from app.domain.grants import DeliverableKind, Stage
from app.domain.money import Currency, RateSource, quantize
from app.domain.report_flow import ReportState
from app.domain.report_gaps import GapCode, gaps
from app.domain.volunteers import HoursStatus
from app.live_report import Wanted, live_report, report_file_name
from app.photos import SmallPhotos
from app.queries.budgets import budget
from app.queries.events import participants
from app.queries.grant_report import Request, grant_report
from app.scope import EVERYTHING
from app.spreadsheets import read_table
from models.base import utc_now
from models.branches import Branch
from models.grant_money import BudgetLine, Disbursement
from models.grants import Application
from models.money import ExchangeRate
from tests.conftest import SignIn
from tests.reports.project import add_rows, attach, complete_project, picture
from tests.reports.test_report_pages import words
from tests.support import factories
from tests.support.databases import count_queries
from tests.support.pages import PageClient

TODAY = date(2026, 11, 22)


def report_of(session: Session, application: Application, locale: str = "uk") -> GrantReport:
    return live_report(session, application, Wanted(locale), today=TODAY)


def codes(report: GrantReport, *, blocking: bool = True) -> set[GapCode]:
    return {gap.code for gap in gaps(report) if gap.blocking is blocking}


def test_the_figures_are_those_of_the_pages(session: Session) -> None:
    application = complete_project(session)
    add_rows(session, application)
    report = report_of(session, application)
    found = budget(session, application.id)
    assert (report.total.planned, report.total.actual) == (found.total.planned, found.total.actual)
    assert report.documented == report.grant_money.actual == Decimal("2000.50")
    assert report.participants.total == participants(session, None, EVERYTHING, application_id=application.id) == 46
    assert report.participants.children == 34
    assert report.hours == Decimal(3)
    assert [row.participants for row in report.activities] == [23, 23]
    branches = set(session.scalars(sa.select(Branch.name)))
    assert {row.place for row in report.activities} <= branches, "an event without a place was in its branch"
    assert {row.month: row.participants for row in report.months}[date(2026, 2, 1)] == 46
    assert sum((row.spent for row in report.months), Decimal(0)) == report.documented
    assert [row.contribution for row in report.partners] == ["Зала", "Зала"]
    assert report.publications[0].outlet == "news.example"
    assert not codes(report)


def test_what_is_not_held_not_confirmed_or_archived_does_not_count(session: Session) -> None:
    application = complete_project(session)
    before = report_of(session, application)
    counted = {"counts": {"adults": 100}, "application": application}
    factories.make_event(session, status=EventStatus.CANCELLED, **counted)
    factories.make_event(session, status=EventStatus.HELD, archived_at=utc_now(), **counted)
    factories.make_hours(session, application=application)
    assert report_of(session, application) == before


def test_a_tally_over_months_is_shared_between_them(session: Session) -> None:
    application = complete_project(session)
    factories.make_event(
        session,
        is_summary=True,
        starts_on=date(2026, 3, 1),
        ends_before=date(2026, 5, 1),
        status=EventStatus.HELD,
        application=application,
        counts={"adults": 61},
    )
    by_month = {row.month.month: row.participants for row in report_of(session, application).months}
    assert (by_month[3], by_month[4], sum(by_month.values())) == (31, 30, 84)


def test_the_report_asks_the_database_equally_often_however_much_there_is(app: Flask, session: Session) -> None:
    application = complete_project(session)
    wanted = Request(application.id, "uk", TODAY, Currency.UAH)
    counts = []
    for _round in range(2):
        session.commit()
        session.expunge_all()
        with count_queries(app) as count:
            assert grant_report(session, wanted, lambda _token: None) is not None
        counts.append(len(count))
        owner = session.get(Application, wanted.application_id)
        assert owner is not None
        for _row in range(3):
            add_rows(session, owner)
    assert counts[0] == counts[1] <= 26, counts


def test_an_empty_grant_lists_what_is_missing(session: Session) -> None:
    application = factories.make_application(session, stage=Stage.AWARDED)
    missing = codes(report_of(session, application))
    assert {GapCode.NO_SUMMARY, GapCode.NO_FINANCE, GapCode.NO_PERIOD, GapCode.NO_SIGNATURES} <= missing
    assert grant_report(session, Request(9999, "uk", TODAY, Currency.UAH), lambda _token: None) is None


def test_photographs_are_made_small_once(app: Flask, session: Session) -> None:
    application = complete_project(session)
    row = attach(app, session, application, picture((3000, 2000)))
    first = report_of(session, application).photos[0].data
    assert len(first) < 60_000
    store = SmallPhotos(app.config["DATA_DIR"])
    (app.config["DATA_DIR"] / "cache" / "photos" / f"{row.token}.jpg").write_bytes(b"kept")
    assert store.read(row.token) == b"kept"


def test_a_broken_or_missing_photograph_is_a_gap_and_not_a_crash(app: Flask, session: Session) -> None:
    application = complete_project(session)
    attach(app, session, application, b"\xff\xd8\xff no picture", caption="Зламане фото")
    attach(app, session, application, picture()[:3000] * 0, caption="Порожнє фото")
    lost = factories.make_attachment(session, application_id=application.id, is_photo=True, caption="Зникле фото")
    attach(app, session, application, picture())
    report = report_of(session, application)
    assert report.unreadable_photos == ("Зламане фото", "Порожнє фото", "Зникле фото")
    assert len(report.photos) == 1
    assert codes(report) == {GapCode.PHOTO_UNREADABLE}
    lost.in_report = False
    session.flush()
    assert "Зникле фото" not in report_of(session, application).unreadable_photos


def test_the_first_picture_of_the_funder_is_the_logo(app: Flask, session: Session) -> None:
    application = complete_project(session)
    assert report_of(session, application).funder_logo is None
    attach(app, session, application, picture((300, 100)), application_id=None, contact_id=application.funder_id)
    report = report_of(session, application)
    assert report.funder_logo is not None
    assert not report.photos


def test_a_report_marked_final_before_versions_were_kept_is_a_draft_when_something_goes_missing(
    session: Session,
) -> None:
    application = complete_project(session)
    marked = {"state": ReportState.FINAL, "final_at": utc_now(), "final_by": factories.make_user(session)}
    factories.make_report(session, application, **marked)
    assert report_of(session, application).status is ReportStatus.FINAL
    assert report_of(session, application, "en").status is ReportStatus.DRAFT
    assert report_file_name(report_of(session, application)) == "mist-chytannia-uk-final.pdf"
    application.leader = ""
    assert report_of(session, application).status is ReportStatus.DRAFT


@pytest.mark.parametrize(
    ("rule", "rate", "since", "until", "count"),
    [
        (RateRule.AWARD, "50", None, factories.DAY, 1),
        (RateRule.DAY, "48", None, TODAY, 1),
        (RateRule.RECEIPTS, "50", date(2026, 3, 2), date(2026, 3, 2), 1),
        (RateRule.AVERAGE, "46.5", date(2026, 2, 1), date(2026, 5, 31), 2),
    ],
)
def test_a_report_in_another_currency_multiplies_every_amount_once_and_says_by_which_rate(
    session: Session, rule: RateRule, rate: str, since: date | None, until: date, count: int
) -> None:
    application = complete_project(session)
    for tranche in session.query(Disbursement):
        factories.make_receipt(session, tranche, received_on=date(2026, 3, 2), amount=tranche.amount, rate=tranche.rate)
    for day, value in ((date(2026, 2, 10), "46"), (date(2026, 4, 10), "47"), (date(2026, 11, 20), "48")):
        factories.save(
            session, ExchangeRate(currency=Currency.EUR, on_date=day, rate=Decimal(value), source=RateSource.NBU)
        )
    factories.make_report(session, application, currency=Currency.UAH, rate_rule=rule)
    report = report_of(session, application)
    assert report.conversion is not None and report.currency is Currency.UAH
    found = report.conversion
    assert (found.rate, found.since, found.count) == (Decimal(rate), since, count)
    assert found.until == (application.rate_date if rule is RateRule.AWARD else until)
    assert report.documented == quantize(Decimal("1000.25") * Decimal(rate)) == report.grant_money.actual
    assert sum((row.planned for row in report.finance), Decimal(0)) == report.total.planned
    # What came is told as it was credited, like in the table of tranches.
    assert report.received == sum(row.base_amount for row in report.tranches if row.received_on) > 0
    assert not codes(report)
    session.query(ExchangeRate).delete()
    if rule in (RateRule.DAY, RateRule.AVERAGE):
        assert codes(report_of(session, application)) == {GapCode.NO_RATE}


def test_a_document_keeps_the_amount_that_is_printed_on_it(session: Session, login: SignIn) -> None:
    """Its amount went through the grant's currency, at another rate than that of the report."""
    grant = complete_project(session)
    line = session.scalars(sa.select(BudgetLine).where(BudgetLine.code.startswith("L"))).one()
    sums = {"amount": Decimal("4999.99"), "currency": Currency.UAH, "grant_amount": Decimal(100)}
    factories.make_expenditure(session, line, document_number="ВН-7", **sums)
    rate = {"currency": Currency.EUR, "on_date": TODAY, "rate": Decimal(48), "source": RateSource.NBU}
    factories.save(session, ExchangeRate(**rate))
    record = factories.make_report(session, grant, currency=Currency.UAH, rate_rule=RateRule.DAY)
    preview = login("monitor").get(f"/reports/grants/{grant.id}/preview?report={record.id}").soup.get_text(" ")
    assert "4 800,00 4 999,99 ₴" in " ".join(preview.split())


def test_interim_reports_in_a_row_add_up_to_the_whole_and_every_format_says_the_same(
    app: Flask, session: Session, login: SignIn
) -> None:
    """People, money, tranches and documents belong to one report each, and what is left is what remains."""
    grant = complete_project(session)
    factories.make_indicator(session, grant, name="Відвідування", counted=GrantCount.PARTICIPANTS)
    event = factories.make_event(
        session, starts_on=date(2026, 4, 10), status=EventStatus.HELD, application=grant, counts={"adults": 9}
    )
    attach(app, session, grant, picture(), application_id=None, event_id=event.id)
    line = session.scalars(sa.select(BudgetLine).where(BudgetLine.code.startswith("L"))).one()
    paid = [date(2026, 1, 10), date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 30), date(2026, 6, 20)]
    for place, day in enumerate(paid, 1):
        sums = {"amount": Decimal("500.50") * place, "grant_amount": Decimal("10.01") * place}
        factories.make_expenditure(session, line, spent_on=day, **sums)
    for day in (date(2026, 1, 20), date(2026, 4, 5), date(2026, 6, 1)):
        tranche = {"amount": Decimal(300), "currency": Currency.EUR, "rate": Decimal(50)}
        factories.make_disbursement(session, grant, received_on=day, **tranche)
    for day in (date(2026, 1, 15), date(2026, 4, 8), date(2026, 4, 9)):
        entry = factories.make_hours(
            session, application=grant, worked_on=day, minutes=90, status=HoursStatus.CONFIRMED
        )
        factories.make_claim(session, entry, grant)
    whole, interim, parts = report_of(session, grant), DeliverableKind.INTERIM_REPORT, list[GrantReport]()
    records = []
    for month, last in ((2, date(2026, 3, 31)), (4, date(2026, 4, 30)), (5, date(2026, 5, 31))):
        span = {"covers_from": date(2026, month, 1), "covers_until": last}
        records.append(factories.make_report(session, grant, kind=interim, **span))
        parts.append(live_report(session, grant, Wanted("uk", interim), today=TODAY))
    so_far = Decimal(0)
    for part in parts:
        so_far += part.total.in_period or 0
        assert (part.total.actual, part.total.remainder) == (so_far, whole.total.planned - so_far)
        assert part.documented == part.total.in_period
        assert not {GapCode.DOCUMENTS_DIFFER, GapCode.LINE_WITHOUT_DOCUMENTS} & codes(part)
    assert so_far == whole.total.actual and whole.total.in_period is None
    assert sorted(row.number for part in parts for row in part.documents) == sorted(
        row.number for row in whole.documents
    )
    assert [part.received for part in parts] == [300, 300, 300]
    assert parts[-1].received_since_start == whole.received == 900
    assert [part.claimed.hours if part.claimed else 0 for part in parts] == [Decimal("1.5"), 3, 0]
    assert whole.claimed is not None and whole.claimed.hours == Decimal("4.5")
    assert sum(part.participants.total for part in parts) == whole.participants.total
    reached = [row.achieved for part in parts for row in part.indicators if row.name == "Відвідування"]
    came = [part.participants.total for part in parts]
    assert reached == [came[0], came[0] + came[1], whole.participants.total] and reached[0] < reached[1]
    assert [len(part.photos) for part in parts] == [0, 1, 0]
    check_formats(login("monitor"), f"/reports/grants/{grant.id}", records[1].id, parts[1])


def test_a_tranche_that_is_late_stays_in_later_reports_and_the_rest_of_the_money_is_told(
    session: Session, login: SignIn
) -> None:
    grant = complete_project(session)
    euros = {"currency": Currency.EUR, "rate": Decimal(50)}
    factories.make_disbursement(session, grant, due_on=date(2026, 2, 10), amount=Decimal(700), **euros)
    came = factories.make_disbursement(session, grant, due_on=date(2026, 2, 11), amount=Decimal(300), **euros)
    factories.make_receipt(session, came, received_on=date(2026, 3, 2), amount=Decimal(300), rate=Decimal(50))
    span = {"covers_from": date(2026, 4, 1), "covers_until": date(2026, 4, 30)}
    record = factories.make_report(session, grant, kind=DeliverableKind.INTERIM_REPORT, **span)
    part = live_report(session, grant, Wanted("uk", DeliverableKind.INTERIM_REPORT), today=TODAY)
    assert [(row.amount, row.received_on) for row in part.tranches if row.amount == 700] == [(700, None)]
    assert part.unspent == part.received_since_start - part.grant_money.actual < 0
    page = login("monitor").get(f"/reports/grants/{grant.id}/preview?report={record.id}").soup.get_text(" ")
    spent = format_decimal(-part.unspent, "#,##0.00", locale="uk")
    assert f"Витрачено понад отримане: {spent} EUR" in " ".join(page.split())
    sooner = {"covers_from": date(2026, 2, 1), "covers_until": date(2026, 2, 9)}
    factories.make_report(session, grant, kind=DeliverableKind.INTERIM_REPORT, **sooner)
    early = live_report(session, grant, Wanted("uk", DeliverableKind.INTERIM_REPORT), today=TODAY)
    assert not [row for row in early.tranches if row.amount == 700]


def test_an_interim_report_has_the_files_of_its_time_and_those_that_were_described_for_it(
    app: Flask, session: Session
) -> None:
    grant = complete_project(session)
    last_minute = datetime(2026, 3, 31, 20, 59, tzinfo=UTC)
    for name, uploaded_at, caption in (
        ("вчасно.pdf", last_minute, ""),
        ("запізно.pdf", last_minute + timedelta(minutes=1), ""),
        ("описано.pdf", last_minute + timedelta(days=30), "Лист громади"),
    ):
        fields = {"filename": name, "uploaded_at": uploaded_at, "caption": caption}
        factories.make_attachment(session, application_id=grant.id, **fields)
    for caption in ("", "Перша зустріч"):
        attach(app, session, grant, picture(), caption=caption, uploaded_at=last_minute + timedelta(days=2))
    span = {"covers_from": date(2026, 2, 1), "covers_until": date(2026, 3, 31)}
    factories.make_report(session, grant, kind=DeliverableKind.INTERIM_REPORT, **span)
    part = live_report(session, grant, Wanted("uk", DeliverableKind.INTERIM_REPORT), today=TODAY)
    whole = report_of(session, grant)
    assert part.annexes == ("вчасно.pdf", "Лист громади (описано.pdf)")
    assert [photo.caption for photo in part.photos] == ["Перша зустріч"]
    assert (len(whole.annexes), len(whole.photos)) == (3, 2)


def check_formats(me: PageClient, place: str, record: int, report: GrantReport) -> None:
    """Compare what the preview, the PDF, the Word file and the workbook say of a report's money."""
    money = report.total
    amounts = [money.planned, money.in_period or Decimal(0), money.actual, money.remainder]
    figures = [format_decimal(amount, "#,##0.00", locale="uk").replace("-", "−") for amount in amounts]
    row = " ".join(["Разом", *figures, format_decimal(money.used, "#,##0.0", locale="uk")])
    word = docx.Document(io.BytesIO(me.get(f"{place}.docx?report={record}").response.get_data()))
    cells = " ".join(cell.text for table in word.tables for line in table.rows for cell in line.cells)
    preview = me.get(f"{place}/preview?report={record}").soup.get_text(" ")
    for text in (preview, cells, words(me.get(f"{place}.pdf?report={record}"))):
        flat = " ".join(text.split())
        assert " ".join(row.split()) in flat and "За період" in flat
    book = me.get(f"{place}.xlsx?report={record}").response.get_data()
    lines = read_table(book, "r.xlsx", sheet="Підсумки").rows.to_numpy().tolist()
    total = next(line for line in lines if line[0] == "Разом")
    assert [Decimal(value) for value in total[1:5]] == amounts


def test_reports_are_made_of_won_grants(session: Session, login: SignIn) -> None:
    won = complete_project(session)
    factories.make_application(session, title="Ще в роботі")
    factories.make_application(session, title="В архіві", stage=Stage.AWARDED, archived_at=utc_now())
    me = login("coordinator")
    page = me.get("/reports")
    assert f"/reports/grants/{won.id}" in page.html and f"/reports/grants/{won.id}.pdf" in page.html
    assert "Ще в роботі" not in page.html and "В архіві" not in page.html
    assert won.title in me.get("/reports?state=draft").html
    assert won.title not in me.get("/reports?state=final").html
    table = read_table(me.get("/reports?format=csv").response.data, "reports.csv").rows
    assert list(table["Project"]) == [won.title]
    assert "File" in page.text and "File" not in table
