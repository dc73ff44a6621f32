"""Writing an application in the browser: the live count agrees with the server, and every page fits."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.grants import Stage
from app.domain.text_limits import LimitUnit, count
from models.application_work import ApplicationSection
from tests.browser.conftest import SignIn
from tests.domain.test_text_limits import SAMPLES
from tests.support import factories
from tests.support.browser import assert_accessible, assert_fits

NewPage = Callable[..., Page]


def test_the_browser_counts_as_the_server_does(session: Session, sign_in: SignIn, new_page: NewPage) -> None:
    application = factories.make_application(session)
    section = factories.make_section(session, application, limit_unit=LimitUnit.WORDS, limit_count=3)
    page = sign_in("coordinator", new_page(360, 740, has_touch=True))
    page.goto(f"/grants/{application.id}/sections/{section.id}")
    texts = [sample[0] for sample in SAMPLES]
    counted = page.evaluate(
        "async ([texts, units]) => { const { count } = await import('mistok/sections');"
        " return texts.map((text) => units.map((unit) => count(text, unit))); }",
        [texts, [unit.value for unit in LimitUnit]],
    )
    assert counted == [[count(text, unit) for unit in LimitUnit] for text in texts]


def test_a_section_is_written_with_the_count_and_the_library(
    session: Session, sign_in: SignIn, new_page: NewPage
) -> None:
    application = factories.make_application(session)
    section = factories.make_section(session, application, limit_unit=LimitUnit.WORDS, limit_count=3)
    factories.make_block(session, "Про нас", "Ми – бібліотека.")
    page = sign_in("coordinator", new_page(360, 740, dark=True, has_touch=True))
    page.goto(f"/grants/{application.id}/sections/{section.id}")
    assert_accessible(page)
    assert_fits(page)
    page.fill("#text", "один – два\nтри")
    expect(page.locator("[data-count]")).to_have_text("3")
    expect(page.locator("[data-over]")).to_be_hidden()
    page.fill("#text", "один – два\nтри чотири")
    expect(page.locator("[data-over-text]")).to_have_text("Понад обмеження на 1")
    expect(page.locator("#section-preview")).to_contain_text("чотири")
    page.fill("#text", "Кінець.")
    page.evaluate("document.querySelector('#text').setSelectionRange(0, 0)")
    page.get_by_role("button", name="Вставити Про нас").click()
    expect(page.locator("#text")).to_have_value("Ми – бібліотека.\n\nКінець.")
    expect(page.locator("[data-count]")).to_have_text("3")
    assert_accessible(page)
    page.get_by_label("Розділ готовий").check()
    page.get_by_role("button", name="Зберегти розділ").click()
    expect(page.locator("#sections")).to_contain_text("Готово")
    session.expire_all()
    assert session.get_one(ApplicationSection, section.id).is_ready


def test_the_pages_of_an_application_fit_a_phone_and_a_desk(
    session: Session, sign_in: SignIn, new_page: NewPage
) -> None:
    call = factories.make_call(session, deadline_on=today() + timedelta(days=30))
    factories.make_call_section(session, call, limit_unit=LimitUnit.CHARACTERS, limit_count=500)
    application = factories.make_application(session, stage=Stage.DRAFTING, call=call)
    section = factories.make_section(
        session, application, text="Текст " * 40, limit_unit=LimitUnit.WORDS, limit_count=9
    )
    factories.make_budget_line(session, application)
    document = factories.make_form_document(session, application, "Витяг з державного реєстру", max_age_months=3)
    factories.make_member(session, application, contact_id=factories.make_person(session).id)
    block = factories.make_block(session)
    factories.make_block_use(session, block, section)
    version = factories.make_version(session, application)
    section.text = "Інший текст"
    session.commit()
    record = f"/grants/{application.id}"
    for window in (new_page(360, 740, has_touch=True), new_page(1280, 800, dark=True)):
        page = sign_in("coordinator", window)
        for path in (
            f"{record}/application",
            f"{record}/versions/{version.id}",
            f"{record}/versions/compare",
            f"{record}/documents/{document.id}",
            f"{record}/timetable",
            f"/grants/calls/{call.id}/form",
            f"/grants/texts/{block.id}",
        ):
            page.goto(path)
            assert_accessible(page)
            assert_fits(page)


def test_a_director_and_an_accountant_decide_by_the_buttons(
    session: Session, sign_in: SignIn, new_page: NewPage
) -> None:
    application = factories.make_application(session, "Казки", stage=Stage.APPROVAL)
    session.commit()
    accountant = sign_in("accountant", new_page(360, 740, has_touch=True))
    accountant.goto(f"/grants/{application.id}/approval")
    accountant.get_by_role("button", name="Погодити заявку").click()
    expect(accountant.locator("main")).to_contain_text("Погоджено: Казки")
    director = sign_in("director", new_page())
    director.goto(f"/grants/{application.id}/approval")
    director.fill("[name=note]", "Уточніть кошторис")
    director.get_by_role("button", name="Повернути на доопрацювання").click()
    expect(director.locator("main")).to_contain_text("Повернуто на доопрацювання: Казки")
    session.refresh(application)
    assert application.stage is Stage.DRAFTING
