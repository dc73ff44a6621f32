"""A process of its own that draws charts and sets a report: `python -m app.report_process [charts] [pdf | docx]`.

WeasyPrint and the chart engine need some 250 MB and keep them. In a process that ends with its report a web
worker stays small, a crash of the renderer harms nobody else, and a report that takes for ever can be killed.
The process knows neither the application nor the database: everything it needs is in the order.

The words say what the order will need, so that it is loaded while the order is still being written. The order comes
through the standard input as JSON: `charts` (file to write → Vega-Lite spec), and for a document also `html`, `files`
(name after `upload:` → path) and `pdf` or `docx`, the file to write.
"""

import gc
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Thread
from typing import Any


def main() -> None:
    """Carry out the order that stands in the standard input."""
    # The process ends with its report: looking for cycles would cost a fifth of the time and free little.
    gc.disable()
    load(sys.argv[1:])
    order: dict[str, Any] = json.load(sys.stdin)
    drawing = Thread(target=draw, args=(order["charts"],))
    drawing.start()
    if "pdf" in order:
        from app.pdf import render

        # Charts are drawn while the text is read: the page waits for them only where they stand.
        uploads = Drawn(order["files"], drawing)
        Path(order["pdf"]).write_bytes(render(order["html"], uploads=uploads))
    drawing.join()
    missing = [place for place in order["charts"] if not Path(place).exists()]
    if missing:
        raise SystemExit(f"not drawn: {missing}")
    if "docx" in order:
        from app.word import render_docx

        pictures = {name: picture(Path(place)) for name, place in order["files"].items()}
        Path(order["docx"]).write_bytes(render_docx(order["html"], pictures))


def load(needs: Sequence[str]) -> None:
    """Load what an order will need; the chart engine starts beside the rest."""
    if "charts" in needs:
        from app.charts import warm_up

        Thread(target=warm_up).start()
    if "pdf" in needs:
        from app.pdf import prepare

        prepare()
    if "docx" in needs:
        import app.word  # noqa: F401


class Drawn(Mapping[str, bytes]):
    """The files of an order by name, some of which are still being drawn: asking for one waits for all of them."""

    def __init__(self, files: Mapping[str, str], drawing: Thread) -> None:
        self._files = files
        self._drawing = drawing

    def __getitem__(self, name: str) -> bytes:
        place = Path(self._files[name])
        if place.suffix == ".svg":
            self._drawing.join()
        return place.read_bytes()

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def draw(charts: Mapping[str, dict[str, Any]]) -> None:
    """Draw each chart into its file as SVG."""
    if not charts:
        return
    from app.charts import svg

    for place, spec in charts.items():
        draft = Path(place).with_suffix(".part")
        draft.write_text(svg(spec), encoding="utf-8")
        draft.replace(place)


def picture(place: Path) -> bytes:
    """Return a picture as a word processor can show it: a chart as PNG, everything else as it is."""
    if place.suffix != ".svg":
        return place.read_bytes()
    from app.charts import png

    return png(place.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
