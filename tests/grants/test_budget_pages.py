"""What people do with a budget in the browser: sources, checks, headings, moves, warnings, tables, files."""

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.budgets import MOST_LINES
from app.domain.grants import BudgetCategory, BudgetSource, Stage
from app.queries.budgets import budget
from app.spreadsheets import read_table, write_xlsx
from models.audit import AuditEntry
from models.funder_headings import HeadingPlace, HeadingSet
from models.grant_money import BudgetLine, BudgetLineSource, Expenditure, Reallocation
from models.grants import Application
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import count_queries
from tests.support.pages import Page

D = Decimal
GRANT, OWN, PARTNER, IN_KIND = BudgetSource


@pytest.fixture
def grant(session: Session) -> Application:
    """A grant under way: travel 1,000.00 that the grant pays, books 1,000.00 of which the library pays 400.00."""
    call = factories.make_call(session, indirect_percent=7, cofinancing_percent=25, reallocation_percent=20)
    won = {"stage": Stage.IMPLEMENTATION, "awarded_amount": D(1600)}
    application = factories.make_application(session, "Жива бібліотека", call=call, funder=call.funder, **won)
    travel = {"code": "2.1", "item": "Проїзд", "category": BudgetCategory.TRAVEL, "quantity": D(1), "price": D(1000)}
    factories.make_budget_line(session, application, **travel)
    factories.make_budget_line(
        session, application, code="7.1", quantity=D(2), price=D(500), sources={GRANT: D(600), OWN: D(400)}
    )
    return application


def line(session: Session, code: str) -> BudgetLine:
    session.expire_all()
    return session.scalars(sa.select(BudgetLine).where(BudgetLine.code == code)).one()


def shares(session: Session, code: str) -> dict[BudgetSource, D]:
    return {row.source: row.amount for row in line(session, code).sources}


def test_a_line_is_shared_out_among_several_sources(session: Session, login: SignIn, grant: Application) -> None:
    me = login("accountant")
    page = me.get(f"/grants/{grant.id}/budget/lines/new")
    typed = {
        "category": "printing",
        "item": "Друк",
        "quantity": "3",
        "price": "33,33",
        "own": "9,99",
        "partner": "40",
        "code": "8",
        "rest": "",
    }
    refused = me.submit(page, typed, status=422)
    assert "Nobody pays 50.00 of the line." in " ".join(refused.errors())
    assert refused.form()["own"] == "9,99"
    over = me.submit(refused, {"rest": "grant", "partner": "100"}, status=422)
    assert "The sources pay 10.00 more than the line costs." in " ".join(over.errors())
    wrong = me.submit(over, {"partner": "40", "kekv": "22x0"}, status=422)
    assert "A KEKV code has four digits" in " ".join(wrong.errors())
    me.submit(wrong, {"kekv": "2240"})
    assert shares(session, "8") == {GRANT: D("50.00"), OWN: D("9.99"), PARTNER: D(40)}
    text = me.get(f"/grants/{grant.id}/budget").text
    assert "KEKV 2240" in text
    assert "Agreed" not in text


def test_two_people_who_share_out_one_line_see_both_versions(
    session: Session, login: SignIn, grant: Application
) -> None:
    first, second = login("accountant"), login("coordinator")
    path = f"/grants/{grant.id}/budget/lines/{line(session, '7.1').id}/edit"
    page = first.get(path)
    assert (page.form()["grant"], page.form()["own"], page.form()["rest"]) == ("600.00", "400.00", "")
    second.submit(second.get(path), {"grant": "500", "own": "500"})
    conflict = first.submit(page, {"grant": "700", "own": "300"}, status=409)
    assert "700.00" in conflict.text and "500.00" in conflict.text
    assert shares(session, "7.1") == {GRANT: D(500), OWN: D(500)}
    first.submit(conflict)
    assert shares(session, "7.1") == {GRANT: D(700), OWN: D(300)}


def test_a_source_that_paid_stays_with_the_line(session: Session, login: SignIn, grant: Application) -> None:
    me, books = login("accountant"), line(session, "7.1")
    page = me.get(f"/grants/{grant.id}/expenditures/new?line={books.id}")
    refused = me.submit(page, {"amount": "50", "document_number": "1"}, status=422)
    assert "The line 7.1 has several sources." in " ".join(refused.errors())
    other = me.submit(refused, {"source": "partner"}, status=422)
    assert "This source pays nothing of the line 7.1." in " ".join(other.errors())
    me.submit(other, {"source": "own"})
    edit = me.get(f"/grants/{grant.id}/budget/lines/{books.id}/edit")
    me.submit(edit, {"grant": "", "own": "", "rest": "grant"})
    assert shares(session, "7.1") == {GRANT: D(1000), OWN: D(0)}
    found = budget(session, grant.id).by_source()
    assert (found[GRANT].actual, found[OWN].actual, found[OWN].planned) == (0, 50, 0)


def test_spending_beyond_the_agreement_is_warned_of_and_needs_a_reason(
    session: Session, login: SignIn, grant: Application
) -> None:
    me, travel = login("accountant"), line(session, "2.1")
    page = me.get(f"/grants/{grant.id}/expenditures/new?line={travel.id}")
    me.submit(page, {"amount": "1100", "document_number": "1"})
    assert me.get(f"/grants/{grant.id}/budget").texts("#lines tbody .badge-tone") == ["Above the plan"]
    warned = me.submit(page, {"amount": "120", "document_number": "2"}, status=422)
    for words in ("line 2.1 to 122% of its plan", "1,220.00 of", "allows 120%, that is"):
        assert words in warned.text, words
    assert session.query(Expenditure).count() == 1
    silent = me.submit(warned, {"over_agreed": "y"}, status=422)
    assert silent.form()["amount"] == "120"
    me.submit(silent, {"over_reason": "Лист фонду від 12.03"})
    kept = session.scalars(sa.select(Expenditure).where(Expenditure.document_number == "2")).one()
    assert kept.over_reason == "Лист фонду від 12.03"
    shown = me.get(f"/grants/{grant.id}/budget")
    assert "Лист фонду від 12.03" in shown.text
    assert "Above what is allowed" in shown.texts("#lines tbody .badge-tone")
    edit = f"/grants/{grant.id}/expenditures/{kept.id}/edit"
    me.submit(me.get(edit), {"note": "Квитки"})
    session.refresh(kept)
    assert (kept.note, kept.over_reason) == ("Квитки", "Лист фонду від 12.03")
    me.submit(me.get(edit), {"amount": "10"})
    session.refresh(kept)
    assert kept.over_reason == ""


def test_money_is_moved_between_lines_and_the_agreed_plan_is_kept(
    session: Session, login: SignIn, grant: Application
) -> None:
    me, travel, books = login("coordinator"), line(session, "2.1"), line(session, "7.1")
    path = f"/grants/{grant.id}/budget/move"
    page = me.get(f"{path}?from={travel.id}")
    typed = {"to_line_id": str(books.id), "amount": "200,01", "reason": "Книжки подорожчали"}
    refused = me.submit(page, typed, status=422)
    assert "2.1, 7.1 would change by more than 20% of what was agreed" in " ".join(refused.errors())
    me.submit(refused, {"amount": "150"})
    consented = me.submit(me.get(f"{path}?from={travel.id}"), {**typed, "amount": "100", "consent": "y"})
    assert "The money is moved" in me.follow(consented).text
    assert shares(session, "7.1") == {GRANT: D(850), OWN: D(400)}
    rows = session.scalars(sa.select(Reallocation).order_by(Reallocation.id)).all()
    assert [(row.amount, row.consent, row.from_planned, row.to_planned) for row in rows] == [
        (150, False, 850, 1150),
        (100, True, 750, 1250),
    ]
    found = budget(session, grant.id)
    assert (found.total.planned, found.total.agreed) == (2000, 2000)
    assert [(row.line.agreed, row.line.planned) for row in found.lines] == [(1000, 750), (1000, 1250)]
    shown = me.get(f"/grants/{grant.id}/budget")
    assert "agreed" in shown.text
    assert len(shown.select("#reallocations tbody tr")) == 2
    for changes, words in (
        ({"to_line_id": str(travel.id)}, "Choose two different lines."),
        ({"amount": "750,01", "consent": "y"}, "Only UAH 750.00 of this source"),
        ({"source": "own"}, "This source pays nothing of the line 2.1."),
        ({"reason": ""}, "Fill in this field."),
        ({"amount": "0"}, "Enter an amount greater than zero."),
    ):
        again = me.submit(me.get(f"{path}?from={travel.id}"), {**typed, **changes}, status=422)
        assert words in " ".join(again.errors()), words
    gone = me.follow(me.post(f"/grants/{grant.id}/budget/lines/{travel.id}/remove"))
    assert "Money was moved to the line 2.1" in gone.text


def test_the_page_says_what_does_not_fit_the_call_and_where_to_mend_it(
    session: Session, login: SignIn, grant: Application
) -> None:
    factories.make_budget_line(
        session, grant, code="11", category=BudgetCategory.INDIRECT, quantity=D(1), price=D("140.01")
    )
    page = login("coordinator").get(f"/grants/{grant.id}/budget")
    waiting = {row.split(" ")[0] for row in page.texts("#checks li.open strong")}
    assert waiting == {"Share", "Ceiling", "Co-financing"}
    # A kopiyka too much is not written as if it were the bound itself.
    assert "7.01% of the direct costs; the call allows 7%" in page.text
    assert f"/grants/calls/{grant.call_id}" in page.links
    assert f"/grants/{grant.id}/edit" in page.links


def test_the_budget_is_shown_by_the_headings_of_the_funder(session: Session, login: SignIn, grant: Application) -> None:
    me, other = login("coordinator"), login("administrator")
    path = f"/grants/funders/{grant.funder_id}/headings"
    page = me.get(path)
    first = {"headings-0-code": "A1", "headings-0-name_uk": "Поїздки", "headings-0-name_en": "Journeys"}
    more = me.submit(page, {**first, "add_row": "headings"}, status=200)
    refused = me.submit(more, {"headings-1-code": "A1", "headings-1-name_uk": "Ресурси"}, status=422)
    assert "Two headings have the code A1." in refused.text
    nameless = me.submit(refused, {"headings-1-code": "A2", "headings-1-name_uk": ""}, status=422)
    assert "Enter the Ukrainian name of the heading A2." in nameless.text
    saved = me.follow(me.submit(nameless, {"headings-1-name_uk": "Ресурси"}))
    stale = other.get(path)
    me.submit(saved, {"place-travel": "A1"})
    conflict = other.submit(stale, {"headings-1-name_uk": "Книги"}, status=409)
    assert "A2 Ресурси" in conflict.text and "A2 Книги" in conflict.text
    shown = me.get(f"/grants/{grant.id}/budget?by=heading")
    assert shown.texts("#lines tr.group th") == ["A1 Journeys", "Under no heading of the funder"]
    assert shown.texts("#lines tfoot th")[-1] == "Total"
    own = me.get(f"/grants/calls/{grant.call_id}/headings")
    assert own.form()["headings-0-name_uk"] == "Поїздки"
    me.submit(own, {"headings-0-code": "", "headings-0-name_uk": "", "headings-0-name_en": "", "place-travel": "A2"})
    assert session.query(HeadingSet).count() == 2
    shown = me.get(f"/grants/{grant.id}/budget?by=heading")
    assert shown.texts("#lines tr.group th") == ["A2 Ресурси", "Under no heading of the funder"]
    again = me.get(f"/grants/calls/{grant.call_id}/headings")
    me.submit(again, {"headings-0-code": "B1", "place-travel": "B1", "place-books": "B1"})
    emptied = {"headings-0-code": "", "headings-0-name_uk": "", "place-travel": "", "place-books": ""}
    me.submit(me.get(f"/grants/calls/{grant.call_id}/headings"), emptied)
    assert session.query(HeadingPlace).count() == 1


TABLE = (
    "Код;Назва;Категорія;К-сть;Ціна;Сума;Власні кошти\n"
    "3.1;Папір;Матеріали;2,5;200;500;100\n"
    "3.2;Клей;Матеріали;2;200;401;\n"
    ";=1+1;Друк;1;10;;\n"
)


def paste(me: object, grant: Application, text: str, status: int = 200) -> Page:
    return me.submit(me.get(f"/grants/{grant.id}/budget/paste"), {"table": text, "step": "read"}, status)  # type: ignore[attr-defined,no-any-return]


def test_a_pasted_table_is_looked_at_before_its_lines_are_added(
    session: Session, login: SignIn, grant: Application
) -> None:
    me = login("accountant")
    seen = paste(me, grant, TABLE)
    assert seen.form()["column-item"] == "Назва"
    assert "The sum is not quantity × price" in seen.text and "401.00 ≠ 400.00" in seen.text
    assert session.query(BudgetLine).count() == 2
    kept = me.submit(seen, {"step": "add"}, status=422)
    assert "Correct the refused lines" in kept.text
    assert "3.2;Клей" in kept.form()["table"]
    other = me.submit(kept, {"step": "check", "column-price": "", "column-total": "", "column-own": ""}, status=422)
    assert "Say which column says what the line is for" in other.text
    done = me.submit(kept, {"step": "add", "skip_refused": "y"})
    assert "2 budget lines are added" in me.follow(done).text
    assert shares(session, "3.1") == {GRANT: D(400), OWN: D(100)}
    assert line(session, "8").item == "=1+1"
    made = sa.select(AuditEntry).where(AuditEntry.table_name == "budget_lines", AuditEntry.action == "create")
    assert {entry.actor_id for entry in session.scalars(made)} >= {session.scalar(sa.text("SELECT max(id) FROM users"))}
    twice = paste(me, grant, TABLE)
    assert "The budget already has a line of this code" in twice.text
    replaced = me.submit(twice, {"step": "add", "skip_refused": "y", "replace": "y"})
    me.follow(replaced)
    assert [row.code for row in session.scalars(sa.select(BudgetLine).order_by(BudgetLine.position))] == ["3.1", "4"]
    factories.make_expenditure(session, line(session, "4"))
    used = me.submit(paste(me, grant, TABLE), {"step": "add", "skip_refused": "y", "replace": "y"}, status=422)
    assert "they cannot be removed" in used.text


@pytest.mark.parametrize("locale", ["uk", "en"])
def test_the_file_of_a_budget_can_be_taken_in_again(
    session: Session, login: SignIn, grant: Application, locale: str
) -> None:
    """Mistok understands its own words for every category and every column."""
    for number, category in enumerate(BudgetCategory):
        shared = {"sources": {BudgetSource.PARTNER: D("0.5"), IN_KIND: D("1.75")}} if category == "books" else {}
        sums = {"quantity": D("1.5"), "price": D("1.5"), **shared}
        factories.make_budget_line(session, grant, code=f"9.{number}", category=category, item=f"№ {number}", **sums)
    other = factories.make_application(session, "Інша", funder=grant.funder)
    me = login("accountant", locale=locale)
    file = me.get(f"/grants/{grant.id}/budget/file?format=csv").response.data
    page = me.get(f"/grants/{other.id}/budget/paste")
    me.submit(me.submit(page, {"file": (io.BytesIO(file), "budget.csv"), "step": "read"}, 200), {"step": "add"})
    first, second = (
        [
            (row.code, row.item, row.category, row.quantity, row.price, {one.source: one.amount for one in row.sources})
            for row in session.scalars(sa.select(BudgetLine).where(BudgetLine.application_id == owner.id))
        ]
        for owner in (grant, other)
    )
    assert sorted(first) == sorted(second)


def test_a_workbook_becomes_text_that_can_be_corrected(
    session: Session, login: SignIn, grant: Application, tmp_path: Path
) -> None:
    path = tmp_path / "budget.xlsx"
    heads = ["№", "Item", "Category", "Qty", "Unit price"]
    write_xlsx(path, "Budget", heads, [["5", "Laptop", "Equipment", 2, D("24500.5")], [None] * 5])
    me = login("coordinator")
    page = me.get(f"/grants/{grant.id}/budget/paste")
    seen = me.submit(page, {"file": (io.BytesIO(path.read_bytes()), "кошторис.xlsx"), "step": "read"}, 200)
    assert "5\tLaptop\tEquipment\t2\t24500.5" in seen.form()["table"]
    me.submit(seen, {"step": "add"})
    assert line(session, "5").planned == D(49001)
    bad = me.submit(page, {"file": (io.BytesIO(b"\x89PNG\r\n\x1a\n\x00\x00"), "budget.xlsx"), "step": "read"}, 422)
    assert bad.select(".error-summary")
    empty = me.submit(page, {"step": "read"}, 422)
    assert "Paste a table or choose a file." in empty.text


def test_ten_thousand_lines_are_refused_in_words_and_two_thousand_are_added(
    app: Flask, session: Session, login: SignIn, grant: Application
) -> None:
    me = login("accountant")
    rows = [f"r{number}\tЗакладка № {number}\tМатеріали\t3\t1,25\n" for number in range(10_000)]
    head = "Код\tНазва\tКатегорія\tК-сть\tЦіна\n"
    refused = paste(me, grant, head + "".join(rows), 422)
    assert "The table has 10000 lines, and a budget takes at most 2000." in refused.text
    assert refused.form()["table"].count("\n") >= 10_000
    full = paste(me, grant, head + "".join(rows[:MOST_LINES]))
    much = me.submit(full, {"step": "add"}, 422)
    assert "A budget takes at most 2000 lines." in much.text
    assert session.query(BudgetLine).count() == 2
    with count_queries(app) as counted:
        me.submit(full, {"step": "add", "replace": "y"})
    assert len(counted) < 60, counted
    assert session.query(BudgetLine).count() == session.query(BudgetLineSource).count() == MOST_LINES
    assert budget(session, grant.id).total.planned == D("3.75") * MOST_LINES
    with count_queries(app) as counted:
        shown = me.get(f"/grants/{grant.id}/budget?page=2")
    assert len(counted) <= 20, counted
    assert len(shown.select("#lines tbody tr:not(.group):not(.portions)")) == 100
    assert "Закладка № 150" in shown.text and "Закладка № 250" not in shown.text
    assert "Portion 2 of 20" in shown.text
    full_up = me.submit(
        me.get(f"/grants/{grant.id}/budget/lines/new"), {"category": "other", "item": "Ще", "price": "1"}, status=422
    )
    assert "A budget takes at most 2000 lines." in " ".join(full_up.errors())


def test_the_budget_is_taken_away_as_a_file_without_formulas(
    session: Session, login: SignIn, grant: Application
) -> None:
    factories.make_budget_line(session, grant, code="=1", item="=HYPERLINK(1)", unit="@x")
    factories.make_expenditure(session, line(session, "7.1"), amount=D(250), source=OWN)
    me = login("monitor")
    text = me.get(f"/grants/{grant.id}/budget/file?format=csv").html
    assert "'=HYPERLINK(1)" in text and "'=1" in text and "'@x" in text
    book = me.get(f"/grants/{grant.id}/budget/file").response.data
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml")
    rows = read_table(book, "budget.xlsx").rows
    books, total = rows.iloc[1], rows.iloc[-1]
    assert (books["Planned"], books["Grant"], books["Own contribution"]) == ("1000", "600", "400")
    assert (books["Actual"], books["Own contribution, actual"], books["Difference"]) == ("250", "250", "-750")
    assert total["Planned"] == "7000"
    # The page writes a minus sign; a program reads the table.
    assert books["Difference, percent"] == "-0.75"
    assert "\N{MINUS SIGN}75%" in me.get(f"/grants/{grant.id}/budget").text


def test_the_budget_of_a_draft_takes_no_spending_but_can_be_planned(session: Session, login: SignIn) -> None:
    draft = factories.make_application(session, requested_amount=D(10))
    factories.make_budget_line(session, draft, quantity=D(1), price=D(10))
    page = login("coordinator").get(f"/grants/{draft.id}/budget")
    assert not [link for link in page.links if "expenditures/new" in link]
    assert page.texts("#checks strong") == ["The grant’s part is the requested amount"]
