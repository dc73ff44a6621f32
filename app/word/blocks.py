"""The body of a document: each HTML element becomes paragraphs, lists, tables and pictures in the same order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Length
from docx.text.paragraph import Paragraph

from app.word import layout
from app.word.pictures import PHOTO_FRAMES, add_picture, picture_data
from app.word.styles import BULLETS, NUMBERS, SECTIONS, TEXT_WIDTH, new_list
from app.word.tables import data_table
from app.word.text import PLAIN, Look, Piece, of_element, pieces, write
from app.word.xml import Element, classes, plain, put

_HEADINGS = {"h1": "Title", "h2": "Heading1", "h3": "Heading2", "h4": "Heading3", "h5": "Heading4"}
_PARAGRAPHS = {
    "caption": "Caption", "note": "Note", "missing": "Missing", "institution": "Institution", "kind": "Subtitle",
    "call": "Call", "details": "Note", "issue": "Note", "party-name": "Heading4",
}  # fmt: skip
_INLINE = {"a", "b", "br", "code", "em", "i", "s", "small", "span", "strong"}
_DEEPEST = 5


class Writer:
    """Writes HTML elements at the end of a document, one after another."""

    def __init__(self, document: Any, uploads: Mapping[str, bytes]) -> None:
        self.document = document
        self._uploads = uploads
        self._body = document.element.body
        self._end = self._body.sectPr
        self._bookmarks = 0
        self._links: dict[str, str] = {}
        self._caption = ""
        self._new_page = False
        self._sections = 0
        self._together = False
        self._special: dict[str, Callable[[Element], None]] = {
            "photos": self._photos,
            "tiles": self._tiles,
            "signatures": self._signatures,
            "facts": self._facts,
            "logo": self._logo,
            "stamp": self._stamp,
            "paper": self._agreement,
            "place-date": self._columns,
            "parties": self._columns,
            "closing": self._closing,
            "memorandum": self._memorandum,
        }

    def relate(self, address: str) -> str:
        """Return the relationship of an address outside; the same address gets the same one."""
        if address not in self._links:
            self._links[address] = self.document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return self._links[address]

    def write(self, node: Element) -> None:
        """Write one HTML element."""
        kinds = classes(node)
        special = next((name for name in self._special if name in kinds), None)
        if special:
            self._special[special](node)
        elif node.tag in _HEADINGS:
            self.heading(node, _HEADINGS[node.tag])
        elif node.tag == "p":
            self._paragraph(node, kinds)
        elif node.tag in ("ul", "ol"):
            self._list(node)
        elif node.tag == "table":
            self.add(data_table(node, TEXT_WIDTH, self._caption, self.relate))
            self._gap()
        elif node.tag == "img":
            self.picture(node, TEXT_WIDTH)
        elif node.tag == "dl":
            self._definitions(node)
        elif node.tag == "blockquote":
            self._quote(node)
        elif node.tag == "hr":
            self._rule()
        elif node.tag == "pre":
            self.paragraph(pieces(node), "Normal")
        else:
            self.inside(node)

    def inside(self, node: Element) -> None:
        """Write what stands in an element, text between blocks as paragraphs of its own."""
        loose: list[Piece] = [(node.text or "", PLAIN)]
        for child in node:
            if isinstance(child.tag, str) and child.tag not in _INLINE:
                self._loose(loose)
                loose = []
                self.write(child)
            elif isinstance(child.tag, str):
                loose += list(of_element(child))
            loose.append((child.tail or "", PLAIN))
        self._loose(loose)

    def _loose(self, found: list[Piece]) -> None:
        if any(text.strip() for text, _look in found):
            self.paragraph(found, "Normal")

    def add(self, element: Element) -> None:
        """Append an element of the body."""
        self._end.addprevious(element)

    def paragraph(self, found: Iterable[Piece], style: str) -> Element:
        """Append a paragraph of a style, given by its id."""
        element = layout.styled(style)
        if self._together:
            put(element.pPr, "w:keepNext")
        write(element, found, self.relate)
        self.add(element)
        return element

    def heading(self, node: Element, style: str) -> None:
        """Append a heading; its `id` becomes a bookmark that the contents lead to. An empty one is left out."""
        text = plain(node)
        if not text:
            return
        element = layout.styled(style)
        if self._new_page:
            put(element.pPr, "w:pageBreakBefore")
            put(element.pPr, "w:spacing", before=0)
            self._new_page = False
        name = node.get("id")
        self._bookmarks += 1
        if name:
            mark = put(element, "w:bookmarkStart", id=self._bookmarks)
            mark.set(qn("w:name"), f"_{name}"[:40])
        if self._sections and style == "Heading2":
            layout.number(element, self._sections, 0)
        write(element, pieces(node), self.relate)
        if name:
            put(element, "w:bookmarkEnd", id=self._bookmarks)
        self._caption = text
        self.add(element)

    def page_break(self) -> None:
        """Begin a new page with the next heading."""
        self._new_page = True

    def _paragraph(self, node: Element, kinds: set[str]) -> None:
        pictures = list(node.iter("img"))
        if pictures:
            for picture in pictures:
                self.picture(picture, TEXT_WIDTH)
            return
        if "running" in kinds or not plain(node):
            return
        style = next((_PARAGRAPHS[name] for name in _PARAGRAPHS if name in kinds), "Normal")
        if style == "Caption":
            self._caption = plain(node)
        self.paragraph(pieces(node), style)

    def _definitions(self, node: Element) -> None:
        """Names with what they mean, each on a line of its own."""
        for group in node.iter("div"):
            found: list[Piece] = []
            for part in group:
                found += list(pieces(part, Look(bold=part.tag == "dt")))
                found.append((": " if part.tag == "dt" else "", PLAIN))
            self.paragraph(found, "Note")

    def _quote(self, node: Element) -> None:
        for child in node:
            if child.tag == "p":
                self.paragraph(pieces(child), "Quote")
            else:
                self.write(child)

    def _rule(self) -> None:
        element = layout.styled("Normal")
        put(put(element.pPr, "w:pBdr"), "w:bottom", val="single", sz=4, space=1, color="C9C4B9")
        self.add(element)

    def _list(self, node: Element, level: int = 0) -> None:
        is_points = self._sections and node.tag == "ol" and level == 0
        kind = NUMBERS if node.tag == "ol" else BULLETS
        number = self._sections if is_points else new_list(self.document, kind, _whole(node.get("start"), 1))
        for item in node:
            if item.tag != "li":
                continue
            inner = [child for child in item if child.tag in ("ul", "ol")]
            for place, found in enumerate(_paragraphs_of(item)):
                element = self.paragraph(found, "ListItem")
                if place == 0:
                    layout.number(element, number, 1 if is_points else level)
                else:
                    put(element.pPr, "w:ind", left=340 * (level + 1))
            for child in inner:
                self._list(child, min(level + 1, _DEEPEST))

    def picture(self, node: Element, width: Length) -> None:
        """Append a picture on a line of its own; what cannot be loaded is named by its text alternative."""
        element = layout.styled("Normal")
        self.add(element)
        run = Paragraph(element, self.document._body).add_run()
        data = picture_data(node.get("src", ""), self._uploads)
        if data is None or not add_picture(run, data, node.get("alt", ""), width):
            run.text = f"[{node.get('alt', '')}]"

    def _logo(self, node: Element) -> None:
        for image in node.iter("img"):
            self.picture(image, layout.LOGO_WIDTH)

    def _gap(self) -> None:
        """Two tables that touch would become one, and a table must not end a document."""
        self.add(layout.small_gap())

    def _tiles(self, node: Element) -> None:
        self.add(layout.tiles(node, self.relate))
        self._gap()

    def _signatures(self, node: Element) -> None:
        self.add(layout.signatures(node, self.relate))
        self._gap()

    def _facts(self, node: Element) -> None:
        self.add(layout.facts(node, self.relate))
        self._gap()

    def _agreement(self, node: Element) -> None:
        """The body of an agreement: its headings are numbered, and so are the points below each."""
        self._sections = new_list(self.document, SECTIONS)
        self.inside(node)
        self._sections = 0

    def _memorandum(self, node: Element) -> None:
        for part in node:
            if part.tag == "h1":
                put(self.paragraph(pieces(part), "AgreementTitle").pPr, "w:jc", val="center")
            else:
                self.write(part)

    def _closing(self, node: Element) -> None:
        """The end with the signatures stays on one page."""
        self._together = True
        self.inside(node)
        self._together = False

    def _columns(self, node: Element) -> None:
        self.add(layout.columns(node, self.relate))
        self._gap()

    def _stamp(self, node: Element) -> None:
        self.paragraph(layout.both_ends(node), "SignatureLine")

    def _photos(self, node: Element) -> None:
        columns = 3 if "columns-3" in classes(node) else 2
        width, height = PHOTO_FRAMES[columns]
        table, cells = layout.photo_grid(columns)
        self.add(table)
        for cell, figure in zip(cells, node.iter("figure"), strict=False):
            image = next(iter(figure.iter("img")), None)
            above, below = cell.findall(qn("w:p"))
            if image is not None:
                run = Paragraph(above, self.document._body).add_run()
                data = picture_data(image.get("src", ""), self._uploads)
                if data is None or not add_picture(run, data, image.get("alt", ""), width, height):
                    run.text = f"[{image.get('alt', '')}]"
            for text in figure.iter("p"):
                write(below, pieces(text), self.relate)
        self._gap()


def _paragraphs_of(item: Element) -> list[list[Piece]]:
    """The paragraphs of a list item, without the lists inside it."""
    found: list[list[Piece]] = [[]]
    found[0].append((item.text or "", PLAIN))
    for child in item:
        if child.tag in ("ul", "ol"):
            continue
        if child.tag == "p":
            if any(text.strip() for text, _look in found[-1]):
                found.append([])
            found[-1] += list(pieces(child))
        else:
            found[-1] += list(of_element(child))
        found[-1].append((child.tail or "", PLAIN))
    return found


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdigit() and len(text) < 6 else otherwise
