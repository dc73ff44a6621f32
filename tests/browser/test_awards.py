"""The award in the browser: a phone and a desk, in both themes."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.donations import DonationKind, InKindStatus
from app.domain.grants import Stage
from tests.browser.conftest import SignIn
from tests.support import factories as make
from tests.support.browser import assert_accessible, assert_fits

NewPage = Callable[..., Page]


def test_a_tranche_comes_and_a_gift_counts(session: Session, sign_in: SignIn, new_page: NewPage) -> None:
    now = today()
    days = {"starts_on": now - timedelta(days=60), "ends_on": now + timedelta(days=60)}
    grant = make.make_application(
        session,
        "Річка єднає",
        stage=Stage.IMPLEMENTATION,
        awarded_amount=Decimal(50_000),
        agreement_on=now - timedelta(days=30),
        cofinancing_amount=Decimal(5_000),
        **days,
    )
    tranche = make.make_disbursement(session, grant, due_on=now)
    make.make_gate(session, tranche)
    make.make_amendment(session, grant)
    gift = {"kind": DonationKind.IN_KIND, "in_kind_status": InKindStatus.BOOKED, "application": grant}
    make.make_donation(session, received_on=now, description="Ноутбук", **gift)
    session.commit()
    for role, window in (
        ("accountant", new_page(360, 740, has_touch=True)),
        ("administrator", new_page(1280, 800, dark=True)),
    ):
        page = sign_in(role, window)
        for path in ("award", f"tranches/{tranche.id}", f"tranches/{tranche.id}/receive", "cofinancing", "work"):
            page.goto(f"/grants/{grant.id}/{path}")
            assert_accessible(page)
            assert_fits(page)
    page.goto(f"/grants/{grant.id}/amendments/new")
    assert_accessible(page)
    page.goto(f"/grants/{grant.id}/tranches/{tranche.id}")
    page.get_by_role("button", name="Умову виконано").click()
    expect(page.locator("main")).to_contain_text("Цей транш нічого не стримує.")
    page.get_by_role("link", name="Записати надходження").click()
    page.fill("[name=amount]", "20 000")
    page.get_by_role("button", name="Зберегти").click()
    expect(page.locator("#receipts")).to_contain_text("20 000,00")
    page.goto(f"/grants/{grant.id}/cofinancing")
    page.get_by_label("Ноутбук").check()
    page.get_by_role("button", name="Зарахувати вибрані записи").click()
    expect(page.locator("#claimed")).to_contain_text("Ноутбук")
