"""The figures of the Drivers page as a workbook: months, branches, and each measure by branch and month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from app.clock import today
from app.domain.money import Currency
from app.domain.periods import Period
from app.drivers_frames import MEASURES, branches_frame, by_branch_and_month, months_frame
from app.i18n import _, locale_code
from app.queries.drivers import CellRow, Drivers
from app.report_sheet import Book, Sheet, money_code
from app.templating import day, month_name

if TYPE_CHECKING:
    from pandas import DataFrame

_COUNT, _HOURS = "#,##0", "#,##0.00"
_NAME_WIDTH, _FIGURE_WIDTH, _MONTH_WIDTH = 34, 15, 12
_SIGN_WIDTH = 5  # The code of a currency and a space are about as wide as five figures.


class Column(NamedTuple):
    """A measure as a sheet shows it; `code` is how a workbook writes its figures."""

    column: str
    title: str
    code: str
    adds_up: bool


def write_drivers(
    path: Path,
    found: Drivers,
    cells: Sequence[CellRow],
    period: Period,
    names: Mapping[int | None, str],
    branch_id: int | None,
    currency: str,
) -> None:
    """Write the workbook in the reader's language. Needs an application context.

    Figures are real ones, and totals are formulas over them. Partners have no totals: one who works with several
    branches is counted in each.

    Args:
        names: of the branches, and of what belongs to none.
        branch_id: the branch whose figures these are; None for the whole system.
        currency: the base currency, in which money was summed.

    Raises:
        OSError: the file cannot be written.
    """
    days = _("%(start)s – %(end)s", start=day(period.start), end=day(period.last_day))
    about = f"{names[branch_id]}, {days}"
    book = Book(path, locale_code(), title=", ".join((_("Drivers"), about)), author="Mistok")
    columns = _columns(money_code(Currency(currency), locale_code()))
    note = partners_note(of_one=branch_id is not None)
    branches = [names[row.branch_id] for row in found.branches]
    sheet = _table(book, _("By month"), _("Month"), months_frame(found).rename(index=month_name), columns, about)
    _remark(sheet, ": ".join((_("Source"), source())))
    if branches:
        sheet = _table(book, _("By branch"), _("Branch"), branches_frame(found).set_axis(branches), columns, about)
        _remark(sheet, note)
    if cells:
        months = [row.month for row in found.months]
        for measure in columns:
            table = by_branch_and_month(cells, months, measure.column, today())
            table = table.set_axis([names[branch_id] for branch_id in table.index]).rename(columns=month_name)
            sheet = _table_of_one(book, table, measure, about)
            if not measure.adds_up:
                _remark(sheet, note)
    book.close()


def _columns(money: str) -> list[Column]:
    """Return the measures; `money` is how a workbook writes the base currency."""
    codes = {"money": money, "hours": _HOURS}
    return [
        Column(measure.column, str(measure.title), codes.get(measure.column, _COUNT), measure.adds_up)
        for measure in MEASURES
    ]


def source() -> str:
    """Say what the figures are counted from."""
    return _("donations and tranches received, partnerships, events held, confirmed hours in Mistok")


def partners_note(*, of_one: bool) -> str:
    """Say why the partners of branches do not add up, and why one branch has more of them by month."""
    each = _(
        "A partner belongs to the branch that its partnership names and to every branch where a joint event was held "
        "within twelve months; one that works with several branches is counted in each."
    )
    if not of_one:
        return each
    known = _("By month the partners of the whole system, whom every branch knows, are counted too.")
    return f"{each} {known}"


def _table(book: Book, title: str, heading: str, frame: DataFrame, measures: Sequence[Column], about: str) -> Sheet:
    """Write a sheet with a column for each measure, and what they add up to."""
    widths = [_width(frame[measure.column], measure, _FIGURE_WIDTH) for measure in measures]
    sheet = _sheet(book, title, about, [_NAME_WIDTH, *widths])
    sheet.head([heading, *(measure.title for measure in measures)], figures=range(1, len(measures) + 1))
    first = sheet.next
    for name, row in zip(frame.index, frame.itertuples(index=False), strict=True):
        sheet.row([name], [(value, measure.code, "") for value, measure in zip(row, measures, strict=True)])
    sums = [
        (sum(frame[measure.column]), measure.code, _sum((first, place), (sheet.next - 1, place)))
        if measure.adds_up
        else (None, measure.code, "")
        for place, measure in enumerate(measures, start=1)
    ]
    sheet.row([_("Total")], sums, style="total")
    return sheet


def _table_of_one(book: Book, table: DataFrame, measure: Column, about: str) -> Sheet:
    """Write a sheet of one measure by branch and month, with its sums when it adds up."""
    count = len(table.columns)
    widths = [_width(table.iloc[:, place], measure, _MONTH_WIDTH) for place in range(count)]
    more = [_("Total")] if measure.adds_up else []
    widths += [_width(table.to_numpy().ravel(), measure, _FIGURE_WIDTH) for _title in more]
    sheet = _sheet(book, measure.title, about, [_NAME_WIDTH, *widths])
    sheet.head([_("Branch"), *table.columns, *more], figures=range(1, count + 2), names=1)
    first = sheet.next
    for name, row in zip(table.index, table.itertuples(index=False), strict=True):
        figures = [(value, measure.code, "") for value in row]
        if measure.adds_up:
            figures.append((sum(row), measure.code, _sum((sheet.next, 1), (sheet.next, count))))
        sheet.row([name], figures)
    if measure.adds_up:
        columns = [*(sum(table.iloc[:, place]) for place in range(count)), table.to_numpy().sum()]
        sums = [
            (value, measure.code, _sum((first, place), (sheet.next - 1, place)))
            for place, value in enumerate(columns, start=1)
        ]
        sheet.row([_("Total")], sums, style="total")
    return sheet


def _width(figures: Iterable[Any], measure: Column, least: int) -> float:
    """Return how wide a column is whose last figure is the sum of the others: a narrower one shows only ####."""
    if not measure.adds_up:
        return least
    return max(least, len(format(sum(figures), ",.2f")) + _SIGN_WIDTH)


def _sheet(book: Book, title: str, about: str, widths: Sequence[float]) -> Sheet:
    sheet = book.sheet(title, widths)
    sheet.title(title)
    sheet.note(about)
    sheet.skip()
    return sheet


def _remark(sheet: Sheet, text: str) -> None:
    sheet.skip()
    sheet.remark(text)


def _sum(start: tuple[int, int], end: tuple[int, int]) -> str:
    from xlsxwriter.utility import xl_range

    return f"=SUM({xl_range(*start, *end)})"
