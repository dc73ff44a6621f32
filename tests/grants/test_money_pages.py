"""What people see and do on the budget page and its forms."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.grants import BudgetSource, Stage
from app.domain.money import Currency
from models.base import utc_now
from models.grant_money import BudgetLine, Disbursement, Expenditure
from models.grants import Application
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import count_queries


@pytest.fixture
def grant(session: Session) -> Application:
    """A grant in euros at 50 hryvnias, with a line, a document in hryvnias and two tranches."""
    application = factories.make_application(
        session,
        "Жива бібліотека",
        stage=Stage.IMPLEMENTATION,
        currency=Currency.EUR,
        rate=Decimal(50),
        awarded_amount=Decimal(10_000),
        agreement_on=date(2026, 1, 15),
    )
    line = factories.make_budget_line(session, application, code="1.1", item="Ведуча", price=Decimal("99.99"))
    own = {"code": "2.1", "item": "Афіші", "source": BudgetSource.OWN, "price": Decimal(10)}
    factories.make_budget_line(session, application, **own)
    factories.make_expenditure(
        session, line, amount=Decimal("75000.50"), grant_amount=Decimal("1500.01"), base_amount=Decimal("75000.50")
    )
    common = {"currency": Currency.EUR, "rate": Decimal(50)}
    factories.make_disbursement(
        session, application, number=1, amount=Decimal(6_000), received_on=date(2026, 2, 1), **common
    )
    factories.make_disbursement(
        session, application, number=2, amount=Decimal(3_000), due_on=date(2026, 2, 2), **common
    )
    return application


def the(session: Session, model: type, **values: object) -> object:
    return session.query(model).filter_by(**values).one()


def test_the_budget_page_sets_plan_against_actual(session: Session, login: SignIn, grant: Application) -> None:
    page = login("accountant").get(f"/grants/{grant.id}/budget")
    for words in ("€1,099.90", "€1,500.01", "+€500.11", "75,000.50", "€6,000.00", "of €10,000.00 awarded"):
        assert words in page.text, words
    assert page.texts("#lines tfoot th") == ["Grant", "Own contribution", "Total"]
    assert "The lines that the grant pays for add up to €999.90" in page.text
    assert page.select("[data-chart]")
    assert "€1,099.90" in page.texts(".chart-table tfoot")[0]


@pytest.mark.parametrize("role", ["accountant", "coordinator", "administrator"])
def test_who_keeps_the_books_edits_the_money(session: Session, login: SignIn, grant: Application, role: str) -> None:
    me = login(role)
    page = me.get(f"/grants/{grant.id}/budget")
    assert f"/grants/{grant.id}/budget/lines/new" in page.links
    typed = {"category": "materials", "item": "Папір", "price": "12,50", "quantity": "1,5"}
    me.submit(me.get(f"/grants/{grant.id}/budget/lines/new"), typed)
    assert the(session, BudgetLine, item="Папір").planned == Decimal("18.75")  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", ["director", "monitor"])
def test_others_only_read_it(session: Session, login: SignIn, grant: Application, role: str) -> None:
    me = login(role)
    page = me.get(f"/grants/{grant.id}/budget")
    assert not [link for link in page.links if "/lines/" in link or "/tranches/" in link or "/expenditures/" in link]
    line = the(session, BudgetLine, code="1.1")
    me.get(f"/grants/{grant.id}/budget/lines/new", status=403)
    me.post(f"/grants/{grant.id}/budget/lines/{line.id}/remove", status=403)  # type: ignore[attr-defined]
    me.post(f"/grants/{grant.id}/expenditures/new", {}, status=403)
    me.post(f"/grants/{grant.id}/tranches/new", {}, status=403)


def test_branch_staff_do_not_see_it(login: SignIn, grant: Application) -> None:
    login("staff").get(f"/grants/{grant.id}/budget", status=403)


@pytest.mark.parametrize("locale", ["uk", "en"])
def test_every_page_of_the_money_opens(session: Session, login: SignIn, grant: Application, locale: str) -> None:
    me = login("administrator", locale=locale)
    line, spent = the(session, BudgetLine, code="1.1"), the(session, Expenditure)
    tranche = the(session, Disbursement, number=2)
    for path in (
        "budget",
        "budget/lines/new",
        f"budget/lines/{line.id}/edit",  # type: ignore[attr-defined]
        "expenditures/new",
        f"expenditures/new?line={line.id}",  # type: ignore[attr-defined]
        "expenditures/new?line=²",
        f"expenditures/{spent.id}/edit",  # type: ignore[attr-defined]
        "tranches/new",
        f"tranches/{tranche.id}/edit",  # type: ignore[attr-defined]
        f"tranches/{tranche.id}/receive",  # type: ignore[attr-defined]
        f"tranches/{tranche.id}",  # type: ignore[attr-defined]
        f"tranches/{tranche.id}/gates/new",  # type: ignore[attr-defined]
        "award",
        "award/agreement",
        "amendments/new",
        "cofinancing",
    ):
        page = me.get(f"/grants/{grant.id}/{path}")
        # A button says what it saves.
        assert not {"Save", "Зберегти"} & set(page.texts("main button[type=submit]")), path
        if path.startswith("expenditures"):
            assert {"Save the expenditure", "Зберегти витрату"} & set(page.texts(".save-bar button")), path


def test_an_empty_budget_says_what_to_do(session: Session, login: SignIn) -> None:
    idea = factories.make_application(session)
    page = login("coordinator").get(f"/grants/{idea.id}/budget")
    assert "The budget has no lines yet" in page.text
    assert "Expenditures can be entered once the grant is awarded." in page.text
    assert not page.select("[data-chart]")
    login("coordinator").get(f"/grants/{idea.id}/tranches/new", status=422)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"price": "-5"}, "The amount cannot be negative."),
        ({"price": "багато"}, "Enter an amount"),
        ({"price": "99999999999999"}, "The amount is too large."),
        ({"price": "1,005"}, "Use at most two digits after the decimal point."),
        ({"price": ""}, "Fill in this field."),
        ({"quantity": "0"}, "Enter a number above zero."),
        ({"quantity": "-1"}, "The number cannot be negative."),
        ({"quantity": "1,500"}, "“1,500” can be read in two ways: write 1500 or 1.500."),
        ({"quantity": "10", "price": "9999999999999"}, "The amount is too large."),
        ({"quantity": "1.2345"}, "Enter a number"),
        ({"category": ""}, "Fill in this field."),
        ({"category": "gold"}, "Choose one of the offered values."),
        ({"code": "1.1"}, "There is already a line with the code 1.1."),
        ({"item": "х" * 301}, "Use at most 300 characters."),
    ],
)
def test_a_line_that_makes_no_sense_is_refused_in_words(
    session: Session, login: SignIn, grant: Application, typed: dict[str, str], words: str
) -> None:
    me = login("accountant")
    page = me.get(f"/grants/{grant.id}/budget/lines/new")
    assert page.form()["category"] == ""
    line = {"category": "materials", "item": "Папір", "price": "10", "quantity": "2"}
    refused = me.submit(page, {**line, **typed}, status=422)
    assert words in " ".join(refused.errors())
    name, value = next(iter(typed.items()))
    if value != "gold":
        assert refused.form()[name] == value
    assert session.query(BudgetLine).count() == 2


@pytest.mark.parametrize(("locale", "shown"), [("uk", "1234,125"), ("en", "1234.125")])
def test_a_quantity_is_shown_as_it_can_be_saved_again(
    session: Session, login: SignIn, grant: Application, locale: str, shown: str
) -> None:
    line = factories.make_budget_line(session, grant, quantity=Decimal("1234.125"), price=Decimal(1))
    small = factories.make_budget_line(session, grant, quantity=Decimal("1.125"), price=Decimal(1))
    me = login("accountant", locale=locale)
    page = me.get(f"/grants/{grant.id}/budget/lines/{line.id}/edit")
    assert page.form()["quantity"] == shown
    me.submit(page)
    me.submit(me.get(f"/grants/{grant.id}/budget/lines/{small.id}/edit"))
    session.refresh(line)
    session.refresh(small)
    assert (line.quantity, small.quantity) == (Decimal("1234.125"), Decimal("1.125"))


@pytest.mark.parametrize(("drawn", "sent", "shown"), [("uk", "en", "1 234,50"), ("en", "uk", "1,234.50")])
def test_an_amount_is_shown_as_the_reader_writes_it_and_read_in_either_language(
    session: Session, login: SignIn, grant: Application, drawn: str, sent: str, shown: str
) -> None:
    line = factories.make_budget_line(session, grant, price=Decimal("1234.50"))
    me = login("accountant", locale=drawn)
    page = me.get(f"/grants/{grant.id}/budget/lines/{line.id}/edit")
    assert page.form()["price"] == shown
    me.user.locale = sent
    session.commit()
    me.submit(page)
    session.refresh(line)
    assert line.price == Decimal("1234.50")
    unclear = me.submit(me.get(f"/grants/{grant.id}/budget/lines/{line.id}/edit"), {"price": "1,234"}, status=422)
    assert unclear.errors()


@pytest.mark.parametrize(
    ("locale", "typed", "status"),
    [("uk", "41,502", 302), ("uk", "41.502", 302), ("en", "41.502", 302), ("en", "41,502", 422), ("en", "41,5", 302)],
)
def test_a_rate_that_may_be_two_numbers_is_refused(
    session: Session, login: SignIn, grant: Application, locale: str, typed: str, status: int
) -> None:
    line = the(session, BudgetLine, code="2.1")
    me = login("accountant", locale=locale)
    page = me.get(f"/grants/{grant.id}/expenditures/new?line={line.id}")  # type: ignore[attr-defined]
    saved = me.submit(page, {"amount": "10", "currency": "USD", "rate": typed}, status=status)
    if status == 302:
        rate = session.query(Expenditure).filter_by(currency=Currency.USD).one().rate
        assert rate == Decimal(typed.replace(",", "."))
    else:
        assert saved.errors()


def test_two_people_who_edit_one_line_see_both_versions(session: Session, login: SignIn, grant: Application) -> None:
    line = the(session, BudgetLine, code="1.1")
    first, second = login("accountant"), login("coordinator")
    path = f"/grants/{grant.id}/budget/lines/{line.id}/edit"  # type: ignore[attr-defined]
    page = first.get(path)
    second.submit(second.get(path), {"item": "Ведуча майстерень"})
    conflict = first.submit(page, {"item": "Тренерка"}, status=409)
    assert "Ведуча майстерень" in conflict.text
    assert conflict.form()["item"] == "Тренерка"
    first.submit(conflict)
    assert the(session, BudgetLine, code="1.1").item == "Тренерка"  # type: ignore[attr-defined]


def test_a_line_with_spending_is_not_removed(session: Session, login: SignIn, grant: Application) -> None:
    me = login("accountant")
    for code, words in (("1.1", "Money was spent on the line 1.1"), ("2.1", "The budget line is removed")):
        line = the(session, BudgetLine, code=code)
        done = me.post(f"/grants/{grant.id}/budget/lines/{line.id}/remove")  # type: ignore[attr-defined]
        assert words in me.follow(done).text
    assert [row.code for row in session.query(BudgetLine)] == ["1.1"]


def test_a_document_in_hryvnias_counts_in_the_euros_of_the_grant(
    session: Session, login: SignIn, grant: Application
) -> None:
    me, line = login("accountant"), the(session, BudgetLine, code="2.1")
    page = me.get(f"/grants/{grant.id}/expenditures/new?line={line.id}")  # type: ignore[attr-defined]
    assert page.form()["budget_line_id"] == str(line.id)  # type: ignore[attr-defined]
    assert "at the rate of the grant, 50, rounded to the cent" in page.text
    typed = {"amount": "1 234,57", "currency": "UAH", "document_number": "88", "counterparty_text": "Друкарня"}
    me.submit(page, typed)
    row = the(session, Expenditure, document_number="88")
    assert (row.grant_amount, row.base_amount, row.counterparty) == (  # type: ignore[attr-defined]
        Decimal("24.69"),
        Decimal("1234.57"),
        "Друкарня",
    )
    again = me.submit(me.get(page.path), typed)
    assert "Document No. 88 of that day was entered before." in me.follow(again).text


@pytest.mark.parametrize(
    ("spent_on", "words"),
    [
        ("2026-01-31", "31 Jan 2026 is before the project’s first day, 1 Feb 2026."),
        ("2026-02-01", ""),
        ("2026-02-28", ""),
        ("2026-03-01", "1 Mar 2026 is after the project’s last day, 28 Feb 2026."),
    ],
)
def test_money_spent_outside_the_project_is_saved_with_a_warning(
    session: Session, login: SignIn, grant: Application, spent_on: str, words: str
) -> None:
    me, line = login("accountant"), the(session, BudgetLine, code="2.1")
    grant.starts_on, grant.ends_on = date(2026, 2, 1), date(2026, 2, 28)
    session.delete(the(session, Expenditure))
    session.commit()
    page = me.get(f"/grants/{grant.id}/expenditures/new?line={line.id}")  # type: ignore[attr-defined]
    assert "The project lasts from 1 Feb 2026 to 28 Feb 2026." in page.text
    shown = me.follow(me.submit(page, {"amount": "100", "currency": "UAH", "spent_on": spent_on}))
    assert session.query(Expenditure).count() == 1
    badges = " ".join(shown.texts("#expenditures tbody th"))
    assert ("Check the date" in shown.text, "Outside the project’s days" in badges) == (bool(words), bool(words))
    assert words in shown.text
    # Nobody is named, so on a phone the card is called after its line.
    assert "2.1 Афіші" in badges


def test_editing_an_expenditure_without_a_change_changes_nothing(
    session: Session, login: SignIn, grant: Application
) -> None:
    row = the(session, Expenditure)
    before = (row.amount, row.grant_amount, row.base_amount, row.rate, row.counterparty)  # type: ignore[attr-defined]
    me = login("accountant")
    me.submit(me.get(f"/grants/{grant.id}/expenditures/{row.id}/edit"))  # type: ignore[attr-defined]
    session.refresh(row)
    assert before == (row.amount, row.grant_amount, row.base_amount, row.rate, row.counterparty)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"amount": "0"}, "Enter an amount greater than zero."),
        ({"currency": "USD"}, "There is no rate of USD"),
        ({"currency": "USD", "rate": "0"}, "Enter a rate greater than zero"),
        ({"currency": "USD", "rate": "сорок"}, "Enter a rate greater than zero"),
        ({"amount": "0,01"}, "less than one hundredth of the grant’s currency"),
        ({"spent_on": "2199-01-01"}, "not later than today"),
        ({"spent_on": "колись"}, "Enter a date"),
        ({"budget_line_id": ""}, "Fill in this field."),
        ({"budget_line_id": "999999"}, "Choose one of the offered values."),
    ],
)
def test_spending_that_makes_no_sense_is_refused_in_words(
    session: Session, login: SignIn, grant: Application, typed: dict[str, str], words: str
) -> None:
    me, line = login("accountant"), the(session, BudgetLine, code="1.1")
    page = me.get(f"/grants/{grant.id}/expenditures/new")
    filled = {"amount": "10", "currency": "UAH", "budget_line_id": str(line.id), **typed}  # type: ignore[attr-defined]
    assert words in " ".join(me.submit(page, filled, status=422).errors())
    assert session.query(Expenditure).count() == 1


def test_the_money_of_an_archived_application_is_only_read(session: Session, login: SignIn, grant: Application) -> None:
    grant.archived_at = utc_now()
    me = login("accountant")
    page = me.get(f"/grants/{grant.id}/budget")
    assert not page.select("#lines .card-actions > .btn-sm[href], #lines .row-menu, #expenditures .row-menu")
    assert "Restore it first" in me.get(f"/grants/{grant.id}/budget/lines/new", status=422).text
    line = the(session, BudgetLine, code="2.1")
    refused = me.post(f"/grants/{grant.id}/budget/lines/{line.id}/remove")  # type: ignore[attr-defined]
    assert "Restore it first" in me.follow(refused).text


def test_a_line_of_another_grant_is_not_found(session: Session, login: SignIn, grant: Application) -> None:
    other = factories.make_budget_line(session, factories.make_application(session))
    login("accountant").get(f"/grants/{grant.id}/budget/lines/{other.id}/edit", status=404)


def test_the_page_asks_the_database_equally_often_however_much_there_is(
    app: Flask, session: Session, login: SignIn, grant: Application
) -> None:
    me, path = login("accountant"), f"/grants/{grant.id}/budget"
    me.get(path)
    with count_queries(app) as few:
        me.get(path)
    for _each in range(5):
        factories.make_expenditure(session, factories.make_budget_line(session, grant))
    session.commit()
    with count_queries(app) as many:
        me.get(path)
    assert len(many) == len(few) <= 16, many


def test_the_number_of_a_paper_may_be_typed_with_its_sign(session: Session, login: SignIn, grant: Application) -> None:
    accountant = login("accountant")
    page = accountant.get(f"/grants/{grant.id}/expenditures/new")
    line = the(session, BudgetLine, code="2.1")
    typed = {"budget_line_id": line.id, "amount": "1", "rate": "50", "document_number": "№ ВН-12"}
    accountant.submit(page, typed)
    assert the(session, Expenditure, amount=Decimal(1)).document_number == "ВН-12"
    coordinator = login("coordinator")
    page = coordinator.get(f"/grants/{grant.id}/edit")
    coordinator.submit(page, {"agreement_number": "№ № 7-а/2026"})
    assert "№ 7-а/2026" in login("coordinator", locale="uk").get(f"/grants/{grant.id}").text
    session.refresh(grant)
    assert grant.agreement_number == "7-а/2026"


@pytest.mark.parametrize(("role", "offered"), [("coordinator", True), ("accountant", False)])
def test_a_new_contact_is_offered_to_those_who_may_add_one(
    login: SignIn, grant: Application, role: str, offered: bool
) -> None:
    pickers = login(role).get(f"/grants/{grant.id}/expenditures/new").select("[data-picker]")
    assert [picker.has_attr("data-create-url") for picker in pickers] == [offered]
