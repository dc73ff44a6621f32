"""How gunicorn serves Mistok: two processes of eight threads, logs as JSON lines on stdout.

The application is loaded once and the processes are forked from it: they start at once and share memory.
"""

import gc
import os
import sys
from importlib import import_module
from multiprocessing import get_context

from babel import localedata

from app.i18n import LOCALES

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
worker_class = "gthread"
preload_app = True
timeout = 60
graceful_timeout = 20
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True


def on_starting(_server: object) -> None:
    """Bring the database up to date before anybody may connect; only `./run` asks for it.

    A process of its own does it: the demo takes a hundred megabytes, which those that serve would inherit.
    """
    if os.environ.get("MISTOK_START_UP") == "1":
        import_module("wsgi")
        preparing = get_context("fork").Process(target=_prepare)
        preparing.start()
        preparing.join()
        if preparing.exitcode:
            sys.exit(preparing.exitcode)


def _prepare() -> None:
    from app.cli.storage import prepare_database
    from wsgi import app

    with app.app_context():
        prepare_database()


def when_ready(_server: object) -> None:
    """Say where to look, once connections are accepted.

    What is loaded by now stays: the garbage collector leaves it alone, so the processes go on sharing it. What most
    days need is among it: the languages' habits, and pandas, which makes the frames of the drivers and reads sheets.
    """
    import_module("pandas")
    for language in LOCALES:
        localedata.load(language)
    gc.collect()
    gc.freeze()
    # A page makes thousands of short-lived objects, so cycles are looked for less often than Python would; rarer
    # still, and what eight threads leave behind would cost 20 MB a process.
    gc.set_threshold(5_000, 5, 5)
    sys.stdout.write(f"\nMistok is open at http://{bind}\n\n")
    sys.stdout.flush()
