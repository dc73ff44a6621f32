"""Charts: what a specification says, how it prints, and the bundle in a real browser."""

from __future__ import annotations

import itertools
import json
import re
import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page

from app import chart_bundle, charts
from app.charts import COLOURS, Colour, Meaning, Panel
from tests.support.browser import LAUNCH

# Machado, Oliveira and Fernandes (2009), full severity, for linear RGB.
BLINDNESS = {
    "none": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
    ),
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])

BY_AGE = [
    {"age": age, "mode": mode, "count": count}
    for age, counts in (("7–14", (742, 61)), ("60+", (1301, 29)))
    for mode, count in zip(("у бібліотеці", "онлайн"), counts, strict=True)
]
MONTHS = [
    {"month": date(2026, number, 1), "money": Decimal("12500.50") * number, "people": 40 * number}
    for number in range(1, 7)
]


def stacked(locale: str = "uk") -> charts.Spec:
    return charts.stacked_bar(
        BY_AGE, category="age", value="count", series="mode", title="Учасники за віком", value_title="осіб",
        locale=locale,
    )  # fmt: skip


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    xyz = XYZ @ np.clip(rgb, 0, 1) / np.array([0.9505, 1, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one: str, other: str) -> float:
    low, high = sorted(float(XYZ[1] @ linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("theme", "page"), [("light", "#ffffff"), ("dark", "#181d26")])
def test_colours_stay_apart_for_colour_blind_readers_and_stand_out_from_the_page(theme: str, page: str) -> None:
    colours = [getattr(colour, theme) for colour in COLOURS.values()]
    assert min(contrast(colour, page) for colour in colours) >= 3
    for matrix in BLINDNESS.values():
        seen = [lab(matrix @ linear(colour)) for colour in colours]
        assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)) > 15


def test_the_four_colours_with_a_fixed_meaning_come_first() -> None:
    assert list(COLOURS)[:4] == [Meaning.MONEY, Meaning.PARTNERS, Meaning.PARTICIPANTS, Meaning.VOLUNTEERS]
    assert len(COLOURS) == 8


def test_every_colour_of_a_chart_has_its_dark_partner() -> None:
    spec = stacked()
    dark = spec.pop("usermeta")["dark"]
    assert set(re.findall(r"#[0-9a-f]{6}", json.dumps(spec))) <= set(dark)
    assert dark[COLOURS[Meaning.MONEY].light] == COLOURS[Meaning.MONEY].dark
    assert isinstance(COLOURS[Meaning.MONEY], Colour)


def test_a_specification_is_json_and_says_what_it_shows() -> None:
    spec = charts.line(MONTHS, x="month", value="money", title="Гроші", value_title="грн", locale="uk")
    assert json.loads(json.dumps(spec)) == spec
    assert spec["description"] == "Гроші"


def test_a_data_frame_draws_the_same_as_rows() -> None:
    def drawn(rows: charts.Rows) -> charts.Spec:
        return charts.bar(rows, category="age", value="count", title="т", value_title="осіб", locale="uk")

    assert drawn(pd.DataFrame(BY_AGE)) == drawn(BY_AGE)


def test_the_total_of_the_highest_column_stands_clear_of_the_legend() -> None:
    """Thirteen is above the last line of the axis, so that its column is as high as the picture."""
    rows = [{"age": "7–14", "mode": mode, "count": count} for mode, count in (("наживо", 13), ("онлайн", 0))]
    drawn = charts.svg(
        charts.stacked_bar(
            rows, category="age", value="count", series="mode", title="", value_title="осіб", locale="uk"
        )
    )
    height_of_legend, height_of_figure = 14, 11
    top = re.search(r'transform="translate\([0-9.]+,([0-9.]+)\)"', drawn)
    total = re.search(r'transform="translate\([0-9.]+,(-[0-9.]+)\)"[^>]*>13<', drawn)
    assert top and total and float(top[1]) + float(total[1]) - height_of_figure >= height_of_legend


def test_numbers_and_months_follow_the_locale() -> None:
    printed = charts.svg(stacked())
    assert "1\u00a0330" in printed and "у бібліотеці" in printed
    assert "1,330" in charts.svg(stacked("en"))
    monthly = charts.line(MONTHS, x="month", value="money", title="т", value_title="грн", locale="uk")
    assert {"січ", "черв", "2026"} <= set(re.findall(r">([^<>]+)<", charts.svg(monthly)))


def test_panels_share_the_months_and_keep_their_colours() -> None:
    series = [Panel("money", "Кошти, грн", Meaning.MONEY), Panel("people", "Учасники", Meaning.PARTICIPANTS)]
    printed = charts.svg(charts.panels(MONTHS, month="month", series=series, title="Перебіг", locale="uk"))
    assert printed.count(">січ<") == 1
    assert printed.index(COLOURS[Meaning.MONEY].light) < printed.index(COLOURS[Meaning.PARTICIPANTS].light)


def test_a_missing_value_leaves_a_gap_and_does_not_fail() -> None:
    frame = pd.DataFrame({"month": [date(2026, 1, 1), date(2026, 2, 1)], "money": [5.0, float("nan")]})
    spec = charts.line(frame, x="month", value="money", title="т", value_title="грн", locale="uk")
    assert spec["data"]["values"][1]["money"] is None
    assert charts.svg(spec).startswith("<svg")


def test_plan_and_actual_are_both_in_the_picture() -> None:
    rows = [{"name": "Книжки", "planned": Decimal(1000), "actual": Decimal("990.50")}]
    spec = charts.plan_and_actual(
        rows, category="name", planned="planned", actual="actual", title="Кошторис", planned_title="План",
        actual_title="Факт", value_title="грн", locale="uk",
    )  # fmt: skip
    printed = charts.svg(spec)
    assert all(f">{word}<" in printed for word in ("План", "Факт", "Книжки"))


def test_more_parts_than_shades_are_refused() -> None:
    rows = [{"age": "60+", "mode": str(number), "count": 1} for number in range(4)]
    with pytest.raises(ValueError, match="at most 3"):
        charts.stacked_bar(rows, category="age", value="count", series="mode", title="", value_title="", locale="uk")


def test_text_in_the_data_cannot_break_out_of_the_picture() -> None:
    rows = [{"name": "</text><script>alert(1)</script>", "value": 3}]
    printed = charts.svg(charts.bar(rows, category="name", value="value", title="", value_title="", locale="uk"))
    assert "<script" not in printed


PAGE = (
    "<!doctype html><html lang=uk><title>t</title><meta charset=utf-8>"
    "<div id=chart></div><script type=module src=/page.js></script>"
)
PAGE_JS = """
import { draw } from "/vega.js";
window.refused = [];
document.addEventListener("securitypolicyviolation", (e) => window.refused.push(e.violatedDirective));
const spec = await (await fetch("/spec.json")).json();
await draw(document.querySelector("#chart"), spec, { dark: true });
document.querySelector("#chart").dataset.ready = "";
"""
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return LAUNCH


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page that draws a chart under a policy which allows neither eval nor inline styles."""
    bundle = chart_bundle.ensure_bundle(tmp_path_factory.mktemp("vega") / chart_bundle.bundle_name())
    answers = {
        "/": ("text/html", PAGE),
        "/page.js": ("text/javascript", PAGE_JS),
        "/vega.js": ("text/javascript", bundle.read_text(encoding="utf-8")),
        "/spec.json": ("application/json", json.dumps(stacked())),
    }

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = answers.get(self.path, ("text/plain", ""))
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.browser
def test_the_bundle_draws_under_a_strict_policy_and_asks_nobody_else(site: str, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site)
    # A condition in words of JavaScript would be asked by `eval`, which the policy forbids.
    page.wait_for_selector("#chart[data-ready]", timeout=20_000)
    drawn = page.locator("#chart svg")
    assert "1\u00a0330" in str(drawn.text_content())
    assert page.locator("#chart").get_attribute("aria-label") == "Учасники за віком"
    assert charts.COLOURS[Meaning.MONEY].dark not in drawn.inner_html()
    assert "#29dba3" in drawn.inner_html()
    page.locator("#chart svg .mark-rect path").first.hover()
    page.wait_for_selector("#vg-tooltip-element.visible")
    assert "742" in page.inner_text("#vg-tooltip-element")
    assert page.evaluate("window.refused") == []
    assert all(url.startswith(site) for url in asked)


def test_the_bundle_is_built_once(tmp_path: Path) -> None:
    path = tmp_path / "deep" / chart_bundle.bundle_name()
    path.parent.mkdir()
    path.write_text("kept", encoding="utf-8")
    assert chart_bundle.ensure_bundle(path).read_text(encoding="utf-8") == "kept"


def test_matrices_shade_the_cell_of_each_measure_branch_and_month_and_no_other() -> None:
    rows = [
        {"month": date(2026, 1, 1), "branch": "Філія № 6", "people": 40, "money": 12.5},
        {"month": date(2026, 2, 1), "branch": "Філія № 2", "people": 0, "money": 3.0},
    ]
    series = [
        charts.Panel("people", "Учасники", charts.Meaning.PARTICIPANTS),
        charts.Panel("money", "Кошти", charts.Meaning.MONEY, 1),
    ]
    spec = charts.matrices(rows, month="month", category="branch", series=series, title="За філіями", locale="uk")
    drawn = charts.svg(spec)
    assert all(drawn.count(f">{word}<") == 1 for word in ("Філія № 6", "Філія № 2", "Учасники", "Кошти"))
    for panel, shades in zip(series, ([0, 1], [pytest.approx(0.16 + 0.84 * 3 / 12.5), 1]), strict=True):
        colour = charts.COLOURS[panel.meaning].light
        cells = [cell for cell in re.findall("<path[^>]*>", drawn) if f'fill="{colour}"' in cell]
        assert sorted(float(re.search(' opacity="(.*?)"', cell)[1]) for cell in cells) == shades  # type: ignore[index]


@pytest.mark.parametrize(
    ("decimals", "highest", "labels"),
    [
        (0, 1, ["0", "1"]),
        (0, 2, ["0", "1", "2"]),
        (0, 3, ["0", "1", "2", "3"]),
        (1, 0.1, ["0", "0.1"]),
        (1, 0.2, ["0", "0.1", "0.2"]),
        (0, 26, ["0", "10", "20"]),
    ],
)
def test_no_figure_stands_twice_on_an_axis(decimals: int, highest: float, labels: list[str]) -> None:
    rows = [{"month": date(2026, month, 1), "value": highest * (month == 3)} for month in range(1, 13)]
    series = [Panel("value", "Hours", Meaning.VOLUNTEERS, decimals)]
    drawn = charts.svg(charts.panels(rows, month="month", series=series, title="Hours", locale="en"))
    assert re.findall(r">([0-9.]+)</text>", drawn) == labels
