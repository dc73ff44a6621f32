"""The processes that draw and set reports end with what ordered them, however that ends."""

import os
import signal
import time
from pathlib import Path

import pytest

from app.report_files import KEPT_FOR, ReportFiles
from app.typesetter import CHARTS, RenderFailed, typesetter


def children() -> list[int]:
    found = Path("/proc/self/task").glob("*/children")
    return [int(pid) for path in found for pid in path.read_text(encoding="ascii").split()]


def test_a_chart_that_cannot_be_drawn_leaves_neither_files_nor_processes(tmp_path: Path) -> None:
    before = children()
    with pytest.raises(RenderFailed, match="conversion failed"):
        ReportFiles(tmp_path).document("<p>Звіт</p>", {"first": {"mark": 5}})
    assert children() == before
    assert [path.name for path in (tmp_path / "cache" / "reports").iterdir()] == ["lock"]


def test_an_error_between_order_and_document_ends_the_processes_at_once(tmp_path: Path) -> None:
    before, place = children(), tmp_path / "report.pdf"
    with pytest.raises(ZeroDivisionError), typesetter(CHARTS, "pdf") as press:
        assert len(children()) == len(before) + 2
        # More than a pipe holds: the order does not wait for somebody to read it.
        started = time.monotonic()
        press.set("pdf", "<p>" + "Довгий текст. " * 1_000_000, {}, place)
        assert time.monotonic() - started < 5
        _ = 1 / 0
    assert children() == before and not place.exists()


def test_a_process_that_was_killed_is_told_apart_from_a_document(tmp_path: Path) -> None:
    before = children()
    with typesetter("pdf") as press:
        (child,) = set(children()) - set(before)
        os.kill(child, signal.SIGKILL)
        press.set("pdf", "<p>Звіт</p>", {}, tmp_path / "report.pdf")
        with pytest.raises(RenderFailed, match="-9"):
            press.finish()
    assert children() == before


def test_what_a_killed_server_left_goes_with_the_old_reports(tmp_path: Path) -> None:
    left = tmp_path / "cache" / "reports" / "tmpkilled"
    left.mkdir(parents=True)
    (left / "photo-1").write_bytes(b"old")
    old = time.time() - KEPT_FOR - 60
    os.utime(left, (old, old))
    made = ReportFiles(tmp_path).document("<html lang='uk'><title>Звіт</title><p>Звіт</p></html>", {})
    assert made.read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in left.parent.iterdir()) == sorted([made.name, "lock"])
