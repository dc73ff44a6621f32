"""The grant report on paper: what it says, its tags, its limits and its safety."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pypdf
import pytest
from flask import Flask, render_template_string
from PIL import Image

from app import charts, grant_report_pdf, pdf
from app.domain.grant_report import GrantReport, total
from app.domain.grants import BudgetCategory, NarrativeSection
from app.domain.periods import Period
from app.domain.report_rows import Photo
from app.report_files import ReportFiles
from tests.pdf import sample

MAX_BYTES = 5 * 1024 * 1024


def pdf_bytes(report: GrantReport) -> bytes:
    """Return the PDF as the product makes it, in a process of its own; nothing is taken from a cache."""
    with TemporaryDirectory() as folder:
        return ReportFiles(Path(folder)).pdf(report).read_bytes()


@pytest.fixture(scope="module")
def ukrainian(paper_app: Flask) -> bytes:
    return pdf_bytes(sample.final_report())


@pytest.fixture(scope="module")
def english(paper_app: Flask) -> bytes:
    return pdf_bytes(sample.english())


@pytest.fixture(scope="module")
def draft(paper_app: Flask) -> bytes:
    return pdf_bytes(sample.empty_draft())


def reader(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


@cache
def pages(data: bytes) -> list[str]:
    return [re.sub(r"[\u00a0\u202f]", " ", page.extract_text(extraction_mode="plain")) for page in reader(data).pages]


@cache
def words(data: bytes) -> str:
    return " ".join(" ".join(pages(data)).split())


def elements(data: bytes) -> list[tuple[str, str | None]]:
    """Every structure element of a tagged file: its kind and its text alternative."""
    found: list[tuple[str, str | None]] = []
    waiting = [reader(data).trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, pypdf.generic.ArrayObject):
            waiting.extend(node)
        elif isinstance(node, pypdf.generic.DictionaryObject):
            if "/S" in node:
                found.append((str(node["/S"]), node.get("/Alt")))
            if "/K" in node:
                waiting.append(node["/K"])
    return found


def test_the_ukrainian_report_says_everything_in_ukrainian(ukrainian: bytes) -> None:
    text = words(ukrainian)
    for part in (
        "Підсумковий звіт за грантом", "Зміст", "Анотація", "Мета, завдання, контекст", "Виконані заходи",
        "Результати та показники", "Учасники й цільові групи", "Партнери та волонтери",
        "Комунікації та видимість",
        "Труднощі, зміни, ризики", "Сталість, уроки, подальші кроки", "Фінансовий звіт",
        "Реєстр підтвердних документів", "Додатки", "Підписи", "House of Europe", "№ HoE-2024/317-UA",
        "01.09.2024 – 31.10.2025", "Ґалина Яцюк", "Марта Шевчук", "Фото 12. Підсумкова зустріч партнерів",
        "Леся Панасюк",
    ):  # fmt: skip
        assert part in text, part


def test_the_english_report_speaks_english(english: bytes) -> None:
    text = words(english)
    for part in (
        "Final grant report",
        "Contents",
        "Financial report",
        "Signatures",
        "Page 2 of",
        "“Library as",
    ):
        assert part in text, part
    assert "1 Sep 2024 – 31 Oct 2025" in text


def test_totals_are_printed_to_the_kopiyka(ukrainian: bytes, english: bytes) -> None:
    report = sample.final_report()
    spent, planned = total(report.finance).actual, total(report.finance).planned
    assert f"{spent:,.2f}".replace(",", " ").replace(".", ",") in words(ukrainian)
    assert f"{planned:,.2f}" in words(english)
    assert report.documented == spent


def test_pages_are_numbered_and_headed(ukrainian: bytes) -> None:
    found = pages(ukrainian)
    assert 13 <= len(found) <= 18
    for number, text in enumerate(found[1:], 2):
        assert f"Сторінка {number} з {len(found)}" in text
        assert "Бібліотека – міст громади: простори взаємодопомоги" in text
        assert "№ HoE-2024/317-UA" in text
    assert "Сторінка" not in found[0]


def test_contents_give_the_page_on_which_each_section_starts(ukrainian: bytes) -> None:
    found = pages(ukrainian)
    entries = dict(re.findall(r"([А-ЯІЇЄҐ][а-яіїєґ’, ]+?)[ .]*\. *(\d+)\s", found[1]))
    assert len(entries) == 13
    for title, number in entries.items():
        assert title.strip() in found[int(number) - 1]


def test_long_tables_repeat_their_head(ukrainian: bytes) -> None:
    heads = [text for text in pages(ukrainian) if "Контрагент" in text]
    assert len(heads) >= 2


TABLE = """{% import "reports/macros.html" as m %}<html lang="uk"><title>t</title>
<div style="height: 194mm">Перед таблицею</div>{{ m.caption("Таблиця") }}
<table{{ m.keep(rows) }}><thead><tr><th>Голова</th></tr></thead><tbody>
{% for row in rows %}<tr><td>Рядок {{ row }}.<br>Місце<br>Відповідальна</td></tr>{% endfor %}</tbody></table></html>"""


def test_a_long_table_fills_the_page_and_a_short_one_stays_whole(paper_app: Flask) -> None:
    first, second = pages(pdf.render(render_template_string(TABLE, rows=range(1, 17))))
    assert "Таблиця" in first and "Рядок 2." in first and "Рядок 16." not in first
    assert "Голова" in second and "Рядок 1." not in second and "Рядок 16." in second
    first, second = pages(pdf.render(render_template_string(TABLE, rows=range(1, 6))))
    assert "Таблиця" not in first and all(f"Рядок {number}." in second for number in range(1, 6))


def test_the_file_is_tagged_and_names_its_language_title_and_author(ukrainian: bytes, english: bytes) -> None:
    root = reader(ukrainian).trailer["/Root"]
    assert root["/Lang"] == "uk"
    assert reader(english).trailer["/Root"]["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = reader(ukrainian).metadata
    assert metadata is not None and metadata.author == "Луцька система публічних бібліотек"
    assert "Бібліотека" in str(metadata.title)
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def test_every_picture_has_a_text_alternative_and_headings_are_tagged(ukrainian: bytes) -> None:
    found = elements(ukrainian)
    alternatives = [alt for kind, alt in found if kind == "/Figure"]
    assert len(alternatives) == 4 + 12
    assert all(alternatives)
    assert "Учасники за віком і способом участі" in alternatives
    course = next(alt for alt in alternatives if alt and alt.startswith("Перебіг проєкту за місяцями. Учасники: "))
    first, last = sample.final_report().months[0], sample.final_report().months[-1]
    assert f"вересень 2024 – {first.participants};" in course
    assert course.endswith(f"жовтень 2025 – {last.spent:,.2f}.".replace(",", "\u00a0").replace(".", ",", 1))
    kinds = [kind for kind, _ in found]
    assert kinds.count("/H1") == 1 and kinds.count("/H2") == 14
    assert {"/Table", "/TH", "/TD", "/L", "/Link"} <= set(kinds)


def titles(outline: list[object]) -> list[str]:
    """The headings of a document as its bookmarks name them."""
    return [
        title
        for entry in outline
        for title in (titles(entry) if isinstance(entry, list) else [str(entry.title).replace("\u00a0", " ")])  # type: ignore[attr-defined]
    ]


def test_bookmarks_name_every_section(ukrainian: bytes) -> None:
    assert {"1 Анотація", "10 Фінансовий звіт", "13 Підписи"} <= set(titles(reader(ukrainian).outline))


def test_only_a_draft_has_a_watermark_and_lists_its_gaps(ukrainian: bytes, draft: bytes) -> None:
    assert all("ЧЕРНЕТКА" in text for text in pages(draft)[1:])
    assert "Чого ще бракує" in words(draft)
    assert "Немає номера договору" in words(draft)
    assert "ЧЕРНЕТКА" not in words(ukrainian)
    assert "Чого ще бракує" not in words(ukrainian)
    assert "Чернетка" not in words(ukrainian)


def test_the_report_with_twelve_photographs_is_small(ukrainian: bytes) -> None:
    assert len(ukrainian) < MAX_BYTES


def test_equal_reports_make_equal_files(paper_app: Flask) -> None:
    first = pdf_bytes(sample.empty_draft())
    assert first == pdf_bytes(sample.empty_draft())


def test_fonts_are_embedded_and_hold_all_letters(ukrainian: bytes) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader(ukrainian).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert all("+Source-Sans-Pro" in name for name in fonts)
    assert "\ufffd" not in words(ukrainian)


def test_hostile_narrative_and_names_stay_text(paper_app: Flask) -> None:
    hostile = "<script>alert(1)</script> <img src='http://127.0.0.1:9/x'> <style>*{display:none}</style>"
    report = replace(
        sample.empty_draft(),
        project_title=f"Назва {hostile}",
        narratives={NarrativeSection.SUMMARY: f"Початок {hostile} кінець\n\n![x](file:///etc/passwd)"},
    )
    html = grant_report_pdf.html(report, pictures={})
    for tag in ("<script", "<img", "<style"):
        assert tag not in html
    assert "Початок <script>" in words(pdf_bytes(report))


def test_nothing_is_fetched_from_the_network_or_the_disk(tmp_path: Path) -> None:
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    Thread(target=server.serve_forever, daemon=True).start()
    secret = tmp_path / "secret.png"
    Image.new("RGB", (7, 7), "red").save(secret)
    host = f"http://127.0.0.1:{server.server_port}"
    page = (
        f'<html lang=uk><title>t</title><link rel=stylesheet href="{host}/a.css"><p>Текст</p>'
        f'<img alt=a src="{host}/b.png"><img alt=b src="{secret.as_uri()}"><img alt=c src="{secret}">'
        '<img alt=d src="static:../../config.py"><img alt=e src="static:/etc/passwd">'
        '<img alt=f src="font:../x">'
        f'<p style="background:url({host}/c.png)">Ще</p>'
    )
    data = pdf.render(page)
    server.shutdown()
    server.server_close()
    assert asked == []
    assert "Текст" in words(data)
    assert not reader(data).pages[0].images


def test_a_file_that_was_handed_in_is_printed(paper_app: Flask) -> None:
    data = pdf.render(
        "<html lang=uk><title>t</title><img alt=a src='upload:one'>",
        uploads={"one": pdf.shrink_photo(sample.photograph(1, (60, 40)))},
    )
    assert len(reader(data).pages[0].images) == 1


def test_a_photograph_becomes_small_upright_and_forgets_where_it_was_taken() -> None:
    picture = Image.new("RGB", (3000, 2000), "teal")
    exif = picture.getexif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    small = Image.open(io.BytesIO(pdf.shrink_photo(out.getvalue(), 900)))
    assert small.size == (600, 900)
    assert not dict(small.getexif()) and "exif" not in small.info


def test_transparency_is_printed_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    small = Image.open(io.BytesIO(pdf.shrink_photo(out.getvalue())))
    assert small.getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\xff\xd8\xff\xe0 broken"])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(pdf.NotAPicture):
        pdf.shrink_photo(data)


def test_a_funder_logo_stands_on_the_cover(paper_app: Flask) -> None:
    out = io.BytesIO()
    Image.new("RGB", (200, 90), "navy").save(out, "PNG")
    report = replace(sample.empty_draft(), funder_logo=out.getvalue())
    data = pdf_bytes(report)
    assert len(reader(data).pages[0].images) == 1
    assert not reader(pdf_bytes(replace(report, funder_logo=b"<svg>"))).pages[0].images


def test_a_photograph_without_a_caption_still_has_a_text_alternative(paper_app: Flask) -> None:
    small = pdf.shrink_photo(sample.photograph(2, (90, 60)))
    data = pdf_bytes(replace(sample.empty_draft(), photos=(Photo(small, ""),)))
    assert [alt for kind, alt in elements(data) if kind == "/Figure"] == ["Фотографія 1"]


def test_amounts_beyond_float_are_printed_exactly(paper_app: Flask) -> None:
    line = replace(sample.final_report().finance[0], planned=Decimal("9007199254740993.01"), actual=Decimal("0.10"))
    report = replace(sample.empty_draft(), finance=(line,))
    assert "9 007 199 254 740 993,01" in words(pdf_bytes(report))


def test_the_pictures_of_the_report_are_json_that_a_page_can_draw(paper_app: Flask) -> None:
    report = sample.final_report()
    for spec in (grant_report_pdf.participants_chart(report), grant_report_pdf.months_chart(report)):
        assert json.loads(json.dumps(spec))["description"]


@pytest.mark.parametrize("publications", [18, 19, 20])
def test_the_lines_about_the_report_never_stand_on_a_page_without_the_signatures(
    paper_app: Flask, publications: int
) -> None:
    report = replace(
        sample.empty_draft(), publications=sample.final_report().publications[:1] * publications,
        signatures=sample.final_report().signatures, disclaimer="Цей звіт підготовлено за підтримки донора. " * 4,
    )  # fmt: skip
    last = pages(pdf_bytes(report))[-1]
    assert "Підписи" in last and "за підтримки донора" in last


def test_no_chart_is_so_high_that_a_third_of_a_page_may_stay_empty_before_it(paper_app: Flask) -> None:
    report = sample.final_report()
    lines = tuple(replace(report.finance[0], category=category) for category in BudgetCategory)
    for name, spec in grant_report_pdf.chart_specs(replace(report, finance=lines)).items():
        drawn = re.search(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"', charts.svg(spec))
        assert drawn, name
        # 168 of the 250 millimetres of a page are its width.
        assert 168 * float(drawn[2]) / float(drawn[1]) < 250 / 3, name


def test_the_course_of_the_project_says_nothing_of_months_ahead(paper_app: Flask) -> None:
    report = sample.final_report()
    ahead = [row.month for row in report.months[2:]]
    early = replace(report, as_of=ahead[0] - timedelta(days=1))
    drawn = json.dumps(grant_report_pdf.months_chart(early))
    assert report.months[1].month.isoformat() in drawn
    assert not [month for month in ahead if month.isoformat() in drawn]


def test_what_people_type_in_haste_is_printed_as_a_typographer_would(paper_app: Flask) -> None:
    day = Period(date(2026, 11, 20), date(2026, 11, 21))
    line = replace(sample.final_report().finance[0], planned=Decimal("9999.98"), actual=Decimal("9998.99"))
    draft = sample.empty_draft()
    report = replace(
        draft, project_title="\"Кав'ярня історій\" - один простір", period=day, finance=(line,), signatures=(),
        narratives={NarrativeSection.SUMMARY: "Адреса: https://example.org/" + "y" * 200},
    )  # fmt: skip
    found = pages(pdf_bytes(report))
    assert "20.11.2026\n" in found[0] and "20.11.2026 –" not in found[0]
    assert all("«Кав’ярня історій» – один простір" in page for page in found)
    text = "\n".join(found)
    assert "−0,99 0,0" in " ".join(text.split())
    assert "y" * 50 in text and "y" * 150 not in text


def placed(page: pypdf.PageObject) -> list[tuple[float, float, str]]:
    """Every piece of text with the place where it begins, in points from the left and from the bottom."""
    found: list[tuple[float, float, str]] = []

    def look(text: str, space: list[float], matrix: list[float], *_rest: object) -> None:
        if text.strip():
            found.append((space[0] * matrix[4] + space[4], space[3] * matrix[5] + space[5], text))

    page.extract_text(visitor_text=look)
    return found


@pytest.mark.parametrize("times", [1, 40])
def test_a_word_that_no_column_can_hold_pushes_no_figures_off_the_sheet(paper_app: Flask, times: int) -> None:
    full = sample.final_report()
    lines = [replace(line, item="https://example.org/" + "z" * 120) for line in full.finance[:4]] * times
    documents = [replace(row, number="1" * 80) for row in full.documents[:4]]
    report = replace(sample.empty_draft(), finance=tuple(lines), documents=tuple(documents))
    assert all(left < 595 - 56 for page in reader(pdf_bytes(report)).pages for left, _height, _text in placed(page))


def test_the_longest_names_keep_their_places_on_the_cover(paper_app: Flask) -> None:
    name = ("Бібліотека всіх, хто читає, пише, слухає й мріє, " * 7)[:300].strip()
    report = replace(
        sample.empty_draft(), project_title=name, call=name, funder=name[:200], applicant=name[:200],
        leader="Керівниця " * 12, agreement_number="EU/" + "9" * 77,
    )  # fmt: skip
    cover, contents = reader(pdf_bytes(report)).pages[:2]
    bridge, facts, details = 474, 306, 66
    pieces = placed(cover)
    assert not [text for _left, height, text in pieces if facts < height < bridge]
    assert min(height for _left, height, text in pieces if "Керівниця" in text) > details
    assert "99…" in contents.extract_text()
    assert all(height < 842 - 14 for _left, height, _text in placed(contents))


def test_headings_of_a_long_table_are_not_broken(paper_app: Flask) -> None:
    lines = tuple(replace(line, actual=Decimal(0)) for line in sample.final_report().finance[:4]) * 50
    text = words(pdf_bytes(replace(sample.empty_draft(), finance=lines)))
    assert "Джерело План Факт Різниця %" in text


def test_a_section_whose_first_block_left_is_named_once_and_by_what_it_holds(paper_app: Flask) -> None:
    report = sample.final_report()
    blocks = tuple(replace(block, hide_when_empty=True) for block in report.blocks)
    both = titles(reader(pdf_bytes(replace(report, blocks=blocks, annexes=()))).outline)
    assert both[both.index("12 Додатки") :] == ["12 Додатки", "Публікації про проєкт", "Фотографії", "13 Підписи"]
    single = titles(reader(pdf_bytes(replace(report, blocks=blocks, annexes=(), publications=()))).outline)
    assert single[single.index("12 Фотографії") :] == ["12 Фотографії", "13 Підписи"]
