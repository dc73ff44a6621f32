"""Papers of volunteers as files: one for a reader, or a bundle of many in one ZIP."""

import fcntl
import json
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from threading import Timer

from app.paper_pdf import STYLESHEET
from config import ROOT

SECONDS_AT_LEAST, SECONDS_A_PAPER = 60, 1.0
KEPT_FOR = 3 * 24 * 3600
PRINT = "print"


class NotTypeset(RuntimeError):
    """The process that sets papers ended without them."""


def one_pdf(data_dir: Path, html: str) -> bytes:
    """Return the PDF of one paper, about two seconds. Readers of one server wait for each other.

    It is not kept: a paper names a person.

    Raises:
        NotTypeset: it did not succeed; the text says why.
    """
    folder = _folder(data_dir)
    with (folder / "lock").open("w") as lock, TemporaryDirectory(dir=folder) as work:
        fcntl.flock(lock, fcntl.LOCK_EX)
        place = Path(work) / "paper.pdf"
        typeset([(place, html)])
        return place.read_bytes()


def typeset(
    papers: Sequence[tuple[Path, str]],
    *,
    whole: Path | None = None,
    title: str = "",
    done: Callable[[int], None] | None = None,
) -> None:
    """Set papers, each into its own file, and all of them into `whole` when it is given.

    Args:
        done: told how many are set.

    Raises:
        NotTypeset: it did not succeed; the text says why.
    """
    order = {
        "stylesheet": STYLESHEET,
        "papers": [(str(place), html) for place, html in papers],
        "whole": str(whole) if whole else "",
        "title": title,
    }
    with TemporaryFile("w+", encoding="utf-8") as source, TemporaryFile("w+", encoding="utf-8") as trouble:
        json.dump(order, source)
        source.seek(0)
        command = [sys.executable, "-m", "app.paper_process"]
        with subprocess.Popen(  # noqa: S603
            command, stdin=source, stdout=subprocess.PIPE, stderr=trouble, cwd=ROOT, text=True
        ) as process:
            watch = Timer(SECONDS_AT_LEAST + SECONDS_A_PAPER * len(papers), process.kill)
            watch.start()
            try:
                for line in process.stdout or ():
                    if done is not None:
                        done(int(line))
            finally:
                watch.cancel()
        if process.returncode:
            trouble.seek(0)
            raise NotTypeset(trouble.read()[-2000:] or f"ended with {process.returncode}")


class BatchFolder:
    """Where the files of one job lie while they are made; it survives a restart of the worker."""

    def __init__(self, data_dir: Path, job_id: int) -> None:
        self.path = _folder(data_dir) / f"job-{job_id}"
        self.path.mkdir(parents=True, exist_ok=True)

    def part(self, number: int) -> Path:
        """Return the file with a part of the papers to print; it is there once its papers are."""
        return self.path / f"{PRINT}-{number}.pdf"

    def single(self, paper_id: int) -> Path:
        """Return the file of one paper."""
        return self.path / f"{paper_id}.pdf"

    def write_zip(self, place: Path, files: Sequence[tuple[Path, str]]) -> None:
        """Put files under the given names into a ZIP. PDFs are packed already, so they are only stored."""
        with zipfile.ZipFile(place, "w", zipfile.ZIP_STORED) as bundle:
            for path, name in files:
                bundle.write(path, name)

    def remove(self) -> None:
        """Delete the folder and what is in it."""
        shutil.rmtree(self.path, ignore_errors=True)


def forget_unfinished(data_dir: Path) -> None:
    """Delete what jobs that never ended have left behind for days."""
    oldest = time.time() - KEPT_FOR
    for path in _folder(data_dir).glob("job-*"):
        if path.stat().st_mtime < oldest:
            shutil.rmtree(path, ignore_errors=True)


def _folder(data_dir: Path) -> Path:
    folder = data_dir / "cache" / "papers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
