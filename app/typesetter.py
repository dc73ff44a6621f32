"""Giving orders to `app.report_process`.

The processes are started first. They load their libraries, which takes up to half a second, while the HTML is made
here.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.charts import Spec
from config import ROOT

# How long a document may take: so many seconds, and one more for so much text. That is five times what it needs.
TIMEOUT = 90
CHARACTERS_A_SECOND = 12_000
CHARTS = "charts"


class RenderFailed(RuntimeError):
    """A process that draws charts or sets reports ended without them."""


class Typesetter:
    """Processes that wait for one order each, and a folder for what is ordered."""

    def __init__(self, processes: "Mapping[str, subprocess.Popen[bytes]]", folder: Path) -> None:
        self._processes = processes
        self._folder = folder
        self._ordered: list[tuple[subprocess.Popen[bytes], int]] = []

    def draw(self, charts: Mapping[Path, Spec]) -> None:
        """Have charts drawn into their files."""
        self._give(CHARTS, {str(place): spec for place, spec in charts.items()}, TIMEOUT)

    def set(self, kind: str, html: str, files: Mapping[str, str], place: Path) -> None:
        """Have a document set into a file: `pdf` or `docx`. Its other files need not be there before `finish`."""
        patience = TIMEOUT + len(html) // CHARACTERS_A_SECOND
        self._give(kind, {"html": html, "files": files, "place": str(place)}, patience)

    def finish(self) -> None:
        """Return when everything is there that was ordered, in the order in which it was ordered.

        Raises:
            RenderFailed: it did not succeed; the text says why.
        """
        for process, patience in self._ordered:
            try:
                # This ends its input, which tells a document that its charts and photographs are there.
                _nothing, trouble = process.communicate(timeout=patience)
            except subprocess.TimeoutExpired as error:
                raise RenderFailed(f"no report after {patience} seconds") from error
            if process.returncode:
                raise RenderFailed(trouble.decode(errors="replace")[-2000:] or f"ended with {process.returncode}")

    def _give(self, work: str, order: Mapping[str, Any], patience: int) -> None:
        process, place = self._processes[work], self._folder / work
        place.write_text(json.dumps(order), encoding="utf-8")
        assert process.stdin is not None
        # A line is short enough for a pipe that nobody reads yet. Why a process is gone is told by `finish`.
        with suppress(BrokenPipeError):
            process.stdin.write(f"{place}\n".encode())
        self._ordered.append((process, patience))


@contextmanager
def typesetter(*works: str) -> Iterator[Typesetter]:
    """Start a process for each kind of work; they are gone when the block ends.

    Args:
        works: what will be ordered, each at most once: `charts`, and `pdf` or `docx`.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="mistok-order-"))
        yield Typesetter({work: stack.enter_context(_process(work)) for work in works}, Path(folder))


@contextmanager
def _process(work: str) -> "Iterator[subprocess.Popen[bytes]]":
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "app.report_process", work],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        bufsize=0,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
