"""One transaction per request: committed below status 400, rolled back otherwise.

The commit happens before the answer leaves, so that a reader who follows a redirect sees what was saved.
"""

import secrets

from flask import Flask, Response, g, request
from flask_login import current_user

from models import db

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Attach the start and the end of the request's transaction."""
    app.before_request(begin)
    app.after_request(finish)


def begin() -> None:
    """Name the request and, before a write, tell the session who is writing (for the audit log)."""
    g.request_id = secrets.token_hex(8)
    if request.method not in READING:
        db.session.info["actor_id"] = current_user.id if current_user.is_authenticated else None
        db.session.info["request_id"] = g.request_id


def finish(response: Response) -> Response:
    """Commit what the request did, or undo all of it when it was refused."""
    keep = response.status_code < 400 or g.get("commit_anyway", False)
    if keep:
        db.session.commit()
    else:
        db.session.rollback()
    response.headers["X-Request-ID"] = g.get("request_id", "")
    return response


def commit_anyway() -> None:
    """Keep what a refused request wrote on purpose, such as a failed sign-in."""
    g.commit_anyway = True
