"""Pages of reports: who sees what, the preview, the PDF, the background job, the final mark."""

import io

import pypdf
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.age_bands import UNSTATED
from app.domain.events import EventStatus
from app.domain.grants import Stage
from models.grants import Application
from models.jobs import Job
from tests.conftest import SignIn
from tests.reports.project import attach, complete_project, picture
from tests.support import factories
from tests.support.pages import Page


def words(page: Page) -> str:
    """Return the text of a PDF on one line."""
    reader = pypdf.PdfReader(io.BytesIO(page.response.get_data()))
    text = " ".join(sheet.extract_text() for sheet in reader.pages)
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.fixture
def grant(session: Session) -> Application:
    return complete_project(session)


@pytest.mark.parametrize("role", ["administrator", "director", "coordinator", "accountant", "monitor"])
def test_everybody_but_branch_staff_reads_reports(login: SignIn, grant: Application, role: str) -> None:
    me = login(role)
    assert f"/reports/grants/{grant.id}" in me.get("/reports").links
    assert me.get(f"/reports/grants/{grant.id}").heading == "Міст читання"
    staff = login("staff")
    for path in ("/reports", f"/reports/grants/{grant.id}", f"/reports/grants/{grant.id}.pdf"):
        staff.get(path, status=403)


def test_there_may_be_nothing_to_report(login: SignIn) -> None:
    page = login("monitor").get("/reports")
    assert "There is nothing to report yet" in page.text


@pytest.mark.parametrize("locale", ["uk", "en"])
def test_every_gap_leads_to_the_page_where_it_is_filled(session: Session, login: SignIn, locale: str) -> None:
    empty = factories.make_application(session, stage=Stage.AWARDED, awarded_amount=1)
    factories.make_budget_line(session, empty)
    me = login("coordinator", locale=locale)
    page = me.get(f"/reports/grants/{empty.id}?lang={locale}")
    places = {str(link["href"]) for link in page.select(".gap-list a")}
    assert len(places) >= 5
    for place in places:
        address, _hash, part = place.partition("#")
        found = me.get(address)
        assert not part or found.select(f"#{part}"), place


def test_the_preview_is_the_document_with_its_figures_and_pictures(
    app: Flask, session: Session, login: SignIn, grant: Application
) -> None:
    attach(app, session, grant, picture())
    me = login("monitor")
    page = me.get(f"/reports/grants/{grant.id}?lang=uk")
    frame = page.select("iframe")[0]
    assert "allow-scripts" not in str(frame["sandbox"])
    shown = me.get(str(frame["src"]))
    assert shown.select("html")[0]["lang"] == "uk"
    assert "1 000,25" in shown.soup.get_text().replace("\u00a0", " ")
    kinds = [str(image["src"]).split(";")[0] for image in shown.select("img")]
    assert kinds.count("data:image/jpeg") == 1
    assert kinds.count("data:image/svg+xml") == 4
    assert not shown.select("script")


def test_the_pdf_holds_the_live_figures_in_both_languages(session: Session, login: SignIn, grant: Application) -> None:
    me = login("monitor")
    ukrainian = me.get(f"/reports/grants/{grant.id}.pdf?lang=uk")
    assert ukrainian.response.mimetype == "application/pdf"
    assert ukrainian.headers["Content-Disposition"] == "inline; filename=mist-chytannia-uk-draft.pdf"
    text = words(ukrainian)
    for part in ("Міст читання", "HoE-317", "1 000,25", "1 200,40", "23", "Марта Шевчук", "01.02.2026 – 31.05.2026"):
        assert part in text, part
    english = me.get(f"/reports/grants/{grant.id}.pdf?lang=en&kind=interim_report&download=1")
    assert english.headers["Content-Disposition"].startswith("attachment")
    for part in ("Interim grant report", "1,000.25", "Lutsk Public Library", "The summary is not written"):
        assert part in words(english), part
    line = factories.make_budget_line(session, grant, code="9.9", item="Нова стаття")
    assert line.item not in text
    assert line.item in words(me.get(f"/reports/grants/{grant.id}.pdf?lang=uk"))


def test_the_pdf_is_prepared_in_the_background_and_then_offered(
    session: Session, login: SignIn, grant: Application
) -> None:
    me, other = login("coordinator"), login("director")
    path = f"/reports/grants/{grant.id}"
    button = "main form[action*='/job']"
    started = me.submit(me.get(f"{path}?lang=uk"), css=button)
    done = me.follow(started)
    job = session.query(Job).one()
    assert (job.status.value, job.title) == ("done", "Final report: Міст читання"), job.error
    file = me.get(f"/jobs/{job.id}/file")
    assert "1 000,25" in words(file)
    assert f"/jobs/{job.id}/file" in done.links
    ready = me.get(f"{path}?lang=uk")
    assert not ready.select(button)
    assert any(link.endswith("download=1") for link in ready.links)
    other.get(f"/jobs/{job.id}", status=404)


def test_an_unknown_grant_language_or_kind_is_answered_calmly(login: SignIn, grant: Application) -> None:
    me = login("monitor")
    for path in ("/reports/grants/999999", "/reports/grants/999999.pdf", "/reports/grants/999999/preview"):
        me.get(path, status=404)
    assert me.get(f"/reports/grants/{grant.id}?lang=xx&kind=yy").status == 200


def test_a_report_says_nothing_of_children_where_ages_were_not_written_down(session: Session, login: SignIn) -> None:
    grant = factories.make_application(session, stage=Stage.IMPLEMENTATION)
    event = factories.make_event(session, application=grant, status=EventStatus.HELD)
    factories.make_age_band(session, UNSTATED, min_age=None, max_age=None)
    session.commit()
    me = login("coordinator")
    address = f"/reports/grants/{grant.id}/preview?lang=en"
    assert me.get(address).texts("table.tiles td")[:2] == ["– Participants", "1 Events"]
    me.submit(me.get(f"/events/{event.id}/counts"), {"stated_total": "23"})
    report = me.get(address)
    assert "Their age was not written down." in report.text
    assert "Children under 18" not in report.text
    assert "Participants by age and mode" not in [picture["alt"] for picture in report.select("img[alt]")]
    factories.make_event(session, application=grant, status=EventStatus.HELD, counts={"children": 5})
    session.commit()
    assert "Children under 18: 5." in me.get(address).text
