"""The money of a grant report as a workbook: budget, sums, tranches and documents, with the figures of the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask_babel import force_locale
from xlsxwriter.utility import xl_rowcol_to_cell as cell

from app.domain.grant_report import GrantReport, by_category, by_source
from app.domain.grants import BudgetCategory
from app.domain.report_rows import Amounts
from app.grant_report_pdf import conversion_note
from app.i18n import _
from app.labels import label
from app.report_sheet import Book, Row, Sheet, money_code
from app.templating import day, days

_MONEY_WIDTH = 17


def write_report_xlsx(path: Path, report: GrantReport) -> None:
    """Write the workbook in the language of the report. Needs an application context.

    Amounts and dates are real ones, text is never a formula. Sums and differences are formulas over the figures above
    them with their results, as long as a workbook can hold every figure exactly; one that it would round is text.

    Raises:
        OSError: the file cannot be written.
    """
    with force_locale(report.locale):
        book = Book(path, report.locale, title=report.project_title, author=report.applicant)
        code = money_code(report.currency, report.locale)
        _lines(book.sheet(_("Budget lines"), [9, 44, 22, *_widths(report)]), report, code)
        _sums(book.sheet(_("Sums"), [44, *_widths(report)]), report, code)
        if report.tranches or report.tranches_before:
            _tranches(book.sheet(_("Tranches"), [6, 13, 13, 17, 9, 12, 26, 13, 18, 50]), report)
        if report.documents:
            _documents(book.sheet(_("Supporting documents"), [6, 13, 26, 20, 40, 12, 17, 9, 17]), report, code)
        book.close()


def category_name(report: GrantReport, category: BudgetCategory) -> str:
    """Return the funder's own name of a category, or ours."""
    return report.category_names.get(category) or label(category)


def _amount_heads(report: GrantReport) -> list[str]:
    if report.covers is not None:
        return [_("Plan"), _("In the period"), _("Since the start"), _("Remainder"), _("Spent") + ", %"]
    return [_("Plan"), _("Actual"), _("Difference"), _("Difference") + ", %"]


def _widths(report: GrantReport) -> list[float]:
    """Return the widths of the columns of amounts."""
    return [*[_MONEY_WIDTH] * (len(_amount_heads(report)) - 1), 14]


def _amounts_note(report: GrantReport) -> str:
    if report.covers is None:
        return _("Difference = actual − planned; a minus means that less was spent.")
    return _(
        "Since the start – up to %(day)s. Remainder = plan − spent since the start; a minus means that more was spent.",
        day=day(report.covers.last_day),
    )


def _heading(sheet: Sheet, report: GrantReport, title: str) -> None:
    """What the sheet is about, so that a printed page can be told from others."""
    number = "№" if report.locale == "uk" else "No."
    agreement = f", {number} {report.agreement_number}" if report.agreement_number else ""
    sheet.title(title)
    sheet.note(report.project_title)
    sheet.note(f"{report.funder}{agreement}")
    sheet.note(": ".join((_("Project period"), days(report.period) if report.period else "–")))
    if report.covers:
        sheet.note(": ".join((_("The report covers"), days(report.covers))))
    as_of = ": ".join((_("Report as of"), day(report.as_of)))
    sheet.note(f"{as_of}. {label(report.status)}")
    sheet.skip()


def _lines(sheet: Sheet, report: GrantReport, code: str) -> None:
    """Lines under their categories, a subtotal for each, the total."""
    _heading(sheet, report, _("Financial report"))
    heads = [_("Code"), _("Item"), _("Source"), *_amount_heads(report)]
    sheet.head(heads, figures=range(3, len(heads)))
    subtotals: list[int] = []
    for group in by_category(report.finance, report.category_names):
        sheet.group(category_name(report, group.category), columns=len(heads))
        first = sheet.next
        for line in group.lines:
            texts: Row = [line.code, line.item, label(line.source)]
            _amounts(sheet, texts, line, code)
        rows = list(range(first, sheet.next))
        _amounts(sheet, [_("Subtotal"), None, None], group.total, code, sum_of=[(rows[0], rows[-1])], style="subtotal")
        subtotals.append(sheet.next - 1)
    if report.finance:
        spans = [(row, row) for row in subtotals]
        _amounts(sheet, [_("Total"), None, None], report.total, code, sum_of=spans, style="total")
    sheet.skip()
    sheet.note(_amounts_note(report))
    if report.conversion:
        sheet.note(conversion_note(report.conversion, report.currency, report.locale))


def _sums(sheet: Sheet, report: GrantReport, code: str) -> None:
    """What each source paid and what each category cost."""
    _heading(sheet, report, _("Sums by source and by category"))
    by_sources = [(label(source), sums) for source, sums in by_source(report.finance)]
    by_categories = [
        (category_name(report, group.category), group.total)
        for group in by_category(report.finance, report.category_names)
    ]
    for title, rows in ((_("Source"), by_sources), (_("Category"), by_categories)):
        heads = [title, *_amount_heads(report)]
        sheet.head(heads, figures=range(1, len(heads)), freeze=title == _("Source"))
        first = sheet.next
        for name, sums in rows:
            _amounts(sheet, [name], sums, code)
        if rows:
            _amounts(sheet, [_("Total")], report.total, code, sum_of=[(first, sheet.next - 1)], style="total")
        sheet.skip()


def _amounts(
    sheet: Sheet, texts: Row, sums: Amounts, code: str, *, sum_of: Sequence[tuple[int, int]] = (), style: str = ""
) -> None:
    """A row with plan and actual, then the difference between them; for a part of the time, what is left."""
    row, column = sheet.next, len(texts)
    given = [sums.planned, sums.actual] if sums.in_period is None else [sums.planned, sums.in_period, sums.actual]
    values: list[tuple[Decimal | None, str, str]] = [
        (amount, code, _sum(place, sum_of)) for place, amount in enumerate(given, column)
    ]
    plan, actual, rest = (cell(row, place) for place in (column, column + len(given) - 1, column + len(given)))
    if sums.in_period is None:
        values.append((sums.difference, code, f"={actual}-{plan}"))
        values.append((_part(sums.percent), "+0.0%;\N{MINUS SIGN}0.0%;0.0%", f"=ROUND({rest}/{plan},3)"))
    else:
        values.append((sums.remainder, code, f"={plan}-{actual}"))
        values.append((_part(sums.used), "0.0%", f"=ROUND({actual}/{plan},3)"))
    sheet.row(texts, values, style=style)


def _part(percent: Decimal | None) -> Decimal | None:
    return None if percent is None else percent / 100


def _sum(column: int, spans: Sequence[tuple[int, int]]) -> str:
    if not spans:
        return ""
    parts = [
        cell(first, column) if first == last else f"{cell(first, column)}:{cell(last, column)}" for first, last in spans
    ]
    # A single SUM of very many parts would be longer than a formula may be.
    return f"=SUM({','.join(parts)})"


def _tranches(sheet: Sheet, report: GrantReport) -> None:
    _heading(sheet, report, _("Tranches"))
    number = "№" if report.locale == "uk" else "No."
    base = _("In %(currency)s", currency=report.base_currency.value)
    sheet.head(
        [number, _("Due"), _("Received on"), _("Amount"), _("Currency"), _("Rate"), _("Source of the rate"),
         _("Date of the rate"), base, _("Condition")],
        figures=(3, 5, 8),
    )  # fmt: skip
    base_code = money_code(report.base_currency, report.locale)
    for row in report.tranches:
        is_base = row.currency is report.base_currency
        sheet.cells(
            [
                (row.number, ""),
                (row.due_on, ""),
                (row.received_on or _("not yet"), ""),
                (row.amount, money_code(row.currency, report.locale)),
                (row.currency.value, ""),
                (None if is_base else row.rate, "0.0000"),
                (None if is_base else label(row.rate_source), ""),
                (None if is_base else row.rate_on, ""),
                (row.base_amount, base_code),
                (row.condition, ""),
            ]
        )
    sheet.skip()
    code = money_code(report.currency, report.locale)
    spent = report.grant_money
    totals = {_("Received"): report.received, _("Spent from the grant"): spent.actual}
    if report.covers:
        totals = {
            _("Received in the period"): report.received,
            _("Received since the start"): report.received_since_start,
            _("Spent from the grant in the period"): spent.in_period or Decimal(0),
            _("Spent from the grant since the start"): spent.actual,
        }
    totals[_("Left of what was received")] = report.unspent
    for name, amount in totals.items():
        sheet.cells([(name, ""), (None, ""), (None, ""), (amount, code)], style="total")


def _documents(sheet: Sheet, report: GrantReport, code: str) -> None:
    _heading(sheet, report, _("Supporting documents"))
    number = "№" if report.locale == "uk" else "No."
    heads = [
        number, _("Date"), _("Document"), _("Document number"), _("Counterparty"), _("Budget line"),
        _("Amount of the document"), _("Currency"), _("In %(currency)s", currency=report.currency.value),
    ]  # fmt: skip
    sheet.head(heads, figures=(6, 8))
    first = sheet.next
    for place, row in enumerate(report.documents, 1):
        values: list[tuple[Any, str]] = [
            (place, ""),
            (row.issued_on, ""),
            (label(row.kind), ""),
            (row.number, ""),
            (row.counterparty, ""),
            (row.line_code, ""),
            (row.amount, money_code(row.currency, report.locale)),
            (row.currency.value, ""),
            (row.grant_amount, code),
        ]
        sheet.cells(values)
    last = sheet.next - 1
    sheet.filter(first - 1, last, len(heads))
    blank: list[Any] = [None] * (len(heads) - 2)
    sheet.row([_("Total"), *blank], [(report.documented, code, _sum(len(heads) - 1, [(first, last)]))], style="total")
