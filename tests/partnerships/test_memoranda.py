"""A memorandum from its template to paper, and who may write one."""

import io
from datetime import date

import docx
import pypdf
import pytest
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.agreements import AgreementState, agreement_state
from app.domain.roles import Role
from models.agreements import Agreement
from models.memoranda import MemorandumTemplate, MemorandumText
from models.partnerships import Partnership
from tests.conftest import SignIn
from tests.reports.test_report_pages import words
from tests.support import factories
from tests.support.pages import PageClient

ALL_POINTS = "Зал на сто місць\nДвох тренерів"


@pytest.fixture
def known(session: Session) -> Partnership:
    """A partnership of which everything is known."""
    factories.make_institution(session, edrpou="02345678", address="м. Луцьк, вул. Книжкова, 1")
    organisation = factories.make_organisation(
        session, "ГО «Читанка»", legal_name="Громадська організація «Читанка»", edrpou="12345678"
    )
    factories.make_address(session, organisation, "м. Луцьк, просп. Волі, 7")
    person = factories.make_person(session, "Ґудзь", "Марія")
    factories.make_affiliation(session, person, organisation, role="голова правління")
    return factories.make_partnership(
        session, organisation, partner_gives=ALL_POINTS, library_gives="Простір для занять"
    )


def draft(session: Session, client: PageClient, partnership: Partnership, locale: str = "uk", **typed: str) -> int:
    """Draft a memorandum through the page and return the number of its agreement."""
    template = session.query(MemorandumTemplate).filter_by(locale=locale).one()
    page = client.get(f"/partnerships/{partnership.id}/memorandum?template={template.id}")
    client.follow(client.submit(page, {"number": "14/26", "place": "Луцьк", **typed}, css="main form"))
    return session.query(MemorandumText).order_by(MemorandumText.id.desc()).first().agreement_id


def test_everything_known_is_filled_in_and_the_agreement_is_only_being_prepared(
    session: Session, login: SignIn, known: Partnership
) -> None:
    me = login("coordinator")
    page = me.get(f"/partnerships/{known.id}/memorandum")
    assert page.form(css="main form")["partner_signatory"] == "голова правління Ґудзь Марія"
    assert page.form(css="main form")["library_signatory"] == "О. Савчук"
    number = draft(session, me, known, valid_from="2026-12-01", valid_until="2027-11-30")
    agreement = session.get(Agreement, number)
    assert (agreement.number, agreement.valid_from, agreement.valid_until) == ("14/26", None, None)
    assert "1 Dec 2026 – 30 Nov 2027" in agreement.note
    assert agreement_state(agreement.terms, date(2027, 1, 1)) is AgreementState.PLANNED
    text = agreement.text
    assert text.title == "Меморандум про співпрацю № 14/26"
    assert "1. Зал на сто місць\n1. Двох тренерів" in text.body
    assert "**Громадська організація «Читанка»**" in text.body
    assert "1 грудня 2026 року до" in text.body
    assert text.partner_party.splitlines() == [
        "Громадська організація «Читанка»",
        "Код ЄДРПОУ 12345678",
        "м. Луцьк, просп. Волі, 7",
    ]
    assert "[…]" not in text.body + text.partner_party + text.library_party
    record = me.get(f"/partnerships/{known.id}")
    assert "Not active" in record.text
    assert f"/partnerships/memoranda/{number}.pdf" in record.links
    assert f"/partnerships/memoranda/{number}" in record.links


def test_missing_data_are_named_with_the_place_where_they_are_filled_in(session: Session, login: SignIn) -> None:
    partnership = factories.make_partnership(session)
    me = login("administrator")
    page = me.get(f"/partnerships/{partnership.id}/memorandum")
    links = {link.get_text(): str(link["href"]) for link in page.select(".callout a")}
    assert links["EDRPOU code of the partner"] == f"/contacts/{partnership.organisation_id}/edit"
    assert links["What the partner gives"] == f"/partnerships/{partnership.id}/edit"
    assert links["Name of the library"] == "/settings/institution"
    assert page.select(links["Number of the agreement"])
    for address in links.values():
        if not address.startswith("#"):
            me.get(address)
    assert "/settings/institution" not in login("coordinator").get(f"/partnerships/{partnership.id}/memorandum").links
    number = draft(session, me, partnership, number="")
    assert session.get(Agreement, number).text.body.count("[…]") >= 4
    assert "blanks are left" in me.get(f"/partnerships/memoranda/{number}").text


@pytest.mark.parametrize("locale", ["uk", "en"])
def test_the_pdf_numbers_its_sections_and_is_tagged(
    session: Session, login: SignIn, known: Partnership, locale: str
) -> None:
    me = login("director")
    number = draft(session, me, known, locale, valid_from="2026-12-01", valid_until="2027-11-30")
    page = me.get(f"/partnerships/memoranda/{number}.pdf")
    assert page.response.mimetype == "application/pdf"
    root = pypdf.PdfReader(io.BytesIO(page.response.get_data())).trailer["/Root"]
    assert root["/Lang"] == locale
    assert root["/MarkInfo"]["/Marked"]
    text = words(page)
    expected = (
        ("№ 14/26", "1. Для чого ми працюємо разом", "3.2. Двох тренерів", "Реквізити й підписи сторін", "12345678")
        if locale == "uk"
        else ("No. 14/26", "1. Why we work together", "3.2. Двох тренерів", "signatures of the parties", "Draft")
    )
    for part in expected:
        assert part in text, part


def test_the_signing_begins_with_the_days_of_the_draft(session: Session, login: SignIn, known: Partnership) -> None:
    me = login("coordinator")
    number = draft(session, me, known, dated="2026-03-02", valid_from="2026-03-05", valid_until="2099-03-04")
    link = me.get(f"/partnerships/memoranda/{number}").select("a[href*='signing=1']")[0]["href"]
    assert link in me.get(f"/partnerships/{known.id}").html
    days = ("signed_on", "valid_from", "valid_until")
    # To correct the number of a draft must not make the partner active.
    plain = me.get(f"/partnerships/agreements/{number}/edit").form("main form")
    assert [plain[day] for day in days] == ["", "", ""]
    page = me.get(str(link))
    assert [page.form("main form")[day] for day in days] == ["2026-03-02", "2026-03-05", "2099-03-04"]
    assert "The dates are those of the draft." in page.text
    me.submit(page, {"valid_from": "2026-03-10"}, css="main form")
    agreement = session.get(Agreement, number)
    session.refresh(agreement)
    assert (agreement.signed_on, agreement.valid_from, agreement.valid_until) == (
        date(2026, 3, 2),
        date(2026, 3, 10),
        date(2099, 3, 4),
    )
    assert "those of the draft" not in me.get(str(link)).text


def test_the_words_are_edited_beside_a_preview_and_never_run_as_markup(
    session: Session, login: SignIn, known: Partnership
) -> None:
    me = login("coordinator")
    number = draft(session, me, known)
    page = me.get(f"/partnerships/memoranda/{number}")
    typed = {
        "body": "## Мета\n\n1. <script>alert(1)</script> [x](javascript:alert(1))",
        "title": "Новий <b>заголовок</b>",
    }
    seen = me.post("/partnerships/memoranda/preview", typed, status=200)
    assert not seen.select("script, .memorandum-paper a, .memorandum-title b")
    assert "alert(1)" in seen.text
    saved = me.follow(me.submit(page, typed, css="main form[data-guard]"))
    assert saved.heading == "Новий <b>заголовок</b>"
    assert "<b>заголовок</b>" in words(me.get(f"/partnerships/memoranda/{number}.pdf"))
    refused = me.submit(
        me.get(f"/partnerships/memoranda/{number}"), {"title": " "}, css="main form[data-guard]", status=422
    )
    assert any("title" in error for error in refused.errors())


def test_a_stale_text_shows_both_versions_and_a_signed_one_does_not_change(
    session: Session, login: SignIn, known: Partnership
) -> None:
    me = login("coordinator")
    number = draft(session, me, known)
    page = me.get(f"/partnerships/memoranda/{number}")
    me.submit(page, {"place": "Ковель"}, css="main form[data-guard]")
    stale = me.submit(page, {"place": "Рівне"}, css="main form[data-guard]", status=409)
    assert "Ковель" in stale.text
    agreement = session.get(Agreement, number)
    agreement.signed_on = today()
    session.flush()
    signed = me.get(f"/partnerships/memoranda/{number}")
    assert "cannot change any more" in signed.text
    me.submit(signed, {"place": "Львів"}, css="main form[data-guard]", status=422)
    session.refresh(agreement.text)
    assert agreement.text.place == "Ковель"


def test_dates_that_cannot_be_are_refused_and_nothing_is_drafted(
    session: Session, login: SignIn, known: Partnership
) -> None:
    me = login("coordinator")
    page = me.get(f"/partnerships/{known.id}/memorandum")
    wrong = {"valid_from": "2026-12-01", "valid_until": "2026-11-30"}
    refused = me.submit(page, wrong, css="main form", status=422)
    assert any("cannot end before" in error for error in refused.errors())
    assert session.query(Agreement).count() == 0


def test_templates_are_kept_by_those_who_edit_partnerships(session: Session, login: SignIn) -> None:
    me = login("coordinator")
    listed = me.get("/partnerships/memoranda/templates")
    assert {"Меморандум про співпрацю", "Memorandum of cooperation"} <= set(listed.texts("tbody th"))
    page = me.get("/partnerships/memoranda/templates/new")
    refused = me.submit(page, {"name": "Школи", "title": "Т", "body": "{{first_name}}"}, status=422)
    assert any("no field first_name" in error for error in refused.errors())
    me.submit(page, {"name": "Школи", "title": "Т № {{number}}", "body": "## А\n\n{{partner_gives}}"})
    template = session.query(MemorandumTemplate).filter_by(name="Школи").one()
    again = me.submit(page, {"name": "школи", "title": "Т", "body": "х"}, status=422)
    assert any("already a template" in error for error in again.errors())
    me.post(f"/partnerships/memoranda/templates/{template.id}/archive")
    assert "Школи" not in me.get("/partnerships/memoranda/templates").texts("tbody th")
    me.post(f"/partnerships/memoranda/templates/{template.id}/restore")
    assert "Школи" in me.get("/partnerships/memoranda/templates").texts("tbody th")


def test_branch_staff_read_the_memoranda_of_their_partners_and_write_none(session: Session, login: SignIn) -> None:
    own, other = factories.make_branch(session), factories.make_branch(session)
    mine = factories.make_agreement(session, factories.make_partnership(session, branch=own))
    foreign = factories.make_agreement(session, factories.make_partnership(session, branch=other))
    for agreement in (mine, foreign):
        factories.make_memorandum_text(session, agreement)
    bare = factories.make_agreement(session, mine.partnership)
    staff = login(Role.STAFF, branch=own)
    assert staff.get(f"/partnerships/memoranda/{mine.id}.pdf").response.mimetype == "application/pdf"
    staff.get(f"/partnerships/memoranda/{foreign.id}.pdf", status=404)
    staff.get(f"/partnerships/memoranda/{bare.id}.pdf", status=404)
    for path in (f"/partnerships/memoranda/{mine.id}", f"/partnerships/{mine.partnership_id}/memorandum"):
        staff.get(path, status=403)


def test_the_word_file_numbers_sections_and_points_and_marks_a_draft(
    session: Session, login: SignIn, known: Partnership
) -> None:
    me = login("director")
    number = draft(session, me, known, "uk", valid_from="2026-12-01", valid_until="2027-11-30")
    link = next(link for link in me.get(f"/partnerships/memoranda/{number}").links if link.endswith(".docx"))
    answer = me.get(link)
    assert "memorandum-" in answer.headers["Content-Disposition"]
    document = docx.Document(io.BytesIO(answer.response.get_data()))
    levels = [(row.text.replace("\u00a0", " "), row._p.pPr.numPr) for row in document.paragraphs]
    numbered = {text: int(numbering.ilvl.val) for text, numbering in levels if numbering is not None}
    assert numbered["Для чого ми працюємо разом"] == 0
    assert numbered["Двох тренерів"] == 1
    assert "Чернетка" in document.sections[0].header.paragraphs[0].text
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any("12345678" in text for text in cells)
    foreign = login("monitor")
    foreign.get(link)
