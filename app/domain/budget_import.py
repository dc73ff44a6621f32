"""Budgets in spreadsheets: which columns they have, and what their lines mean.

Nothing is guessed about money: a line whose figures contradict one another is refused, with its number and the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from app.domain.budget_columns import AMOUNTS, CATEGORIES, SOURCES, SYNONYMS, TOTALS, Column, category_key
from app.domain.budgets import ZERO, checked_kekv, distribute
from app.domain.errors import RuleError
from app.domain.grants import BudgetCategory, BudgetSource, line_total
from app.domain.imports import Line, guess_mapping
from app.domain.money import LIMIT, InvalidAmount, Sum, parse_amount
from app.domain.text import search_text

C, S = Column, BudgetSource


class LineRefusal(StrEnum):
    """Why a line of a table does not become a line of the budget."""

    NO_ITEM = "no_item"
    TOO_LONG = "too_long"
    NO_CATEGORY = "no_category"
    UNKNOWN_CATEGORY = "unknown_category"
    UNKNOWN_SOURCE = "unknown_source"
    BAD_AMOUNT = "bad_amount"
    BAD_QUANTITY = "bad_quantity"
    NO_PRICE = "no_price"
    PRICE_NOT_EXACT = "price_not_exact"
    TOTAL_DIFFERS = "total_differs"
    TOO_LARGE = "too_large"
    BAD_KEKV = "bad_kekv"
    CODE_TAKEN = "code_taken"
    CODE_TWICE = "code_twice"
    SOURCES_DIFFER = "sources_differ"
    WRONG_COLUMNS = "wrong_columns"


Value = str | Sum | tuple[str | Sum, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """One line that is refused: its number as a person counts it, what it is about, why, and the value.

    Sums in the value, or in its parts, are written in the language of the reader.
    """

    line: int
    item: str
    code: LineRefusal
    value: Value = ""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of a table that can become a line of the budget; `code` is "" when the table names none."""

    number: int
    code: str
    item: str
    category: BudgetCategory
    quantity: Decimal
    price: Decimal
    shares: Mapping[BudgetSource, Decimal]
    unit: str = ""
    kekv: str = ""

    @property
    def planned(self) -> Decimal:
        """Return quantity × price, rounded once."""
        return line_total(self.quantity, self.price)


@dataclass(frozen=True, slots=True)
class ReadBudget:
    """What a table comes to: the lines that fit, those that are refused, and how many were headings or totals."""

    lines: list[ReadLine] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    passed_over: int = 0

    @property
    def planned(self) -> Decimal:
        """Return the sum of the lines that fit."""
        return sum((line.planned for line in self.lines), ZERO)


class _No(Exception):
    def __init__(self, code: LineRefusal, value: Value = "") -> None:
        self.code = code
        self.value = value[:60] if isinstance(value, str) else value


def recognise_budget(columns: Sequence[str]) -> dict[str, str]:
    """Say which column of a table most probably holds what, as field to heading."""
    return guess_mapping(columns, SYNONYMS)


def read_budget(
    lines: Iterable[Line], *, taken: Iterable[str] = (), category: BudgetCategory | None = None
) -> ReadBudget:
    """Read the lines of a table, one by one.

    A line without any figure that names a category is the heading of a section: it says the category of the lines
    below it that name none themselves. A line that is only a total is passed over.

    Args:
        taken: codes that the budget has already.
        category: of lines for which nothing else says it.
    """
    found, used, codes = ReadBudget(), set(taken), set[str]()
    passed, section = 0, category
    for line in lines:
        named = _category(line.text(C.ITEM) or line.text(C.CATEGORY) or line.text(C.CODE))
        if not _has_figures(line):
            if named is not None:
                section, passed = named, passed + 1
                continue
        elif _is_total(line):
            passed += 1
            continue
        try:
            read = _read(line, section)
            if read.code and read.code in codes:
                raise _No(LineRefusal.CODE_TWICE, read.code)
            if read.code in used:
                raise _No(LineRefusal.CODE_TAKEN, read.code)
        except _No as no:
            found.refused.append(Refused(line.number, line.text(C.ITEM)[:80], no.code, no.value))
        else:
            codes.add(read.code)
            found.lines.append(read)
    return ReadBudget(found.lines, found.refused, passed)


def _has_figures(line: Line) -> bool:
    return any(line.text(column) for column in (C.QUANTITY, C.PRICE, C.TOTAL, *AMOUNTS))


def _is_total(line: Line) -> bool:
    """A total has a sum but no price, and its words begin so."""
    words = search_text(line.text(C.ITEM) or line.text(C.CATEGORY) or line.text(C.CODE)).split()
    first = words[0] if words else ""
    return not line.text(C.PRICE) and (first in TOTALS or (not words and bool(line.text(C.TOTAL))))


def _category(text: str) -> BudgetCategory | None:
    """Return the category that some words name, with a number before them or without."""
    words = category_key(text).split()
    while words and words[0].replace(".", "").isdigit():
        words = words[1:]
    return CATEGORIES.get(" ".join(words))


def _read(line: Line, section: BudgetCategory | None) -> ReadLine:
    item = _short(line, C.ITEM, 300)
    if not item:
        raise _No(LineRefusal.NO_ITEM)
    category = section
    if line.text(C.CATEGORY):
        category = _category(line.text(C.CATEGORY))
        if category is None:
            raise _No(LineRefusal.UNKNOWN_CATEGORY, line.text(C.CATEGORY))
    if category is None:
        raise _No(LineRefusal.NO_CATEGORY)
    quantity, price = _quantity_and_price(line)
    planned = line_total(quantity, price)
    if planned >= LIMIT:
        raise _No(LineRefusal.TOO_LARGE, Sum(planned))
    total = _amount(line, C.TOTAL)
    if total is not None and total != planned:
        raise _No(LineRefusal.TOTAL_DIFFERS, (Sum(total), "≠", Sum(planned)))
    try:
        kekv = checked_kekv(line.text(C.KEKV).removesuffix(".0"))
    except RuleError as error:
        raise _No(LineRefusal.BAD_KEKV, line.text(C.KEKV)) from error
    return ReadLine(
        line.number,
        _short(line, C.CODE, 20),
        item,
        category,
        quantity,
        price,
        _shares(line, planned),
        _short(line, C.UNIT, 40),
        kekv,
    )


def _short(line: Line, column: Column, limit: int) -> str:
    found = " ".join(line.text(column).split()).replace("\x00", "")
    if len(found) > limit:
        raise _No(LineRefusal.TOO_LONG, found)
    return found


def _quantity_and_price(line: Line) -> tuple[Decimal, Decimal]:
    """Return both; a missing quantity is one, a missing price is what the total makes of it when that is exact."""
    quantity = _quantity(line.text(C.QUANTITY)) if line.text(C.QUANTITY) else Decimal(1)
    price = _amount(line, C.PRICE)
    if price is not None:
        return quantity, price
    total = _amount(line, C.TOTAL)
    if total is None:
        named = [_amount(line, column) for column in AMOUNTS]
        total = sum((amount for amount in named if amount is not None), ZERO) if any(named) else None
    if total is None:
        raise _No(LineRefusal.NO_PRICE)
    price = total / quantity
    if price != price.quantize(Decimal("0.01")):
        raise _No(LineRefusal.PRICE_NOT_EXACT, (Sum(total), "÷", f"{quantity.normalize():f}"))
    return quantity, price.quantize(Decimal("0.01"))


def _quantity(text: str) -> Decimal:
    """Read a quantity with at most three decimal places, with a comma or a point."""
    clean = "".join(text.split()).replace(",", ".")
    try:
        found = Decimal(clean)
    except InvalidOperation as error:
        raise _No(LineRefusal.BAD_QUANTITY, text) from error
    if not clean.replace(".", "").isascii() or not found.is_finite() or not 0 < found < 10**12:
        raise _No(LineRefusal.BAD_QUANTITY, text)
    if found != found.quantize(Decimal("0.001")):
        raise _No(LineRefusal.BAD_QUANTITY, text)
    return found.quantize(Decimal("0.001"))


_CURRENCY_SIGNS = str.maketrans("", "", "₴$€£")


def _amount(line: Line, column: Column) -> Decimal | None:
    text = line.text(column).translate(_CURRENCY_SIGNS).strip()
    if not text or text in {"-", "–", "—"}:
        return None
    try:
        found = parse_amount(text)
    except InvalidAmount as error:
        raise _No(LineRefusal.BAD_AMOUNT, line.text(column)) from error
    if found < 0:
        raise _No(LineRefusal.BAD_AMOUNT, line.text(column))
    return found


def _shares(line: Line, planned: Decimal) -> dict[BudgetSource, Decimal]:
    """Return what each source pays: as the columns say, or all of it by the one that is named, or by the grant.

    Where the table has no column for the grant, the grant pays what the other columns leave.
    """
    given = {source: amount for column, source in AMOUNTS.items() if (amount := _amount(line, column))}
    rest = None if C.GRANT in line.mapping and given else S.GRANT
    if line.text(C.SOURCE):
        rest = SOURCES.get(search_text(line.text(C.SOURCE)))
        if rest is None:
            raise _No(LineRefusal.UNKNOWN_SOURCE, line.text(C.SOURCE))
    try:
        return distribute(planned, given, rest)
    except RuleError as error:
        sums = sum(given.values(), ZERO)
        raise _No(LineRefusal.SOURCES_DIFFER, (Sum(sums), "≠", Sum(planned))) from error
