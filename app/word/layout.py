"""Arrangements that are no tables of data: figures side by side, facts of the cover, signatures, photographs."""

from __future__ import annotations

from docx.shared import Mm

from app.word.styles import TEXT_WIDTH
from app.word.tables import cell_frame, frame
from app.word.text import GREY, TAB, Look, Piece, Relate, pieces, write
from app.word.xml import Element, classes, make, put

_TWIP = 635
_WIDTH = TEXT_WIDTH // _TWIP
LOGO_WIDTH = Mm(36)


def styled(style: str) -> Element:
    """Return an empty paragraph of a style, given by its id."""
    element = make("w:p")
    put(put(element, "w:pPr"), "w:pStyle", val=style)
    return element


def number(paragraph: Element, list_number: int, level: int) -> None:
    """Make a paragraph an item of a list."""
    settings = put(paragraph.pPr, "w:numPr")
    put(settings, "w:ilvl", val=level)
    put(settings, "w:numId", val=list_number)


def small_gap() -> Element:
    """Return an empty line of six points, which holds together what stands around it."""
    element = styled("Normal")
    put(element.pPr, "w:keepNext")
    put(element.pPr, "w:spacing", before=0, after=0, line=120, lineRule="exact")
    return element


def tiles(table: Element, relate: Relate) -> Element:
    """The main figures side by side, each above its name."""
    cells = list(table.iter("td"))
    size = _WIDTH // max(len(cells), 1)
    result = frame([size] * len(cells))
    row = put(result, "w:tr")
    put(put(row, "w:trPr"), "w:cantSplit")
    for source in cells:
        cell, _settings = cell_frame(size, borders=[("left", 18, "E0992E")])
        for child, style in zip(source, ("FigureValue", "FigureName"), strict=False):
            paragraph = styled(style)
            put(paragraph.pPr, "w:ind", left=100)
            write(paragraph, pieces(child), relate)
            cell.append(paragraph)
        row.append(cell)
    return result


def facts(node: Element, relate: Relate) -> Element:
    """Names and values in two columns."""
    sizes = [_WIDTH * 3 // 10, _WIDTH * 7 // 10]
    result = frame(sizes)
    for group in node.iter("div"):
        row = put(result, "w:tr")
        for tag, size in zip(("dt", "dd"), sizes, strict=True):
            cell, _settings = cell_frame(size, borders=[("bottom", 4, "DDD7CB")])
            paragraph = styled("TableText")
            look = Look(colour=GREY) if tag == "dt" else Look(bold=True)
            for part in group.iter(tag):
                write(paragraph, pieces(part, look), relate)
            cell.append(paragraph)
            row.append(cell)
    return result


def signatures(table: Element, relate: Relate) -> Element:
    """Who signs: the office, a line to sign on, the name."""
    sizes = [_WIDTH * 36 // 100, _WIDTH * 30 // 100, _WIDTH * 34 // 100]
    result = frame(sizes)
    for source in table.iter("tr"):
        cells = [cell for cell in source if cell.tag == "td"]
        row = put(result, "w:tr")
        put(put(row, "w:trPr"), "w:cantSplit")
        if len(cells) != len(sizes):
            cell, _settings = cell_frame(_WIDTH, len(sizes))
            _signed(cell, cells[0], relate)
            row.append(cell)
            continue
        for place, (inner, size) in enumerate(zip(cells, sizes, strict=True)):
            cell, _settings = cell_frame(size)
            if place == 1:
                cell.append(_line())
                under = styled("FigureName")
                put(under.pPr, "w:jc", val="center")
                write(under, pieces(inner), relate)
                cell.append(under)
            else:
                _signed(cell, inner, relate)
            row.append(cell)
    return result


def columns(table: Element, relate: Relate) -> Element:
    """Texts side by side, such as the two parties of an agreement, with lines to sign on."""
    sources = list(table.iter("td"))
    size = _WIDTH // max(len(sources), 1)
    result = frame([size] * len(sources))
    row = put(result, "w:tr")
    put(put(row, "w:trPr"), "w:cantSplit")
    for place, source in enumerate(sources):
        cell, _settings = cell_frame(size)
        texts = list(source.iter("p"))
        for text in texts or [source]:
            kinds = classes(text)
            if "sign" in kinds:
                cell.append(_line())
            paragraph = styled("FigureName" if "sign" in kinds else "Normal")
            if not texts and place == len(sources) - 1:
                put(paragraph.pPr, "w:jc", val="right")
            write(paragraph, pieces(text, Look(bold="party-name" in kinds)), relate)
            cell.append(paragraph)
        row.append(cell)
    return result


def _signed(cell: Element, source: Element, relate: Relate) -> None:
    paragraph = styled("SignatureLine")
    put(paragraph.pPr, "w:keepNext")
    write(paragraph, pieces(source), relate)
    cell.append(paragraph)


def _line() -> Element:
    paragraph = styled("SignatureLine")
    put(paragraph.pPr, "w:keepNext")
    put(put(paragraph.pPr, "w:pBdr"), "w:bottom", val="single", sz=5, space=1, color="1D2433")
    put(put(paragraph, "w:r"), "w:t").text = "\N{NO-BREAK SPACE}"
    return paragraph


def both_ends(node: Element) -> list[Piece]:
    """The parts of a line, with a wide space between them."""
    found: list[Piece] = []
    for child in node:
        if found:
            found += [(TAB, Look()), (TAB, Look()), (TAB, Look())]
        found += list(pieces(child))
    return found


def photo_grid(columns: int) -> tuple[Element, list[Element]]:
    """Return a row of cells, each with a paragraph for a photograph and one for its caption."""
    size = _WIDTH // columns
    result = frame([size] * columns)
    row = put(result, "w:tr")
    put(put(row, "w:trPr"), "w:cantSplit")
    cells = []
    for _place in range(columns):
        cell, _settings = cell_frame(size)
        above = styled("TableText")
        put(above.pPr, "w:keepNext")
        cell.append(above)
        cell.append(styled("TableText"))
        row.append(cell)
        cells.append(cell)
    return result, cells
