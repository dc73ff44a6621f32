"""Real clicks: a server in a thread, Debian's Chromium, and axe for accessibility."""

import contextlib
import os
import threading
from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server

# Debian's own browser; root may only run it without its sandbox.
LAUNCH: dict[str, Any] = {
    "executable_path": "/usr/bin/chromium",
    "args": ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])],
}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextlib.contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve the application on a free port of this machine; yields its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()


# What floats above a page covers whatever lies behind it just then: a reader scrolls, the check cannot.
BARS = ".topbar, .save-bar, .bottombar, .bulk-bar, .data thead th, .toasts"
LAY_DOWN = "([bars, how]) => document.querySelectorAll(bars).forEach((bar) => { bar.style.position = how; })"


# What waits for an answer is dimmed, and a part that has arrived wears the looks of the former one for a moment.
SETTLED = "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"


def wait_for_whole(page: Page) -> None:
    """Wait for the page with its styles and fonts, and for each part of it that is being replaced.

    A click returns as soon as the new page begins to arrive.
    """
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_function(SETTLED)


def assert_accessible(page: Page, *, without: tuple[str, ...] = ()) -> None:
    """Refuse a page in which axe finds anything against WCAG 2.2 AA.

    Args:
        without: rules of axe that do not apply to this page; each needs its reason beside the call.
    """
    rules: dict[str, Any] = {rule: {"enabled": False} for rule in without}
    wait_for_whole(page)
    page.evaluate(LAY_DOWN, [BARS, "static"])
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}, "rules": rules})
    page.evaluate(LAY_DOWN, [BARS, ""])
    violations = [
        f"{item['id']}: {item['help']} — " + "; ".join(node["html"][:160] for node in item["nodes"][:5])
        for item in found.response["violations"]
    ]
    assert not violations, f"{page.url}:\n  " + "\n  ".join(violations)


def assert_fits(page: Page) -> None:
    """Refuse a page that scrolls sideways."""
    wait_for_whole(page)
    width, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width <= room, f"{page.url} is {width}px wide in a window of {room}px"


def seen(page: Page) -> None:
    """Look at a page: nobody is shut out of it, and nothing sticks out."""
    assert_accessible(page)
    assert_fits(page)
