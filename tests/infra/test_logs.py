"""Logs: one JSON object a line, useful and discreet."""

import io
import json
import logging
import os
import signal
import subprocess
import sys
import textwrap
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import logs

TOKEN = "Zk3vQ8xT1mB7nR5wY2cJ9hL4pS6dF0gA-_aBcDeFgHi"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """The process's logging goes to this stream and is put back afterwards."""
    root = logging.getLogger()
    before = (root.level, root.handlers[:])
    written = io.StringIO()
    logs.configure("INFO", written)
    logs.unbind()
    yield written
    logs.unbind()
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    for name in ("gunicorn.error", "gunicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_one_json_object(stream: io.StringIO) -> None:
    logging.getLogger("mistok.imports").info("Рядків: %d\nі ще", 5, extra={"user_id": 7, "ms": 1.5})
    logging.getLogger("mistok.imports").debug("not shown")

    [line] = lines(stream)
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "info",
        "logger": "mistok.imports",
        "message": "Рядків: 5\nі ще",
        "ms": 1.5,
        "user_id": 7,
    }


def test_an_exception_is_one_field(stream: io.StringIO) -> None:
    try:
        raise ValueError("for olena@demo.example")
    except ValueError:
        logging.getLogger("mistok").exception("It failed")

    [line] = lines(stream)
    assert line["level"] == "error"
    assert line["exception"].startswith("Traceback")
    assert line["exception"].endswith("ValueError: for …@…")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("mail to Olena <olena.koval+x@demo.example> failed", "mail to Olena <…@…> failed"),
        ("GET /login?next=/a&token=abc 302", "GET /login?… 302"),
        (f"GET /password/reset/{TOKEN} 200", "GET /password/reset/… 200"),
        ("GET /contacts/12345 200", "GET /contacts/12345 200"),
        ("GET /static/interactions-timeline-board.js 200", "GET /static/interactions-timeline-board.js 200"),
        (f"Authorization: Bearer {TOKEN}", "Authorization: Bearer …"),
        ("postgresql+psycopg://mistok:secret@db/mistok", "postgresql+psycopg://mistok:…@db/mistok"),
        ("[SQL: x]\n[parameters: ('Олена', [1], 'Коваль')]\n(See)", "[SQL: x]\n[parameters: …]\n(See)"),
        ("DETAIL:  Key (phone)=(+380501234567) already exists.", "DETAIL:  Key (phone)=(…) already exists."),
        ("DETAIL:  Key (name)=(Коваль (Мороз) Олена) already exists.", "DETAIL:  Key (name)=(…) already exists."),
        (
            'relation "contacts"\nDETAIL:  Failing row contains (5, Коваль (Олена).\nВолонтерка, null).\n\n[SQL: x]',
            'relation "contacts"\nDETAIL:  Failing row contains (…).\n\n[SQL: x]',
        ),
        ("DETAIL:  Failing row contains (5, Коваль Олена).", "DETAIL:  Failing row contains (…)."),
        ("Is it done?", "Is it done?"),
    ],
)  # fmt: skip
def test_personal_data_and_secrets_stay_out(stream: io.StringIO, said: str, written: str) -> None:
    logging.getLogger("mistok").warning(said)

    assert lines(stream)[0]["message"] == written


def test_bound_fields_are_on_every_line_of_one_thread_only(stream: io.StringIO) -> None:
    logs.bind(request_id="abc")
    logs.bind(user_id=5)
    logging.getLogger("mistok").info("one")
    other = threading.Thread(target=lambda: logging.getLogger("mistok").info("other"))
    other.start()
    other.join()
    logs.unbind()
    logging.getLogger("mistok").info("two")

    one, elsewhere, two = lines(stream)
    assert (one["request_id"], one["user_id"]) == ("abc", 5)
    assert "request_id" not in elsewhere
    assert "request_id" not in two and "user_id" not in two


@pytest.fixture
def app() -> Flask:
    app = Flask("logged")
    app.testing = True
    logs.init_app(app)

    @app.get("/hello/<name>")
    def hello(name: str) -> str:
        logs.bind(user_id=3)
        logging.getLogger("mistok.views").info("inside")
        return name

    return app


def test_each_request_has_an_id_on_its_lines_and_in_its_answer(stream: io.StringIO, app: Flask) -> None:
    answer = app.test_client().get(f"/hello/{TOKEN}?q=Олена")

    inside, end = lines(stream)
    assert inside["request_id"] == end["request_id"] == answer.headers["X-Request-ID"]
    assert (end["method"], end["path"], end["status"], end["user_id"]) == ("GET", "/hello/…", 200, 3)
    assert end["ms"] >= 0
    assert "Олена" not in stream.getvalue() and TOKEN not in stream.getvalue()


def test_one_request_tells_nothing_about_another(stream: io.StringIO, app: Flask) -> None:
    client = app.test_client()
    client.get("/hello/x")
    client.get("/missing")

    last = lines(stream)[-1]
    assert (last["status"], last["path"]) == (404, "/missing")
    assert "user_id" not in last


@pytest.mark.parametrize(("given", "kept"), [("proxy-0123456789", True), ('x"}\n{', False), ("a" * 100, False)])
def test_a_proxys_id_is_kept_when_it_is_an_id(app: Flask, given: str, kept: bool) -> None:
    answer = app.test_client().get("/hello/x", environ_overrides={"HTTP_X_REQUEST_ID": given})

    assert (answer.headers["X-Request-ID"] == given) is kept


def test_gunicorn_writes_json_without_query_strings_and_addresses(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(
        "from app.logs import dict_config\n"
        "logconfig_dict = dict_config('info')\naccesslog = '-'\nbind = '127.0.0.1:0'\nworkers = 1\n"
    )
    (tmp_path / "small.py").write_text(
        textwrap.dedent(
            """
            def application(environ, start_response):
                start_response("200 OK", [("Content-Length", "2")])
                return [b"ok"]
            """
        )
    )
    root = Path(logs.__file__).resolve().parents[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", tmp_path / "conf.py", "small:application"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{root}:{tmp_path}", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    seen: list[dict[str, Any]] = []
    try:
        for written in process.stdout:
            seen.append(json.loads(written))
            if "Listening at" in seen[-1]["message"]:
                address = seen[-1]["message"].split()[2]
                with urllib.request.urlopen(f"{address}/hello?token=abc", timeout=20) as answer:
                    assert answer.read() == b"ok"
            if seen[-1]["logger"] == "gunicorn.access":
                break
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)

    line = seen[-1]
    assert line["message"] == "GET /hello 200"
    assert (line["method"], line["path"], line["status"]) == ("GET", "/hello", 200)
    assert "token" not in json.dumps(line) and "127.0.0.1" not in json.dumps(line)
