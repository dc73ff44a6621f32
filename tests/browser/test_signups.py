"""Signing up as a volunteer in a browser: accessible and narrow pages, the guardian's part, without JavaScript."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.domain.opportunities import Visibility
from models.opportunities import Opportunity
from models.signups import SignUp
from tests.browser.conftest import SignIn
from tests.support import factories as make
from tests.support.browser import assert_accessible, assert_fits

OpenPage = Callable[..., Page]


@pytest.fixture
def public_work(session: Session) -> Opportunity:
    """An opportunity that everybody sees, with a shift to come."""
    make.make_institution(session)
    work = make.make_opportunity(
        session,
        "Казки вголос",
        visibility=Visibility.PUBLIC,
        skills=["читання вголос", "гра на сопілці"],
        needed=3,
        description="Читаємо малечі щосуботи.",
    )
    make.make_shift(session, work, starts_at=make.utc_now() + timedelta(days=4))
    session.commit()
    return work


def fill_in(page: Page, birth_date: str) -> None:
    page.fill("[name=last_name]", "Гордієнко")
    page.fill("[name=first_name]", "Ірина")
    page.fill("[name=birth_date]", birth_date)
    page.fill("[name=email]", "iryna@library.example")
    page.fill("[name=phone]", "050 123 45 67")
    page.check("[name=consent]")


def test_the_guardian_is_asked_about_only_when_the_birth_date_says_so(
    session: Session, page: Page, public_work: Opportunity
) -> None:
    page.goto("/volunteer/sign-up")
    guardian = page.locator("[name=guardian_name]")
    expect(guardian).to_be_hidden()
    page.fill("[name=birth_date]", f"{make.utc_now().year - 16}-01-01")
    expect(guardian).to_be_visible()
    page.fill("[name=birth_date]", "1990-01-01")
    expect(guardian).to_be_hidden()


def test_a_minor_without_javascript_is_told_and_loses_nothing(
    session: Session, new_page: OpenPage, public_work: Opportunity
) -> None:
    page = new_page(width=360, height=780, java_script_enabled=False)
    page.goto("/volunteer")
    page.click("text=Казки вголос")
    page.click("main a.btn-primary")
    expect(page.locator("[name=guardian_name]")).to_be_visible()
    page.wait_for_timeout(4_500)
    fill_in(page, f"{make.utc_now().year - 16}-01-01")
    page.click("main button[type=submit]")
    assert "Вам ще немає 18" in page.inner_text(".error-summary")
    assert page.input_value("[name=last_name]") == "Гордієнко"
    assert page.is_checked("[name=consent]")
    page.fill("[name=guardian_name]", "Гордієнко Марія")
    page.fill("[name=guardian_phone]", "063 111 22 33")
    page.click("main button[type=submit]")
    assert "анкету отримано" in page.inner_text("h1")
    made = session.scalars(sa.select(SignUp)).one()
    assert made.reference in page.inner_text("main")
    assert made.opportunity_id == public_work.id


@pytest.mark.parametrize("dark", [False, True])
def test_the_public_pages_are_accessible_and_fit_a_phone(
    session: Session, new_page: OpenPage, public_work: Opportunity, dark: bool
) -> None:
    page = new_page(width=360, height=780, dark=dark)
    for path in (
        "/volunteer",
        f"/volunteer/{public_work.token}",
        f"/volunteer/sign-up?opportunity={public_work.token}",
    ):
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)
    page.fill("[name=birth_date]", "2020-01-01")
    page.click("main button[type=submit]")
    expect(page.locator(".error-summary")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_of_staff_are_accessible_and_fit(
    session: Session, sign_in: SignIn, new_page: OpenPage, public_work: Opportunity, width: int
) -> None:
    known = make.make_person(session, "Гордієнко", "Ірина", email="iryna@library.example")
    sign_up = make.make_sign_up(
        session, "Гордієнко", email="iryna@library.example", opportunity=public_work, branch=public_work.branch,
        skills=["читання вголос"], availability=["5-morning"], languages=["uk"],
    )  # fmt: skip
    volunteer = make.make_volunteer(session, known)
    document = make.make_document(session, volunteer, expires_on=make.utc_now().date(), issued_on=None)
    session.commit()
    page = sign_in("coordinator", new_page(width=width, height=800))
    for path in (
        "/volunteers/sign-ups",
        f"/volunteers/sign-ups/{sign_up.id}",
        "/volunteers/documents",
        f"/volunteers/{volunteer.id}",
        f"/volunteers/{volunteer.id}/edit",
        f"/volunteers/{volunteer.id}/documents/{document.id}",
    ):
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)
