"""Figures in tables and tiles: text as the reader writes it, and the list that it opens to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import url_for

from app.domain.calibration import FEW
from app.i18n import _
from app.queries.grant_metrics import FactMetric, FactUnit
from app.templating import compact_money, number, percent


@dataclass(frozen=True)
class FigureCell:
    """A figure of a table; `url` leads to the rows behind it."""

    text: str
    url: str | None = None
    note: str = ""


def linked(text: str, endpoint: str, **values: Any) -> FigureCell:
    """Return a figure that opens to a list."""
    return FigureCell(text, url_for(endpoint, **values))


def count_cell(value: int, endpoint: str, **values: Any) -> FigureCell:
    """Return a number of records that opens to them; nothing opens to nothing."""
    return linked(number(value), endpoint, **values) if value else FigureCell("0")


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
    FactUnit.HOURS: lambda value: number(Decimal(value) / 60, 1),
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
