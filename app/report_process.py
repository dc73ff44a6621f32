"""A process of its own for a report: `python -m app.report_process charts`, or `pdf` or `docx`.

WeasyPrint and the chart engine need some 250 MB and keep them. In a process that ends with its report a web
worker stays small, a crash of the renderer harms nobody else, and a report that takes for ever can be killed.
The process knows neither the application nor the database: everything it needs is in the order. The chart engine lets
nothing else of its process run while it works, so charts are drawn in one process while another sets the text.

The word says what is to be done, so that it is loaded while the order is still being written. The first line of the
standard input names a file with the order as JSON: for charts, each file to write with its Vega-Lite spec; for a
document `html`, `files` (name after `upload:` → path) and `place`, the file to write. The pictures of a document are
there when the input ends.
"""

import gc
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


def main() -> None:
    """Carry out the order that stands in the standard input."""
    # The process ends with its report: looking for cycles would cost a fifth of the time and free little.
    gc.disable()
    (work,) = sys.argv[1:]
    {"charts": draw, "pdf": write_pdf, "docx": write_docx}[work]()


def draw() -> None:
    """Draw each chart into its file as SVG."""
    from app.charts import svg, warm_up

    warm_up()
    for place, spec in _order().items():
        draft = Path(place).with_suffix(".part")
        draft.write_text(svg(spec), encoding="utf-8")
        draft.replace(place)


def write_pdf() -> None:
    """Set a document as PDF: the text is read and styled while its pictures are still being made."""
    from app.pdf import prepare, render

    prepare()
    order = _order()
    Path(order["place"]).write_bytes(render(order["html"], uploads=Pictures(order["files"])))


def write_docx() -> None:
    """Set a document for a word processor."""
    from app.word import render_docx

    order = _order()
    pictures = {name: picture(place) for name, place in Pictures(order["files"]).places()}
    Path(order["place"]).write_bytes(render_docx(order["html"], pictures))


def _order() -> dict[str, Any]:
    order: dict[str, Any] = json.loads(Path(sys.stdin.readline().rstrip("\n")).read_text(encoding="utf-8"))
    return order


class Pictures(Mapping[str, bytes]):
    """The pictures of an order by name, some of which are still being made: asking for one waits for all of them."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def places(self) -> Iterator[tuple[str, Path]]:
        """Return the names with the files."""
        sys.stdin.read()
        return ((name, Path(place)) for name, place in self._files.items())

    def __getitem__(self, name: str) -> bytes:
        sys.stdin.read()
        return Path(self._files[name]).read_bytes()

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def picture(place: Path) -> bytes:
    """Return a picture as a word processor can show it: a chart as PNG, everything else as it is."""
    if place.suffix != ".svg":
        return place.read_bytes()
    from app.charts import png

    return png(place.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
