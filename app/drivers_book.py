"""The figures of the Drivers page as a workbook: months, branches, and each measure by branch and month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from app.domain.money import Currency
from app.domain.periods import Period
from app.i18n import _, locale_code
from app.queries.drivers import BranchRow, CellRow, Drivers, MonthRow
from app.report_sheet import Book, Sheet, money_code
from app.templating import day, month_name

if TYPE_CHECKING:
    from pandas import DataFrame

_COLUMNS = ("money", "partners", "events", "participants", "hours")
_COUNT, _HOURS = "#,##0", "#,##0.00"
_NAME_WIDTH, _FIGURE_WIDTH, _MONTH_WIDTH = 34, 15, 12
_SIGN_WIDTH = 5  # The code of a currency and a space are about as wide as five figures.


class Measure(NamedTuple):
    """A column of the frames: its title, how a workbook writes it, and whether branches and months add up."""

    column: str
    title: str
    code: str
    adds_up: bool = True


def write_drivers(
    path: Path, found: Drivers, period: Period, names: Mapping[int | None, str], branch_id: int | None, currency: str
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
    money = money_code(Currency(currency), locale_code())
    measures = [
        Measure("money", _("Money raised"), money),
        Measure("partners", _("Active partners"), _COUNT, adds_up=False),
        Measure("events", _("Events"), _COUNT),
        Measure("participants", _("Participants"), _COUNT),
        Measure("hours", _("Volunteers’ hours"), _HOURS),
    ]
    note = partners_note(of_one=branch_id is not None)
    branches = [names[row.branch_id] for row in found.branches]
    sheet = _table(book, _("By month"), _("Month"), months_frame(found).rename(index=month_name), measures, about)
    _remark(sheet, ": ".join((_("Source"), source())))
    if branches:
        sheet = _table(book, _("By branch"), _("Branch"), branches_frame(found).set_axis(branches), measures, about)
        _remark(sheet, note)
        for measure in measures:
            table = by_branch_and_month(found, measure.column)
            sheet = _table_of_one(book, table.set_axis(branches).rename(columns=month_name), measure, about)
            if not measure.adds_up:
                _remark(sheet, note)
    book.close()


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


def months_frame(found: Drivers) -> DataFrame:
    """Return a frame of the months: money (Decimal), partners (None when yet to come), events, participants, hours."""
    return _frame([row.month for row in found.months], found.months)


def branches_frame(found: Drivers) -> DataFrame:
    """Return a frame of the branches in their order, with the columns of `months_frame`."""
    return _frame(range(len(found.branches)), found.branches)


def by_branch_and_month(found: Drivers, column: str) -> DataFrame:
    """Return one column of `months_frame` with the branches down in their order and the months across."""
    import pandas as pd

    places = {row.branch_id: place for place, row in enumerate(found.branches)}
    keys = pd.MultiIndex.from_tuples([(places[row.branch_id], row.month) for row in found.cells])
    months = [row.month for row in found.months]
    table = _frame(keys, found.cells)[column].unstack(fill_value=0)
    table = table.reindex(index=range(len(places)), columns=months, fill_value=0).astype(object)
    if column == "partners":
        table[[row.month for row in found.months if row.partners is None]] = None
        if None in places:
            table.loc[places[None]] = None
    return table


def _frame(index: Any, rows: Sequence[MonthRow] | Sequence[BranchRow] | Sequence[CellRow]) -> DataFrame:
    """Return a frame of exact numbers; pandas by itself would turn money into floats."""
    import pandas as pd

    figures = [
        (row.sums.money, row.partners, row.sums.events, row.sums.participants, Decimal(row.sums.minutes) / 60)
        for row in rows
    ]
    return pd.DataFrame(figures, index=index, columns=list(_COLUMNS), dtype=object)


def _table(book: Book, title: str, heading: str, frame: DataFrame, measures: Sequence[Measure], about: str) -> Sheet:
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


def _table_of_one(book: Book, table: DataFrame, measure: Measure, about: str) -> Sheet:
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


def _width(figures: Iterable[Any], measure: Measure, least: int) -> float:
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
