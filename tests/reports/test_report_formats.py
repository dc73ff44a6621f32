"""Reports as Word files and workbooks: the download, the command, figures equal to the report's."""

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from flask import Flask
from lxml import etree
from sqlalchemy.orm import Session

from app.domain.grants import BudgetCategory
from app.domain.periods import Period
from app.live_report import Wanted, live_report
from app.report_xlsx import write_report_xlsx
from app.spreadsheets import read_table
from models.grants import Application
from tests.conftest import SignIn
from tests.pdf import sample
from tests.reports.project import complete_project
from tests.support import factories

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def grant(session: Session) -> Application:
    application = complete_project(session)
    evil = factories.make_budget_line(
        session, application, code="=1+1", item="@SUM(A1)", quantity=Decimal(3), price=Decimal("0.33")
    )
    factories.make_expenditure(
        session, evil, amount=Decimal(50), grant_amount=Decimal("0.99"), counterparty="+cmd|' /C calc'!A0"
    )
    return application


def test_the_workbook_holds_the_figures_of_the_report(session: Session, login: SignIn, grant: Application) -> None:
    me = login("monitor")
    answer = me.get(f"/reports/grants/{grant.id}.xlsx?lang=uk")
    assert answer.headers["Content-Disposition"] == "attachment; filename=mist-chytannia-uk-draft.xlsx"
    book = answer.response.get_data()
    report = live_report(session, grant, Wanted("uk"), today=grant.ends_on)
    sheets = read_table(book, "r.xlsx").sheets
    assert sheets == ["Статті витрат", "Підсумки", "Транші", "Підтвердні документи"]
    archive = zipfile.ZipFile(io.BytesIO(book))
    lines = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    cells = {
        cell.get("r"): (cell.findtext(f"{SHEET}f"), cell.findtext(f"{SHEET}v")) for cell in lines.iter(f"{SHEET}c")
    }
    own = [formula for formula, _value in cells.values() if formula]
    assert all(formula.startswith(("SUM(D", "SUM(E", "D", "E", "ROUND(F")) for formula in own), own
    last = [formula for formula, _value in cells.values() if formula and formula.startswith("SUM(D")][-1]
    place = next(name for name, (formula, _value) in cells.items() if formula == last)
    row = place.removeprefix("D")
    assert [Decimal(cells[f"{column}{row}"][1] or 0) for column in "DEF"] == [
        report.total.planned, report.total.actual, report.total.difference
    ]  # fmt: skip
    shared = archive.read("xl/sharedStrings.xml").decode()
    for text in ("=1+1", "@SUM(A1)", "+cmd|"):
        assert text in shared
    settings = lines.find(f"{SHEET}pageSetup")
    assert settings is not None and settings.get("orientation") == "landscape"
    assert lines.find(f".//{SHEET}pane").get("state") == "frozen"
    styles = archive.read("xl/styles.xml").decode()
    assert "dd.mm.yyyy" in styles and "#,##0.00" in styles


def test_the_word_file_is_offered_in_both_languages(login: SignIn, grant: Application) -> None:
    me = login("monitor")
    page = me.get(f"/reports/grants/{grant.id}?lang=en")
    link = next(link for link in page.links if ".docx" in link)
    answer = me.get(link)
    assert answer.headers["Content-Disposition"] == "attachment; filename=mist-chytannia-en-draft.docx"
    document = docx.Document(io.BytesIO(answer.response.get_data()))
    text = "\n".join(row.text for row in document.paragraphs)
    assert "Final grant report" in text
    cells = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert "1,000.25" in cells
    login("staff").get(link, status=403)


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_the_command_writes_other_formats(app: Flask, session: Session, tmp_path: Path, kind: str) -> None:
    application = complete_project(session)
    session.commit()
    out = tmp_path / f"звіт.{kind}"
    done = app.test_cli_runner().invoke(args=["grant-report", str(application.id), "--format", kind, "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert zipfile.is_zipfile(out)


def test_the_workbook_groups_and_names_what_the_pdf_does(app: Flask, tmp_path: Path) -> None:
    names = dict.fromkeys((BudgetCategory.STAFF, BudgetCategory.SOCIAL_CONTRIBUTIONS), "A1 Персонал")
    day = date(2025, 3, 5)
    report = replace(sample.ukrainian(), category_names=names, period=Period(day, day + timedelta(1)))
    out = tmp_path / "r.xlsx"
    with app.app_context():
        write_report_xlsx(out, report)
    book = out.read_bytes()

    def cells(sheet: str) -> list[str]:
        table = read_table(book, "r.xlsx", sheet=sheet)
        return [*table.columns, *(str(value) for value in table.rows.to_numpy().ravel() if value)]

    assert cells("Статті витрат").count("A1 Персонал") == cells("Підсумки").count("A1 Персонал") == 1
    shared = zipfile.ZipFile(io.BytesIO(book)).read("xl/sharedStrings.xml").decode()
    assert "Період проєкту: 05.03.2025<" in shared
    assert "У EUR" in cells("Підтвердні документи")
