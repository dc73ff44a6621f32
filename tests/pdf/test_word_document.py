"""The grant report as a Word file: the same words in the same order as the PDF, with the structure of a document."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from flask import Flask
from lxml import etree, html

from app import grant_report_pdf
from app.domain.grant_report import GrantReport
from app.domain.grants import NarrativeSection
from app.domain.report_formats import ReportFormat
from app.report_files import ReportFiles
from app.word import render_docx
from tests.pdf import sample

MAX_BYTES = 5 * 1024 * 1024


def docx_bytes(report: GrantReport) -> bytes:
    with TemporaryDirectory() as folder:
        return ReportFiles(Path(folder)).file(report, ReportFormat.DOCX).read_bytes()


@pytest.fixture(scope="module")
def ukrainian(paper_app: Flask) -> bytes:
    return docx_bytes(sample.final_report())


@pytest.fixture(scope="module")
def draft(paper_app: Flask) -> bytes:
    return docx_bytes(replace(sample.empty_draft(), locale="en"))


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def part(data: bytes, name: str) -> Any:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


def joined(texts: list[str]) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", "", "".join(texts))


def test_it_says_what_the_pdf_says_in_the_same_order(paper_app: Flask, ukrainian: bytes) -> None:
    report = sample.final_report()
    names = grant_report_pdf.chart_specs(report)
    page = html.document_fromstring(grant_report_pdf.html(report, pictures={name: f"upload:{name}" for name in names}))
    body = page.find("body")
    wanted = joined([str(text) for section in body for text in section.itertext()])
    found = joined([node.text or "" for node in opened(ukrainian).element.body.iter(qn("w:t"))])
    assert found == wanted


def test_headings_contents_and_lists_are_real(ukrainian: bytes) -> None:
    document = opened(ukrainian)
    headings = [row for row in document.paragraphs if row.style.name == "Heading 1"]
    assert [row.text.split(" ")[0] for row in headings] == [str(number) for number in range(1, 14)]
    assert [row.text for row in document.paragraphs if row.style.name == "Title"] == [
        "Бібліотека\u00a0– міст громади: простори взаємодопомоги у\u00a0шести філіях Луцька"
    ]
    assert all(row.text.strip() for row in document.paragraphs if row.style.name.startswith("Heading"))
    body = document.element.body
    assert any("TOC" in (node.text or "") for node in body.iter(qn("w:instrText")))
    marks = {node.get(qn("w:name")) for node in body.iter(qn("w:bookmarkStart"))}
    anchors = {node.get(qn("w:anchor")) for node in body.iter(qn("w:hyperlink")) if node.get(qn("w:anchor"))}
    assert len(anchors) == 13
    assert anchors <= marks
    lists = {node.getparent().find(qn("w:numId")).get(qn("w:val")) for node in body.iter(qn("w:ilvl"))}
    assert len(lists) >= 4
    runs = [run for row in document.paragraphs for run in row.runs]
    assert any(run.bold and "постійні групи" in run.text for run in runs)
    links = [part_.target_ref for part_ in document.part.rels.values() if part_.is_external]
    assert links
    assert all(link.startswith("https://") for link in links)


def test_tables_repeat_their_head_and_pictures_have_an_alternative(ukrainian: bytes) -> None:
    document = opened(ukrainian)
    tables = [table for table in document.tables if table._tbl.find(f".//{qn('w:tblHeader')}") is not None]
    assert len(tables) >= 8
    assert all(table._tbl.tblPr.find(qn("w:tblCaption")) is not None for table in tables)
    drawn = [node.get("descr") for node in document.element.body.iter(qn("wp:docPr"))]
    assert len(drawn) == 4 + 12
    assert all(drawn)
    assert "Учасники за віком і способом участі" in drawn
    kinds = {name.rsplit(".", 1)[-1] for name in zipfile.ZipFile(io.BytesIO(ukrainian)).namelist() if "media" in name}
    assert kinds == {"png", "jpg"}
    assert len(ukrainian) < MAX_BYTES


def test_language_properties_and_page_numbers(ukrainian: bytes, draft: bytes) -> None:
    for data, language in ((ukrainian, "uk-UA"), (draft, "en-GB")):
        styles = part(data, "word/styles.xml")
        found = styles.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
        assert found is not None and found.get(qn("w:val")) == language
        document = opened(data)
        footer = document.sections[0].footer._element
        assert [node.text.strip() for node in footer.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
        assert document.core_properties.title and document.core_properties.author
    header = opened(ukrainian).sections[0].header.paragraphs[0].text
    assert header.startswith("Бібліотека") and "HoE-2024/317-UA" in header


def test_only_a_draft_is_marked(ukrainian: bytes, draft: bytes) -> None:
    def header(data: bytes) -> bytes:
        return etree.tostring(opened(data).sections[0].header._element, encoding="utf-8")

    assert b'string="DRAFT"' in header(draft)
    assert b"textpath" not in header(ukrainian)
    assert "Draft" in "".join(row.text for row in opened(draft).sections[0].footer.paragraphs)


def test_hostile_text_stays_text_and_breaks_nothing(paper_app: Flask) -> None:
    hostile = "<script>alert(1)</script> \x0b\x00 & ]]> <w:p/> [x](javascript:alert(1))"
    report = replace(
        sample.empty_draft(),
        project_title=f"Назва {hostile}",
        narratives={NarrativeSection.SUMMARY: f"Початок {hostile}\n\n1. один\n   - два\n\n| a | b |\n|---|---|\n| 1 |"},
    )
    page = grant_report_pdf.html(report, pictures={})
    document = opened(render_docx(page, {}))
    text = "\n".join(row.text for row in document.paragraphs)
    assert "Початок <script>alert(1)</script>" in text
    assert not [rel for rel in document.part.rels.values() if rel.is_external]


def test_equal_reports_make_equal_files_and_a_lost_picture_is_named(paper_app: Flask) -> None:
    page = '<html lang="uk"><title>t</title><body><p><img src="upload:gone" alt="Фото 1"></p></body></html>'
    first = render_docx(page, {})
    assert first == render_docx(page, {})
    assert "[Фото 1]" in opened(first).paragraphs[0].text
    assert "[Фото 1]" in opened(render_docx(page, {"gone": b"no picture"})).paragraphs[0].text
