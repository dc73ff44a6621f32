"""What a request cost, in its `Server-Timing` header: milliseconds, processor milliseconds, SQL statements.

Switched on by SERVER_TIMING=1; `./run bench` reads it, and so can a browser's developer tools.
"""

import os
import time
from typing import Any

from flask import Flask, Response, g, has_request_context
from sqlalchemy import event

from models import db


def init_app(app: Flask) -> None:
    """Attach the header when the environment asks for it."""
    if os.environ.get("SERVER_TIMING") != "1":
        return
    app.before_request_funcs.setdefault(None, []).insert(0, start)
    app.after_request_funcs.setdefault(None, []).insert(0, finish)
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", count)


def start() -> None:
    """Remember the clocks."""
    g.timing = (time.perf_counter(), time.thread_time())
    g.statements = 0


def count(*_arguments: Any) -> None:
    """Count a statement of the present request."""
    if has_request_context():
        g.statements = g.get("statements", 0) + 1


def finish(response: Response) -> Response:
    """Write what the request cost."""
    if "timing" in g:
        wall, cpu = g.timing
        response.headers["Server-Timing"] = (
            f"total;dur={(time.perf_counter() - wall) * 1000:.2f}, "
            f"cpu;dur={(time.thread_time() - cpu) * 1000:.2f}, sql;dur={g.statements}"
        )
    return response
