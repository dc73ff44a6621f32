"""How gunicorn serves Mistok: two processes of eight threads, logs as JSON lines on stdout."""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
worker_class = "gthread"
timeout = 60
graceful_timeout = 20
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True


def when_ready(_server: object) -> None:
    """Say where to look, once connections are accepted."""
    print(f"\nMistok is open at http://{bind}\n", flush=True)
