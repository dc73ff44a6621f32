"""A volunteer's paper in the browser: seen before it is issued, and checked by somebody without an account."""

from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.volunteers import HoursStatus
from tests.browser.conftest import SignIn
from tests.support import factories as make
from tests.support.browser import seen

PHONE = {"width": 360, "height": 740, "has_touch": True}
CODE = "7K2M9QXT04BDRZ5H"


def test_a_paper_is_checked_on_a_phone_without_an_account(session: Session, new_page) -> None:
    volunteer = make.make_volunteer(session, make.make_person(session, "Ґудзь", "Марія"))
    make.make_paper(session, volunteer, code=CODE)
    session.commit()
    for dark in (False, True):
        page = new_page(**PHONE, dark=dark)
        # The first page of a run also cuts the web fonts.
        page.goto("/verify", timeout=30_000)
        seen(page)
        page.fill("[name=code]", "7к2м 9qхт о4вd rz5н")
        page.get_by_role("button", name="Перевірити код").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Документ чинний")
        expect(page.locator("main")).not_to_contain_text("Ґудзь")
        seen(page)
        page.goto("/verify/0000-0000-0000-0000")
        expect(page.get_by_role("heading", level=1)).to_have_text("Документа з таким кодом немає")
        seen(page)


def test_the_preview_follows_the_form_and_the_paper_is_issued(session: Session, sign_in: SignIn, new_page) -> None:
    volunteer = make.make_volunteer(session, make.make_person(session, "Коваль", "Олена"), started_on=None)
    day = today() - timedelta(days=1)
    make.make_hours(session, volunteer, worked_on=day, minutes=150, status=HoursStatus.CONFIRMED)
    page = sign_in("coordinator", new_page(**PHONE))
    page.goto(f"/volunteers/{volunteer.id}/papers/new")
    page.fill("[name=period_from]", str(day - timedelta(days=5)))
    frame = page.frame_locator("iframe.paper-frame")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Сертифікат волонтерської діяльності")
    page.select_option("[name=kind]", "thanks")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Подяка")
    page.get_by_role("radio", name="English").check()
    expect(frame.locator(".recipient")).to_have_text("Olena Koval")
    seen(page)
    with page.expect_navigation():
        page.locator(".save-bar button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("/0001")
    seen(page)
    for path in ("/volunteers/papers", "/volunteers/papers/many", "/volunteers/papers/texts/certificate/uk"):
        page.goto(path)
        seen(page)
