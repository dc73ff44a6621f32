"""The chart of partner growth: how many are active, and below it who came and who lapsed, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.chart_style import (
    COLOURS,
    INK,
    LEGEND,
    PRINT_WIDTH,
    SHADES,
    Meaning,
    Spec,
    finish,
    line_mark,
    month_axis,
    month_tip,
    plain,
    tip,
    value_axis,
)
from app.domain.partner_growth import Growth

_MARGIN = 56
_MANY = 18


@dataclass(frozen=True)
class Words:
    """The words of the chart in the reader's language."""

    title: str
    active: str
    moves: str
    new: str
    returned: str
    lapsed: str


def growth_chart(months: Sequence[tuple[date, Growth]], words: Words, *, locale: str) -> Spec:
    """Return two aligned panels: a line of the active, and columns of those that came above and lapsed below zero.

    Args:
        months: (first day of the month, growth in it).
    """
    names = (words.new, words.returned, words.lapsed)
    rows = plain(
        {"month": month, "kind": name, "count": count, "height": -count if name == words.lapsed else count}
        for month, growth in months
        for name, count in zip(names, (growth.new, growth.returned, growth.lapsed), strict=True)
    )
    active = value_axis("active", None, 0)
    moves = value_axis("height", None, 0)
    moves["axis"]["labelExpr"] = "format(abs(datum.value), ',')"
    for axis in (active, moves):
        axis["axis"] |= {"minExtent": _MARGIN, "maxExtent": _MARGIN, "tickCount": 3}
    shades = [*(shade.light for shade in SHADES[Meaning.PARTNERS]), COLOURS[Meaning.OTHER].light]
    colour = {"field": "kind", "type": "nominal", "scale": {"domain": names, "range": shades}, "legend": LEGEND}
    width = 7 if len(months) > _MANY else 16
    views: list[Spec] = [
        _panel(words.active, 110)
        | {
            "data": {"values": plain({"month": month, "active": growth.active} for month, growth in months)},
            "mark": line_mark(Meaning.PARTNERS),
            "encoding": {
                "x": _month(labels=False),
                "y": active,
                "tooltip": [month_tip("month"), tip("active", words.active, 0)],
            },
        },
        _panel(words.moves, 100)
        | {
            "data": {"values": rows},
            "mark": {"type": "bar", "width": width},
            "encoding": {
                "x": _month(labels=True),
                "y": {**moves, "stack": "zero"},
                "color": colour,
                "tooltip": [month_tip("month"), tip("kind", ""), tip("count", words.moves, 0)],
            },
        },
    ]
    return finish(
        {"vconcat": views, "spacing": 14, "resolve": {"legend": {"color": "independent"}}}, words.title, locale
    )


def _panel(title: str, height: int) -> Spec:
    heading = {"text": title, "anchor": "start", "frame": "group", "fontSize": 12, "fontWeight": 600}
    return {
        "title": {**heading, "color": INK.light, "offset": 8},
        "width": PRINT_WIDTH - _MARGIN,
        "height": height,
    }


def _month(*, labels: bool) -> Spec:
    axis = month_axis("month", labels=labels)
    axis["scale"] = {"padding": 14}
    return axis
