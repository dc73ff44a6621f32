"""Messages that say what has just happened and offer to undo it, and secrets that are shown once."""

from typing import Any, cast

from flask import flash, redirect, request, session
from werkzeug.wrappers import Response


def flash_undo(text: str, undo_url: str) -> None:
    """Show a message with an Undo button that posts to `undo_url`."""
    message: Any = {"text": text, "undo_url": undo_url}
    flash(cast(str, message), "success")


def show_once(secret: str, page: str) -> Response:
    """Go to a page that shows a secret once: loading that page again makes no other one."""
    session["shown_once"] = [page, secret]
    return redirect(page)


def shown_once() -> str:
    """Return the secret that the present page is to show, "" when there is none."""
    if session.get("shown_once", [""])[0] != request.path:
        return ""
    return str(session.pop("shown_once")[1])
