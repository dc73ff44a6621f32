"""The pictures of the README: `python -m tests.support.screenshots`.

The demo is loaded into a temporary folder for a fixed day, so that pictures change only when pages do. People
sign in as anybody would; Debian's Chromium takes the pictures and the palette is reduced to keep them small.
"""

import io
import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Self

import sqlalchemy as sa
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

import views.dashboard
from app import clock, create_app
from app.demo import load
from app.domain.grants import Stage
from app.migrations import upgrade
from app.queries.accounts import DEMO_PASSWORD
from models import db
from models.grants import Application
from tests.support.browser import LAUNCH, served

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "screenshots"
DAY = date(2026, 5, 20)
DESK, PHONE = (1440, 900), (360, 740)
LARGEST = 120_000
PAGE_OF_REPORT = 6
DOTS_PER_INCH = 90


@dataclass(frozen=True)
class Picture:
    """One picture: its file, whose account, which page, window and colours, and what is pressed before it is taken."""

    name: str
    account: str
    path: str
    size: tuple[int, int] = DESK
    dark: bool = False
    press: str = ""


class FixedMoment(datetime):
    """A clock that stands at half past ten of `DAY`."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """Return the moment, in the time zone that is asked for."""
        return cls(DAY.year, DAY.month, DAY.day, 10, 30, tzinfo=tz)


def pictures(reported: int, running: int) -> tuple[Picture, ...]:
    """Return what is taken, with a grant that is being reported on and one that still runs."""
    return (
        Picture("home", "coordinator", "/"),
        Picture("board", "coordinator", "/grants/board"),
        Picture("contacts", "coordinator", "/contacts?q=lesia"),
        Picture("budget", "accountant", f"/grants/{reported}/budget"),
        Picture("report", "coordinator", f"/reports/grants/{running}"),
        Picture("drivers-dark", "director", "/drivers", dark=True),
        Picture("phone-log", "staff", "/events/log", size=PHONE, press=".recent a"),
    )


@contextmanager
def demo(folder: Path) -> Iterator[Flask]:
    """Yield the application on the demo of `DAY`, in a folder of its own."""
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder / 'mistok.db'}", DATA_DIR=folder)
    clock.datetime = views.dashboard.datetime = FixedMoment  # type: ignore[misc]
    with app.app_context():
        upgrade()
        load(db.session(), today=DAY)
        db.session.commit()
    yield app


def grant_at(app: Flask, stage: Stage) -> int:
    """Return the first grant of the demo that is at a stage."""
    with app.app_context():
        wanted = sa.select(Application.id).where(Application.stage == stage).order_by(Application.id).limit(1)
        return db.session.scalars(wanted).one()


def signed_in(browser: Browser, address: str, picture: Picture) -> Page:
    """Return a page of the window and colours of the picture, with its account signed in."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2 if picture.size == PHONE else 1,
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
        locale="uk-UA",
        timezone_id="Europe/Kyiv",
    )
    page = context.new_page()
    page.goto(f"{address}/login")
    page.fill("input[name=email]", f"{picture.account}@demo.example")
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.click("#login button[type=submit]")
    page.wait_for_url(f"{address}/")
    return page


def small(image: Image.Image) -> bytes:
    """Return a PNG of at most `LARGEST` bytes, with fewer colours where it has to be."""
    for colours in (256, 128, 64, 32):
        buffer = io.BytesIO()
        reduced = image.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
        reduced.save(buffer, "PNG", optimize=True)
        if buffer.tell() <= LARGEST:
            return buffer.getvalue()
    raise ValueError(f"the picture is larger than {LARGEST} bytes even with 32 colours")


def store(name: str, png: bytes) -> None:
    """Write a picture into the folder of the documentation."""
    path = FOLDER / f"{name}.png"
    path.write_bytes(small(Image.open(io.BytesIO(png))))
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} kB")


def report_page(page: Page, address: str, application_id: int, folder: Path) -> bytes | None:
    """Return one page of the PDF report as PNG; None on a machine that cannot draw PDFs."""
    if shutil.which("pdftoppm") is None:
        return None
    answer = page.request.get(f"{address}/reports/grants/{application_id}.pdf?lang=uk", timeout=60_000)
    pdf = folder / "report.pdf"
    pdf.write_bytes(answer.body())
    number = str(PAGE_OF_REPORT)
    subprocess.run(
        ["pdftoppm", "-png", "-r", str(DOTS_PER_INCH), "-f", number, "-l", number, "-singlefile", pdf, folder / "page"],
        check=True,
    )
    return (folder / "page.png").read_bytes()


def main() -> int:
    """Take every picture; returns how many could not be taken on this machine."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    FOLDER.mkdir(parents=True, exist_ok=True)
    missing = 0
    with tempfile.TemporaryDirectory() as name, demo(Path(name)) as app, served(app) as address:
        reported, running = grant_at(app, Stage.REPORTING), grant_at(app, Stage.IMPLEMENTATION)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**LAUNCH)
            for picture in pictures(reported, running):
                page = signed_in(browser, address, picture)
                page.goto(f"{address}{picture.path}", wait_until="networkidle")
                if picture.press:
                    page.locator(picture.press).first.click()
                    page.wait_for_load_state("networkidle")
                store(picture.name, page.screenshot())
                if picture.name == "report":
                    drawn = report_page(page, address, reported, Path(name))
                    if drawn is None:
                        missing += 1
                        print("docs/screenshots/report-page.png stays as it is: pdftoppm is not installed")
                    else:
                        store("report-page", drawn)
                page.context.close()
            browser.close()
    return missing


if __name__ == "__main__":
    main()
    sys.exit(0)
