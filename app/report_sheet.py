"""Sheets of a workbook that is made to be printed and read: titles, headings in view, rows one after another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import Any

from babel.numbers import get_currency_symbol

from app.domain.money import Currency
from app.spreadsheets.writing import fits, safe_title

Row = list[str | None]

_DAYS = {"uk": "dd.mm.yyyy", "en": "d mmm yyyy"}
_A4 = 9
_MAX_FORMULA = 8_000
_LINE = 13.5
_STYLES: dict[str, dict[str, Any]] = {
    "": {},
    "title": {"bold": True, "font_size": 14, "font_color": "#1F4182", "text_wrap": False},
    "note": {"font_color": "#596171", "text_wrap": False},
    "remark": {"font_color": "#596171"},
    "head": {"bold": True, "font_color": "#1F4182", "bg_color": "#E8EEF6", "top": 1, "bottom": 1},
    "group": {"bold": True, "font_color": "#1F4182", "text_wrap": False},
    "subtotal": {"bold": True, "top": 1, "text_wrap": False},
    "total": {"bold": True, "top": 2, "text_wrap": False},
}


def money_code(currency: Currency, locale: str) -> str:
    """Return the number format of amounts in a currency, its sign after the figure as in Ukrainian or before it.

    A code of letters stands apart from the figure.
    """
    symbol = get_currency_symbol(currency.value, locale)
    sign = f'"{symbol}"'
    if locale == "uk":
        return f"#,##0.00\N{NO-BREAK SPACE}{sign};\N{MINUS SIGN}#,##0.00\N{NO-BREAK SPACE}{sign}"
    apart = "\N{NO-BREAK SPACE}" if symbol.isalpha() else ""
    return f"{sign}{apart}#,##0.00;\N{MINUS SIGN}{sign}{apart}#,##0.00"


class Book:
    """A workbook of which nothing that was typed can become a formula or a link."""

    def __init__(self, path: Path, locale: str, *, title: str, author: str) -> None:
        from xlsxwriter import Workbook

        self._book = Workbook(
            str(path),
            {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        self._book.set_properties({"title": title, "author": author})
        self._book.formats[0].set_font_size(10)
        self.locale = locale
        self.style = lru_cache(maxsize=None)(self._style)

    def _style(self, name: str, code: str = "", align: str = "") -> Any:
        """Return a format: a style by its name, with a number format and an alignment."""
        settings: dict[str, Any] = {"valign": "vcenter", "text_wrap": True, "font_size": 10, **_STYLES[name]}
        if code:
            settings["num_format"] = code
        if align:
            settings["align"] = align
        if name in ("", "head") and (align == "left" or (not align and code in ("", "@"))):
            # Text stands apart from a figure that ends where it begins.
            settings["indent"] = 1
        return self._book.add_format(settings)

    def sheet(self, title: str, widths: Sequence[float]) -> Sheet:
        """Add a sheet for landscape A4, all columns on one page across."""
        sheet = self._book.add_worksheet(safe_title(title))
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer("&L&A&R&P / &N")
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        return Sheet(self, sheet, widths)

    def close(self) -> None:
        """Write the file. Raises OSError when it cannot be written."""
        from xlsxwriter.exceptions import FileCreateError

        try:
            self._book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error


class Sheet:
    """One sheet, written from the top; `next` is the row that comes next, from 0."""

    def __init__(self, book: Book, sheet: Any, widths: Sequence[float]) -> None:
        self._book = book
        self._sheet = sheet
        self._widths = widths
        self.next = 0

    def title(self, text: str) -> None:
        """Write the title of the sheet."""
        self._line(text, "title")

    def note(self, text: str) -> None:
        """Write a line about the sheet."""
        self._line(text, "note")

    def remark(self, text: str) -> None:
        """Write what has to be known of the figures, broken into lines as wide as the sheet."""
        last, width = len(self._widths) - 1, sum(self._widths)
        self._sheet.merge_range(self.next, 0, self.next, last, text, self._book.style("remark"))
        self._sheet.set_row(self.next, ceil(len(text) * 1.1 / width) * _LINE + 3)
        self.next += 1

    def group(self, text: str, *, columns: int) -> None:
        """Write the name of the rows that follow."""
        for column in range(1, columns):
            self._sheet.write_blank(self.next, column, None, self._book.style("group"))
        self._line(text, "group")

    def skip(self) -> None:
        """Leave a row empty."""
        self.next += 1

    def head(self, titles: Sequence[str], *, figures: Iterable[int] = (), freeze: bool = True, names: int = 0) -> None:
        """Write the headings of columns, those of figures to the right; they stay in view and on every page.

        So do the first `names` columns, which say whose figures a wide sheet shows.
        """
        right = set(figures)
        for column, text in enumerate(titles):
            align = "right" if column in right else ""
            self._sheet.write_string(self.next, column, text, self._book.style("head", "", align))
        self._height(titles)
        if freeze:
            self._sheet.freeze_panes(self.next + 1, names)
            self._sheet.repeat_rows(self.next)
        self.next += 1

    def row(self, texts: Row, figures: Sequence[tuple[Decimal | None, str, str]], *, style: str = "") -> None:
        """Write texts and then figures: a value, its number format, and the formula that gives it or ""."""
        for column, text in enumerate(texts):
            self._value(column, text, "", style)
        self._height([] if style else texts)
        for column, (value, code, formula) in enumerate(figures, len(texts)):
            if formula and value is not None and fits(value) and len(formula) < _MAX_FORMULA:
                kept = float(value)
                self._sheet.write_formula(self.next, column, formula, self._book.style(style, code), kept)
            else:
                self._value(column, value, code, style)
        self.next += 1

    def cells(self, values: Sequence[tuple[object, str]], *, style: str = "") -> None:
        """Write values, each with its number format or ""."""
        for column, (value, code) in enumerate(values):
            self._value(column, value, code, style)
        self._height([] if style else [value for value, _code in values])
        self.next += 1

    def filter(self, head: int, last: int, columns: int) -> None:
        """Offer to filter the rows under a heading."""
        self._sheet.autofilter(head, 0, last, columns - 1)

    def _height(self, values: Sequence[object]) -> None:
        """Make a row as high as its longest text: not every program does so by itself."""
        lines = max(
            (ceil(len(value) * 1.1 / width) for value, width in zip(values, self._widths, strict=False)
             if isinstance(value, str)),
            default=1,
        )  # fmt: skip
        self._sheet.set_row(self.next, max(lines, 1) * _LINE + 3)

    def _line(self, text: str, style: str) -> None:
        self._sheet.write_string(self.next, 0, text, self._book.style(style))
        self.next += 1

    def _value(self, column: int, value: object, code: str, style: str) -> None:
        write, place = self._sheet, (self.next, column)
        if value is None:
            if style:
                write.write_blank(*place, None, self._book.style(style))
        elif isinstance(value, date):
            write.write_datetime(*place, value, self._book.style(style, _DAYS[self._book.locale], "left"))
        elif isinstance(value, int | Decimal) and fits(value):
            write.write_number(*place, value, self._book.style(style, code, "" if code else "left"))
        else:
            text = format(value, "f") if isinstance(value, Decimal) else str(value)
            align = "right" if isinstance(value, Decimal) else ""
            write.write_string(*place, text, self._book.style(style, "@", align))
