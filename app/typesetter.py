"""Giving an order to `app.report_process`.

The process is started first. It loads the libraries, which takes about a second, while the HTML is made here.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.charts import Spec
from config import ROOT

# How long a document may take: so many seconds, and one more for so much text. That is five times what it needs.
TIMEOUT = 90
CHARACTERS_A_SECOND = 12_000
CHARTS = "charts"


class RenderFailed(RuntimeError):
    """The process that sets reports ended without one."""


class Typesetter:
    """A process that waits for one order."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def carry_out(self, charts: Mapping[Path, Spec], **order: Any) -> None:
        """Draw charts into their files and, as the order says, set a document; return when it is there.

        Raises:
            RenderFailed: it did not succeed; the text says why.
        """
        text = json.dumps({"charts": {str(place): spec for place, spec in charts.items()}, **order})
        patience = TIMEOUT + len(order.get("html", "")) // CHARACTERS_A_SECOND
        try:
            _nothing, trouble = self._process.communicate(text, timeout=patience)
        except subprocess.TimeoutExpired as error:
            raise RenderFailed(f"no report after {patience} seconds") from error
        if self._process.returncode:
            raise RenderFailed(trouble[-2000:])


@contextmanager
def typesetter(*needs: str) -> Iterator[Typesetter]:
    """Start a process for one order; it is gone when the block ends.

    Args:
        needs: what the order will ask for, to be loaded beforehand: `charts`, `pdf` or `docx`.
    """
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "app.report_process", *needs],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield Typesetter(process)
        finally:
            if process.poll() is None:
                process.kill()
