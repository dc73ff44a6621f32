"""A partner in the browser: a pause by the keyboard, and pages that everybody can read on a phone."""

from datetime import timedelta
from decimal import Decimal

from playwright.sync_api import expect
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.partnerships import PartnershipStage, StopReason
from tests.browser.conftest import SignIn
from tests.support import factories
from tests.support.browser import assert_accessible, assert_fits


def test_a_pause_by_the_keyboard_asks_for_its_reason(session: Session, sign_in: SignIn) -> None:
    partner = factories.make_organisation(session, "Ліцей № 12")
    partnership = factories.make_partnership(session, partner, stage=PartnershipStage.ACTIVE)
    session.commit()
    page = sign_in("coordinator")
    page.goto("/partnerships?view=board")
    page.locator("[data-stage=active] .board-title").focus()
    page.keyboard.press("Alt+ArrowRight")
    dialog = page.locator("#reason-paused")
    expect(dialog).to_be_visible()
    assert_accessible(page)
    expect(dialog.locator("[name=reason_code]")).to_be_focused()
    dialog.locator("[name=reason_code]").select_option("no_resources")
    dialog.locator("button[type=submit]").click()
    expect(page.locator("[data-stage=paused]")).to_contain_text("Ліцей № 12")
    expect(page.locator("[data-stage=paused] [data-column-count]")).to_have_text("1")
    session.expire_all()
    assert partnership.stage is PartnershipStage.PAUSED
    assert partnership.changes[-1].reason_code is StopReason.NO_RESOURCES


def test_the_pages_of_a_partner_are_accessible_and_fit_a_phone(session: Session, sign_in: SignIn) -> None:
    partnership = factories.make_partnership(session, stage=PartnershipStage.ACTIVE)
    now = today()
    ends = now + timedelta(days=20)
    factories.make_agreement(session, partnership, number="7", valid_from=now - timedelta(days=99), valid_until=ends)
    factories.make_agreement(session, partnership, kind="transfer_act", valid_from=now)
    factories.make_ledger_entry(session, partnership, amount=Decimal("1234567.89"))
    draft = factories.make_memorandum_text(session, factories.make_agreement(session, partnership))
    template = factories.make_memorandum_template(session)
    session.commit()
    page = sign_in("coordinator")
    page.set_viewport_size({"width": 360, "height": 780})
    of_partner = ("", "/work", "/reciprocity", "/ledger/new", "/agreements/new", "/move?stage=ended", "/memorandum")
    of_all = ("growth", "memoranda/templates", f"memoranda/templates/{template.id}", f"memoranda/{draft.agreement_id}")
    for path in (*(f"{partnership.id}{part}" for part in of_partner), *of_all):
        page.goto(f"/partnerships/{path}")
        assert_fits(page)
        assert_accessible(page)
