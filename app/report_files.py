"""A grant report as a file, made once for the same content: PDF, DOCX, XLSX, and the preview of the same document.

Drawing and typesetting happen in `app.report_process`. What it makes is kept in the cache folder under a
fingerprint of everything that went into it, so that a changed figure, text, photograph or template is a
changed name, and an unchanged report is never set twice.
"""

import fcntl
import hashlib
import json
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from app.charts import Spec
from app.domain.grant_report import GrantReport
from app.domain.report_formats import ReportFormat
from app.grant_report_pdf import chart_specs, html
from app.photos import SmallPhotos, frame_of
from app.typesetter import CHARTS, RenderFailed, typesetter
from config import ROOT

__all__ = ["RenderFailed", "ReportFiles", "design", "fingerprint"]

KEPT_FOR = 3 * 24 * 3600
LOCK = "lock"

_DESIGN = (
    "templates/reports/*.html",
    "templates/reports/blocks/*.html",
    "app/static/css/report.css",
    "app/static/img/*.svg",
    "app/translations/*/LC_MESSAGES/*.mo",
    "app/domain/typography.py",
    "app/domain/richtext.py",
    "app/grant_report_pdf.py",
    "app/chart*.py",
    "app/column_widths.py",
    "app/pdf*.py",
    "app/photos.py",
    "app/report_sheet.py",
    "app/report_xlsx.py",
    "app/word/*.py",
)


class ReportFiles:
    """The finished reports and charts of one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "cache" / "reports"
        self._photos = SmallPhotos(data_dir)

    def ready(self, report: GrantReport) -> Path | None:
        """Return the PDF if one with exactly this content is there already."""
        place = self._place(report, ReportFormat.PDF)
        return place if place.exists() else None

    def file(self, report: GrantReport, format_: ReportFormat) -> Path:
        """Return the report in a format, made now if need be. Needs an application context.

        Raises:
            RenderFailed: it did not succeed; the log says why.
        """
        if format_ is ReportFormat.XLSX:
            return self._workbook(report)
        return self._typeset(report, format_)

    def pdf(self, report: GrantReport) -> Path:
        """Return the PDF: about two seconds when it is not there yet. Otherwise as `file`."""
        return self.file(report, ReportFormat.PDF)

    def _typeset(self, report: GrantReport, format_: ReportFormat) -> Path:
        place = self._place(report, format_)
        if place.exists():
            return place
        specs = chart_specs(report)

        def page() -> str:
            return html(report, pictures={name: f"upload:chart-{name}" for name in specs})

        frame = frame_of(len(report.photos))
        photos = {
            f"photo-{number}": partial(self._photos.fitted, photo.data, frame)
            for number, photo in enumerate(report.photos, 1)
        }
        return self._made(place, page, specs, photos)

    def _made(
        self,
        place: Path,
        page: Callable[[], str],
        specs: Mapping[str, Spec],
        photos: Mapping[str, Callable[[], bytes]],
    ) -> Path:
        """Set a document into its place, unless somebody else did it while this one waited for its turn.

        Page and photographs are made here, while other processes load their libraries, draw the charts and style
        the text.
        """
        charts = {self._chart_place(spec): spec for spec in specs.values()}
        with self._turn():
            if place.exists():
                return place
            missing = _missing(charts)
            kind = place.suffix.removeprefix(".")
            works = [CHARTS, kind] if missing else [kind]
            with TemporaryDirectory(dir=self._folder) as folder, typesetter(*works) as press:
                work = Path(folder)
                if missing:
                    press.draw(missing)
                files = {f"chart-{name}": str(self._chart_place(spec)) for name, spec in specs.items()}
                files |= {name: str(work / name) for name in photos}
                press.set(kind, page(), files, work / place.name)
                for name, photo in photos.items():
                    (work / name).write_bytes(photo())
                press.finish()
                (work / place.name).replace(place)
            self._forget_old()
        return place

    def _workbook(self, report: GrantReport) -> Path:
        from app.report_xlsx import write_report_xlsx

        place = self._place(report, ReportFormat.XLSX)
        if not place.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(dir=self._folder) as work:
                finished = Path(work) / place.name
                write_report_xlsx(finished, report)
                finished.replace(place)
        return place

    def document(self, page: str, charts: Mapping[str, Spec], format_: ReportFormat = ReportFormat.PDF) -> Path:
        """Return a document without photographs as PDF or DOCX, made now if need be.

        Args:
            page: its HTML; a chart stands at `upload:chart-` and its name.
            charts: by name.
            format_: of the file.

        Raises:
            RenderFailed: the typesetting did not succeed; the log says why.
        """
        text = design() + page + json.dumps(charts, sort_keys=True)
        place = self._folder / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.{format_}"
        return place if place.exists() else self._made(place, lambda: page, charts, {})

    def preview(self, report: GrantReport, *, stylesheets: list[str], alone: bool = False) -> str:
        """Return the document for a screen, with its pictures inside; or its blocks alone. Needs an app context.

        Raises:
            RenderFailed: the charts could not be drawn.
        """
        specs = chart_specs(report)
        self._draw({self._chart_place(spec): spec for spec in specs.values()})
        pictures = {name: _data_uri(self._chart_place(spec).read_bytes(), "svg+xml") for name, spec in specs.items()}
        photos = [_data_uri(photo.data, "jpeg") for photo in report.photos]
        return html(report, pictures=pictures, photos=photos, stylesheets=stylesheets, alone=alone)

    def forget(self) -> None:
        """Delete every document and small photograph that is kept: somebody named or shown there was erased."""
        with self._turn():
            for format_ in ReportFormat:
                for path in self._folder.glob(f"*.{format_}"):
                    path.unlink(missing_ok=True)
            self._photos.forget()

    def _place(self, report: GrantReport, format_: ReportFormat) -> Path:
        return self._folder / f"{fingerprint(report)}.{format_}"

    def _chart_place(self, spec: Spec) -> Path:
        text = design() + json.dumps(spec, sort_keys=True)
        return self._folder / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.svg"

    def _draw(self, charts: Mapping[Path, Spec]) -> None:
        """Draw what is not there yet."""
        missing = _missing(charts)
        if missing:
            with self._turn(), typesetter(CHARTS) as press:
                press.draw(missing)
                press.finish()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Let one process of the server render at a time, so that ten readers do not need ten times the memory."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / LOCK).open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _forget_old(self) -> None:
        oldest = time.time() - KEPT_FOR
        for path in self._folder.iterdir():
            # A folder belongs to a report that is being made, unless the server was killed over it.
            with suppress(FileNotFoundError):
                if path.name == LOCK or path.stat().st_mtime >= oldest:
                    continue
                if path.is_dir():
                    rmtree(path, ignore_errors=True)
                else:
                    path.unlink()


def _missing(charts: Mapping[Path, Spec]) -> dict[Path, Spec]:
    return {place: spec for place, spec in charts.items() if not place.exists()}


def fingerprint(report: GrantReport) -> str:
    """Return a digest of everything that a report prints: its data, its pictures and its design."""
    digest = hashlib.sha256(design().encode())
    digest.update(repr(replace(report, photos=(), funder_logo=None, logos=())).encode())
    for photo in report.photos:
        digest.update(repr((photo.caption, photo.credit, photo.alt, len(photo.data))).encode())
        digest.update(photo.data)
    for picture in (report.funder_logo or b"", *(logo.data for logo in report.logos)):
        digest.update(hashlib.sha256(picture).digest())
    return digest.hexdigest()[:32]


@cache
def design() -> str:
    """Return a digest of the templates, styles, pictures and words that reports are made of."""
    digest = hashlib.sha256()
    for pattern in _DESIGN:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _data_uri(data: bytes, kind: str) -> str:
    return f"data:image/{kind};base64,{b64encode(data).decode()}"
