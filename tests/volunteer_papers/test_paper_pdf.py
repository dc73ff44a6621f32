"""The three papers as PDF: what they say in both languages, tags, language, embedded fonts."""

import io
from typing import Any

import pypdf
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.volunteer_papers import PaperKind
from app.paper_files import one_pdf
from app.paper_pdf import paper_html
from app.services.volunteer_papers import issue_paper
from models.volunteer_papers import IssuedPaper
from tests.support import factories as make
from tests.support.pages import squeeze
from tests.volunteer_papers.helping import helper, order

LANDSCAPE = (842, 595)


def read(data: bytes) -> tuple[pypdf.PdfReader, str]:
    reader = pypdf.PdfReader(io.BytesIO(data))
    return reader, squeeze(" ".join(page.extract_text() for page in reader.pages))


def tags(node: Any) -> set[str]:
    """Return the kinds of elements of a document's structure."""
    node = node.get_object()
    found = {str(node["/S"])} if "/S" in node else set()
    children = node.get("/K", [])
    children = children.get_object() if hasattr(children, "get_object") else children
    for child in children if isinstance(children, list) else [children]:
        inner = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(inner, dict) and "/S" in inner:
            found |= tags(inner)
    return found


def fonts_embedded(reader: pypdf.PdfReader) -> bool:
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"].get_object()):
                return False
    return True


def paper(session: Session, kind: PaperKind, locale: str) -> IssuedPaper:
    names = {"name_uk": "Міська бібліотека", "name_en": "City Library", "director": "Ганна Вербенко"}
    make.make_institution(session, **names)
    volunteer = helper(session, "Коваль", "Олена", minutes=150)
    return issue_paper(session, volunteer.id, order(kind, locale), by=make.make_user(session), today=today())


@pytest.mark.parametrize(
    ("kind", "locale", "says"),
    [
        (PaperKind.SERVICE_LETTER, "uk", ("Довідка про волонтерську діяльність", "Коваль Олена Петрівна",
         "2 години 30 хвилин", "Сортування книжок", "2:30", "Міська бібліотека підтверджує", "Ганна Вербенко")),
        (PaperKind.SERVICE_LETTER, "en", ("Letter on volunteer service", "Olena Koval", "2 hours 30 minutes",
         "City Library confirms", "Hanna Verbenko", "Director")),
        (PaperKind.CERTIFICATE, "uk", ("Сертифікат волонтерської діяльності", "Олена Коваль",
         "Підтверджений час: 2 години 30 хвилин", "за час, подарований бібліотеці")),
        (PaperKind.CERTIFICATE, "en", ("Certificate of volunteer service", "Olena Koval", "for the time given")),
        (PaperKind.THANKS, "uk", ("Подяка", "Олена Коваль", "Дякуємо Вам")),
        (PaperKind.THANKS, "en", ("With our thanks", "Thank you for your help")),
    ],
)  # fmt: skip
def test_a_paper_says_what_was_issued(
    app: Flask, session: Session, kind: PaperKind, locale: str, says: tuple[str, ...]
) -> None:
    issued = paper(session, kind, locale)
    reader, text = read(one_pdf(app.config["DATA_DIR"], paper_html(issued)))
    for words in (*says, issued.shown_number, issued.shown_code, "http://localhost/verify"):
        assert squeeze(words) in text, words
    assert len(reader.pages) == 1
    is_lying = tuple(round(float(side)) for side in reader.pages[0].mediabox[2:]) == LANDSCAPE
    assert is_lying == (kind is PaperKind.CERTIFICATE)
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == locale and root["/MarkInfo"]["/Marked"]
    assert {"/H1", "/P"} <= tags(root["/StructTreeRoot"])
    assert reader.metadata is not None and issued.title in squeeze(str(reader.metadata.title))
    assert fonts_embedded(reader)


def test_a_revoked_paper_says_so_and_a_draft_has_no_code(app: Flask, session: Session) -> None:
    volunteer = helper(session)
    gone = {"revoked_at": make.MOMENT, "revoked_by": make.make_user(session)}
    revoked = make.make_paper(session, volunteer, **gone)
    assert "Документ не чинний" in squeeze(paper_html(revoked))
    revoked.number = None  # type: ignore[assignment]
    assert revoked.shown_code not in paper_html(revoked)
    session.rollback()


def test_a_name_that_looks_like_markup_is_only_a_name(app: Flask, session: Session) -> None:
    odd = make.make_paper(session, helper(session), name="<b>Олена</b> & \"Ко\" <img src='file:///etc/passwd'>")
    _reader, text = read(one_pdf(app.config["DATA_DIR"], paper_html(odd)))
    assert "<b>Олена</b> &" in text and "root:" not in text


@pytest.mark.parametrize("kind", [PaperKind.CERTIFICATE, PaperKind.THANKS])
def test_a_double_surname_stays_on_its_line_unless_no_line_holds_it(
    app: Flask, session: Session, kind: PaperKind
) -> None:
    for surname, whole in (("Нечуй-Левицька-Заболотна", True), ("-".join(["Заболотна"] * 9), False)):
        name = f"Олександра-Катерина {surname}"
        issued = make.make_paper(session, helper(session), kind=kind, name=name)
        reader, text = read(one_pdf(app.config["DATA_DIR"], paper_html(issued)))
        lines = [line.strip() for page in reader.pages for line in page.extract_text().splitlines()]
        assert any(line.endswith(surname) for line in lines) == whole
        assert squeeze(name).replace(" ", "") in text.replace(" ", "") and len(reader.pages) == 1
