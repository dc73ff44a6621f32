"""Errors as pages: a clear message in the reader's language, never a stack trace."""

import logging
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError

from app.domain.errors import RuleError
from app.i18n import _, _l
from app.security import PUBLIC, by_script
from app.transaction import READING
from config import MEGABYTES_AT_ONCE
from models import db

logger = logging.getLogger("mistok")

TITLES = {
    400: _l("The request was not understood"),
    401: _l("Sign in first"),
    403: _l("You may not do this"),
    404: _l("There is no such page"),
    405: _l("This page does not take such a request"),
    409: _l("Somebody changed this record meanwhile"),
    413: _l("The file is too large"),
    422: _l("This cannot be done"),
    429: _l("Too many attempts"),
    500: _l("Something broke on our side"),
    503: _l("The database is busy"),
}
ADVICE = {
    400: _l("Go back and try again; what you typed is still in the form."),
    401: _l("Your session has ended. Sign in and repeat the last step."),
    403: _l("Your role does not include this. Ask the administrator if you need it."),
    404: _l("The record may have been removed, or it belongs to another branch."),
    405: _l("Open the page from the menu."),
    409: _l("Open the record again to see the latest version, then repeat your change."),
    413: _l(
        "Files of up to %(num)s MB in all can be sent at once. Go back and choose a smaller file, or send them singly.",
        num=MEGABYTES_AT_ONCE,
    ),
    422: _l("Go back and look at the record again."),
    429: _l("Wait a few minutes and try again."),
    500: _l("The problem has been written down. Try again in a minute."),
    503: _l("Somebody is saving a lot at this moment. Nothing of yours was saved; go back and send it again later."),
}
# What PostgreSQL calls a deadlock, a lock that was waited for too long, and two changes that exclude each other.
BUSY_STATES = frozenset({"40P01", "55P03", "40001"})


def init_app(app: Flask) -> None:
    """Attach the handlers."""
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(CSRFError, show_csrf_error)
    app.register_error_handler(StaleDataError, show_conflict)
    app.register_error_handler(DataError, show_impossible_value)
    app.register_error_handler(IntegrityError, show_clash)
    app.register_error_handler(OperationalError, show_busy)
    app.register_error_handler(RuleError, show_broken_rule)
    app.register_error_handler(Exception, show_crash)


def page(code: int, message: str | None = None) -> tuple[str, int]:
    """Return the error page of a status."""
    known = code if code in TITLES else (500 if code >= 500 else 400)
    return (
        render_template(
            "errors/error.html", code=code, title=TITLES[known], message=message or ADVICE[known], back=_form_page()
        ),
        code,
    )


def _form_page() -> str:
    """Return the address of our own page from which something was sent, "" when it is not known."""
    came_from = request.referrer or ""
    return came_from if request.method not in READING and came_from.startswith(request.host_url) else ""


def show_http_error(error: HTTPException) -> Any:
    """Show a 4xx or 5xx that a view raised."""
    if error.response is not None:
        return error.response
    if error.code == 401 and (kept := kept_form()) is not None:
        return kept
    body, code = page(error.code or 500)
    headers = dict(getattr(error, "get_headers", list)() or [])
    return body, code, {key: value for key, value in headers.items() if key in {"Allow", "Retry-After"}}


def show_csrf_error(_error: CSRFError) -> Any:
    """Explain an outdated form token."""
    kept = kept_form()
    if kept is not None:
        return kept
    if not _may_go_on(request.endpoint):
        return page(401)
    return page(400, _("The page was open for too long. Go back, reload it and send the form again."))


def kept_form(switched: bool = False) -> Any:
    """Return a page that holds what was typed in a form whose session had ended, or None where nothing is to be kept.

    Somebody signs in again in another window and sends it on. A form that another site sent is not kept, since
    it would get a token here; nor is one with a password. The page shows what it holds in another language when
    that is switched: the form is then sent there, with the address that it is `kept` for.

    Args:
        switched: whether the language was switched, so that the page is no refusal.
    """
    address = request.full_path if request.query_string else request.path
    if request.endpoint == "settings.set_locale":
        address = request.args.get("kept", address)
    endpoint = _endpoint_of(address)
    typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    secret = any("password" in name for name, _value in typed)
    if request.method != "POST" or not typed or secret or by_script() or not endpoint or not _is_own_form():
        return None
    files = [file.filename for _name, file in request.files.items(multi=True) if file.filename]
    ready = _may_go_on(endpoint)
    page = render_template("errors/kept.html", typed=typed, files=files, ready=ready, address=address)
    return page, 200 if switched else 400 if ready else 401


def _endpoint_of(address: str) -> str:
    """Return what answers a form that is sent to a path of this site, "" when nothing does."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return ""
    try:
        return str(current_app.create_url_adapter(request).match(parts.path, method="POST")[0])  # type: ignore[union-attr]
    except HTTPException:
        return ""


def _may_go_on(endpoint: str | None) -> bool:
    """Say whether what answers needs no sign-in first."""
    return bool(current_user and current_user.is_authenticated) or endpoint in PUBLIC


def _is_own_form() -> bool:
    """Say whether the browser tells that a page of this very site sent the request."""
    origin = urlsplit(request.headers.get("Origin", "")).netloc
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or (origin != "" and origin == request.host)


def show_conflict(_error: StaleDataError) -> Any:
    """Explain that two people saved the same record at once."""
    db.session.rollback()
    return page(409)


def show_clash(error: IntegrityError) -> Any:
    """Answer a write that the database refused because somebody wrote the same a moment earlier."""
    db.session.rollback()
    logger.warning("the database refused a write", exc_info=error)
    return page(409, _("Somebody has just saved the same or changed what this depends on. Open the page again."))


def show_busy(error: OperationalError) -> Any:
    """Ask to try again when others kept the database from being written for too long; any other fault is a crash."""
    busy = getattr(error.orig, "sqlite_errorname", "").startswith("SQLITE_BUSY")
    if not busy and getattr(error.orig, "sqlstate", None) not in BUSY_STATES:
        return show_crash(error)
    db.session.rollback()
    logger.warning("the database was busy for too long", exc_info=error)
    return *page(503), {"Retry-After": "60"}


def show_impossible_value(_error: DataError) -> Any:
    """Answer a number that no record can have: PostgreSQL refuses it, where SQLite merely finds nothing."""
    db.session.rollback()
    return page(404 if request.method in {"GET", "HEAD"} else 400)


def show_broken_rule(error: RuleError) -> Any:
    """Show a refusal of the domain that no form caught."""
    from app.labels import refusal

    db.session.rollback()
    return page(422 if error.code != "not_found" else 404, refusal(error))


def show_crash(error: Exception) -> Any:
    """Write the crash down with its request and show a calm page."""
    db.session.rollback()
    logger.exception("unhandled error", exc_info=error)
    try:
        return page(500)
    except Exception:
        logger.exception("the error page failed too")
        return InternalServerError().get_response()
