"""The chart of calibration: the forecast chance across, the share of wins upwards, the line of perfect forecasts."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.chart_style import COLOURS, MUTED, Meaning, Spec, finish, plain, tip, value_axis
from app.domain.calibration import Bin


@dataclass(frozen=True)
class Words:
    """The words of the chart in the reader's language."""

    title: str
    forecast: str
    share: str
    count: str


def calibration_chart(bins: Sequence[Bin], words: Words, *, locale: str) -> Spec:
    """Return a point for each bin, the larger the more cases, with the interval of its share as a line."""
    rows = plain(
        {
            "mean": 100 * item.mean,
            "share": 100 * item.share,
            "low": 100 * item.interval[0],
            "high": 100 * item.interval[1],
            "count": item.count,
        }
        for item in bins
    )
    across, upwards = _axis("mean", words.forecast), _axis("share", words.share)
    across["axis"] |= {"grid": False, "domain": True}
    colour = COLOURS[Meaning.MONEY].light
    tips = [
        tip("mean", words.forecast, 1),
        tip("share", words.share, 1),
        tip("count", words.count, 0),
    ]
    size = {"field": "count", "type": "quantitative", "scale": {"range": [60, 420], "zero": True}, "legend": None}
    return finish(
        {
            "height": 300,
            "layer": [
                {
                    "data": {"values": [{"mean": 0, "share": 0}, {"mean": 100, "share": 100}]},
                    "mark": {"type": "line", "color": MUTED.light, "strokeDash": [4, 4], "strokeWidth": 1},
                    "encoding": {"x": across, "y": upwards},
                },
                {
                    "data": {"values": rows},
                    "mark": {"type": "rule", "color": colour, "strokeWidth": 1.5, "opacity": 0.55},
                    "encoding": {"x": across, "y": {**upwards, "field": "low"}, "y2": {"field": "high"}},
                },
                {
                    "data": {"values": rows},
                    "mark": {"type": "circle", "color": colour, "opacity": 1},
                    "encoding": {"x": across, "y": upwards, "size": size, "tooltip": tips},
                },
            ],
        },
        words.title,
        locale,
    )


def _axis(field: str, title: str) -> Spec:
    axis = value_axis(field, title, 0)
    axis["scale"] = {"domain": [0, 100]}
    return axis
