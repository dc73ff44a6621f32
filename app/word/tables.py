"""Tables: heading rows that repeat, rows that stay whole, widths from what stands in the columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docx.shared import Length

from app.word.text import BLUE, PLAIN, Look, Relate, pieces, write
from app.word.xml import Element, classes, make, plain, printable, put

_TWIP = 635
_CHARACTER = 100  # The width of a character of a table in twips.
_PADDING = 190
_LONG = 45
_NUMERIC = {"num"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of an HTML table: its place in the grid and its source."""

    source: Element
    column: int
    span: int

    @property
    def kinds(self) -> set[str]:
        """Return the classes of the cell."""
        return classes(self.source)


def rows_of(table: Element) -> list[tuple[Element, list[Cell]]]:
    """Return the rows of an HTML table with their cells placed."""
    rows = []
    for row in table.iter("tr"):
        cells, column = [], 0
        for source in row:
            if source.tag in ("td", "th"):
                span = int(source.get("colspan", "1"))
                cells.append(Cell(source, column, span))
                column += span
        rows.append((row, cells))
    return rows


def data_table(table: Element, width: Length, title: str, relate: Relate) -> Element:
    """Return a table of data with a heading that repeats on every page.

    Args:
        table: the HTML table.
        width: of the text.
        title: what the table shows, for those who cannot see it.
        relate: registers links.
    """
    rows = rows_of(table)
    columns = max((cell.column + cell.span for _row, cells in rows for cell in cells), default=1)
    sizes = widths([cells for _row, cells in rows], columns, width // _TWIP)
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


def widths(rows: Sequence[Sequence[Cell]], columns: int, whole: int) -> list[int]:
    """Share the width in twips: every column gets its longest word, the rest goes to those with long texts."""
    least, wish = [4] * columns, [4] * columns
    for cells in rows:
        for cell in cells:
            if cell.span > 1:
                continue
            text = plain(cell.source)
            numeric = bool(cell.kinds & {"num", "date", "code", "rank"}) and cell.source.tag == "td"
            longest = len(text) if numeric and len(text) < 24 else max(map(len, text.split(" ")), default=0)
            least[cell.column] = max(least[cell.column], min(longest, 22))
            wish[cell.column] = max(wish[cell.column], min(len(text), _LONG))
    needed = [number * _CHARACTER + _PADDING for number in least]
    spare = whole - sum(needed)
    if spare < 0:
        return [size * whole // sum(needed) for size in needed]
    hunger = [max(want - have, 0) for want, have in zip(wish, least, strict=True)]
    total = sum(hunger) or 1
    if not any(hunger):
        return [size + spare // columns for size in needed]
    return [size + spare * more // total for size, more in zip(needed, hunger, strict=True)]
