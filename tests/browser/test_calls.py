"""Calls in the browser: the form on a phone, the calendar, and the checklist that reckons while it is filled in."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.calls import ApplicantKind
from app.queries.go_no_go import criteria
from models.calls import Call
from models.go_no_go import Assessment
from tests.browser.conftest import SignIn
from tests.support import factories
from tests.support.browser import assert_accessible, assert_fits

NewPage = Callable[..., Page]


def test_a_call_is_written_down_on_a_phone(session: Session, sign_in: SignIn, new_page: NewPage) -> None:
    funder = factories.make_organisation(session, "Фонд «Обрій»")
    page = sign_in("coordinator", new_page(360, 740, has_touch=True))
    page.goto(f"/grants/calls/new?funder={funder.id}")
    assert_accessible(page)
    assert_fits(page)
    page.fill("[name=title]", "Малі гранти")
    page.fill("[name=deadline_on]", (today() + timedelta(days=20)).isoformat())
    page.fill("[name=deadline_note]", "17:00, Брюссель")
    page.get_by_label("Бібліотека через партнера").check()
    page.get_by_label("Години волонтерів").check()
    page.get_by_role("button", name="Зберегти конкурс").click()
    expect(page.locator(".call-way")).to_contain_text("17:00, Брюссель")
    assert_accessible(page)
    assert_fits(page)
    assert session.query(Call).one().applicants == [ApplicantKind.THROUGH_PARTNER]


def test_the_calendar_fits_a_phone_and_a_desk(session: Session, sign_in: SignIn, new_page: NewPage) -> None:
    now = today()
    factories.make_call(session, title="Читання", opens_on=now, deadline_on=now, decision_on=now + timedelta(days=60))
    for window in (new_page(360, 740, has_touch=True), new_page(1280, 800, dark=True)):
        page = sign_in("coordinator", window)
        page.goto("/grants/calendar")
        expect(page.locator("#today .month-event")).to_have_count(2)
        assert_accessible(page)
        assert_fits(page)
        page.get_by_role("link", name="Наступний місяць").click()
        page.wait_for_url("**/grants/calendar?month=*")


def test_the_checklist_reckons_while_it_is_filled_in(session: Session, sign_in: SignIn, new_page: NewPage) -> None:
    call = factories.make_call(session, deadline_on=today() + timedelta(days=20))
    page = sign_in("coordinator", new_page(360, 740, dark=True, has_touch=True))
    page.goto(f"/grants/calls/{call.id}/assess")
    assert_accessible(page)
    assert_fits(page)
    for item in criteria(session):
        page.locator(f"[name=score_{item.id}][value='4']").check()
    page.fill("[name=hours]", "90")
    page.fill("[name=chance]", "35")
    page.fill("[name=amount]", "720 000")
    expect(page.locator("[data-out=score]")).to_have_text("80 %")
    expect(page.locator("[data-out=hourly]")).to_contain_text("800,00")
    expect(page.locator("[data-out=suggestion]")).to_have_text("Варто подаватися")
    page.locator(f"[name=score_{criteria(session)[0].id}][value='0']").check()
    expect(page.locator("[data-out=suggestion]")).to_have_text("Краще не подаватися")
    page.select_option("[name=decision]", "no_go")
    page.fill("[name=reason]", "Не наша тема")
    page.get_by_role("button", name="Зберегти оцінку").click()
    expect(page.locator("#assessment")).to_contain_text("Не наша тема")
    assert_accessible(page)
    assert_fits(page)
    kept = session.query(Assessment).one()
    assert (kept.amount, kept.hourly_base) == (Decimal(720_000), Decimal(2_800))


def test_the_pages_of_funders_fit_a_phone(session: Session, sign_in: SignIn, new_page: NewPage) -> None:
    funder = factories.make_organisation(session, "Фонд")
    factories.make_application(session, funder=funder)
    factories.make_assessment(session, factories.make_call(session, funder, deadline_on=today()))
    page = sign_in("coordinator", new_page(360, 740, has_touch=True))
    for path in ("/grants/funders", f"/grants/funders/{funder.id}", f"/grants/funders/{funder.id}/edit",
                 "/grants/calls", "/grants/calls/compare"):  # fmt: skip
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)
