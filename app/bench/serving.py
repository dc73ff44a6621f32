"""A real server for measuring: gunicorn over one database, and the processes behind it."""

import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from app.bench.data import EMAIL, PASSWORD
from config import ROOT

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def environment(url: str, folder: Path) -> dict[str, str]:
    """Return the environment of a production server over a database."""
    return {
        **os.environ,
        "MISTOK_ENV": "production",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "SERVER_TIMING": "1",
        "LOG_LEVEL": "WARNING",
        "WEB_CONCURRENCY": "2",
        "MALLOC_ARENA_MAX": "2",
        "MISTOK_START_UP": "",
    }


@dataclass(frozen=True)
class Server:
    """A running server: its port and the process ids of its workers."""

    port: int
    process: subprocess.Popen[bytes]

    def workers(self) -> list[int]:
        """Return the process ids of the workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        return [int(pid) for pid in children.split()]

    def memory(self) -> tuple[float, float]:
        """Return the memory of the largest worker in megabytes: resident, and its share.

        The workers are forked from one process and hold much of it in common, which is resident in each of them. The
        share divides what is common among those who hold it, so that the shares add up to what the machine gives
        (`Rss` and `Pss` of proc(5), smaps).
        """
        found = [_in_memory(pid) for pid in self.workers()]
        return max(resident for resident, _share in found), max(share for _resident, share in found)


def _in_memory(pid: int) -> tuple[float, float]:
    sums = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    resident, share = (re.search(rf"^{name}:\s+(\d+)", sums, re.M) for name in ("Rss", "Pss"))
    return int(resident[1]) / 1024, int(share[1]) / 1024  # type: ignore[index]


@contextmanager
def serving(env: dict[str, str]) -> Iterator[Server]:
    """Run gunicorn on a free loopback port until the block ends."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = Path(env["DATA_DIR"]) / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"],
            env={**env, "PORT": str(port)},
            cwd=ROOT,
            stdout=output,
        )
        try:
            wait(port)
            yield Server(port, process)
        except RuntimeError as error:
            error.add_note(log.read_text(encoding="utf-8")[-3000:])
            raise
        finally:
            process.terminate()
            process.wait(30)


def wait(port: int) -> None:
    """Wait until the server answers."""
    for _attempt in range(300):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


class Client:
    """A browser without a screen: one connection, one cookie."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie = cookie

    def sign_in(self) -> str:
        """Sign in once and return the cookie, which other clients may carry too."""
        page = self.get("/login")
        answer = self.post("/login", {"email": EMAIL, "password": PASSWORD, "csrf_token": token(page.body)})
        if answer.status != 302:
            raise RuntimeError(f"signing in answered {answer.status}")
        return self.cookie

    def get(self, path: str) -> "Answer":
        """Ask for a page."""
        return self.send("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> "Answer":
        """Send a form."""
        return self.send("POST", path, urlencode(fields))

    def send(self, method: str, path: str, body: str | None) -> "Answer":
        """Send one request and keep its cookie."""
        headers = {"Cookie": self.cookie, "Accept-Language": "uk"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read()
        for value in response.headers.get_all("Set-Cookie") or []:
            self.cookie = value.partition(";")[0]
        return Answer(response.status, text, costs(response.headers.get("Server-Timing", "")))


@dataclass(frozen=True)
class Answer:
    """What a server answered, and what it cost: total and cpu in milliseconds, sql in statements."""

    status: int
    body: bytes
    cost: dict[str, float]


def costs(header: str) -> dict[str, float]:
    """Return the figures of a `Server-Timing` header."""
    return {name: float(value) for name, value in re.findall(r"(\w+);dur=([\d.]+)", header)}


def token(body: bytes) -> str:
    """Return the CSRF token of a page's form."""
    found = TOKEN.search(body.decode())
    if found is None:
        raise RuntimeError("the page has no form")
    return found[1]
