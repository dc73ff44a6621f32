"""Charts as Vega-Lite specifications: one dictionary draws the page and the PDF.

A chart function takes plain rows (dictionaries or a DataFrame) and words that
are already translated, and returns a specification that carries its own number
and month names and, under `usermeta`, the colours of the dark theme. A page
hands the dictionary to `draw()` of the bundle that `app.chart_bundle` writes; a
report turns it into SVG with `svg`; its picture is a file of its own, because
an `<svg>` inside the HTML could not carry an alternative text in a tagged PDF.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass

from app.chart_style import (
    COLOURS,
    INK,
    LEGEND,
    PAPER,
    PRINT_WIDTH,
    SHADES,
    Colour,
    Meaning,
    Rows,
    Spec,
    category_axis,
    figures,
    finish,
    line_mark,
    month_axis,
    month_tip,
    plain,
    register_fonts,
    text,
    tip,
    value_axis,
)

__all__ = [
    "COLOURS", "PRINT_WIDTH", "Colour", "Meaning", "Panel", "Rows", "Spec", "bar", "line",
    "matrices", "panels", "plan_and_actual", "png", "stacked_bar", "svg", "warm_up",
]  # fmt: skip


@dataclass(frozen=True)
class Panel:
    """One row of `panels`: the field to draw, its title with the unit, and its colour."""

    field: str
    title: str
    meaning: Meaning
    decimals: int = 0


def bar(
    rows: Rows, *, category: str, value: str, title: str, value_title: str, locale: str,
    meaning: Meaning = Meaning.MONEY, decimals: int = 0, height: int = 220,
) -> Spec:  # fmt: skip
    """Columns in the order of the rows, each with its figure above it.

    `title` becomes the text alternative; the visible heading belongs to the page.
    """
    axis = value_axis(value, value_title, decimals)
    return finish(
        {
            "data": {"values": plain(rows)},
            "height": height,
            "encoding": {
                "x": category_axis(category),
                "y": axis,
                "tooltip": [tip(category, ""), tip(value, value_title, decimals)],
            },
            "layer": [
                {"mark": {"type": "bar", "color": COLOURS[meaning].light, "width": {"band": 0.6}}},
                {"mark": figures("bottom", dy=-4), "encoding": {"text": text(value, decimals)}},
            ],
        },
        title, locale,
    )  # fmt: skip


def line(
    rows: Rows, *, x: str, value: str, title: str, value_title: str, locale: str,
    meaning: Meaning = Meaning.MONEY, decimals: int = 0, height: int = 220,
) -> Spec:  # fmt: skip
    """A monthly line with points; `x` holds dates (the first day of each month)."""
    return finish(
        {
            "data": {"values": plain(rows)},
            "height": height,
            "mark": line_mark(meaning),
            "encoding": {
                "x": month_axis(x, labels=True),
                "y": value_axis(value, value_title, decimals),
                "tooltip": [month_tip(x), tip(value, value_title, decimals)],
            },
        },
        title, locale,
    )  # fmt: skip


def stacked_bar(
    rows: Rows, *, category: str, value: str, series: str, title: str, value_title: str, locale: str,
    meaning: Meaning = Meaning.PARTICIPANTS, height: int = 230,
) -> Spec:  # fmt: skip
    """Columns built of up to three parts, the total above each; both orders are the rows' own.

    Suits participants by age (category) and mode (series). ValueError for more than three parts.
    """
    values = plain(rows)
    domain = list(dict.fromkeys(row[series] for row in values))
    shades = SHADES[meaning]
    if len(domain) > len(shades):
        raise ValueError(f"at most {len(shades)} parts, got {len(domain)}")
    for row in values:
        row["_order"] = domain.index(row[series])
    colour = {
        "field": series,
        "type": "nominal",
        "scale": {"domain": domain, "range": [shade.light for shade in shades[: len(domain)]]},
        # Above the highest column stands its total.
        "legend": LEGEND | {"offset": 22},
    }
    total = {"aggregate": "sum", "field": value, "type": "quantitative"}
    axis = value_axis(value, value_title, 0)
    return finish(
        {
            "data": {"values": values},
            "height": height,
            "encoding": {"x": category_axis(category)},
            "layer": [
                {
                    "mark": {
                        "type": "bar",
                        "width": {"band": 0.6},
                        "stroke": shades[0].light,
                        "strokeWidth": 0.6,
                    },
                    "encoding": {
                        "y": {**axis, "stack": "zero"},
                        "color": colour,
                        "order": {"field": "_order", "type": "quantitative"},
                        "tooltip": [tip(category, ""), tip(series, ""), tip(value, value_title, 0)],
                    },
                },
                {
                    "mark": figures("bottom", dy=-4),
                    "encoding": {"y": {**axis, **total}, "text": {**text(value, 0), **total}},
                },
            ],
        },
        title, locale,
    )  # fmt: skip


def plan_and_actual(
    rows: Rows, *, category: str, planned: str, actual: str, title: str, planned_title: str,
    actual_title: str, value_title: str, locale: str, row_height: int = 30,
) -> Spec:  # fmt: skip
    """One line per category: a pale outlined bar for the plan and a solid one inside for the actual."""
    values = plain(rows)
    pale, solid = SHADES[Meaning.MONEY][2].light, SHADES[Meaning.MONEY][0].light
    colour = {
        "type": "nominal",
        "scale": {"domain": [planned_title, actual_title], "range": [pale, solid]},
        "legend": LEGEND,
    }
    tips = [tip(category, ""), tip(planned, planned_title, 0), tip(actual, actual_title, 0)]
    axis = value_axis(planned, value_title, 0)
    names = {
        "field": category, "type": "nominal", "sort": None, "title": None,
        "axis": {"grid": False, "domain": False, "ticks": False, "labelLimit": 230, "labelPadding": 8},
    }  # fmt: skip
    return finish(
        {
            "data": {"values": values},
            # It grows with the rows, so only the width is fitted.
            "height": row_height * max(1, len({row[category] for row in values})),
            "autosize": {"type": "fit-x", "contains": "padding"},
            "encoding": {"y": names, "tooltip": tips},
            "layer": [
                {
                    "mark": {"type": "bar", "height": {"band": 0.72}, "stroke": solid, "strokeWidth": 0.7},
                    "encoding": {"x": axis, "color": {**colour, "datum": planned_title}},
                },
                {
                    "mark": {"type": "bar", "height": {"band": 0.36}},
                    "encoding": {"x": {**axis, "field": actual}, "color": {**colour, "datum": actual_title}},
                },
            ],
        },
        title, locale,
    )  # fmt: skip


def panels(rows: Rows, *, month: str, series: Sequence[Panel], title: str, locale: str, height: int = 90) -> Spec:
    """Aligned panels over the same months, one measure each, so that the rhythm can be compared.

    `month` holds the first day of each month. Missing values leave a gap in the line.
    """
    views = []
    for index, panel in enumerate(series):
        axis = value_axis(panel.field, None, panel.decimals)
        axis["axis"] |= {"minExtent": 56, "maxExtent": 56, "tickCount": 3}
        views.append(
            {
                "title": {"text": panel.title, "anchor": "start", "frame": "group", "fontSize": 12,
                          "fontWeight": 600, "color": INK.light, "offset": 8},
                "width": PRINT_WIDTH - 56,
                "height": height,
                "mark": line_mark(panel.meaning),
                "encoding": {
                    "x": month_axis(month, labels=index == len(series) - 1),
                    "y": axis,
                    "tooltip": [month_tip(month), tip(panel.field, panel.title, panel.decimals)],
                },
            }
        )  # fmt: skip
    return finish({"data": {"values": plain(rows)}, "vconcat": views, "spacing": 14}, title, locale)


def matrices(
    rows: Rows, *, month: str, category: str, series: Sequence[Panel], title: str, locale: str,
) -> Spec:  # fmt: skip
    """Side by side, one field for each measure: months across, categories down in the order of the rows.

    The stronger a cell, the more; a cell without anything stays empty. `draw` stacks the fields on a phone.
    """
    values = plain(rows)
    order = list(dict.fromkeys(row[category] for row in values))
    lines = [tip(panel.field, panel.title, panel.decimals) for panel in series]
    labels: Spec = {"labelLimit": 170, "grid": False, "ticks": False, "domain": False, "labelPadding": 8}
    views: list[Spec] = []
    for index, panel in enumerate(series):
        across = month_axis(month, labels=True) | {"timeUnit": "yearmonth"}
        across["axis"]["tickCount"] = {"interval": "month", "step": 3}
        most = max((row[panel.field] or 0 for row in values), default=0) or 1
        deep = {"field": panel.field, "type": "quantitative", "scale": {"domain": [0, most], "range": [0.16, 1]}}
        shade = {"condition": deep | {"test": f"datum['{panel.field}'] > 0", "legend": None}, "value": 0}
        down = category_axis(category) | {"axis": labels | {"labels": index == 0}, "scale": {"domain": order}}
        views.append(
            {
                "title": {"text": panel.title, "anchor": "start", "frame": "group", "fontSize": 12,
                          "fontWeight": 600, "color": INK.light, "offset": 8},
                "width": (PRINT_WIDTH - 200) / len(series),
                "height": {"step": 22},
                "mark": {"type": "rect", "color": COLOURS[panel.meaning].light, "stroke": PAPER.light},
                "encoding": {
                    "x": across,
                    "y": down,
                    "opacity": shade,
                    "tooltip": [month_tip(month), tip(category, ""), *lines],
                },
            }
        )  # fmt: skip
    apart = {"scale": {"opacity": "independent"}}
    return finish({"data": {"values": values}, "hconcat": views, "spacing": 18, "resolve": apart}, title, locale)


def svg(spec: Spec, *, width: int = PRINT_WIDTH) -> str:
    """The picture as SVG with real text; a chart that fills its page gets `width` points."""
    import vl_convert

    register_fonts()
    drawn: Spec = copy.deepcopy(spec)
    if drawn.get("width") == "container":
        drawn["width"] = width
    result: str = vl_convert.vegalite_to_svg(drawn, allowed_base_urls=[])
    return result


def warm_up() -> None:
    """Start the engine, which takes half a second, before there is anything to draw."""
    import vl_convert

    register_fonts()
    vl_convert.vegalite_to_svg({"data": {"values": []}, "mark": "bar"}, allowed_base_urls=[])


def png(picture: str, *, scale: float = 2.5) -> bytes:
    """The picture of `svg` in pixels, for a word processor; the scale gives about 230 dots an inch on paper."""
    import vl_convert

    register_fonts()
    result: bytes = vl_convert.svg_to_png(picture, scale=scale)
    return result
