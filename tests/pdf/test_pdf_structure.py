"""PDF/UA-1: the structure that a screen reader walks, checked on the file itself; and what photographs cost."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypdf
import pytest
from flask import Flask
from PIL import Image

from app import pdf
from app.domain.grant_report import ReportStatus
from app.domain.report_formats import ReportFormat
from app.domain.report_rows import Photo
from app.photos import SmallPhotos, frame_of
from app.report_files import ReportFiles
from tests.pdf import sample

MAX_BYTES = 5 * 1024 * 1024


@pytest.fixture(scope="module")
def paper(paper_app: Flask) -> pypdf.PdfReader:
    report = sample.ukrainian(ReportStatus.DRAFT)
    long = tuple(replace(row, number=f"{row.number}-{part}") for part in range(4) for row in report.documents)
    with TemporaryDirectory() as folder:
        data = ReportFiles(Path(folder)).pdf(replace(report, documents=long)).read_bytes()
    return pypdf.PdfReader(io.BytesIO(data))


def children(node: Any) -> Iterator[Any]:
    """Yield the elements and the marked content below an element."""
    found = node.get("/K", [])
    found = found.get_object() if hasattr(found, "get_object") else found
    for child in found if isinstance(found, list) else [found]:
        yield child.get_object() if hasattr(child, "get_object") else child


def elements(node: Any, kind: str) -> Iterator[Any]:
    """Yield all elements of a kind below an element."""
    for child in children(node):
        if isinstance(child, dict):
            if child.get("/S") == kind:
                yield child
            yield from elements(child, kind)


def has_content(node: Any) -> bool:
    """Say whether anything that is printed stands below an element."""
    return any(not isinstance(child, dict) or "/MCID" in child or has_content(child) for child in children(node))


def test_every_table_has_headings_that_say_what_they_head(paper: pypdf.PdfReader) -> None:
    root = paper.trailer["/Root"]["/StructTreeRoot"]
    tables = list(elements(root, "/Table"))
    assert len(tables) >= 12
    for table in tables:
        headings = list(elements(table, "/TH"))
        assert headings
        assert all(cell["/A"]["/Scope"] in ("/Column", "/Row") for cell in headings)
        columns = {len(list(children(row))) for row in elements(table, "/TR")}
        assert len(columns) <= 3, columns
    assert not [cell for table in tables for cell in elements(table, "/TH") if not has_content(cell)]


def test_headings_figures_and_links_speak(paper: pypdf.PdfReader) -> None:
    root = paper.trailer["/Root"]["/StructTreeRoot"]
    headings = [node for level in range(1, 6) for node in elements(root, f"/H{level}")]
    assert len(headings) > 20
    assert all(has_content(node) for node in headings)
    assert all(node.get("/Alt") for node in elements(root, "/Figure"))
    for page in paper.pages:
        assert page["/Tabs"] == "/S"
        for link in page.get("/Annots", []):
            assert link.get_object().get("/Contents")
            assert "/StructParent" in link.get_object()


def test_it_says_that_it_is_pdf_ua_and_names_itself(paper: pypdf.PdfReader) -> None:
    root = paper.trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part(>|=\")1", xmp)
    assert root["/Lang"] == "uk"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert paper.metadata is not None and "Бібліотека" in str(paper.metadata.title)


def test_every_section_has_a_bookmark_and_every_font_is_embedded(paper: pypdf.PdfReader) -> None:
    names = [str(entry.title) for entry in paper.outline if not isinstance(entry, list)]
    below = [str(inner.title) for entry in paper.outline if isinstance(entry, list) for inner in entry
             if not isinstance(inner, list)]  # fmt: skip
    found = {name.split(" ")[0] for name in names + below}
    assert {str(number) for number in range(1, 14)} <= found
    for page in paper.pages:
        for font in page["/Resources"]["/Font"].values():
            for part in font.get_object()["/DescendantFonts"]:
                about = part.get_object()["/FontDescriptor"].get_object()
                assert any(name in about for name in ("/FontFile2", "/FontFile3")), font


def test_photographs_get_the_pixels_of_their_frame_and_lose_where_they_were_taken(tmp_path: Path) -> None:
    picture = Image.effect_noise((4000, 3000), 90).convert("RGB")
    exif = picture.getexif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90, exif=exif)
    assert len(out.getvalue()) > 5_000_000
    small = pdf.shrink_photo(out.getvalue(), quality=88)
    photos = SmallPhotos(tmp_path)
    fitted = photos.fitted(small, frame_of(12))
    shown = Image.open(io.BytesIO(fitted))
    assert (shown.width, shown.height) == (462, 616)
    assert not dict(shown.getexif())
    assert len(fitted) < 200_000
    kept = next((tmp_path / "cache" / "photos").glob("*.jpg"))
    kept.write_bytes(b"kept")
    assert photos.fitted(small, frame_of(12)) == b"kept"
    assert photos.fitted(b"no picture", frame_of(2)) == b"no picture"


def test_twelve_noisy_photographs_stay_below_five_megabytes_in_both_formats(paper_app: Flask, tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.effect_noise((1000, 750), 90).convert("RGB").save(out, "JPEG", quality=88)
    photos = tuple(Photo(out.getvalue(), f"Подія {number}") for number in range(12))
    report = replace(sample.empty_draft(), photos=photos)
    for kind in (ReportFormat.PDF, ReportFormat.DOCX):
        assert ReportFiles(tmp_path).file(report, kind).stat().st_size < MAX_BYTES


@pytest.mark.parametrize("size", [(9000, 9000), (60_000, 1_000)])
def test_a_picture_that_would_fill_the_memory_is_no_picture(size: tuple[int, int]) -> None:
    out = io.BytesIO()
    Image.new("1", size).save(out, "PNG")
    with pytest.raises(pdf.NotAPicture):
        pdf.shrink_photo(out.getvalue())
