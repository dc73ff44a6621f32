"""Versions of an application: frozen at submission and by hand, read as they were, compared line by line."""

import io
from datetime import datetime
from decimal import Decimal

import pypdf
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import zone
from app.domain.application_work import TeamRole, VersionKind
from app.domain.grants import Stage
from app.domain.text_limits import LimitUnit
from app.queries.application_versions import contents
from app.services.application_versions import take_version
from app.services.erasure_work import erase_person
from app.services.grants import move_application
from app.uploads import FileStore
from models.application_work import ApplicationVersion
from models.grants import Application
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import costs
from tests.support.together import at_once


@pytest.fixture
def application(session: Session) -> Application:
    """An application on its way to the director, with something of everything."""
    call = factories.make_call(session, title="Конкурс «Читання»", eligibility="Публічні бібліотеки")
    partner = factories.make_organisation(session, "ГО «Верба»")
    made = factories.make_application(
        session, "Жива бібліотека", stage=Stage.APPROVAL, call=call, partners=[partner], requested_amount=Decimal(500)
    )
    factories.make_section(
        session, made, "Потреба", text="Діти **не читають**.", limit_unit=LimitUnit.WORDS, limit_count=2
    )
    factories.make_budget_line(session, made, code="1", item="Книжки", quantity=Decimal(2), price=Decimal(250))
    factories.make_member(session, made, TeamRole.LEADER, user_id=factories.make_user(session, name="Соломія").id)
    file = factories.make_attachment(session, application_id=made.id, filename="статут.pdf")
    factories.make_form_document(session, made, "Статут", attachment_id=file.id)
    factories.approve_all(session, made)
    return made


def versions(session: Session) -> list[ApplicationVersion]:
    session.expire_all()
    return list(session.scalars(sa.select(ApplicationVersion).order_by(ApplicationVersion.number)))


def test_submitting_freezes_everything_and_again_once_more(
    session: Session, login: SignIn, application: Application
) -> None:
    me = login("coordinator")
    record = f"/grants/{application.id}"
    me.submit(me.get(record), css='form[action$="/move"]')
    (version,) = versions(session)
    copy = contents(version)
    assert version.kind is VersionKind.SUBMISSION and version.is_untouched
    assert copy["sections"][0]["text"] == "Діти **не читають**." and copy["sections"][0]["count"] == 3
    assert copy["budget"][0]["item"] == "Книжки" and copy["budget"][0]["planned"] == "500"
    assert copy["team"] == [{"id": copy["team"][0]["id"], "name": "Соломія", "role": "leader"}]
    assert copy["documents"][0]["file"]["name"] == "статут.pdf" and len(copy["files"][0]["checksum"]) == 64
    assert [row["name"] for row in copy["partners"]] == ["ГО «Верба»"]
    assert copy["application"]["requested_amount"] == "500" and copy["call"]["eligibility"] == "Публічні бібліотеки"
    for stage in (Stage.APPROVAL, Stage.SUBMITTED):
        session.refresh(application)
        move_application(session, application, stage, by=None, at=datetime.now(zone()))
        if stage is Stage.APPROVAL:
            factories.approve_all(session, application)
    assert [row.number for row in versions(session)] == [1, 2]


def test_the_board_freezes_too_and_a_refused_move_freezes_nothing(
    session: Session, login: SignIn, application: Application
) -> None:
    me = login("coordinator")
    where = f"/grants/{application.id}/move"
    headers = {"Accept": "application/json"}
    me.send("POST", where, 422, data={"stage": "closed", "version": application.version}, headers=headers)
    assert not versions(session)
    me.send("POST", where, 200, data={"stage": "submitted", "version": application.version}, headers=headers)
    assert len(versions(session)) == 1


def test_a_frozen_copy_stays_as_it_was(session: Session, login: SignIn, application: Application) -> None:
    me = login("coordinator")
    me.submit(me.get(f"/grants/{application.id}/application"), {"name": "До погодження"}, css="form.version-form")
    (version,) = versions(session)
    before = (version.document, version.checksum)
    section = me.get(f"/grants/{application.id}/application").select("#sections .work-title a")[0]["href"]
    me.submit(me.get(str(section)), {"text": "Діти читають мало."})
    application.title, application.sort_key = "Інша назва", "інша"
    application.partners = []
    session.commit()
    (version,) = versions(session)
    assert (version.document, version.checksum) == before
    page = me.get(f"/grants/{application.id}/versions/{version.id}")
    assert page.heading == "До погодження" and "Жива бібліотека" in page.text and "ГО «Верба»" in page.text
    assert "3 / 2 (words)" in page.text and page.select(".prose strong")[0].get_text() == "не читають"
    assert version.checksum in page.text and "Книжки" in page.text and "500.00" in page.text


def test_versions_are_compared_line_by_line(session: Session, login: SignIn, application: Application) -> None:
    me = login("coordinator")
    first = factories.make_version(session, application, "Перша")
    line = factories.make_budget_line(session, application, code="2", item="Оренда", price=Decimal(100))
    session.execute(sa.text("UPDATE application_sections SET text = 'Діти читають.'"))
    session.commit()
    compare = f"/grants/{application.id}/versions/compare"
    page = me.get(f"{compare}?before={first.id}")
    changes = page.texts(".change-list li")
    assert any("Sections › Потреба › Text" in change and "[removed:" in change for change in changes)
    assert any(change.startswith("Added Budget › 2 Оренда") and "UAH 100.00" in change for change in changes)
    assert any("Sums of the budget › Total" in change and "1,500.00" in change for change in changes)
    second = factories.make_version(session, application, "Друга")
    assert "Nothing differs" in me.get(f"{compare}?before={second.id}").text
    between = me.get(f"{compare}?before={first.id}&after={second.id}").texts(".change-list li")
    assert between == changes
    session.delete(line)
    session.commit()
    assert "Removed Budget › 2 Оренда" in me.get(f"{compare}?before={second.id}").text


def test_two_versions_at_once_get_two_numbers(app: Flask, session: Session, application: Application) -> None:
    session.commit()
    number = application.id

    def work(own: Session, ready):  # type: ignore[no-untyped-def]
        record = own.get_one(Application, number)
        ready()
        return take_version(own, record, "Разом", by=None, at=factories.MOMENT, today=factories.DAY).number

    assert sorted(at_once(app, work, work)) == [1, 2]


def test_an_erased_person_leaves_the_frozen_copy_and_the_page_says_so(
    app: Flask, session: Session, login: SignIn, application: Application
) -> None:
    person = factories.make_person(session, "Яворенко", first_name="Остап")
    factories.make_member(session, application, TeamRole.REVIEWER, contact_id=person.id)
    version = factories.make_version(session, application)
    session.commit()
    me = login("administrator")
    page = me.get(f"/grants/{application.id}/versions/{version.id}")
    assert "Яворенко" in page.text and "Frozen on" in page.text
    erase_person(session, person, store=FileStore(app.config["DATA_DIR"] / "uploads"), now=factories.MOMENT)
    session.commit()
    page = me.get(f"/grants/{application.id}/versions/{version.id}")
    assert "Яворенко" not in page.text and "A person’s name was removed on" in page.text and "Книжки" in page.text


def test_a_version_is_a_pdf_that_says_what_it_is(session: Session, login: SignIn, application: Application) -> None:
    version = factories.make_version(session, application)
    me = login("coordinator")
    answer = me.get(f"/grants/{application.id}/versions/{version.id}.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.response.data)).pages)
    assert "Жива бібліотека" in text and "Книжки" in text and version.checksum[:20] in text.replace("\n", "")


def test_a_long_title_takes_one_line_of_the_running_header(
    session: Session, login: SignIn, application: Application
) -> None:
    application.title = "Читання для громади " * 11
    session.commit()
    answer = login("coordinator").get(f"/grants/{application.id}/application.pdf")
    text = pypdf.PdfReader(io.BytesIO(answer.response.data)).pages[0].extract_text().replace("\n", " ")
    assert text.replace("\xa0", " ").count("Читання для громади") == 11 + 4
    assert "…" in text


def test_a_version_belongs_to_its_application(session: Session, login: SignIn, application: Application) -> None:
    version = factories.make_version(session, application)
    other = factories.make_application(session)
    me = login("monitor")
    me.get(f"/grants/{other.id}/versions/{version.id}", status=404)
    me.get(f"/grants/{other.id}/versions/compare?before={version.id}", status=404)
    me.get(f"/grants/{application.id}/versions/compare?before=99999999999&after=-1")
    me.post(f"/grants/{application.id}/versions", {"name": "Ні"}, status=403)


def test_the_tab_asks_the_same_number_of_questions_however_much_there_is(
    app: Flask, session: Session, login: SignIn, application: Application
) -> None:
    me = login("coordinator")
    few = costs(app, me, f"/grants/{application.id}/application")
    for number in range(5):
        section = factories.make_section(session, application, f"Розділ {number}")
        factories.make_block_use(session, factories.make_block(session), section)
        file = factories.make_attachment(session, application_id=application.id)
        factories.make_form_document(session, application, attachment_id=file.id)
        factories.make_member(session, application, TeamRole.WRITER, contact_id=factories.make_person(session).id)
        factories.make_version(session, application)
    session.commit()
    assert costs(app, me, f"/grants/{application.id}/application") == few
