"""Budgets in the browser: a line whose sources are reckoned while it is typed, a table on a phone, the page at hand."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.domain.grants import BudgetSource, Stage
from models.grant_money import BudgetLine
from tests.browser.conftest import SignIn
from tests.support import factories
from tests.support.browser import assert_accessible, assert_fits

NewPage = Callable[..., Page]


def test_the_sources_of_a_line_are_reckoned_while_it_is_typed(
    session: Session, sign_in: SignIn, new_page: NewPage
) -> None:
    grant = factories.make_application(session, stage=Stage.IMPLEMENTATION, awarded_amount=Decimal(1000))
    page = sign_in("accountant", new_page(360, 740, dark=True, has_touch=True))
    page.goto(f"/grants/{grant.id}/budget/lines/new")
    page.fill("[name=item]", "Друк")
    page.select_option("[name=category]", "printing")
    page.fill("[name=quantity]", "1,5")
    page.fill("[name=price]", "33,33")
    page.fill("[name=own]", "60")
    expect(page.locator("[data-out=total]")).to_have_text("50,00\u00a0₴")
    expect(page.locator("[data-out=left]")).to_have_text("−10,00\u00a0₴")
    page.fill("[name=own]", "9,99")
    expect(page.locator("[name=grant]")).to_have_attribute("placeholder", re.compile("^40,01"))
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Зберегти").click()
    page.wait_for_url("**/budget#lines")
    assert_accessible(page)
    assert_fits(page)
    kept = session.query(BudgetLine).one()
    assert kept.share(BudgetSource.GRANT) == Decimal("40.01")


@pytest.mark.parametrize(
    ("price", "total"), [("1,234.50", "UAH 2,469.00"), ("1 234,50", "UAH 2,469.00"), ("1,234", "—")]
)
def test_amounts_are_reckoned_in_either_way_of_writing_them(
    session: Session, sign_in: SignIn, new_page: NewPage, price: str, total: str
) -> None:
    grant = factories.make_application(session, stage=Stage.IMPLEMENTATION, awarded_amount=Decimal(1000))
    page = sign_in("accountant", new_page(locale="en-GB"), locale="en")
    page.goto(f"/grants/{grant.id}/budget/lines/new")
    page.fill("[name=quantity]", "2")
    page.fill("[name=price]", price)
    expect(page.locator("[data-out=total]")).to_have_text(total.replace(" ", "\u00a0"))


def test_a_table_is_pasted_on_a_phone(session: Session, sign_in: SignIn, new_page: NewPage) -> None:
    grant = factories.make_application(session)
    page = sign_in("coordinator", new_page(360, 740, has_touch=True))
    page.goto(f"/grants/{grant.id}/budget/paste")
    assert_accessible(page)
    assert_fits(page)
    page.fill("[name=table]", "Назва\tКатегорія\tК-сть\tЦіна\nПапір\tМатеріали\t2\t50\nКлей\tзолото\t1\t5\n")
    page.get_by_role("button", name="Перевірити таблицю").last.click()
    expect(page.locator("#found")).to_contain_text("Такої категорії тут немає")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Додати решту рядків").check()
    page.get_by_role("button", name="Додати 1 статтю").click()
    page.wait_for_url("**/budget#lines")
    assert session.query(BudgetLine).one().planned == 100


def test_on_a_phone_an_expenditure_is_called_after_its_line_and_leaves_room_for_its_menu(
    session: Session, sign_in: SignIn, new_page: NewPage
) -> None:
    grant = factories.make_application(session, stage=Stage.IMPLEMENTATION, awarded_amount=Decimal(1000))
    line = factories.make_budget_line(session, grant, code="1.1", item="Винагорода координаторки проєкту")
    factories.make_expenditure(session, line, counterparty="")
    page = sign_in("accountant", new_page(360, 740, has_touch=True))
    page.goto(f"/grants/{grant.id}/budget")
    name = page.locator("#expenditures tbody th")
    expect(name.get_by_text("1.1 Винагорода координаторки проєкту")).to_be_visible()
    expect(name.get_by_text("—")).to_be_hidden()
    expect(name).to_have_css("padding-right", "48px")
