"""Figures in tables and tiles: text as the reader writes it, and the list that it opens to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from flask import url_for

from app.amounts import money
from app.domain.calibration import FEW
from app.formats import percent
from app.i18n import _
from app.queries.grant_metrics import FactMetric, FactUnit
from app.spreadsheets import Format
from app.templating import compact_money, hours, number


@dataclass(frozen=True)
class FigureCell:
    """A figure of a table; `url` leads to the rows behind it, `value` and `format` are for a file."""

    text: str
    url: str | None = None
    note: str = ""
    value: Decimal | int | float | None = None
    format: Format | None = None

    def opens(self, endpoint: str, **values: Any) -> "FigureCell":
        """Return the figure with the list that it opens to; nothing opens to nothing."""
        return replace(self, url=url_for(endpoint, **values)) if self.value else replace(self, text="0")


def linked(text: str, endpoint: str, **values: Any) -> FigureCell:
    """Return words that open to a list."""
    return FigureCell(text, url_for(endpoint, **values))


def count_cell(value: int, endpoint: str, **values: Any) -> FigureCell:
    """Return a number of records that opens to them; nothing opens to nothing."""
    return plain_cell(value).opens(endpoint, **values)


def plain_cell(value: Decimal | int | float, digits: int = 2) -> FigureCell:
    """Return a number with so many decimal places at most."""
    return FigureCell(number(value, digits), value=value)


def money_cell(value: Decimal, currency: str | None = None) -> FigureCell:
    """Return an amount, of the base currency unless another one is given."""
    return FigureCell(money(value, currency), value=value, format=Format.MONEY)


def percent_cell(value: Decimal | float) -> FigureCell:
    """Return a figure in per cent with one decimal place; a file keeps it as a share of one."""
    return FigureCell(percent(value, 1), value=value / 100, format=Format.PERCENT)


def unknown() -> str:
    """Return what stands where there is nothing to reckon from."""
    return _("n/a")


def share_text(part: int, whole: int) -> str:
    """Return a share in per cent, or that it is unknown."""
    return percent(Decimal(part * 100) / whole) if whole else unknown()


def is_few(count: int) -> bool:
    """Say whether so few cases are better not believed."""
    return 0 < count < FEW


_WRITTEN: dict[FactUnit, Callable[[Any], str]] = {
    FactUnit.MONEY: compact_money,
    FactUnit.PERCENT: percent,
    FactUnit.TIMES: lambda value: f"× {number(value)}",
    FactUnit.HOURS: hours,
    FactUnit.SCORE: lambda value: number(value, 3),
}


def tiles(metrics: Iterable[FactMetric[Any]], facts: Any) -> list[dict[str, Any]]:
    """Return the figures of metrics ready to draw, each with its definition and where it opens to."""
    drawn = []
    for item in metrics:
        value, place = item.value(facts), item.rows(facts)
        drawn.append(
            {
                "metric": item,
                "text": unknown() if value is None else _WRITTEN[item.unit](value),
                "url": url_for(place[0], **place[1]) if place else None,
                "note": None,
            }
        )
    return drawn
