"""A process of its own that sets papers of volunteers: `python -m app.paper_process < order.json`.

As with reports (`app.report_process`), the memory of WeasyPrint goes with the process, and the process knows neither
the application nor the database. The order is JSON: `stylesheet`, `papers` as (file to write, HTML), and `whole`, the
file with all of them to print under `title`, or "" when none is wanted. After each paper a line is printed with how
many are done.
"""

import gc
import json
import sys
from pathlib import Path
from typing import Any

COLLECT_EVERY = 20


def main() -> None:
    """Carry out the order that stands in the standard input."""
    gc.disable()
    order: dict[str, Any] = json.load(sys.stdin)
    from app.pdf import Bundle

    bundle = Bundle(order["stylesheet"])
    for done, (place, html) in enumerate(order["papers"], start=1):
        Path(place).write_bytes(bundle.add(html))
        sys.stdout.write(f"{done}\n")
        sys.stdout.flush()
        if done % COLLECT_EVERY == 0:
            # What a paper leaves behind goes; the documents stay, and are not looked through again.
            gc.collect()
            gc.freeze()
    if order["whole"]:
        Path(order["whole"]).write_bytes(bundle.whole(order["title"]))


if __name__ == "__main__":
    main()
