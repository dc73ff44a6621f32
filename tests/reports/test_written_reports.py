"""Written reports through their pages: blocks, two editors, approvals, frozen versions, what changed since."""

import json
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, get_args, get_type_hints

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.frozen import Change, checksum, freeze, restore, thaw
from app.domain.grant_report import GrantReport
from app.domain.grants import DeliverableKind, NarrativeSection, Stage
from app.domain.report_blocks import BlockKind
from app.domain.report_flow import Decision, ReportState
from app.domain.roles import Approver
from app.report_freezing import changed_since, frozen
from app.services.report_blocks import add_block, move_block
from models.agreements import Agreement
from models.base import utc_now
from models.events import AttendanceCount, AttendanceMark
from models.grant_work import GrantIndicator
from models.grants import Application, Narrative
from models.reports import Report, ReportBlock, ReportVersion
from tests.conftest import SignIn
from tests.reports.project import complete_project
from tests.reports.test_grant_report import report_of
from tests.reports.test_report_pages import words
from tests.support import factories
from tests.support.databases import count_queries
from tests.support.pages import PageClient
from tests.support.together import at_once
from views.reports.change_words import lines


@pytest.fixture
def grant(session: Session) -> Application:
    return complete_project(session)


@pytest.fixture
def report(session: Session, grant: Application) -> Report:
    return factories.make_report(session, grant)


def place(report: Report, tail: str = "") -> str:
    return f"/reports/grants/{report.application_id}/{report.id}{tail}"


def page_of(report: Report) -> str:
    return f"/reports/grants/{report.application_id}?report={report.id}"


def block(session: Session, report: Report, kind: BlockKind, section: NarrativeSection | None = None) -> ReportBlock:
    found = session.query(ReportBlock).filter_by(report_id=report.id, kind=kind)
    return found.filter_by(section=section).one() if section else found.first() or pytest.fail(f"no {kind}")


def approve(login: SignIn, report: Report, *offices: str) -> dict[str, PageClient]:
    """Send the report and approve it in these offices."""
    people = {"coordinator": login("coordinator"), **{office: login(office) for office in offices}}
    people["coordinator"].post(place(report, "/send"))
    for office in offices:
        people[office].post(place(report, f"/decide/{office}"), {"decision": "approved"})
    return people


def test_a_report_is_begun_from_the_grant_and_its_blocks_are_written_moved_and_taken_out(
    session: Session, login: SignIn, grant: Application
) -> None:
    due = factories.make_deliverable(session, grant, due_on=date(2026, 7, 1))
    me = login("coordinator")
    start = me.get(f"/reports/grants/{grant.id}?lang=uk")
    (link,) = [path for path in start.links if "/new?" in path]
    # The only final report that the funder waits for is offered as the one that is begun.
    assert me.get(link).form()["deliverable_id"] == str(due.id)
    begun = me.submit(me.get(link), {"kind": "final_report", "locale": "uk"})
    editor = me.follow(begun)
    assert editor.texts(".block-title")[:3] == ["Cover", "Summary", "Objectives and context"]
    report = session.query(Report).one()
    assert (report.deliverable_id, report.state) == (due.id, ReportState.DRAFT)

    added = me.follow(me.post(place(report, "/blocks"), {"kind": "narrative"}))
    long = "Слово " * 12
    saved = {"heading": "Історія одного читача", "text": f"{long}<script>alert(1)</script>", "text_limit": "10",
             "limit_unit": "words"}  # fmt: skip
    editor = me.follow(me.submit(added, saved))
    assert editor.texts(".block-title")[-2:] == ["Історія одного читача", "Signatures"]
    gaps = me.get(page_of(report))
    assert "The text is longer than allowed" in gaps.texts(".gap-list")[0]
    (fill,) = [str(row["href"]) for row in gaps.select(".gap-list a") if "longer" in row.get_text()]
    assert me.get(fill).form()["heading"] == "Історія одного читача"
    shown = me.get(f"/reports/grants/{grant.id}/preview?report={report.id}")
    assert not shown.select("script")
    assert "<script>alert(1)</script>" in shown.soup.get_text()

    own = session.query(ReportBlock).filter_by(heading="Історія одного читача").one()
    alone = me.get(f"/reports/grants/{grant.id}/preview?report={report.id}&block={own.id}")
    assert alone.texts("h2") == ["Історія одного читача"]
    me.post(f"/reports/blocks/{own.id}/up")
    assert me.get(place(report, "/edit")).texts("h1") == ["Final report, Ukrainian"]
    assert me.get(place(report, "/edit")).texts(".block-title")[-3] == "Історія одного читача"
    out = me.follow(me.post(f"/reports/blocks/{own.id}/remove"))
    assert "Історія одного читача" not in out.texts(".block-title")
    back = me.follow(me.post(f"/reports/blocks/{own.id}/restore"))
    assert back.texts(".block-title")[-3] == "Історія одного читача"
    session.expire_all()
    assert own.text.startswith("Слово")


def test_a_text_of_the_grant_has_one_place_whichever_page_writes_it(
    session: Session, login: SignIn, report: Report
) -> None:
    me = login("coordinator")
    row = block(session, report, BlockKind.NARRATIVE, NarrativeSection.OBJECTIVES)
    me.submit(me.get(f"/reports/blocks/{row.id}"), {"text": "Мета, написана у звіті"})
    page = me.get(f"/grants/{report.application_id}/narrative?locale=uk")
    assert "Мета, написана у звіті" in page.text
    assert place(report, "/edit") in page.links
    there = me.get(f"/grants/{report.application_id}/narrative/edit?locale=uk", status=302)
    assert there.location.endswith(place(report, "/edit"))
    me.get(f"/grants/{report.application_id}/narrative/edit?locale=en")
    session.expire_all()
    assert row.text == ""


def test_two_people_in_one_block_lose_nothing(session: Session, login: SignIn, report: Report) -> None:
    row = block(session, report, BlockKind.NARRATIVE, NarrativeSection.OBJECTIVES)
    first, second = login("coordinator"), login("director")
    mine, theirs = (person.get(f"/reports/blocks/{row.id}") for person in (first, second))
    first.submit(mine, {"text": "Слова першої", "heading": "Мета"})
    conflict = second.submit(theirs, {"text": "Слова другої"}, status=409)
    assert conflict.form()["text"] == "Слова другої"
    assert "Слова першої" in conflict.texts(".pre")[0]
    assert "Мета" in conflict.text
    second.submit(conflict, {"text": "Слова обох"})
    saved = session.query(Narrative).filter_by(section=NarrativeSection.OBJECTIVES, locale="uk").one()
    session.refresh(saved)
    assert saved.text == "Слова обох"


def test_blocks_moved_at_the_same_moment_stay_in_one_order(app: Flask, session: Session, report: Report) -> None:
    session.commit()
    number = report.id

    def mover(kind: BlockKind, *, down: bool) -> Any:
        def work(session: Session, ready: Any) -> None:
            owner = session.get_one(Report, number)
            row = session.query(ReportBlock).filter_by(report_id=number, kind=kind).one()
            ready()
            move_block(session, owner, row, down=down)

        return work

    done = at_once(app, mover(BlockKind.FINANCE, down=True), mover(BlockKind.DOCUMENTS, down=False))
    session.expire_all()
    places = [row.position for row in session.query(ReportBlock).filter_by(report_id=number)]
    assert sorted(places) == list(range(17)), done


def test_a_block_stands_in_a_report_once_and_the_cover_stays(session: Session, login: SignIn, report: Report) -> None:
    me = login("coordinator")
    for kind in ("finance", "section:summary", "nothing"):
        me.post(place(report, "/blocks"), {"kind": kind})
    assert session.query(ReportBlock).filter_by(report_id=report.id).count() == 17
    cover = block(session, report, BlockKind.COVER)
    assert "The cover stays" in me.follow(me.post(f"/reports/blocks/{cover.id}/remove")).text
    finance = block(session, report, BlockKind.FINANCE)
    me.post(f"/reports/blocks/{finance.id}/remove")
    again = add_block(session, report, BlockKind.FINANCE)
    assert again.id == finance.id and again.removed_at is None


def test_a_report_with_gaps_is_not_sent_and_says_what_is_missing(session: Session, login: SignIn) -> None:
    report = factories.make_report(session, factories.make_application(session, stage=Stage.REPORTING))
    me = login("coordinator")
    assert not me.get(page_of(report)).select("form[action$='/send']")
    refused = me.post(place(report, "/send"), status=422)
    notice = refused.texts(".callout.danger")[0]
    assert "cannot be sent for approval yet" in notice and "The summary is not written" in notice
    session.refresh(report)
    assert (report.state, report.pending) == (ReportState.DRAFT, None)


def test_each_office_decides_for_itself_and_nobody_for_another(session: Session, login: SignIn, report: Report) -> None:
    people = {role: login(role) for role in ("coordinator", "director", "accountant", "monitor")}
    people["coordinator"].post(place(report, "/send"))
    assert not people["coordinator"].get(page_of(report)).select("button[value=approved]")
    people["coordinator"].post(place(report, "/decide/director"), {"decision": "approved"}, status=403)
    people["monitor"].post(place(report, "/decide/accountant"), {"decision": "approved"}, status=403)
    wrong = people["accountant"].post(place(report, "/decide/director"), {"decision": "approved"}, status=422)
    assert "belongs to another office" in wrong.text
    silent = people["accountant"].post(place(report, "/decide/accountant"), {"decision": "returned"}, status=422)
    assert "Say what has to be mended" in silent.text
    note = {"decision": "returned", "note": "Поясніть різницю у друці"}
    people["accountant"].post(place(report, "/decide/accountant"), note)
    page = people["coordinator"].get(page_of(report))
    assert "Поясніть різницю у друці" in page.texts("#approvals")[0]
    session.refresh(report)
    assert report.state is ReportState.DRAFT
    people["coordinator"].post(place(report, "/issue"), status=422)

    people["coordinator"].post(place(report, "/send"))
    row = block(session, report, BlockKind.NARRATIVE, NarrativeSection.OBJECTIVES)
    locked = people["coordinator"].get(f"/reports/blocks/{row.id}")
    assert "being approved" in locked.text
    people["coordinator"].submit(locked, {"heading": "Таємно"}, status=422)
    for office in ("director", "accountant"):
        people[office].submit(
            people[office].get(page_of(report)), {"decision": "approved"}, css=f"form[action$='/decide/{office}']"
        )
    session.refresh(report)
    assert report.state is ReportState.APPROVED
    assert [(row.round, row.office, row.decision) for row in report.approvals] == [
        (1, Approver.ACCOUNTANT, Decision.RETURNED),
        (2, Approver.DIRECTOR, Decision.APPROVED),
        (2, Approver.ACCOUNTANT, Decision.APPROVED),
    ]


def test_what_was_issued_stays_and_the_page_names_exactly_what_changed(
    session: Session, login: SignIn, grant: Application, report: Report
) -> None:
    people = approve(login, report, "director", "accountant")
    me = people["director"]
    assert "Чернетка" in words(me.get(f"/reports/grants/{grant.id}.pdf?lang=uk"))
    me.submit(me.get(page_of(report)), css="form[action$='/issue']")
    first = me.get(place(report, "/versions/1.pdf"))
    text = words(first)
    assert "Чернетка" not in text
    version = session.query(ReportVersion).one()
    assert version.checksum in text.replace(" ", "")
    assert "The data still say what the report says." in me.get(page_of(report)).texts("#changed")[0]

    indicator = session.query(GrantIndicator).one()
    indicator.achieved = Decimal(133)
    factories.make_budget_line(session, grant, code="9.9", item="Нова стаття", price=Decimal(5))
    session.commit()
    page = me.get(page_of(report))
    assert page.texts("#changed .change-where") == [
        f"Indicators › {indicator.name} › Achieved",
        "Budget and spending › 9.9 Нова стаття",
    ]
    assert "Code: 9.9;" in page.texts("#changed ins")[1]
    assert page.texts("#changed del") == ["120"] and page.texts("#changed ins")[0] == "133"
    assert words(me.get(f"/reports/grants/{grant.id}.pdf?lang=uk")) == text
    assert me.get(place(report, "/versions/1.pdf")).response.get_data() == first.response.get_data()

    frozen = me.get(place(report, "/versions/1.json"))
    assert checksum(frozen.response.get_data(as_text=True)) == version.checksum
    assert json.loads(frozen.response.get_data())["report"]["project_title"] == "Міст читання"


def test_agreements_of_partners_are_in_the_language_of_the_report_and_the_same_as_in_older_copies(
    session: Session, login: SignIn, grant: Application
) -> None:
    signed = session.query(Agreement).one()
    signed.signed_on = date(2026, 3, 3)
    session.commit()
    me = login("coordinator")
    pages = {lang: me.get(f"/reports/grants/{grant.id}/preview?lang={lang}").text for lang in ("uk", "en")}
    assert "№ 7, 03.03.2026" in pages["uk"].replace("\u00a0", " ")
    assert "No. 7, 3 Mar 2026" in pages["en"].replace("\u00a0", " ") and "03.03.2026" not in pages["en"]
    now = report_of(session, grant)
    copy = thaw(frozen(now))
    assert changed_since(freeze(copy), now) == []
    # A copy of the days when an agreement was one text.
    for row in copy["report"]["partners"]:
        del row["agreement_number"], row["agreement_on"]
        row["memorandum"] = "№ 7, 03.03.2026"
    older = freeze(copy)
    assert changed_since(older, now) == []
    assert restore(GrantReport, copy["report"]).partners[0].memorandum == "№ 7, 03.03.2026"
    signed.number = "8"
    session.commit()
    [change] = changed_since(older, report_of(session, grant))
    assert (change.path[-1], change.before, change.after) == ("memorandum", "№ 7, 03.03.2026", "№ 8, 03.03.2026")


@pytest.mark.parametrize(
    ("locale", "where"),
    [
        ("en", ["Participants › Groups among participants › IDPs", "Participants › By age › {} › In person"]),
        ("uk", ["Учасники › Групи серед учасників › ВПО", "Учасники › За віком › {} › Наживо"]),
    ],
)
def test_changed_participants_are_named_by_their_words(
    session: Session, login: SignIn, report: Report, locale: str, where: list[str]
) -> None:
    approve(login, report, "director", "accountant")["director"].post(place(report, "/issue"))
    count = session.query(AttendanceCount).filter_by(count=17).one()
    where = [line.format(count.age_band.name_uk) for line in where]
    count.count = 18
    session.query(AttendanceMark).one().count = 5
    session.commit()
    page = login("coordinator", locale=locale).get(page_of(report))
    found = page.texts("#changed .change-where")
    assert [line for line in found if line.startswith(where[0].split(" › ")[0])] == where
    assert {"17", "4"} <= set(page.texts("#changed del")) and {"18", "5"} <= set(page.texts("#changed ins"))


def test_every_field_of_a_report_that_may_change_has_words(texts_app: Flask) -> None:
    found: set[str] = set()
    kinds: list[Any] = [GrantReport]
    seen = set[Any]()
    while kinds:
        kind = kinds.pop()
        kinds += get_args(kind)
        if is_dataclass(kind) and kind not in seen:
            seen.add(kind)
            hints = get_type_hints(kind)
            found |= set(hints)
            kinds += hints.values()
    # What no comparison tells: the numbers of blocks, the day of the report, and what was issued.
    untold = {"key", "as_of", "status", "issue", "checksum", "reason", "redacted_at"}
    with texts_app.test_request_context():
        for field in found - untold:
            [line] = lines([Change((field,), None, "х")])
            assert line.where != field, field
        [share] = lines([Change(("finance", "1.1 grant Оренда зали", "actual"), "5", "7.5")])
        assert share.where == "Бюджет і витрати › 1.1 Оренда зали (Грант) › Факт"


def test_a_new_version_needs_a_reason_and_the_old_one_stays_readable(
    session: Session, login: SignIn, report: Report
) -> None:
    people = approve(login, report, "director", "accountant")
    me = people["director"]
    me.post(place(report, "/issue"))
    assert "Say why a new version" in me.post(place(report, "/renew"), {"reason": " "}, status=422).text
    me.post(place(report, "/renew"), {"reason": "Виправлено показник"})
    session.query(GrantIndicator).one().achieved = Decimal(133)
    session.commit()
    people["coordinator"].post(place(report, "/send"))
    for office in ("director", "accountant"):
        people[office].post(place(report, f"/decide/{office}"), {"decision": "approved"})
    me.post(place(report, "/issue"))
    first, second = session.query(ReportVersion).order_by(ReportVersion.number)
    assert (second.number, second.reason, first.checksum == second.checksum) == (2, "Виправлено показник", False)
    old = me.get(place(report, "/versions/1"))
    assert first.checksum in old.text
    assert old.texts("#changed ins") == ["133"]
    assert "120" in me.get(place(report, "/versions/1/preview")).soup.get_text()
    me.get(place(report, "/versions/3"), status=404)
    me.post(place(report, "/remove"))
    assert session.query(Report).count() == 1


def test_a_damaged_version_is_not_shown(session: Session, login: SignIn, report: Report) -> None:
    approve(login, report, "director", "accountant")["director"].post(place(report, "/issue"))
    version = session.query(ReportVersion).one()
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    guard = (
        "SET LOCAL session_replication_role = replica"
        if on_postgresql
        else "DROP TRIGGER report_versions_frozen_update"
    )
    session.execute(sa.text(guard))
    session.query(ReportVersion).update({"document": version.document.replace("Міст читання", "Міст")})
    session.commit()
    me = login("monitor")
    for path in ("/versions/1", "/versions/1.pdf"):
        assert "checksum differs" in me.get(place(report, path), status=422).text


@pytest.mark.parametrize("ticked", [True, False])
def test_the_report_that_is_due_is_marked_as_submitted_only_when_somebody_says_so(
    session: Session, login: SignIn, grant: Application, report: Report, ticked: bool
) -> None:
    due = factories.make_deliverable(session, grant, kind=DeliverableKind.FINAL_REPORT)
    report.deliverable = due
    me = approve(login, report, "director", "accountant")["director"]
    page = me.get(page_of(report))
    assert "mark the report due on" in page.text
    me.submit(page, {"submitted": "1" if ticked else None}, css="form[action$='/issue']")
    session.refresh(due)
    assert (due.submitted_on is not None) is ticked
    if not ticked:
        me.submit(me.get(page_of(report)), css="form[action$='/submitted']")
        session.refresh(due)
        assert due.submitted_on is not None


def test_settings_that_do_not_fit_together_are_explained(session: Session, login: SignIn, grant: Application) -> None:
    me = login("coordinator")
    other = factories.make_deliverable(session)
    form = {"kind": "interim_report", "locale": "uk"}
    where = f"/reports/grants/{grant.id}/new"
    for wrong, said in (
        ({"covers_from": "2026-02-01"}, "Give both the first and the last day"),
        ({"covers_from": "2026-03-01", "covers_until": "2026-02-01"}, "end"),
        ({"currency": "UAH"}, "Choose by which rate"),
        ({"deliverable_id": str(other.id)}, "Choose one of the offered values"),
    ):
        refused = me.post(where, {**form, **wrong}, status=422)
        assert said in " ".join(refused.errors())
    assert session.query(Report).count() == 0


def test_an_archived_grant_keeps_its_reports_as_they_are(session: Session, login: SignIn, report: Report) -> None:
    report.application.archived_at = utc_now()
    me = login("director")
    assert not me.get(page_of(report)).select("form[action$='/send']")
    assert "Restore it first" in me.post(place(report, "/send"), status=422).text


def test_the_pages_of_a_report_ask_the_database_equally_often(
    app: Flask, session: Session, login: SignIn, report: Report
) -> None:
    me = login("coordinator")
    counts = {}
    for path in (page_of(report), place(report, "/edit"), "/reports/templates"):
        me.get(path)
        for turn in range(2):
            with count_queries(app) as count:
                me.get(path)
            counts[path, turn] = len(count)
            for number in range(5):
                add_block(session, report, BlockKind.NARRATIVE, heading=f"Розділ {number}")
            factories.make_report_template(session)
            factories.make_report(session, report.application, locale="en")
            session.commit()
        assert counts[path, 0] == counts[path, 1] < 60, counts


def test_days_in_the_names_of_changed_rows_read_as_everywhere(texts_app: Flask) -> None:
    rows = ("Відкриття 2026-02-06", "Шифр 2026-99-99")
    with texts_app.test_request_context(headers={"Accept-Language": "uk"}):
        found = lines(Change(("activities", row, "participants"), 1184, 1185) for row in rows)
    assert [line.where.split(" › ")[1] for line in found] == ["Відкриття 06.02.2026", "Шифр 2026-99-99"]
    assert [line.after for line in found] == ["1\N{NO-BREAK SPACE}185"] * 2


def test_what_is_handed_in_has_no_heading_with_nothing_under_it(
    session: Session, login: SignIn, report: Report
) -> None:
    me = login("coordinator")
    added = me.follow(me.post(place(report, "/blocks"), {"kind": "narrative"}))
    me.submit(added, {"heading": "Порожній розділ", "text": ""})
    preview = f"/reports/grants/{report.application_id}/preview?report={report.id}"

    def headings() -> list[str]:
        return [heading.partition(" ")[2] for heading in me.get(preview).texts("h2") if heading[0].isdigit()]

    draft = headings()
    assert {"Порожній розділ", "Комунікації та видимість", "Фінансовий звіт"} <= set(draft)
    people = approve(login, report, "director", "accountant")
    printed = headings()
    assert not {"Порожній розділ", "Комунікації та видимість"} & set(printed)
    assert {"Анотація", "Фінансовий звіт", "Підписи"} <= set(printed)
    people["director"].post(place(report, "/issue"))
    assert headings() == printed
    assert "The data still say what the report says." in me.get(page_of(report)).text
