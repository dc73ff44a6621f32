"""Hours in the browser: a volunteer's own page on a phone, a whole shift, hours of a grant, recognition."""

from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.grants import Stage
from app.domain.personal_links import LIFETIME
from app.domain.volunteers import HoursStatus
from models.base import utc_now
from models.hours import HoursClaim
from models.volunteers import HoursEntry
from tests.browser.conftest import SignIn
from tests.support import factories
from tests.support.browser import seen

PHONE = {"width": 360, "height": 740, "has_touch": True}


def test_a_shift_is_logged_counted_on_a_grant_and_thanked_for(session: Session, sign_in: SignIn, new_page) -> None:
    grant = factories.make_application(session, stage=Stage.IMPLEMENTATION)
    factories.make_hour_rate(session, grant)
    opportunity = factories.make_opportunity(session, "Сортування книжок", application=grant)
    start = utc_now() - timedelta(days=2)
    shift = factories.make_shift(session, opportunity, starts_at=start, ends_at=start + timedelta(hours=11))
    for name in ("Бойко", "Ґудзь"):
        person = factories.make_person(session, name, email=f"{len(name)}@demo.example")
        volunteer = factories.make_volunteer(session, person, started_on=today() - timedelta(days=360))
        factories.make_assignment(session, shift, volunteer)
    session.commit()
    page = sign_in("coordinator", new_page(**PHONE))
    page.goto("/hours")
    seen(page)
    page.locator(f"a[href='/hours/shifts/{shift.id}']").click()
    page.get_by_label("Ґудзь Олена", exact=True).uncheck()
    seen(page)
    with page.expect_navigation():
        page.locator("[name^=minutes-]").first.press("Enter")
    assert [entry.status for entry in session.query(HoursEntry)] == [HoursStatus.CONFIRMED]
    page.goto(f"/grants/{grant.id}/hours")
    seen(page)
    page.get_by_role("button", name="Зарахувати вибрані години").click()
    expect(page.locator("#toasts")).to_contain_text("Зараховано")
    assert session.query(HoursClaim).count() == 1
    page.goto("/volunteers/recognition")
    seen(page)
    page.get_by_role("button", name="Подякували").click()
    expect(page.locator("#toasts")).to_contain_text("Записано подяку")
    page.goto("/hours/summary?by=role")
    seen(page)


def test_a_volunteer_logs_hours_from_the_phone_and_takes_them_back(session: Session, new_page) -> None:
    factories.make_institution(session)
    volunteer = factories.make_volunteer(session, factories.make_person(session, "Ґудзь", "Марія"))
    now = utc_now()
    factories.make_personal_link(session, volunteer, "my-own-link", created_at=now, expires_at=now + LIFETIME)
    shift = factories.make_shift(
        session, factories.make_opportunity(session, "Сортування книжок"), starts_at=now + timedelta(days=2)
    )
    factories.make_assignment(session, shift, volunteer)
    session.commit()
    for dark in (False, True):
        page = new_page(**PHONE, dark=dark)
        page.goto("/my/my-own-link")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Маріє")
        expect(page.locator("main")).to_contain_text("Сортування книжок")
        seen(page)
    page.get_by_role("link", name="Записати мої години").click()
    page.fill("[name=from_time]", "10:00")
    page.fill("[name=activity]", "Ремонт книжок")
    page.get_by_role("button", name="Записати години").click()
    expect(page.locator(".error-summary")).to_contain_text("скільки часу")
    assert page.input_value("[name=activity]") == "Ремонт книжок"
    seen(page)
    page.fill("[name=until_time]", "12:15")
    page.get_by_role("button", name="Записати години").click()
    expect(page.locator("main")).to_contain_text("2:15")
    seen(page)
    page.get_by_role("button", name="Забрати назад").click()
    expect(page.locator("main")).to_contain_text("Годин ще немає")
    assert session.query(HoursEntry).count() == 0
    page.goto("/my/nobodys-link")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Такого посилання немає")
    seen(page)
