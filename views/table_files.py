"""A table of a page as a file to take away."""

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from flask import Response, current_app, send_file

from app import spreadsheets
from app.spreadsheets import Format


def table_file(
    name: str,
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    wanted: str,
    formats: Mapping[str, Format] | None = None,
) -> Response:
    """Send a table as CSV when `wanted` is csv, else as XLSX; `name` is that of the file without its ending."""
    if wanted == "csv":
        answer: Response = current_app.response_class(
            b"".join(spreadsheets.write_csv(heads, rows)), mimetype="text/csv"
        )
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return answer
    return workbook_file(name, lambda path: spreadsheets.write_xlsx(path, title, heads, rows, dict(formats or {})))


def workbook_file(name: str, write: Callable[[Path], None]) -> Response:
    """Send a workbook that `write` puts at the path it is given; `name` is that of the file without its ending."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.xlsx"
        write(path)
        return send_file(path.open("rb"), as_attachment=True, download_name=path.name)
