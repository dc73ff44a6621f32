"""Tables: heading rows that repeat, rows that stay whole, widths from what stands in the columns."""

from __future__ import annotations

from collections.abc import Sequence

from docx.shared import Length

from app.column_widths import Cell, columns_of, rows_of, widths
from app.word.text import BLUE, PLAIN, Look, Relate, pieces, write
from app.word.xml import Element, classes, make, printable, put

_TWIP = 635
_NUMERIC = {"num"}


def data_table(table: Element, width: Length, title: str, relate: Relate) -> Element:
    """Return a table of data with a heading that repeats on every page.

    Args:
        table: the HTML table.
        width: of the text.
        title: what the table shows, for those who cannot see it.
        relate: registers links.
    """
    rows = rows_of(table)
    sizes = widths([cells for _row, cells in rows], columns_of(rows), width // _TWIP)
    result = frame(sizes, title, has_head=table.find("thead") is not None)
    for row, cells in rows:
        is_head = row.getparent().tag == "thead"
        result.append(_row(row, cells, sizes, relate, is_head=is_head))
    return result


def frame(sizes: Sequence[int], title: str = "", *, has_head: bool = False) -> Element:
    """Return an empty table with columns of the given widths in twips."""
    result = make("w:tbl")
    settings = put(result, "w:tblPr")
    put(settings, "w:tblW", w=sum(sizes), type="dxa")
    put(settings, "w:tblLayout", type="fixed")
    margins = put(settings, "w:tblCellMar")
    for side, space in (("left", 40), ("right", 80)):
        put(margins, f"w:{side}", w=space, type="dxa")
    put(settings, "w:tblLook", val="0420" if has_head else "0000", firstRow=int(has_head), noHBand=0, noVBand=1)
    if title:
        put(settings, "w:tblCaption", val=printable(title))
    grid = put(result, "w:tblGrid")
    for size in sizes:
        put(grid, "w:gridCol", w=size)
    return result


def cell_frame(width: int, span: int = 1, borders: Sequence[tuple[str, int, str]] = ()) -> tuple[Element, Element]:
    """Return a cell and its settings; a border is a side, a thickness in eighths of a point, and a colour."""
    cell = make("w:tc")
    settings = put(cell, "w:tcPr")
    put(settings, "w:tcW", w=width, type="dxa")
    if span > 1:
        put(settings, "w:gridSpan", val=span)
    if borders:
        lines = put(settings, "w:tcBorders")
        for side, size, colour in borders:
            put(lines, f"w:{side}", val="single", sz=size, space=0, color=colour)
    return cell, settings


def _row(row: Element, cells: Sequence[Cell], sizes: Sequence[int], relate: Relate, *, is_head: bool) -> Element:
    result = make("w:tr")
    settings = put(result, "w:trPr")
    put(settings, "w:cantSplit")
    if is_head:
        put(settings, "w:tblHeader")
    kinds = classes(row)
    strong = is_head or bool(kinds & {"total", "subtotal", "group"})
    keep = is_head or "group" in kinds
    for cell in cells:
        width = sum(sizes[cell.column : cell.column + cell.span])
        element, _settings = cell_frame(width, cell.span, _borders(kinds, is_head=is_head))
        paragraph = put(element, "w:p")
        shape = put(paragraph, "w:pPr")
        put(shape, "w:pStyle", val="TableText")
        if keep:
            put(shape, "w:keepNext")
        if cell.kinds & _NUMERIC:
            put(shape, "w:jc", val="right")
        look = Look(bold=True, colour=BLUE if is_head or "group" in kinds else "") if strong else PLAIN
        if "strong" in cell.kinds:
            look = Look(bold=True)
        write(paragraph, pieces(cell.source, look), relate)
        result.append(element)
    return result


def _borders(kinds: set[str], *, is_head: bool) -> list[tuple[str, int, str]]:
    if is_head:
        return [("top", 8, BLUE), ("bottom", 6, BLUE)]
    if "total" in kinds:
        return [("top", 6, BLUE), ("bottom", 8, BLUE)]
    return [("bottom", 4, "DDD7CB")]
