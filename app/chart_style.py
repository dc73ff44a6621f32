"""What all charts share: colours with a fixed meaning, axes, tooltips, number and month names."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cache
from importlib.resources import files
from math import isnan
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

if TYPE_CHECKING:
    from pandas import DataFrame

Spec: TypeAlias = dict[str, Any]
_Width: TypeAlias = Literal["abbreviated", "wide"]
Rows: TypeAlias = "Iterable[Mapping[str, object]] | DataFrame"

PRINT_WIDTH = 620
FONT = "Source Sans Pro, DejaVu Sans, sans-serif"


class Meaning(StrEnum):
    """What a colour stands for. The order is that of the `--chart-N` tokens."""

    MONEY = "money"
    PARTNERS = "partners"
    PARTICIPANTS = "participants"
    VOLUNTEERS = "volunteers"
    EVENTS = "events"
    DONATIONS = "donations"
    IN_KIND = "in_kind"
    OTHER = "other"


@dataclass(frozen=True)
class Colour:
    """A hue on a light page (and on paper) and on a dark one."""

    light: str
    dark: str


# Chosen so that every pair stays apart under the three kinds of colour blindness and so that
# each has a contrast of at least 3:1 with the page.
COLOURS: dict[Meaning, Colour] = {
    Meaning.MONEY: Colour("#24509f", "#95bafa"),
    Meaning.PARTNERS: Colour("#c07f20", "#f7cc6c"),
    Meaning.PARTICIPANTS: Colour("#03a07a", "#29dba2"),
    Meaning.VOLUNTEERS: Colour("#ae69af", "#a65fc4"),
    Meaning.EVENTS: Colour("#2f7cf0", "#dfe9fa"),
    Meaning.DONATIONS: Colour("#bb4836", "#c65c53"),
    Meaning.IN_KIND: Colour("#2f3a0e", "#96931b"),
    Meaning.OTHER: Colour("#5d6168", "#64748a"),
}

# From strong to pale: parts of one whole differ in lightness, which every reader can see.
SHADES: dict[Meaning, tuple[Colour, ...]] = {
    Meaning.MONEY: (Colour("#24509f", "#95bafa"), Colour("#7c9ad0", "#4c6ca8"), Colour("#d3def1", "#26375a")),
    Meaning.PARTNERS: (Colour("#c07f20", "#f7cc6c"), Colour("#e6bd7d", "#9a7434")),
    Meaning.PARTICIPANTS: (
        Colour("#04694f", "#29dba3"),
        Colour("#4fb99a", "#188a66"),
        Colour("#cbebdf", "#124535"),
    ),
}

INK = Colour("#1d2433", "#ebe8e2")
MUTED = Colour("#596171", "#a9afbc")
LINE = Colour("#e5e0d6", "#2b323f")
PAPER = Colour("#ffffff", "#181d26")
DARK = {
    colour.light: colour.dark
    for group in ([*COLOURS.values(), INK, MUTED, LINE, PAPER], *SHADES.values())
    for colour in group
}


LEGEND: Spec = {
    "title": None,
    "orient": "top",
    "direction": "horizontal",
    "symbolType": "square",
    "offset": 6,
}


def plain(rows: Rows) -> list[dict[str, Any]]:
    """Rows as JSON can hold them: a Decimal becomes a float (a picture needs no kopiykas), a date text."""
    records = cast("Iterable[Mapping[Hashable, object]]", rows.to_dict("records")) if hasattr(rows, "to_dict") else rows
    return [{str(key): _value(cell) for key, cell in row.items()} for row in records]


def _value(cell: object) -> Any:
    if type(cell) is int or type(cell) is str:
        return cell  # Most are, and the pictures of a page have a thousand.
    match cell:
        case Enum():
            return cell.value
        case Decimal():
            return float(cell)
        case date():
            # With an hour it is a day of the reader's own zone; a day alone would be one of Greenwich, and in Kyiv the
            # axis would begin two hours after the first of its months.
            return f"{cell.isoformat()[:10]}T00:00"
        case float() if isnan(cell):
            return None
    return cell.item() if hasattr(cell, "item") else cell


# Vega draws one tick more than fit with steps of just the least size, and would then halve them.
_LEAST_STEP = 1.0001


def value_axis(field: str, title: str | None, decimals: int) -> Spec:
    """A quantitative axis from zero with at most five quiet grid lines."""
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "scale": {"zero": True, "nice": True},
        "axis": {
            "format": f",.{decimals}~f",
            "tickCount": 5,
            # Without the least step, small whole numbers would be labelled 0, 1, 1, 2, 2.
            "tickMinStep": _LEAST_STEP * 10.0**-decimals,
            "domain": False,
            "ticks": False,
            "labelPadding": 8,
            "labelFlush": False,
            # Thousands of millions leave room for every second label only.
            "labelOverlap": True,
        },
    }


def category_axis(field: str) -> Spec:
    """Names under the columns, in the order of the rows; aslant where narrow columns would make them overlap."""
    return {
        "field": field,
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {
            "grid": False,
            "labelAngle": {"expr": "bandwidth('x') < 50 ? -40 : 0"},
            "labelAlign": {"expr": "bandwidth('x') < 50 ? 'right' : 'center'"},
            "ticks": False,
            "labelLimit": 130,
            "labelPadding": 6,
        },
    }


def month_axis(field: str, *, labels: bool) -> Spec:
    """Months; the year stands once, under its first month that is drawn."""
    year = "timeFormat(datum.value, '%b') === timeFormat(datetime(2000, 0, 1), '%b') || datum.index === 0"
    return {
        "field": field,
        "type": "temporal",
        "title": None,
        "axis": {
            "grid": False,
            "labels": labels,
            "ticks": labels,
            "tickCount": {"interval": "month", "step": 1},
            "labelExpr": f"[timeFormat(datum.value, '%b'), {year} ? timeFormat(datum.value, '%Y') : '']",
            "labelOverlap": True,
            "labelFlush": False,
        },
    }


def line_mark(meaning: Meaning) -> Spec:
    """A straight line with a point at each month: it never suggests values between the months."""
    colour = COLOURS[meaning].light
    return {
        "type": "line",
        "color": colour,
        "strokeWidth": 2,
        "point": {"filled": True, "size": 34, "color": colour},
    }


def figures(baseline: str, *, dy: int) -> Spec:
    """A figure written at the end of a column."""
    return {"type": "text", "baseline": baseline, "dy": dy, "fontSize": 11, "color": INK.light}


def text(field: str, decimals: int) -> Spec:
    """The text channel of `figures`."""
    return {"field": field, "type": "quantitative", "format": f",.{decimals}~f"}


def tip(field: str, title: str, decimals: int | None = None) -> Spec:
    """One line of a tooltip; with `decimals` a figure, without them a name."""
    channel: Spec = {"field": field, "title": title or field, "type": "nominal"}
    if decimals is not None:
        channel |= {"type": "quantitative", "format": f",.{decimals}~f"}
    return channel


def month_tip(field: str) -> Spec:
    """The month and year of a point."""
    return {"field": field, "title": "", "type": "temporal", "format": "%B %Y"}


def finish(spec: Spec, title: str, locale: str) -> Spec:
    """Add the text alternative, the locale and the quiet common style."""
    base: Spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": title,
        "background": None,
        "padding": 2,
        "usermeta": {"dark": DARK},
        "config": {**_CONFIG, "locale": vega_locale(locale)},
    }
    if not {"vconcat", "hconcat"} & set(spec):
        base |= {"width": "container", "autosize": {"type": "fit", "contains": "padding"}}
    return base | spec


_CONFIG: Spec = {
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED.light, "titleColor": MUTED.light, "labelFontSize": 11, "titleFontSize": 11,
        "titleFontWeight": "normal", "gridColor": LINE.light, "domainColor": MUTED.light,
        "tickColor": MUTED.light, "titlePadding": 10,
    },
    "legend": {"labelColor": INK.light, "labelFontSize": 12, "symbolSize": 110, "symbolStrokeWidth": 0.6},
}  # fmt: skip


@cache
def vega_locale(locale: str) -> Spec:
    """Decimal mark, thousands and names of months and days for d3, taken from the CLDR through Babel."""
    from babel import Locale
    from babel.dates import get_day_names, get_month_names

    symbols = Locale.parse(locale).number_symbols["latn"]

    def months(width: _Width) -> list[str]:
        names = get_month_names(width, "stand-alone", locale)
        return [names[number].removesuffix(".") for number in range(1, 13)]

    def days(width: _Width) -> list[str]:
        names = get_day_names(width, "stand-alone", locale)
        return [names[number] for number in (6, 0, 1, 2, 3, 4, 5)]

    return {
        "number": {
            "decimal": symbols["decimal"],
            "thousands": symbols["group"],
            "grouping": [3],
            "currency": ["", ""],
            "minus": "\N{MINUS SIGN}",
        },
        "time": {
            "dateTime": "%d.%m.%Y %H:%M",
            "date": "%d.%m.%Y",
            "time": "%H:%M",
            "periods": ["AM", "PM"],
            "days": days("wide"),
            "shortDays": days("abbreviated"),
            "months": months("wide"),
            "shortMonths": months("abbreviated"),
        },
    }


@cache
def register_fonts() -> None:
    """Let the SVG writer measure our own font; once per process."""
    import vl_convert

    vl_convert.register_font_directory(str(files("font_source_sans_pro") / "files"))
