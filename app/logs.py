"""Logs: one JSON object a line on standard output, without personal data and without secrets.

Addresses, query strings, tokens in paths and SQL parameters are masked here once, so that no call
needs to think of it.
"""

import json
import logging
import logging.config
import re
import secrets
import sys
import time
import traceback
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from flask import Flask, Response

FIELDS = ("request_id", "method", "path", "status", "ms", "user_id", "job")
"""What a line may carry beside time, level, logger and message."""

_NOTHING: Mapping[str, object] = MappingProxyType({})
_context: ContextVar[Mapping[str, object]] = ContextVar("log_context", default=_NOTHING)
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_TOKEN_IN_PATH = re.compile(r"(?<=/)(?=[\w~-]*\d)(?=[\w~-]*[A-Za-z])[\w~.-]{22,}(?=/|$|[\s\"'?#])")
# Where the address itself is the key; the rule above passes over a rare token without a digit.
_TOKEN_AFTER_PLACE = re.compile(r"(/(?:my|unsubscribe|reset-password|calendar)/)[\w~.-]{16,}")
_MASKS = (
    (re.compile(r"\[parameters: .*?\](?=\n|$)", re.DOTALL), "[parameters: …]"),
    (re.compile(r"(DETAIL:\s+Key \([^)]*\)=)\(.*?\)(?= already exists| is (?:not present|still)|\n|$)"), r"\1(…)"),
    # PostgreSQL shows the whole row that a constraint refused; a text in it may have several lines.
    (re.compile(r"(Failing row contains )\(.*?\)\.(?=\n(?:\n|\[SQL|[A-Z]+: )|\Z)", re.DOTALL), r"\1(…)."),
    (re.compile(r"\?[^\s\"'<>]*=[^\s\"'<>]*"), "?…"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), r"\1 …"),
    (re.compile(r"(://[^\s:/@]+):[^\s@]+@"), r"\1:…@"),
    (re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)*\.\w{2,}"), "…@…"),
    (_TOKEN_IN_PATH, "…"),
    (_TOKEN_AFTER_PLACE, r"\1…"),
)


def masked(text: str) -> str:
    """Return the text without e-mail addresses, query strings, credentials, tokens and SQL parameters."""
    for pattern, replacement in _MASKS:
        text = pattern.sub(replacement, text)
    return text


def bind(**fields: object) -> None:
    """Put fields on every later line of this request or job, over those that are there.

    Args:
        fields: of `FIELDS`; None takes a field away.
    """
    _context.set({**_context.get(), **fields})


def unbind() -> None:
    """Forget all bound fields: threads are reused, so each request and job starts and ends with it."""
    _context.set(_NOTHING)


class JsonFormatter(logging.Formatter):
    """Turns a record into one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        own = _access_fields(record)
        message = f"{own['method']} {own['path']} {own['status']}" if own else record.getMessage()
        line: dict[str, object] = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(message),
        }
        known = {**_context.get(), **own, **vars(record)}
        for name in FIELDS:
            value = known.get(name)
            if value is not None:
                line[name] = masked(value) if isinstance(value, str) else value
        if record.exc_info and record.exc_info[1]:
            line["exception"] = masked("".join(traceback.format_exception(record.exc_info[1])).rstrip())
        if record.stack_info:
            line["stack"] = masked(record.stack_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def _access_fields(record: logging.LogRecord) -> dict[str, object]:
    """Return the fields of gunicorn's access line, whose arguments are its table of atoms."""
    atoms = record.args
    if record.name != "gunicorn.access" or not isinstance(atoms, Mapping):
        return {}
    status, took = str(atoms.get("s", "")), str(atoms.get("M", ""))
    return {
        "method": atoms.get("m", "-"),
        "path": str(atoms.get("U", "-")),
        "status": int(status) if status.isdigit() else status,
        "ms": int(took) if took.isdigit() else None,
    }


def dict_config(level: str = "INFO", stream: TextIO | str = "ext://sys.stdout") -> dict[str, Any]:
    """Return the settings for `logging.config.dictConfig` and for gunicorn's `logconfig_dict`.

    Args:
        level: of our own lines, such as "INFO".
        stream: where they go.
    """
    own = {"handlers": ["json"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonFormatter}},
        "handlers": {"json": {"class": "logging.StreamHandler", "formatter": "json", "stream": stream}},
        "root": {"level": level.upper(), "handlers": ["json"]},
        "loggers": {
            "gunicorn.error": {"level": "INFO", **own},
            "gunicorn.access": {"level": "INFO", **own},
            # The development server's own request lines carry addresses and query strings.
            "werkzeug": {"level": "WARNING"},
            "fontTools": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
            "alembic": {"level": "WARNING"},
        },
    }


def configure(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Set up logging for the whole process.

    Args:
        level: the least level that is written.
        stream: standard output when omitted.
    """
    logging.config.dictConfig(dict_config(level, stream or sys.stdout))


def init_app(app: "Flask") -> None:
    """Give every request an id, on its lines and in its `X-Request-ID` header, and log its end.

    Args:
        app: its setting LOG_LEVEL is the level (INFO when missing); tests keep their own logging.
    """
    from flask import g, request

    if not app.testing:
        configure(str(app.config.get("LOG_LEVEL", "INFO")))
    logger = logging.getLogger("mistok.request")

    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        g.request_id = request_id
        g.request_started = time.perf_counter()
        unbind()
        bind(request_id=request_id, method=request.method, path=request.path)

    def end(response: "Response") -> "Response":
        started = g.get("request_started")
        if started is not None:
            response.headers["X-Request-ID"] = g.request_id
            took = round((time.perf_counter() - started) * 1000, 1)
            outcome = {"status": response.status_code, "ms": took}
            logger.info("%s %s", request.method, request.path, extra=outcome)
        return response

    def forget(_error: BaseException | None) -> None:
        unbind()

    app.before_request(begin)
    app.after_request(end)
    app.teardown_request(forget)
