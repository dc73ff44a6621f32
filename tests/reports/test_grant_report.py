"""The report from live data: its figures, its gaps, its files, the number of statements."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.errors import RuleError
from app.domain.events import EventStatus
from app.domain.grant_report import GrantReport, ReportStatus
from app.domain.grants import Stage
from app.domain.money import Currency
from app.domain.report_gaps import GapCode, gaps
from app.live_report import Wanted, live_report, report_file_name
from app.photos import SmallPhotos
from app.queries.events import participants
from app.queries.grant_money import budget
from app.queries.grant_report import Request, grant_report, reportable
from app.scope import EVERYTHING
from app.services.reports import finalise_report, reopen_report
from models.base import utc_now
from models.grants import Application
from tests.reports.project import add_rows, attach, complete_project, picture
from tests.support import factories
from tests.support.databases import count_queries

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
    assert report.documented == report.grant_spent == Decimal("2000.50")
    assert report.participants.total == participants(session, None, EVERYTHING, application_id=application.id) == 46
    assert report.participants.children == 34
    assert report.hours == Decimal(3)
    assert [row.participants for row in report.activities] == [23, 23]
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


def test_the_final_mark_is_refused_while_something_required_is_missing(session: Session) -> None:
    application = factories.make_application(session, stage=Stage.REPORTING)
    director = factories.make_user(session)
    with pytest.raises(RuleError, match="report_incomplete"):
        finalise_report(session, application, report_of(session, application), by=director, now=utc_now())
    assert application.report_final_at is None
    with pytest.raises(RuleError, match="not_final"):
        reopen_report(session, application)


def test_a_final_report_is_a_draft_again_when_something_goes_missing(session: Session) -> None:
    application = complete_project(session)
    director = factories.make_user(session)
    report = report_of(session, application)
    assert report.status is ReportStatus.DRAFT
    finalise_report(session, application, report, by=director, now=utc_now())
    assert report_of(session, application).status is ReportStatus.FINAL
    assert report_of(session, application, "en").status is ReportStatus.DRAFT
    assert report_file_name(report_of(session, application)) == "mist-chytannia-uk-final.pdf"
    with pytest.raises(RuleError, match="already_final"):
        finalise_report(session, application, report, by=director, now=utc_now())
    application.leader = ""
    assert report_of(session, application).status is ReportStatus.DRAFT
    reopen_report(session, application)
    assert application.report_final_by_id is None


def test_reports_are_made_of_won_grants(session: Session) -> None:
    won = complete_project(session)
    factories.make_application(session)
    factories.make_application(session, stage=Stage.AWARDED, archived_at=utc_now())
    assert [row.id for row in reportable(session)] == [won.id]
