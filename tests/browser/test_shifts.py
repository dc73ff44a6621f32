"""Shifts in the browser: an opportunity with a series, a place, coverage, and a volunteer's own page."""

from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.opportunities import AssignmentStatus
from models.base import utc_now
from models.opportunities import Assignment, Shift
from tests.browser.conftest import SignIn
from tests.browser.test_letters_and_tasks import PHONE, save, seen
from tests.opportunities.support import able, coming, coming_shift
from tests.support import factories


def test_a_series_is_planned_and_filled_on_a_phone(session: Session, sign_in: SignIn, new_page) -> None:
    branch = factories.make_branch(session, "Філія № 6 для дорослих")
    able(session, "Ґудзь", branch=branch)
    page = sign_in("coordinator", new_page(**PHONE))
    page.goto("/opportunities/new")
    page.fill("[name=title]", "Голосні читання для малечі")
    page.select_option("[name=branch_id]", str(branch.id))
    seen(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Зберегти можливість").click()
    expect(page.locator("#toasts")).to_contain_text("Можливість додано")
    first = today() + timedelta(days=2)
    page.fill("[name=day]", first.isoformat())
    page.fill("[name=begins]", "11:00")
    page.fill("[name=ends]", "13:00")
    page.get_by_text("Повторювати щотижня").click()
    page.fill("[name=until]", (first + timedelta(days=14)).isoformat())
    with page.expect_navigation():
        page.get_by_role("button", name="Показати дні").click()
    expect(page.locator("main")).to_contain_text("Буде додано 3 чергування")
    seen(page)
    save(page)
    expect(page.locator(".shift-line")).to_have_count(3)
    seen(page)
    page.locator(".shift-line a").first.click()
    page.get_by_role("button", name="Надати місце").first.click()
    expect(page.locator("#places")).to_contain_text("Ґудзь")
    seen(page)
    page.goto(f"/opportunities/coverage?day={first.isoformat()}")
    expect(page.locator(".cover-list")).to_contain_text("1/2")
    seen(page)
    page.goto(f"/opportunities/coverage?day={first.isoformat()}&view=month")
    seen(page)
    page.goto("/opportunities")
    seen(page)


def test_an_override_a_waiting_list_and_the_calendar_on_a_desk(session: Session, sign_in: SignIn, new_page) -> None:
    shift = coming_shift(session, factories.make_opportunity(session, "Клуб настільних ігор"), needed=1)
    place = factories.make_assignment(session, shift, able(session, "Перша"))
    factories.make_assignment(session, shift, able(session, "Друга"), status=AssignmentStatus.WAITING)
    unready = able(session, "Третя", briefed_on=None)
    other = coming_shift(session, shift.opportunity, starts_at=coming(9), needed=2)
    page = sign_in("coordinator", new_page())
    page.goto(f"/opportunities/shifts/{other.id}/assign?volunteer={unready.id}")
    seen(page)
    page.fill("[name=override]", "Інструктаж на місці")
    page.get_by_role("button", name="Усе одно надати місце").click()
    expect(page.locator("#places")).to_contain_text("Інструктаж на місці")
    page.goto(f"/opportunities/shifts/{shift.id}")
    seen(page)
    page.goto(f"/opportunities/assignments/{place.id}/remove")
    seen(page)
    save(page)
    expect(page.locator("#toasts")).to_contain_text("Друга")
    page.goto(f"/opportunities/coverage?day={shift.day.isoformat()}")
    expect(page.locator(".cover-week")).to_contain_text("1/1")
    seen(page)
    page.goto(f"/opportunities/shifts/{shift.id}/cancel")
    seen(page)


def test_a_volunteer_takes_a_place_and_gives_it_up_on_a_phone(session: Session, new_page) -> None:
    shift = coming_shift(session, factories.make_opportunity(session, "Читання вголос"))
    full = coming_shift(session, starts_at=coming(8), needed=1)
    factories.make_assignment(session, full, able(session))
    now = utc_now()
    volunteer = able(session, "Ґудзь")
    factories.make_personal_link(session, volunteer, "my-secret", created_at=now, expires_at=now + timedelta(days=9))
    session.commit()
    page = new_page(**PHONE)
    page.goto("/my/my-secret/shifts")
    seen(page)
    page.get_by_role("button", name="Записатися").click()
    expect(page.locator("main")).to_contain_text("Читання вголос")
    seen(page)
    page.goto("/my/my-secret/shifts")
    page.get_by_role("button", name="Чекати на місце").click()
    expect(page.locator("main")).to_contain_text("У списку очікування, № 1")
    page.get_by_role("link", name="Не зможу прийти").click()
    seen(page)
    page.get_by_role("button", name="Відмовитися від місця").click()
    expect(page.locator("main")).not_to_contain_text("Читання вголос")
    session.expire_all()
    assert session.get_one(Shift, shift.id).taken == 0
    assert session.query(Assignment).filter_by(volunteer_id=volunteer.id).count() == 2
