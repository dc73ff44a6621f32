"""The board of applications in the browser: by mouse, by touch, by keyboard, by the menu of a card."""

from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session

from app.domain.grants import Stage
from app.domain.partnerships import PartnershipStage
from models.grants import Application
from tests.browser.conftest import SignIn
from tests.support import factories
from tests.support.browser import assert_accessible, assert_fits


def column(page: Page, stage: Stage) -> Locator:
    return page.locator(f"[data-stage={stage.value}]")


def arrived(page: Page, stage: Stage, title: str) -> None:
    """Wait until the server has answered: the count of the column comes from it."""
    expect(column(page, stage)).to_contain_text(title)
    expect(column(page, stage).locator("[data-column-count]")).to_have_text("1")


def stage_of(session: Session) -> Application:
    session.expire_all()
    return session.scalars(sa.select(Application)).one()


def test_a_card_is_carried_by_the_mouse(session: Session, sign_in: SignIn) -> None:
    factories.make_application(session, "Простір для молоді", stage=Stage.IDEA)
    session.commit()
    page = sign_in("coordinator")
    page.goto("/grants/board")
    handle = column(page, Stage.IDEA).locator("[data-handle]").bounding_box()
    target = column(page, Stage.SELECTION).bounding_box()
    page.mouse.move(handle["x"] + 5, handle["y"] + 5)
    page.mouse.down()
    page.mouse.move(target["x"] + 60, target["y"] + 120, steps=8)
    page.mouse.up()
    arrived(page, Stage.SELECTION, "Простір для молоді")
    assert stage_of(session).stage is Stage.SELECTION


def test_a_card_is_carried_by_a_finger_held_at_the_edge_of_a_phone(
    session: Session, sign_in: SignIn, new_page: Callable[..., Page]
) -> None:
    factories.make_application(session, "Читальня надворі", stage=Stage.IDEA)
    session.commit()
    page = sign_in("coordinator", page=new_page(width=360, height=740, has_touch=True, is_mobile=True))
    page.goto("/grants/board")
    assert_fits(page)
    handle = column(page, Stage.IDEA).locator("[data-handle]").bounding_box()
    finger = page.context.new_cdp_session(page)
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2

    def touch(kind: str, *points: tuple[float, float]) -> None:
        at = [{"x": left, "y": top} for left, top in points]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    touch("touchStart", (x, y))
    for step in range(1, 7):
        touch("touchMove", (x + (345 - x) * step / 6, y + 2 * step))
    expect(column(page, Stage.IDEA)).not_to_be_in_viewport()
    # How far the board goes while the finger is held depends on the machine: held at the other edge it comes back.
    for _ in range(50):
        touch("touchMove", (180, y + 20))
        box = column(page, Stage.SELECTION).bounding_box()
        middle = box["x"] + box["width"] / 2
        if 60 < middle < 300:
            break
        touch("touchMove", (345 if middle > 300 else 15, y + 20))
        page.wait_for_timeout(100)
    touch("touchMove", (middle, y + 20))
    expect(page.locator(".board-column.over")).to_have_attribute("data-stage", Stage.SELECTION.value)
    touch("touchEnd")
    arrived(page, Stage.SELECTION, "Читальня надворі")
    assert stage_of(session).stage is Stage.SELECTION


def test_an_award_is_recorded_with_the_requested_sum_offered(session: Session, sign_in: SignIn) -> None:
    factories.make_application(session, "Читаємо разом", stage=Stage.REVIEW, requested_amount=Decimal("180000.50"))
    session.commit()
    page = sign_in("coordinator")
    page.goto("/grants/board")
    column(page, Stage.REVIEW).locator("[data-menu]").click()
    page.locator("[popover]:popover-open [data-move=awarded]").click()
    dialog = page.locator("#reason-awarded")
    expect(dialog.locator("[name=awarded_amount]")).to_have_value("180 000,50")
    expect(dialog.locator("[name=awarded_amount]")).to_be_focused()
    assert_accessible(page)
    dialog.locator("button[type=submit]").click()
    arrived(page, Stage.AWARDED, "Читаємо разом")
    application = stage_of(session)
    assert (application.stage, application.awarded_amount) == (Stage.AWARDED, Decimal("180000.50"))


def test_a_card_moves_by_keyboard_alone(session: Session, sign_in: SignIn) -> None:
    factories.make_application(session, "Живі голоси", stage=Stage.IDEA)
    session.commit()
    page = sign_in("coordinator")
    page.goto("/grants/board")
    page.get_by_role("link", name="Живі голоси").focus()
    page.keyboard.press("Alt+ArrowRight")
    arrived(page, Stage.SELECTION, "Живі голоси")
    expect(page.get_by_role("link", name="Живі голоси")).to_be_focused()
    assert stage_of(session).stage is Stage.SELECTION


def test_a_title_of_many_lines_shows_three_of_them_and_is_read_out_whole(session: Session, sign_in: SignIn) -> None:
    title, name = ("Літературна вітальня " * 10)[:200].strip(), ("Фонд розвитку громад " * 10).strip()
    funder = factories.make_organisation(session, name)
    long = factories.make_application(session, title, funder=funder, stage=Stage.IDEA)
    factories.make_application(session, "Живі голоси", stage=Stage.IDEA)
    factories.make_partnership(session, funder, stage=PartnershipStage.ACTIVE)
    session.commit()
    page = sign_in("coordinator")
    for path, words in (("/grants/board", title), ("/partnerships?view=board", funder.display_name)):
        page.goto(path)
        link = page.get_by_role("link", name=words, exact=True)
        expect(link).to_have_attribute("title", words)
        assert (
            link.evaluate("node => node.getBoundingClientRect().height / parseFloat(getComputedStyle(node).lineHeight)")
            < 3.3
        )
        page.emulate_media(media="print")
        assert link.evaluate("node => node.scrollHeight - node.clientHeight") <= 1
        page.emulate_media(media="screen")
        assert_accessible(page)
    page.goto("/grants/board")
    note = page.locator(f"[data-card='{long.id}'] .board-note")
    expect(note).to_have_attribute("title", funder.display_name)
    assert page.get_by_role("link", name="Живі голоси").get_attribute("title") is None


@pytest.mark.parametrize("stage", [Stage.AWARDED, Stage.REJECTED])
def test_a_move_that_is_not_explained_leaves_the_card_where_it_was(
    session: Session, sign_in: SignIn, stage: Stage
) -> None:
    factories.make_application(session, "Відкриті двері", stage=Stage.REVIEW)
    session.commit()
    page = sign_in("coordinator")
    page.goto("/grants/board")
    column(page, Stage.REVIEW).locator("[data-menu]").click()
    page.locator(f"[popover]:popover-open [data-move={stage.value}]").click()
    dialog = page.locator(f"#reason-{stage.value}")
    if stage is Stage.AWARDED:
        dialog.locator("[name=awarded_amount]").fill("")
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(column(page, Stage.REVIEW)).to_contain_text("Відкриті двері")
    assert stage_of(session).stage is Stage.REVIEW
